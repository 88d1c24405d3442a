//go:build race

package xla

// mostNumbers is how many numbers networks have at most that GoMLX's backend in Go computes: the race detector makes it ten times
// as slow, and a network without blocks goes through all that is shared. Evaluators side by side have a larger one.
const mostNumbers = 1_000

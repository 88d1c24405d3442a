//go:build race

package xla

// mostNumbers is how many numbers networks have at most that GoMLX's backend in Go computes: the race detector makes it ten times
// as slow.
const mostNumbers = 5_000

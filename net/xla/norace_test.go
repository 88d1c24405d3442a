//go:build !race

package xla

// mostNumbers is how many numbers networks have at most that GoMLX's backend in Go computes.
const mostNumbers = 12_000

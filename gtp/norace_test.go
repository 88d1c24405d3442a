//go:build !race

package gtp

// floodLines are how many lines TestFlood writes.
const floodLines = 1_000_000

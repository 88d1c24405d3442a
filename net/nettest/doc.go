// Package nettest holds every engine to the same reference (net/reference), and any two to each other.
//
// Read conformance.go (what every engine must pass), exchange.go (what any two must), quantized.go (an engine whose precisions
// are off by known amounts, to test what is built on them).
package nettest

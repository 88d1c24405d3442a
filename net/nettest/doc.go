// Package nettest holds every engine to the same reference (net/reference), and any two to each other.
//
// Read conformance.go (what every engine must pass), exchange.go (what any two must).
package nettest

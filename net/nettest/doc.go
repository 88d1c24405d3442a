// Package nettest holds every engine to the same reference: a float64 network in loops checked by eye.
//
// Read reference.go (forward and losses), gradient.go (the gradient, by central differences: slow, and
// independent of any backward pass), conformance.go (what every engine must pass), exchange.go (what any two must).
package nettest

// Package nettest holds every engine to the same reference (net/reference), and any two to each other.
//
// Read limits.go (how exact an engine must be), conformance.go (what every engine must pass), exchange.go (what any two must),
// precisions.go (what each precision must), minibatch.go (what engines' own tests learn from), quantized.go (an engine whose
// precisions are off by known amounts, to test what is built on them).
package nettest

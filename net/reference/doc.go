// Package reference computes networks in float64, in loops checked by eye: slow, and what every engine is held to.
//
// Read reference.go (forward and losses), gradient.go (the gradient, by central differences: slow, and independent of any
// backward pass).
package reference

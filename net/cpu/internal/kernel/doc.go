// Package kernel holds the loops in which a network spends its time, in AVX-512, in AVX2 with FMA, and in Go.
//
// Read product.go, pairs.go, bytes.go, then winograd.go: they say what each kernel computes, and their Go code is what runs where
// there is no assembly (other architectures, and the build tag purego). features.go chooses the instructions
// once, when the program starts.
//
// Kernels check nothing: their callers give them room, and at least one row, tile or line of work.
package kernel

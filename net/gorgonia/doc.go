// Package gorgonia is an engine in which others differentiate: forward and backward pass are those of Gorgonia, an autodiff
// library in Go. The tests hold the hand-written backward pass of net/cpu to it; the package is also the shortest way to read
// what the network computes. It is slow: net/cpu is for playing and learning.
//
// Read graph.go (the network as an expression), pooling.go (what pools), params.go (tensors as nodes), inputs.go (a batch),
// machine.go (what runs an expression), engine.go and evaluator.go (inference), training.go (losses and gradients), learner.go and
// optimizer.go (steps). What had to be avoided in Gorgonia is in docs/decisions/0018-gorgonia.md.
//
// Goroutines: Gorgonia starts some for each run and waits for them; its matrix products take as many as there are cores. None
// outlives a call. Results do not depend on them. A panic within Gorgonia is in its goroutine and ends the program.
package gorgonia

// Package cpu is the engine that runs everywhere: inference and training in Go with SIMD kernels, no cgo.
//
// Read layout.go (how boards lie in memory), winograd.go (3x3 convolutions, and the gradient of their weights, on
// tiles of the board), pooling.go, prepared.go (a model folded and packed), narrow.go,
// direct.go and precision.go (the same in 16 and in 8 bits), evaluator.go and slice.go (inference),
// then learner.go (one step), layer.go and chunk.go (what it works on), forward.go, heads.go, convheads.go,
// backward.go, optimizer.go and state.go.
// The loops themselves are in internal/kernel.
//
// Goroutines: an Evaluator or a Learner with more than one thread starts goroutines inside a call and waits for
// them before it returns (crew.go). For batches smaller than its threads an Evaluator has goroutines that live
// until Close (team.go). Results do not depend on the number of threads.
package cpu

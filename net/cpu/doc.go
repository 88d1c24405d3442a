// Package cpu is the engine that runs everywhere: inference and training in Go with SIMD kernels, no cgo.
//
// Read layout.go (how boards lie in memory), product.go and cells.go (matrix products cut into tiles, over
// all rows or over the cells of boards), prepared.go (a model folded and packed), evaluator.go (inference),
// then learner.go (one step), forward.go, backward.go, heads.go, optimizer.go and state.go. The tiles
// themselves are in internal/tile.
//
// Goroutines: an Evaluator or a Learner with more than one thread starts goroutines inside a call and
// waits for them before it returns. Results do not depend on the number of threads.
package cpu

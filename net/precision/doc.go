// Package precision lets models play in fewer bits than float32, where that was measured to be safe.
//
// A product of numbers of 16 bits takes half the time of one of 32, of 8 bits a quarter, or less. What that costs in play differs from model to
// model, and no rule tells it beforehand; so every model is measured. Check finds the range of what each layer reads, over
// some positions, and over others how far the model's policy and value are from float32's in every precision that the engine
// has. Both are written into the model's file. Whoever plays later opens an Engine, which picks for every model the fastest
// on its own machine of the precisions that passed net.PrecisionReport's bounds; a model that nobody has measured plays in
// float32.
//
// Positions to measure with are such that the model has not learnt from: on those that it has, its policy is surer of itself
// than it will be in games.
//
// Read check.go (measuring), engine.go (choosing), fastest.go (which is the fastest here). The package starts no goroutine.
// An Engine has one lock, held while precisions are timed.
package precision

// Package tictactoe is noughts and crosses on 3x3 cells: small enough to be solved in a test, large
// enough to show every part of tengen at work within seconds.
//
// Read tictactoe.go (rules and play), planes.go (network input), text.go (what people read). First is
// drawn as X, Second as O. The package starts no goroutine; a Game may be shared, a State may not.
package tictactoe

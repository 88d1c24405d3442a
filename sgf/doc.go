// Package sgf writes finished games as SGF, FF[4], so that any viewer shows them.
//
// Reading order: game.go (what a file holds), write.go (properties and moves), escape.go (text that
// cannot break out of its property), result.go.
//
// Games other than Go: FF[4] gives numbers to some games (Othello 2, Gomoku 4, Hex 11), each with its
// own notation, but none to Connect Four or tic-tac-toe. Our games other than Go are written with
// GM[1000], outside of the registered numbers, their name in GN, and moves in Go's notation: the
// cell where the piece comes to lie. A strict program says that it does not know the game, instead
// of showing a false one (under GM[1] it would capture discs); a lenient one shows the moves.
//
// The package starts no goroutines and has no state.
//
// Source: A. Hollosi, "SGF File Format FF[4]", 1997 to 2021.
package sgf

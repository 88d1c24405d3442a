// Package solver plays Connect Four perfectly: it says what a position is worth with best play on both
// sides, by alpha-beta search over bitboards.
//
// Read position.go (the board and its threats), search.go (the search, and the order of moves it lives by),
// table.go (what it remembers), solver.go (the questions it answers), book.go (moves of
// early positions, which a search takes minutes for; gen makes them).
//
// A score is for the player to move: 0 is a draw, n > 0 a win with the player's n-th last disc, n < 0 a loss
// to the opponent's n-th last, of the 21 that each has. That is how the solved sets of positions that go about
// are written.
//
// The package starts no goroutine. A Solver is safe for concurrent use: searches share its table.
package solver

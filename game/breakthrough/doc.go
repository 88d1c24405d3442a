// Package breakthrough is Breakthrough on boards of 3x4 to 8x8 cells, usually 8x8. Each player begins with
// two full rows. A piece moves one row ahead, straight to an empty cell, or diagonally to one without a piece
// of its own, capturing what is there. Who reaches the last row or captures every piece wins; there are no
// draws, and whose turn it is always has a move.
//
// First begins at the bottom and moves up, drawn as X; Second moves down, drawn as O.
//
// An action is a cell and a direction: d·W·H + y·W + x moves the piece at (x, y) one row ahead and to
// column x + d - 1. So d = 0 leads left, 1 straight on and 2 right as the board is drawn, for both players,
// and a policy is three planes [3, H, W] of cells to move from. Of the 3·W·H actions those that lead off
// the board are never legal. People read two vertices, from and to: A2B3.
//
// Read breakthrough.go (rules and play), planes.go (network input), text.go (what people read). The
// package starts no goroutine; a Game may be shared, a State may not.
package breakthrough

// Package game says what a game is to the rest of tengen: a Game describes the rules, a State is a
// position in it. Both are small on purpose: a new game is one package that implements them.
//
// Conventions, the same everywhere in tengen:
//
//   - A value or an outcome is in [-1, 1] and belongs to the player to move in that state.
//   - y = 0 is the bottom row, x = 0 is column A. A cell's index is y·W + x.
//   - In games played on cells an action is the cell's index, and a pass is W·H. A game whose moves
//     are something else (Connect Four's columns) says so and maps them itself.
//   - Planes are [C, H, W] with cells in the same order.
//
// Read game.go first, then symmetry.go and vertex.go (how cells are written). The package imports nothing of ours, starts no goroutine, and
// has no state of its own. A State belongs to one goroutine at a time; a Game may be shared by all.
package game

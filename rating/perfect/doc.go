// Package perfect has players that never throw away what a position is worth, for the games that are small
// enough: tic-tac-toe and Connect Four. They are a level that no player can be above.
//
// Read perfect.go, tictactoe.go, connect4.go. The package starts no goroutine.
package perfect

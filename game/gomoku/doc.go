// Package gomoku is five in a row, on boards of 5x5 to 25x25 cells, rectangles included: the first player with
// a row of five stones wins, in any of the four directions, and a full board is a draw.
//
// The usual rules are freestyle, "five=free" (game.Params.Rules): more than five win as well. Under the option
// "five=exact" a row of six or more wins nothing, for either player, and the game goes on.
//
// Read gomoku.go (rules), state.go (play), planes.go (network input), text.go (what people read). First
// is drawn as X, Second as O. The package starts no goroutine; a Game may be shared, a State may not.
package gomoku

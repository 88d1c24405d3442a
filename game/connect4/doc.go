// Package connect4 is Connect Four on its usual board of 7 columns and 6 rows: discs fall to the lowest
// free cell of a column, and four in a row win.
//
// An action is a column, 0 to 6, and not a cell as in games without gravity: a policy of 7 entries says all
// there is to say. People still read vertices: an action is written as the cell where its disc lands.
//
// Read connect4.go (rules and play), bitboard.go (how the discs are stored), planes.go (network
// input), text.go (what people read). First is drawn as X, Second as O. The package starts no
// goroutine; a Game may be shared, a State may not.
package connect4

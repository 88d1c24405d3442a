// Package sgf reads and writes game records in SGF, FF[4], and reads the older FF[1] to FF[3] as FF[4] says.
//
// Two doors, one on the other:
//
//   - Collection, Node, Property: a file as it is, with variations, unknown properties and their order. Parse
//     and Collection.Write are exact: what is read is written the same, and read the same again.
//   - Game: the main line of one game by the rules of a game.Game. ReadGame and Game.Tree lead from one door
//     to the other; Write writes a Game as a file.
//
// Reading order: tree.go (what a file holds), escape.go (values and text), charset.go (bytes and text),
// read.go with scan.go, write.go; then size.go (boards and points), position.go (a Go board as a file draws
// it), notation.go (how each game writes its moves), game.go, gamewrite.go, gameread.go, result.go.
//
// How the games are written: FF[4] gives numbers (GM) to some games, and a notation to fewer.
//
//	Go         1     points: "dd" counts columns from the left, rows from the top; "" is a pass
//	Othello    2     points, with row 1 of Othello's own names at the top
//	Gomoku     4     points as in Go
//	Hex       11     its own names, "d4", with row 1 the first; "swap-pieces"
//	others  1000     the cell as a point if the action names one, or else the action's own name;
//	                 the game's name stands in GN
//
// 1000 is outside of the registered numbers: a strict program says that it does not know the game, instead of
// showing a false one (under GM[1] it would capture discs); a lenient one shows the moves.
//
// The package starts no goroutines and has no state. A tree belongs to one goroutine at a time.
//
// Source: A. Hollosi, "SGF File Format FF[4]", 1997 to 2021, with its pages on Go and Hex.
package sgf

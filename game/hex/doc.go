// Package hex is Hex, on boards of 1x1 to 25x25 cells, usually 11x11. First joins the bottom of the board with
// its top, Second the left with the right; whoever succeeds has won, and one of them always does: there
// are no draws.
//
// A cell has six neighbours: (x, y) touches (x±1, y), (x, y±1), (x+1, y-1) and (x-1, y+1). So A1 lies in an acute
// corner of the board, as a1 does in the literature (whose columns are our columns, but with the letter I):
//
//	       X X X
//	  3 O . . . O
//	 2 O . . . O        B2 touches A3 and B3, A2 and C2, B1 and C1
//	1 O . . . O
//	   X X X
//	  A B C
//
// To move first is a great advantage. By the usual rules Second may therefore take over First's first stone
// instead of answering it: the action W·H, "swap". The stone becomes Second's and moves to the mirrored place,
// x and y exchanged, where it is worth to Second what it was to First; First is to play and keeps the same
// two sides. The option "swap=no" (game.Params.Rules) leaves the swap out, and then boards may be rectangles.
//
// Read hex.go (rules), state.go (play), groups.go (what is joined), planes.go (network input), text.go (what
// people read). First is drawn as X, Second as O. The package starts no goroutine; a Game may be shared, a State
// may not.
package hex

// Package othello is Othello on boards of even sides from 4 to 8, usually 8x8. A disc is played where it
// encloses discs of the opponent in a straight line, and turns them over. Who can play no disc passes; the
// game ends when neither player can, and who has more discs then wins.
//
// First is Black, who begins, drawn as X; Second is White, drawn as O. An action is a cell, y·W + x, and the
// pass is W·H: it is legal only where no disc can be played.
//
// Othello's own notation counts rows from the top, ours from the bottom. The names stay the same and the
// picture is turned upside down: "d3" of a book is D3 here, action 8·2 + 3. So games are read as they
// are written, though the board of String is the mirror image of the book's. At the start E4 and D5 are
// black, D4 and E5 white, and Black's moves are D3, C4, F5 and E6:
//
//	8 . . . . . . . .
//	7 . . . . . . . .
//	6 . . . . . . . .
//	5 . . . X O . . .
//	4 . . . O X . . .
//	3 . . . . . . . .
//	2 . . . . . . . .
//	1 . . . . . . . .
//	  A B C D E F G H
//
// Read othello.go (rules and play), bitboard.go (which discs turn), planes.go (network input), text.go
// (what people read). The package starts no goroutine; a Game may be shared, a State may not.
package othello

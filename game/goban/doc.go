// Package goban is Go, on boards of 1x1 to 25x25 cells: area scoring as in the Tromp-Taylor rules, komi in
// half points, positional superko, no suicide. A pass is always legal and two in a row end the game.
//
// Reading order: rules.go (the Game: sizes, actions, limits), zobrist.go (the keys of positions), board.go
// (stones, chains, liberties, captures), superko.go (which positions have been), state.go (play and
// legality), score.go (area), planes.go (network input), edit.go (set-up stones), text.go (what people
// read).
//
// Invariants of a State between calls:
//
//   - Every chain on the board has a liberty, and every stone belongs to exactly one chain.
//   - The current position is in the superko history, as is the initial one.
//   - Its slices have their full capacity from the start: playing and copying allocate nothing.
//
// Black is game.First, White game.Second. The package starts no goroutine; a Game may be shared, a State
// belongs to one goroutine at a time.
package goban

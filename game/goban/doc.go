// Package goban is Go, on boards of 1x1 to 25x25 cells. Rules are its options: ko, suicide, area or territory
// scoring, an early end when all is settled, a limit of plies, points for handicap; usually positional superko, no
// suicide and area scoring as in the Tromp-Taylor rules. Komi is in half points. A pass is always legal and two in
// a row end the game.
//
// Reading order: rules.go and rulestext.go (the options and their text), game.go (the Game: sizes, actions,
// limits), tables.go (sets of cells, keys of positions), board.go (stones, chains, liberties, captures), state.go
// (play), legal.go (what may be played), superko.go and history.go (which positions have been), explain.go (why
// not), score.go (area, territory), passalive.go and benson.go (what is settled for good), planes.go (network
// input), edit.go and handicap.go (set-up stones), playout.go (random games), text.go (what people read).
//
// Invariants of a State between calls:
//
//   - Every chain on the board has a liberty, and every stone belongs to exactly one chain.
//   - With superko the current position is in the history, as is the initial one.
//   - Its slices have their full capacity from the start: playing and copying allocate nothing.
//
// Black is game.First, White game.Second. The package starts no goroutine; a Game may be shared, a State
// belongs to one goroutine at a time.
package goban

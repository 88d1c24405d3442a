// Package gametest checks that a game keeps the promises of package game: whoever writes a new game calls
// Check in its test. It plays random games from fixed seeds, so a failure comes back.
//
// Read check.go (what is asked of every game), playout.go (what is asked at every position), symmetry.go
// (turned games played side by side), allocs.go (what may not allocate). Beside these, playthrough.go replays a game
// that another program has written down.
package gametest

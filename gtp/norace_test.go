//go:build !race

package gtp

// floodLines are how many lines TestFlood writes.
const floodLines = 1_000_000

// gamesInTime are how many games TestThousandGamesInTime plays with each time system.
const gamesInTime = 252

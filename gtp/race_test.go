//go:build race

package gtp

// floodLines are how many lines TestFlood writes: enough for two that are too long and every command some hundred times; the race
// detector makes each take ten times as long.
const floodLines = 100_000

// gamesInTime are how many games TestThousandGamesInTime plays with each time system.
const gamesInTime = 60

//go:build race

package mcts

// fewer divides how many searches tests have that start no goroutines: the race detector, which makes each ten times as slow, sees
// nothing in them.
const fewer = 4

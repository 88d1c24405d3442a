//go:build !race

package mcts

// fewer divides how many searches tests have that start no goroutines.
const fewer = 1

//go:build !race

package gorgonia_test

// How many numbers the networks of tests may have: most of a large one's time is the reference's. 0: any.
const (
	conformanceNumbers = 20_000
	exchangeNumbers    = 0
)

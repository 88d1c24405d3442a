//go:build race

package gorgonia_test

// The race detector makes the reference's loops ten times as slow.
const (
	conformanceNumbers = 5_000
	exchangeNumbers    = 20_000
)

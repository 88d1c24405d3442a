//go:build race

package gorgonia_test

// The race detector makes Gorgonia ten times as slow. Learners and evaluators side by side have networks of their own.
const (
	conformanceNumbers = 1_000
	exchangeNumbers    = 20_000
)

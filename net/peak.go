package net

import "time"

// Peaker is an Engine that says what its devices reach at most, so that it can be seen how much of that a network makes use of.
type Peaker interface {
	// NewPeak readies a Peak of all devices that the Engine uses, in its precision.
	NewPeak() (Peak, error)
}

// Peak measures the highest rate of multiply-adds that devices reach. It is for one goroutine at a time.
type Peak interface {
	// GFLOPS measures for about d, and returns 1e9 floating-point operations a second, two for a multiply-add, of all devices
	// together.
	GFLOPS(d time.Duration) (float64, error)
	// Close frees what the Peak holds on the devices.
	Close() error
}

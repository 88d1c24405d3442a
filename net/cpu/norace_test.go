//go:build !race

package cpu_test

// emulatedNumbers is how many numbers networks have at most whose products are emulated.
const emulatedNumbers = 15_000

//go:build !race

package cpu_test

// emulatedNumbers is how many numbers networks have at most whose products are emulated.
const emulatedNumbers = 15_000

// conformingNumbers is how many numbers the other networks have at most; 0: all that there are.
const conformingNumbers = 0

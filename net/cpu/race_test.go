//go:build race

package cpu_test

// emulatedNumbers is how many numbers networks have at most whose products are emulated: the race detector makes that ten times as
// slow. TestThreadsDoNotMatter has it watch threads that learn in bfloat16.
const emulatedNumbers = 1_000

// conformingNumbers is how many numbers the other networks have at most.
const conformingNumbers = 10_000

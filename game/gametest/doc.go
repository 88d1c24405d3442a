// Package gametest checks that a game keeps the promises of package game: whoever writes a new game calls
// Check in its test, Fuzz in a fuzz target, and Benchmark in a benchmark. They take any game.Game and know nothing else of it; games
// are random ones from fixed seeds, so a failure comes back.
//
// What no stranger can know is who has won: Check asks only that outcome and score agree. A game's own tests
// say that, with positions or solved sizes whose result is known.
//
// Read check.go (the list of promises), walk.go (the random games), view.go (what can be seen of a State),
// then one file a promise: rules.go, legality.go, outcome.go, copies.go, hashes.go, symmetry.go, planes.go,
// text.go, explain.go, editor.go, allocs.go; fuzz.go plays what a fuzzer asks for;
// playthrough.go replays a game that another program has written down; bench.go measures. broken_test.go breaks each
// promise and watches the kit notice. The package starts no goroutine.
package gametest

package gametest

import (
	"bytes"
	"testing"

	"tengen/game"
)

// Fuzz makes f a fuzz target for g. An input is the game's moves: each byte, or each two bytes where there is a
// choice of more than 256, chooses one of the legal actions. All that Check asks of a position is asked of every
// position on the way.
func Fuzz(f *testing.F, g game.Game) {
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{0}, 2*g.MaxPly()))    // always the first one
	f.Add(bytes.Repeat([]byte{0xff}, 2*g.MaxPly())) // always the last one
	f.Fuzz(func(t *testing.T, choices []byte) { playChoices(t, g, choices) })
}

// playChoices plays and checks one game, to its end or as far as the choices go.
func playChoices(t tb, g game.Game, choices []byte) {
	var checks []func(p *position)
	for _, promise := range promises {
		if promise.ofPosition != nil {
			checks = append(checks, promise.ofPosition(named{t, promise.name}, g))
		}
	}
	p := newPosition(g)
	for {
		for _, check := range checks {
			check(p)
		}
		if p.ended() {
			return
		}
		i, rest, ok := choose(choices, len(p.legal))
		if !ok {
			return
		}
		choices = rest
		p.play(p.legal[i])
	}
}

// choose takes a number below n from choices; ok is false if they are too few.
func choose(choices []byte, n int) (i int, rest []byte, ok bool) {
	size := 1
	if n > 256 {
		size = 2
	}
	if len(choices) < size {
		return 0, nil, false
	}
	for _, b := range choices[:size] {
		i = i<<8 | int(b)
	}
	return i * n >> (8 * size), choices[size:], true
}

// named says which promise a failure is about.
type named struct {
	tb
	promise string
}

func (n named) Fatalf(format string, args ...any) {
	n.Helper()
	n.tb.Fatalf(n.promise+": "+format, args...)
}

func (n named) Errorf(format string, args ...any) {
	n.Helper()
	n.tb.Errorf(n.promise+": "+format, args...)
}

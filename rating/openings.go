package rating

import (
	"fmt"
	"math"
	"math/rand/v2"

	"tengen/game"
)

// patience is how many draws in a row may bring nothing new, for each opening that is there and some more,
// before the game is taken to have no other: one of n openings is missed that long with a chance of e^-20.
const patience = 20

// drawOpenings returns up to n openings that lead to different positions, none of which ends the game. The
// first ones are the same for every n. There are fewer if the game has no more.
func drawOpenings(g game.Game, o *Options, n int) ([][]game.Action, error) {
	d := &opener{options: o, rng: rand.New(rand.NewPCG(o.Seed, 0x6f70656e)), start: g.New(), state: g.New(), weights: make([]float32, g.Actions())}
	for _, a := range o.Start {
		if err := playOn(d.start, "opening", a); err != nil {
			return nil, err
		}
	}
	if d.start.Terminal() {
		return nil, fmt.Errorf("the opening's moves end the game:\n%s", d.start)
	}
	if o.RandomPlies == 0 {
		return [][]game.Action{o.Start}, nil
	}
	var openings [][]game.Action
	seen := map[uint64]bool{}
	for failures := 0; len(openings) < n && failures < patience*(len(openings)+50); failures++ {
		opening, err := d.draw()
		if err != nil {
			return nil, err
		}
		if h := d.state.Hash(); opening != nil && !seen[h] {
			seen[h], failures = true, 0
			openings = append(openings, opening)
		}
	}
	if len(openings) == 0 {
		return nil, fmt.Errorf("%d random plies end every game from\n%s\nwant fewer, or 0", o.RandomPlies, d.start)
	}
	return openings, nil
}

// opener draws openings.
type opener struct {
	options *Options
	rng     *rand.Rand
	start   game.State // after Options.Start
	state   game.State // after the last opening drawn
	legal   []game.Action
	weights []float32
}

// draw returns an opening, or nil if it happened to end the game.
func (d *opener) draw() ([]game.Action, error) {
	d.state.CopyFrom(d.start)
	opening := append([]game.Action(nil), d.options.Start...)
	for range d.options.RandomPlies {
		d.legal = d.state.LegalActions(d.legal[:0])
		a, err := d.move()
		if err != nil {
			return nil, err
		}
		d.state.Play(a)
		opening = append(opening, a)
		if d.state.Terminal() {
			return nil, nil
		}
	}
	return opening, nil
}

// move draws one of the legal actions.
func (d *opener) move() (game.Action, error) {
	if d.options.OpeningPrior == nil {
		return d.legal[d.rng.IntN(len(d.legal))], nil
	}
	if err := d.options.OpeningPrior(d.state, d.weights); err != nil {
		return 0, fmt.Errorf("draw an opening: %w", err)
	}
	sum := 0.0
	for _, a := range d.legal {
		if w := d.weights[a]; !(w >= 0 && w <= math.MaxFloat32) {
			return 0, fmt.Errorf("draw an opening: the prior of %s is %g, want a number, 0 or more, on\n%s", d.state.FormatAction(a), d.weights[a], d.state)
		}
		sum += float64(d.weights[a])
	}
	at, last := d.rng.Float64()*sum, game.Action(-1)
	for _, a := range d.legal {
		if w := float64(d.weights[a]); w > 0 {
			last = a
			if at -= w; at < 0 {
				break
			}
		}
	}
	if last < 0 {
		return 0, fmt.Errorf("draw an opening: the prior of every legal move is 0, want one above it, on\n%s", d.state)
	}
	return last, nil
}

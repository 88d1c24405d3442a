package precision

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"tengen/net"
)

// Precisions are timed in turns, and the shortest call of each counts: a run times them while all cores play, so that most
// calls are interrupted, and others on the machine come and go.
const (
	timingRounds = 5
	timingWindow = 20 * time.Millisecond
	timingLimit  = time.Second // no round begins after it: a batch of a large network takes longer than a window
	timingBatch  = 64          // positions at most
	// worthwhile is how much faster than float32 another must be: less is in the noise, and float32 is right to the bit.
	worthwhile = 1.05
)

// fastestOf returns the fastest of some precisions for networks of m's spec. They are timed once.
func (e *engine) fastestOf(m *net.Model, may []net.Precision) (net.Precision, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	spec := m.Weights.Spec
	order := e.fastest[spec]
	if slices.ContainsFunc(may, func(p net.Precision) bool { return !slices.Contains(order, p) }) {
		var err error
		if order, err = e.order(m, may); err != nil {
			return "", fmt.Errorf("find the fastest precision: %w", err)
		}
		e.fastest[spec] = order
	}
	return order[slices.IndexFunc(order, func(p net.Precision) bool { return slices.Contains(may, p) })], nil
}

// timed is a precision and its shortest call.
type timed struct {
	precision net.Precision
	prepared  net.Prepared
	shortest  time.Duration
}

// order times those that m must be able to play in, and with them whatever else it can: what the next model may play in
// need then not be timed again.
func (e *engine) order(m *net.Model, must []net.Precision) (_ []net.Precision, err error) {
	var all []*timed
	for _, p := range e.quantizer.Precisions() {
		packed, err := e.quantizer.PrepareAs(m, p)
		switch {
		case err == nil:
			all = append(all, &timed{p, packed, math.MaxInt64})
		case p == net.Float32:
			return nil, err
		case slices.Contains(must, p):
			return nil, fmt.Errorf("the model's file says that it passed in %s, but: %w; measure it anew with tengen calibrate, or play in %s", p, err, net.Float32)
		}
	}
	spec := m.Weights.Spec
	batch := min(timingBatch, e.Batches(spec, 1, 1).MaxBatch)
	ev, err := e.Engine.NewEvaluator(spec, batch, 1)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, ev.Close()) }()
	in := net.Inputs{Planes: make([]float32, batch*spec.InputLen())}
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range in.Planes {
		in.Planes[i] = float32(rng.IntN(2))
	}
	policy, value := make([]float32, batch*spec.Actions), make([]float32, batch)
	if err := timeInTurns(all, func(t *timed) error { return ev.Evaluate(t.prepared, in, policy, value) }); err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b *timed) int { return cmp.Compare(a.shortest, b.shortest) })
	order := make([]net.Precision, len(all))
	for i, t := range all {
		order[i] = t.precision
	}
	return order, nil
}

// timeInTurns fills in the shortest calls.
func timeInTurns(all []*timed, run func(*timed) error) error {
	for _, t := range all { // to make room and fill caches
		if err := run(t); err != nil {
			return err
		}
	}
	begin := time.Now()
	for round := 0; round < timingRounds && (round == 0 || time.Since(begin) < timingLimit); round++ {
		for _, t := range all {
			for start := time.Now(); ; {
				before := time.Now()
				if err := run(t); err != nil {
					return err
				}
				now := time.Now()
				t.shortest = min(t.shortest, now.Sub(before))
				if now.Sub(start) >= timingWindow {
					break
				}
			}
		}
	}
	for _, t := range all {
		if t.precision == net.Float32 {
			t.shortest = time.Duration(float64(t.shortest) / worthwhile)
		}
	}
	return nil
}

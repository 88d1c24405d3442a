package replay

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"

	"tengen/game"
)

// HeldOut reports whether the record with this id is one of those, one in every, that are held out. That hangs on nothing else: not
// on the other records, of which damage may take some.
func (id ID) HeldOut(every int) bool {
	return binary.BigEndian.Uint64(id[:])%uint64(every) == uint64(every-1)
}

// holdsOut reports whether the Sampler never draws from a record.
func (s *Sampler) holdsOut(record int) bool {
	return s.params.HoldOut > 0 && s.store.id(record).HeldOut(s.params.HoldOut)
}

// HeldOut returns the planes [B, C, H, W] of up to n positions that are never drawn to learn from: those of the newest records
// that are held out, from record from on, as many as it takes. B is less than n as long as there are no more, and 0 if nothing is
// held out. Each is turned by a random symmetry. It errs if a record cannot be read or is not of the Sampler's game.
func (s *Sampler) HeldOut(rng *rand.Rand, from, n int) ([]float32, error) {
	var records []*Record
	samples := 0
	for i := s.store.Games() - 1; i >= from && samples < n; i-- {
		if !s.holdsOut(i) {
			continue
		}
		r, err := s.store.Read(i)
		if err != nil {
			return nil, err
		}
		records, samples = append(records, r), samples+r.Samples()
	}
	return Positions(rng, s.game, records, n)
}

// Positions draws up to n samples of records of g, none twice, and returns their planes [B, C, H, W], each turned by a random
// symmetry: all samples if there are no more than n. It errs if a record is not of g.
func Positions(rng *rand.Rand, g game.Game, records []*Record, n int) ([]float32, error) {
	type place struct {
		plan *plan
		ply  uint16
	}
	var places []place
	for _, r := range records {
		if err := r.Verify(g); err != nil {
			return nil, fmt.Errorf("draw positions: %w", err)
		}
		p := newPlan(r)
		for _, sample := range p.samples {
			places = append(places, place{p, sample.ply})
		}
	}
	rng.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
	places = places[:min(n, len(places))]
	symmetries, in, state := game.NewSymmetries(g), g.Shape().Len(), g.New()
	planes, scratch := make([]float32, len(places)*in), make([]float32, in)
	for i, p := range places {
		p.plan.play(state, p.ply)
		symmetries.StatePlanes(rng.IntN(symmetries.Len()), state, planes[i*in:][:in], scratch)
	}
	return planes, nil
}

package replay

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

func holdOut(t *testing.T, s *Store, w WindowParams, every int) *Sampler {
	t.Helper()
	sampler, err := NewSampler(s, ticTacToe(t), SamplerParams{Window: w, CacheBytes: 1 << 20, HoldOut: every})
	if err != nil {
		t.Fatal(err)
	}
	return sampler
}

// countIDs gives record i an id that is held out if i%every == every-1.
func countIDs(records []*Record) {
	for i, r := range records {
		binary.BigEndian.PutUint64(r.ID[:], uint64(i))
	}
}

// Of random ids one in so many is held out.
func TestIDHeldOut(t *testing.T) {
	rng := newRNG(7)
	for _, every := range []int{2, 3, 50} {
		const n = 100_000
		out := 0.0
		for range n {
			var id ID
			for i := range id {
				id[i] = byte(rng.Uint32())
			}
			if id.HeldOut(every) {
				out++
			}
		}
		p := 1 / float64(every)
		if d := out - n*p; math.Abs(d) > 5*math.Sqrt(n*p*(1-p)) {
			t.Errorf("%g of %d ids are held out, want one in %d", out, n, every)
		}
	}
}

// Records that are lost change nothing for the others.
func TestHoldOutAfterLoss(t *testing.T) {
	records := randomRecords(t, 1, 40)
	all, _ := mustOpen(t, t.TempDir(), 1<<20)
	appendAll(t, all, records)
	const lost = 3
	fewer, _ := mustOpen(t, t.TempDir(), 1<<20)
	appendAll(t, fewer, records[lost:])
	before, after := holdOut(t, all, allSamples(), 4), holdOut(t, fewer, allSamples(), 4)
	out := 0
	for i := range fewer.Games() {
		was, is := before.holdsOut(i+lost), after.holdsOut(i)
		if was != is {
			t.Errorf("record %s: held out %v, and %v after records before it were lost", records[i+lost].ID, was, is)
		}
		if is {
			out++
		}
	}
	if out == 0 {
		t.Error("none is held out")
	}
}

// Every sample but those held out is drawn equally often.
func TestSamplerHoldsOut(t *testing.T) {
	records := randomRecords(t, 1, 30)
	countIDs(records)
	samples := number(records)
	s, _ := mustOpen(t, t.TempDir(), 1<<20)
	appendAll(t, s, records)
	for _, every := range []int{2, 4, 30} {
		sampler := holdOut(t, s, allSamples(), every)
		const mean = 50
		counts, rng, b := make([]float64, samples+1), newRNG(9), newBatch(ticTacToe(t), samples)
		for range mean {
			if err := sampler.Sample(rng, b); err != nil {
				t.Fatal(err)
			}
			for _, w := range b.Weight {
				counts[int(w)]++
			}
		}
		out := 0
		for i, r := range records {
			if i%every == every-1 {
				out += r.Samples()
			}
		}
		chi2, expected := 0.0, mean*float64(samples)/float64(samples-out)
		for i, r := range records {
			for _, w := range r.Weights {
				switch n := counts[int(w)]; {
				case w == 0:
				case i%every != every-1:
					chi2 += (n - expected) * (n - expected) / expected
				case n != 0:
					t.Fatalf("1 of %d: a sample of record %d was drawn", every, i)
				}
			}
		}
		if k := float64(samples - out - 1); chi2 > k+5*math.Sqrt(2*k) {
			t.Errorf("1 of %d: chi² is %.0f for %.0f degrees of freedom", every, chi2, k)
		}
	}
}

// Where nothing is held out, draws are what they always were.
func TestHoldOutNone(t *testing.T) {
	s, _ := mustOpen(t, t.TempDir(), 1<<20)
	records := randomRecords(t, 1, 30)
	number(records)
	appendAll(t, s, records)
	weights := func(every int) []float32 {
		b := newBatch(ticTacToe(t), 40)
		if err := holdOut(t, s, allSamples(), every).Sample(newRNG(4), b); err != nil {
			t.Fatal(err)
		}
		return b.Weight
	}
	want := []float32{}
	for rng, total := newRNG(4), s.Samples(); len(want) < 40; rng.IntN(len(ticTacToe(t).Symmetries())) {
		want = append(want, float32(total-rng.Int64N(total)))
	}
	if got := weights(0); !slices.Equal(got, want) {
		t.Errorf("drew %v\nwant %v", got, want)
	}
	if got := weights(2); slices.Equal(got, want) {
		t.Error("holding out half of the records drew the same")
	}
}

// positionsOf returns all samples' planes of records, in every symmetry.
func positionsOf(t *testing.T, g game.Game, records []*Record) (all [][]float32) {
	t.Helper()
	symmetries := game.NewSymmetries(g)
	for _, r := range records {
		err := r.Replay(g, func(ply int, s game.State) error {
			for sym := range symmetries.Len() {
				if r.Weights[ply] == 0 {
					break
				}
				planes := make([]float32, g.Shape().Len())
				symmetries.StatePlanes(sym, s, planes, make([]float32, len(planes)))
				all = append(all, planes)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// Held-out positions are those of the newest records that are held out.
func TestHeldOut(t *testing.T) {
	g, records := ticTacToe(t), randomRecords(t, 1, 40)
	countIDs(records)
	s, _ := mustOpen(t, t.TempDir(), 1<<20)
	in := g.Shape().Len()
	if planes, err := holdOut(t, s, allSamples(), 5).HeldOut(newRNG(1), 0, 10); err != nil || len(planes) != 0 {
		t.Errorf("an empty store has %d numbers, %v, want none", len(planes), err)
	}
	appendAll(t, s, records)
	count := func(records ...*Record) (n int) {
		for _, r := range records {
			n += r.Samples()
		}
		return n
	}
	for _, tt := range []struct {
		name  string
		every int
		after int
		n     int
		from  []*Record
		want  int
	}{
		{"none", 0, 0, 100, nil, 0},
		{"the newest suffices", 5, 0, 1, records[39:], 1},
		{"two are needed", 5, 0, count(records[39]) + 1, []*Record{records[34], records[39]}, count(records[39]) + 1},
		{"all of the later ones", 10, 20, 1000, []*Record{records[29], records[39]}, count(records[29], records[39])},
		{"all", 10, 0, 1000, []*Record{records[9], records[19], records[29], records[39]}, count(records[9], records[19], records[29], records[39])},
	} {
		t.Run(tt.name, func(t *testing.T) {
			planes, err := holdOut(t, s, allSamples(), tt.every).HeldOut(newRNG(1), tt.after, tt.n)
			if err != nil || len(planes) != tt.want*in {
				t.Fatalf("%d positions, %v, want %d", len(planes)/in, err, tt.want)
			}
			known := positionsOf(t, g, tt.from)
			for p := range slices.Chunk(planes, in) {
				if !slices.ContainsFunc(known, func(k []float32) bool { return slices.Equal(k, p) }) {
					t.Errorf("position %v is none of the right records", p)
				}
			}
		})
	}
}

// No position is drawn twice, and all are if there is room.
func TestPositions(t *testing.T) {
	g := ticTacToe(t)
	r := decidedRecord(t)
	for ply := range r.Weights {
		r.Weights[ply] = 1
	}
	in := g.Shape().Len()
	for _, n := range []int{1, r.Samples(), 100} {
		planes, err := Positions(newRNG(uint64(n)), g, []*Record{r}, n)
		if err != nil || len(planes) != min(n, r.Samples())*in {
			t.Fatalf("%d of %d positions: %d, %v", n, r.Samples(), len(planes)/in, err)
		}
		stones := map[float32]bool{} // how many there are tells the ply
		for p := range slices.Chunk(planes, in) {
			sum := float32(0)
			for _, v := range p[:2*g.Shape().Cells()] {
				sum += v
			}
			if stones[sum] {
				t.Errorf("%d of %d positions: two with %g stones", n, r.Samples(), sum)
			}
			stones[sum] = true
		}
	}
	r.Game.Name = "go"
	if _, err := Positions(newRNG(1), g, []*Record{r}, 1); err == nil || !strings.Contains(err.Error(), "is a game of") {
		t.Errorf("a record of another game: %v", err)
	}
}

func TestAllHeldOut(t *testing.T) {
	s, _ := mustOpen(t, t.TempDir(), 1<<20)
	records := randomRecords(t, 1, 2)
	countIDs(records)
	appendAll(t, s, records)
	sampler := holdOut(t, s, WindowParams{MinSamples: 1, Exponent: 1, Scale: 0}, 2)
	if err := sampler.Sample(newRNG(1), newBatch(ticTacToe(t), 1)); !errors.Is(err, ErrNoSamples) || !strings.Contains(err.Error(), "held out") {
		t.Errorf("got %v, want ErrNoSamples and why", err)
	}
}

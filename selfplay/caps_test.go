package selfplay_test

import (
	"math"
	"reflect"
	"testing"

	"tengen/game"
	"tengen/game/games"
	"tengen/replay"
	"tengen/selfplay"
)

func capped() selfplay.Params {
	p := params()
	p.RampGames, p.FastFraction, p.FastSimulations = 0, 0.75, 4
	return p
}

// Three of four moves are searched quickly, and only the others are samples.
func TestPlayoutCaps(t *testing.T) {
	sink := &memory{}
	pool, err := play(t, capped(), sink, 60, nil)
	if err != nil {
		t.Fatal(err)
	}
	plies, fast, samples := 0, 0, 0
	for _, r := range sink.records {
		samples += r.Samples()
		for ply := r.Opening; ply < len(r.Moves); ply++ {
			plies++
			switch n, weight := r.Simulations[ply], r.Weights[ply]; {
			case n == 4 && weight == 0:
				fast++
			case n != 12 || weight != 1:
				t.Errorf("ply %d has %d simulations and weight %v, want 4 and 0 or 12 and 1", ply, n, weight)
			}
		}
	}
	if n := float64(plies); math.Abs(float64(fast)-0.75*n) > 4*math.Sqrt(n*0.75*0.25) {
		t.Errorf("%d of %d plies are fast, want about three of four", fast, plies)
	}
	if samples != plies-fast {
		t.Errorf("%d samples of %d full searches", samples, plies-fast)
	}
	if s := pool.Stats(); s.Plies != int64(plies) || s.FastPlies != int64(fast) {
		t.Errorf("the pool counts %d of %d plies as fast, want %d of %d", s.FastPlies, s.Plies, fast, plies)
	}
}

// After two plies with a value for the same player, searches have the length that the weaker value asks for.
func TestTapering(t *testing.T) {
	p := params()
	p.RampGames, p.TaperPlies, p.TaperValue, p.TaperSimulations, p.TaperWeight = 0, 2, 0, 1, 0
	p.Search.Simulations, p.StaggerPlies = 60, 0 // which worker plays which game then makes no difference
	sink := &memory{}
	if _, err := play(t, p, sink, 24, nil); err != nil {
		t.Fatal(err)
	}
	tapered, dropped := 0, 0
	for _, r := range sink.records {
		for ply := r.Opening; ply < len(r.Moves); ply++ {
			way := 0.0
			if ply >= r.Opening+2 { // the players take turns: values of the same side have different signs
				a, b := float64(r.RootValues[ply-1]), -float64(r.RootValues[ply-2])
				if a*b > 0 {
					way = math.Pow(min(math.Abs(a), math.Abs(b)), 2)
				}
			}
			want := 60 - int32(math.Round(59*way))
			if got := r.Simulations[ply]; got < want-1 || got > want+1 { // float32 there, float64 here
				t.Errorf("ply %d after values %v has %d simulations, want %d", ply, r.RootValues[r.Opening:ply], got, want)
			}
			if want < 60 {
				tapered++
			}
			if r.Weights[ply] == 0 {
				dropped++
			}
		}
	}
	if tapered == 0 || dropped == 0 || dropped > tapered {
		t.Errorf("%d plies are tapered and %d no samples, want some of both and not more of those", tapered, dropped)
	}
}

// allOptions has a bit of everything.
func allOptions() selfplay.Params {
	p := capped()
	p.TaperPlies, p.TaperValue, p.TaperSimulations, p.TaperWeight = 2, 0.1, 2, 0.5
	p.TemperatureHalflife, p.FinalTemperature = 5, 0.1
	p.Search.Solve, p.Search.NoiseShape, p.Search.ForcedPlayouts, p.Search.RootTemperature = true, 0.5, 2, 1.1
	return p
}

func gumbel() selfplay.Params {
	p := allOptions()
	p.Search.Gumbel = true
	return p
}

// With one game in flight, the same seed plays the same games.
func TestReproducible(t *testing.T) {
	for name, p := range map[string]selfplay.Params{"puct": allOptions(), "gumbel": gumbel()} {
		p.GamesInFlight, p.RampGames = 1, 3
		var first []*replay.Record
		for range 2 {
			sink := &memory{}
			if _, err := play(t, p, sink, 5, nil); err != nil {
				t.Fatal(err)
			}
			for _, r := range sink.records {
				r.ID, r.StartUnixMilli, r.EndUnixMilli = replay.ID{}, 0, 0
			}
			if first != nil && !reflect.DeepEqual(first, sink.records) {
				t.Errorf("%s: the second pool with the same seed plays other games", name)
			}
			first = sink.records
		}
	}
}

// Records of every kind of search are right, and those of Gumbel's have policies of 65536ths.
func TestRecordsOfOptions(t *testing.T) {
	g, err := games.New(game.Params{Name: "connect4"})
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]selfplay.Params{"puct": allOptions(), "gumbel": gumbel()} {
		sink := &memory{}
		if _, err := play(t, p, sink, 40, nil); err != nil {
			t.Fatal(err)
		}
		proven := 0
		for _, r := range sink.records {
			if err := r.Verify(g); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			for ply := r.Opening; ply < len(r.Moves); ply++ {
				sum := 0
				for _, v := range r.Policies[ply] {
					sum += int(v.Visits)
				}
				if most := 1 << 16; p.Search.Gumbel && (sum < most-7 || sum > most+7) { // seven moves, each rounded
					t.Errorf("%s: the policy of ply %d sums to %d, want about %d", name, ply, sum, most)
				}
				if math.Abs(float64(r.RootValues[ply])) == 1 {
					proven++
				}
			}
		}
		if proven == 0 {
			t.Errorf("%s: no position was proven", name)
		}
	}
}

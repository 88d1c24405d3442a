package selfplay_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"tengen/game"
	"tengen/game/games"
	"tengen/mcts"
	"tengen/net"
	"tengen/net/cpu"
	"tengen/replay"
	"tengen/selfplay"
)

// memory is a Sink that keeps records.
type memory struct {
	mu      sync.Mutex
	records []*replay.Record
	fail    error
}

func (m *memory) Append(_ context.Context, r *replay.Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.records = append(m.records, r)
	return m.fail
}

func params() selfplay.Params {
	search := mcts.AlphaGoZero()
	search.Simulations, search.Leaves = 12, 2
	return selfplay.Params{
		Search: search, Symmetries: 1, GamesInFlight: 8, InitialSimulations: 4, RampGames: 10,
		Temperature: 1, TemperaturePlies: 4, ResignThreshold: -1, NoResignFraction: 0.25, StaggerPlies: 3, Seed: 3,
	}
}

func prepare(t *testing.T, g game.Game, seed uint64, id string) net.Prepared {
	t.Helper()
	spec := net.PaperSpec(g, 1, 8)
	p, err := cpu.New().Prepare(&net.Model{ID: id, Game: g.Params(), Weights: net.RandomWeights(spec, rand.New(rand.NewPCG(seed, 1)))})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// play runs a pool for so many games, which end in sink.
func play(t *testing.T, p selfplay.Params, sink *memory, games int64, whenFinished func(n int, live *net.Live)) (*selfplay.Pool, error) {
	t.Helper()
	return playInBatches(t, 8, p, sink, games, whenFinished)
}

func playInBatches(t *testing.T, maxBatch int, p selfplay.Params, sink *memory, games_ int64, whenFinished func(n int, live *net.Live)) (*selfplay.Pool, error) {
	t.Helper()
	g, err := games.New(game.Params{Name: "connect4"})
	if err != nil {
		t.Fatal(err)
	}
	live := net.NewLive(prepare(t, g, 1, "one"))
	b, err := net.NewBatcher(cpu.New(), net.PaperSpec(g, 1, 8), live, net.BatcherParams{MaxBatch: maxBatch, Evaluators: 2, ThreadsPerEvaluator: 1})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := selfplay.NewPool(g, b, sink, 0, p)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	var mu sync.Mutex
	pool.Finished = func(*replay.Record) {
		mu.Lock()
		defer mu.Unlock()
		n++
		if whenFinished != nil {
			whenFinished(n, live)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	group, inner := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := b.Run(inner); inner.Err() == nil {
			return err
		}
		return nil
	})
	group.Go(func() error {
		defer stop()
		return pool.Run(inner, games_)
	})
	return pool, group.Wait()
}

func TestRecordsReplay(t *testing.T) {
	g, err := games.New(game.Params{Name: "connect4"})
	if err != nil {
		t.Fatal(err)
	}
	sink := &memory{}
	if _, err := play(t, params(), sink, 24, nil); err != nil {
		t.Fatal(err)
	}
	if len(sink.records) != 24 {
		t.Fatalf("%d records, want 24", len(sink.records))
	}
	playedOut, opened := 0, 0
	for _, r := range sink.records {
		if err := r.Verify(g); err != nil {
			t.Error(err)
		}
		if r.NoResign {
			playedOut++
		}
		if r.Opening > 0 {
			opened++
		}
		for ply := r.Opening; ply < len(r.Moves); ply++ {
			visits := 0
			for _, v := range r.Policies[ply] {
				visits += int(v.Visits)
			}
			if n := int(r.Simulations[ply]); n < 4 || n > 12 || visits < n {
				t.Errorf("ply %d has %d visits of %d simulations", ply, visits, n)
			}
		}
	}
	if playedOut != 6 {
		t.Errorf("%d of 24 games are played out without resignation, want 6", playedOut)
	}
	if opened == 0 {
		t.Error("no game was staggered")
	}
}

// A new model plays inside running games from the next batch on, and every move says which model chose it.
func TestHotSwapInRunningGames(t *testing.T) {
	g, err := games.New(game.Params{Name: "connect4"})
	if err != nil {
		t.Fatal(err)
	}
	two := prepare(t, g, 2, "two")
	sink := &memory{}
	_, err = play(t, params(), sink, 40, func(n int, live *net.Live) {
		if n == 12 {
			live.Swap(two)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	mixed := 0
	for _, r := range sink.records {
		last, ones, twos := "", 0, 0
		for ply := r.Opening; ply < len(r.Moves); ply++ {
			model := r.Models[r.ModelIndex[ply]]
			if last == "two" && model == "one" {
				t.Errorf("record %s: ply %d was chosen by a model that had been replaced", r.ID, ply)
			}
			last = model
			if model == "one" {
				ones++
			} else {
				twos++
			}
		}
		if ones > 0 && twos > 0 {
			mixed++
		}
	}
	if mixed == 0 {
		t.Error("no running game took the new model")
	}
}

func TestResignation(t *testing.T) {
	p := params()
	p.ResignThreshold = -0.0001 // an untrained network: about every second position is worse
	sink := &memory{}
	pool, err := play(t, p, sink, 24, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range sink.records {
		loser, resigned := r.Result.Resigned()
		if resigned && (r.NoResign || (r.Result.Outcome > 0) != (loser == game.Second)) {
			t.Errorf("record %s: resignation of %d, outcome %d, no resignation %v", r.ID, loser, r.Result.Outcome, r.NoResign)
		}
		if !r.NoResign && len(r.WouldResign) > 0 {
			t.Errorf("record %s notes resignations that it could have made", r.ID)
		}
	}
	if s := pool.Stats(); s.PlayedOut == 0 || s.WrongResigns == 0 {
		t.Errorf("%d resignations counted, %d of them wrong, want some of both", s.PlayedOut, s.WrongResigns)
	}
}

// played plays twelve games with all that chance decides drawn from their seeds, and returns them by these.
func played(t *testing.T, maxBatch, symmetries int, cache *net.Cache) map[uint64]string {
	t.Helper()
	p := params()
	p.RampGames, p.StaggerPlies, p.Symmetries, p.Cache = 0, 0, symmetries, cache
	sink := &memory{}
	if _, err := playInBatches(t, maxBatch, p, sink, 12, nil); err != nil {
		t.Fatal(err)
	}
	games := map[uint64]string{}
	for _, r := range sink.records {
		games[r.Seed] = fmt.Sprint(r.Moves, r.Policies, r.RootValues, r.Result)
	}
	return games
}

// Small batches let two or four of the eight games search at a time, and the games stay what they are.
func TestGamesThatTakeTurnsAreTheSame(t *testing.T) {
	want := played(t, 8, 1, nil)
	for _, maxBatch := range []int{1, 2} {
		if got := played(t, maxBatch, 1, nil); len(got) != 12 || !maps.Equal(got, want) {
			t.Errorf("in batches of up to %d\n%v\nof up to 8\n%v", maxBatch, got, want)
		}
	}
}

// Games with a cache are those without, move by move, each symmetry and mean included.
func TestACacheChangesNothing(t *testing.T) {
	for _, symmetries := range []int{0, 1, 2} {
		cache, err := net.NewCache(7, 1)
		if err != nil {
			t.Fatal(err)
		}
		with, without := played(t, 8, symmetries, cache), played(t, 8, symmetries, nil)
		if len(without) != 12 || !maps.Equal(with, without) {
			t.Errorf("%d symmetries: with a cache\n%v\nwithout\n%v", symmetries, with, without)
		}
		if s := cache.Stats(); s.Hits == 0 {
			t.Errorf("%d symmetries: no evaluation was remembered: %+v", symmetries, s)
		}
	}
}

func TestAFullDiskStopsThePool(t *testing.T) {
	full := errors.New("no space left")
	for _, maxBatch := range []int{1, 8} { // with games that wait for their turn, and without
		if _, err := playInBatches(t, maxBatch, params(), &memory{fail: full}, 24, nil); !errors.Is(err, full) {
			t.Errorf("got %v, want the sink's error", err)
		}
	}
}

func TestParams(t *testing.T) {
	for name, change := range map[string]func(*selfplay.Params){
		"games":             func(p *selfplay.Params) { p.GamesInFlight = 0 },
		"ramp":              func(p *selfplay.Params) { p.InitialSimulations = 13 },
		"resign":            func(p *selfplay.Params) { p.ResignThreshold = 0.5 },
		"all moves fast":    func(p *selfplay.Params) { p.FastFraction, p.FastSimulations = 1, 2 },
		"no fast search":    func(p *selfplay.Params) { p.FastFraction = 0.5 },
		"certain at once":   func(p *selfplay.Params) { p.TaperPlies, p.TaperSimulations, p.TaperValue = 3, 2, 1 },
		"no tapered search": func(p *selfplay.Params) { p.TaperPlies, p.TaperValue = 3, 0.9 },
		"heavy sample":      func(p *selfplay.Params) { p.TaperPlies, p.TaperSimulations, p.TaperWeight = 3, 2, 2 },
		"half-life":         func(p *selfplay.Params) { p.TemperatureHalflife = -1 },
		"views":             func(p *selfplay.Params) { p.Symmetries = -1 },
	} {
		p := params()
		if change(&p); p.Validate() == nil {
			t.Errorf("%s: a bad value passes", name)
		}
	}
}

package replay_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"

	"tengen/game"
	"tengen/game/tictactoe"
	"tengen/replay"
)

// A game is recorded, stored, and drawn from.
func Example() {
	dir, err := os.MkdirTemp("", "games")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	store, report, err := replay.OpenStore(dir, replay.DefaultOptions())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer store.Close()
	fmt.Println(report)

	g := tictactoe.New()
	record := &replay.Record{ID: replay.NewID(), Game: g.Params()}
	for _, a := range []game.Action{4, 0, 2, 1, 6} { // First wins on the diagonal
		record.AddPly(replay.Ply{Move: a, Policy: []replay.ActionVisits{{Action: a, Visits: 50}}, Model: "by hand", Weight: 1})
	}
	record.Result = replay.Result{Outcome: 1, Ending: replay.Terminal}
	if err := store.Append(context.Background(), record); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(store.Games(), "game,", store.Samples(), "samples")

	sampler, err := replay.NewSampler(store, g, replay.SamplerParams{Window: replay.KataGoWindow(), CacheBytes: 1 << 20})
	if err != nil {
		fmt.Println(err)
		return
	}
	planes, policy := make([]float32, g.Shape().Len()), make([]float32, g.Actions())
	value, weight, err := sampler.SampleInto(rand.New(rand.NewPCG(1, 2)), planes, policy)
	fmt.Println(value*value, weight, err)
	// Output:
	// 0 games with 0 samples in 0 segments, 0 bytes
	// 1 game, 5 samples
	// 1 1 <nil>
}

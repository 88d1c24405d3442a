package mcts

import (
	"context"
	"errors"
	"sync"
	"testing"

	"tengen/net"
)

// Searches that share a cache, and batches, make the trees that they make without.
func TestSearchesWithACacheMatchThoseWithout(t *testing.T) {
	for name, g := range testGames(t) {
		t.Run(name, func(t *testing.T) {
			spec := net.PaperSpec(g, 1, 4)
			prepared := hashPrepared{&net.Model{ID: "h", Weights: net.NewWeights(spec)}}
			b, err := net.NewBatcher(hashNet{}, spec, net.NewLive(prepared), net.BatcherParams{MaxBatch: 8, Evaluators: 2, ThreadsPerEvaluator: 1})
			if err != nil {
				t.Fatal(err)
			}
			cache, err := net.NewCache(spec.Actions, 1)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			var batcher, games sync.WaitGroup
			batcher.Go(func() {
				if err := b.Run(ctx); !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			})
			const leaves = 3
			for game := range uint64(8) {
				client, seed := b.Client(leaves), game/2 // two play the same
				symmetries := 1 + 2*int(game/4)          // one, or the mean of three
				games.Go(func() {
					defer client.Leave()
					cached := playedTree(t, g, cache.For(client), leaves, symmetries, seed)
					again := playedTree(t, g, cache.For(client), leaves, symmetries, seed)
					alone := playedTree(t, g, NewDirect(hashNet{}, prepared), leaves, symmetries, seed)
					if cached != alone || again != alone {
						t.Errorf("seed %d:\ncached %s\n again %s\n alone %s", seed, cached, again, alone)
					}
				})
			}
			games.Wait()
			cancel()
			batcher.Wait()
			if s := cache.Stats(); s.Hits == 0 || b.Stats().Rows != s.Misses {
				t.Errorf("%+v, and %d rows evaluated, want some hits, and as many rows as misses", s, b.Stats().Rows)
			}
		})
	}
}

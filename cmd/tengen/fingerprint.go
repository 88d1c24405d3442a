package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"

	"tengen/game"
	"tengen/game/games"
	"tengen/mcts"
	"tengen/net"
)

// fingerprint hashes the visits of searches with fixed weights, seeds and positions, in every game.
func (a *app) fingerprint(ctx context.Context) (string, error) {
	sum := sha256.New()
	for _, p := range []game.Params{{Name: "tictactoe"}, {Name: "connect4"}, {Name: "go", Width: 9, Height: 9, Komi: 15}} {
		g, err := games.New(p)
		if err != nil {
			return "", err
		}
		model := &net.Model{Game: g.Params(), Weights: net.RandomWeights(net.PaperSpec(g, 2, 32), rand.New(rand.NewPCG(7, 7)))}
		prepared, err := a.prepare(g, model)
		if err != nil {
			return "", err
		}
		params := mcts.AlphaGoZero()
		e, closeIt, err := a.evaluatorOf(g, prepared, params.Leaves, 1, 1)
		if err != nil {
			return "", err
		}
		defer closeIt()
		search, err := mcts.New(g, e, params, 5)
		if err != nil {
			return "", err
		}
		search.Reset(g.New())
		for range 4 {
			if err := search.Run(ctx, 100, true); err != nil {
				return "", err
			}
			for _, v := range search.Visits(nil) {
				sum.Write(binary.LittleEndian.AppendUint32(nil, uint32(v.Action)))
				sum.Write(binary.LittleEndian.AppendUint32(nil, uint32(v.Visits)))
			}
			search.Advance(search.Choose(0))
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}

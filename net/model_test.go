package net_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"tengen/game"
	"tengen/game/games"
	"tengen/net"
)

func TestModelFor(t *testing.T) {
	go5 := game.Params{Name: "go", Width: 5, Height: 5, Komi: 15}
	trained, err := games.New(go5)
	if err != nil {
		t.Fatal(err)
	}
	spec := net.PaperSpec(trained, 1, 4)
	for _, tt := range []struct {
		head net.Head
		on   game.Params
		want string // in the error, "" for none
	}{
		{net.HeadFC, go5, ""},
		{net.HeadFC, game.Params{Name: "go", Width: 7, Height: 7}, "plays on 5x5 alone"},
		{net.HeadConv, go5, ""},
		{net.HeadConv, game.Params{Name: "go", Width: 9, Height: 9, Komi: 11}, ""},
		{net.HeadConv, game.Params{Name: "tictactoe"}, "plays go, not tictactoe"},
	} {
		spec.Head = tt.head
		m := &net.Model{Game: go5, Weights: net.RandomWeights(spec, rand.New(rand.NewPCG(1, 2))),
			Ranges: []float32{1, 2}, Reports: []net.PrecisionReport{{Precision: net.Int16, Positions: 10}}}
		g, err := games.New(tt.on)
		if err != nil {
			t.Fatal(err)
		}
		on, err := m.For(g)
		if tt.want != "" {
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s heads on %+v: error %v, want %q", tt.head, tt.on, err, tt.want)
			}
			continue
		}
		if err != nil || on.Game != g.Params() || on.Weights.Spec.Fits(g) != nil || on.Weights.Validate() != nil ||
			len(on.Ranges) != 2 || len(on.Reports) != 1 {
			t.Errorf("%s heads on %+v: %+v, error %v", tt.head, tt.on, on, err)
		}
		if m.Game != go5 || m.Weights.Spec.Width != 5 {
			t.Errorf("%s heads on %+v: the model itself changed", tt.head, tt.on)
		}
	}
}

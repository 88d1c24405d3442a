package gtp

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

// eightTimes is what a network says of tic-tac-toe with a cross in the middle, in each symmetry. The weights are 1 to 9, of 40.
var eightTimes = func() string {
	var parts []string
	for i := range 8 {
		parts = append(parts, fmt.Sprintf("symmetry %d\nwhiteWin 0.000000\nwhiteLoss 1.000000\nnoResult 0.000000\npolicy\n0.175000 0.200000 0.225000\n0.100000 NAN 0.150000\n0.025000 0.050000 0.075000", i))
	}
	return strings.Join(parts, "\n") + "|"
}()

func TestRawNN(t *testing.T) {
	logits := func(_ game.State, a game.Action) float32 { return float32(math.Log(float64(a + 1))) }
	go2 := game.Params{Name: "go", Width: 2, Height: 2, Komi: 1}
	hex := game.Params{Name: "hex", Width: 2, Height: 2}
	for _, tt := range []struct {
		name  string
		p     game.Params
		value float32
		in    string
		want  string
	}{
		// Of moves A1 B1 A2 B2 pass, weights are 1 to 5.
		{"black to move", go2, 0.5, "kata-raw-nn 0", "= symmetry 0\nwhiteWin 0.250000\nwhiteLoss 0.750000\nnoResult 0.000000\npolicy\n0.200000 0.266667\n0.066667 0.133333\npolicyPass 0.333333|"},
		{"white to move, a point taken", go2, 0.5, "play b b2; kata-raw-nn 3", "=|= symmetry 3\nwhiteWin 0.750000\nwhiteLoss 0.250000\nnoResult 0.000000\npolicy\n0.272727 NAN\n0.090909 0.181818\npolicyPass 0.454545|"},
		{"all", tictac, -1, "play b b2; kata-raw-nn ALL", "=|= " + eightTimes},
		{"the end", go2, 0, "play b pass; play w pass; kata-raw-nn 0", "=|=|? the game is over: the network knows nothing of it|"},
		{"a swap that is not to be had yet", hex, 0, "kata-raw-nn 1", "= symmetry 1\nwhiteWin 0.500000\nwhiteLoss 0.500000\nnoResult 0.000000\npolicy\n0.300000 0.400000\n0.100000 0.200000\npolicySwap NAN|"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			search := &opinionated{logits: logits, value: tt.value}
			e := scriptedEngine(t, search, SearchParams{})
			if got := session(t, e, tt.p, tt.in); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
			}
			if tt.name == "all" && !slices.Equal(search.turned, []int{0, 1, 2, 3, 4, 5, 6, 7}) {
				t.Errorf("asked for symmetries %v", search.turned)
			}
		})
	}
	search := &opinionated{logits: logits, err: errors.New("out of memory")}
	e := scriptedEngine(t, search, SearchParams{})
	if got := session(t, e, go2, "kata-raw-nn 0"); got != "? out of memory|" {
		t.Errorf("a network that fails: %s", got)
	}
}

package mcts

import (
	"math/rand/v2"
	"strings"
	"testing"

	"tengen/game"
)

func TestLevelChoose(t *testing.T) {
	moves := []Visit{{Action: 0, Visits: 90, Q: 0.5}, {Action: 1, Visits: 10, Q: 0.35}, {Action: 2, Visits: 40, Q: 0.1}, {Action: 3, Visits: 0}, {Action: 4, Visits: 50, Q: -1}, {Action: 9, Visits: 60, Q: 0.5}}
	const pass = 9
	for _, tt := range []struct {
		name  string
		level Level
		moves []Visit
		best  game.Action
		want  map[game.Action]int // of 10000
	}{
		{"full strength", Level{}, moves, 0, map[game.Action]int{0: 10000}},
		{"by visits, if not much worse", Level{Temperature: 1, Loss: 0.2}, moves, 0, map[game.Action]int{0: 9000, 1: 1000}},
		{"by their roots", Level{Temperature: 2, Loss: 0.2}, moves, 0, map[game.Action]int{0: 7500, 1: 2500}},
		{"whatever they are worth, but not what is lost for certain", Level{Temperature: 1, Loss: 1.9}, moves, 0, map[game.Action]int{0: 6429, 1: 714, 2: 2857}},
		{"also what is lost for certain", Level{Temperature: 1, Loss: 2}, moves, 0, map[game.Action]int{0: 4737, 1: 526, 2: 2105, 4: 2632}},
		{"a pass that is best", Level{Temperature: 1, Loss: 2}, moves, pass, map[game.Action]int{pass: 10000}},
		{"the best is lost", Level{Temperature: 1, Loss: 2}, moves[4:5], 4, map[game.Action]int{4: 10000}},
		{"nothing has been searched", Level{Temperature: 1, Loss: 2}, []Visit{{Action: 5}, {Action: 6}}, 6, map[game.Action]int{6: 10000}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rng, got := rand.New(rand.NewPCG(1, 2)), map[game.Action]int{}
			for range 10000 {
				got[tt.level.Choose(rng, tt.moves, tt.best, pass)]++
			}
			for a := range game.Action(10) {
				if d := got[a] - tt.want[a]; d > 200 || d < -200 {
					t.Errorf("drawn %v, want about %v", got, tt.want)
				}
			}
		})
	}
}

// The levels go up in descents and training, and down in what makes moves worse.
func TestLevels(t *testing.T) {
	full := func(x float32) float32 {
		if x == 0 {
			return 1
		}
		return x
	}
	var last Level
	for n := 1; n <= MaxLevel; n++ {
		l, err := LevelOf(n)
		if err != nil {
			t.Fatal(err)
		}
		if n > 1 && (l.Limit(1e6) < last.Limit(1e6) || l.Temperature > last.Temperature || l.Loss > last.Loss || full(l.Training) < full(last.Training) || l == last) {
			t.Errorf("level %d is %+v, after %+v: want no less descents and training, and no more temperature and loss", n, l, last)
		}
		last = l
	}
	if last != (Level{}) {
		t.Errorf("the last level is %+v, want full strength", last)
	}
	for _, n := range []int{-1, 0, MaxLevel + 1} {
		if _, err := LevelOf(n); err == nil || !strings.Contains(err.Error(), "want 1") {
			t.Errorf("level %d: %v", n, err)
		}
	}
	if l := (Level{Simulations: 8}); l.Limit(5) != 5 || l.Limit(0) != 8 || l.Limit(20) != 8 || (Level{}).Limit(0) != 0 {
		t.Error("limits are not the smaller of two")
	}
}

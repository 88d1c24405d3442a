package configs_test

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"tengen/configs"
)

func TestReadyRuns(t *testing.T) {
	for _, name := range configs.Names() {
		c, err := configs.Load(name, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again, err := configs.Parse("again", configs.SpellOut(c), nil)
		if err != nil {
			t.Errorf("%s spelled out: %v", name, err)
		} else if !proto.Equal(c, again) {
			t.Errorf("%s changed when spelled out: %v", name, configs.Diff(c, again))
		}
	}
}

func TestErrorsNameFileLineAndKey(t *testing.T) {
	for _, tt := range []struct{ name, text, set, want string }{
		{"typo", "game { name: \"go\" }\nsearch {\n  simulatons: 3\n}", "", "f:3: no key is called simulatons; the nearest is search.simulations"},
		{"wrong type", "search { simulations: \"many\" }", "", "f:1: "},
		{"range", "game { name: \"go\" } # {\n\nsearch {\n  cpuct: 0\n}", "", "f:4: search.cpuct is 0, want 0.001 to 100"},
		{"no game", "", "", "f: game.name"},
		{"komi", "game { name: \"go\" komi: 0.3 }", "", "f:1: game.komi is 0.3, want a multiple of 0.5"},
		{"relation", "game { name: \"go\" }\nsearch { simulations: 4 }", "", "search.initial_simulations is 16, want at most search.simulations, 4"},
		{"rates", "game { name: \"go\" }\ntraining { rate { from_step: 5 rate: 1 } }", "", "f:2: training.rate number 1 starts from step 5"},
		{"set key", "game { name: \"go\" }", "search.cpukt=1", "--set search.cpukt=1: no key is called search.cpukt; the nearest is search.cpuct"},
		{"set value", "game { name: \"go\" }", "search.cpuct=x", "--set search.cpuct=x: the value is not a number"},
		{"set range", "game { name: \"go\" }", "search.cpuct=-1", "--set search.cpuct: search.cpuct is -1"},
		{"set form", "game { name: \"go\" }", "search", "want key=value"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var set []string
			if tt.set != "" {
				set = []string{tt.set}
			}
			_, err := configs.Parse("f", []byte(tt.text), set)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q in it", err, tt.want)
			}
		})
	}
}

func TestOverrideAndDiff(t *testing.T) {
	old, err := configs.Load("go9", nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := configs.Load("go9", []string{"search.simulations=32", "game.komi=6.5", "search.symmetries=false", "threads=1"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Search.GetSimulations() != 32 || configs.GameParams(c).Komi != 13 || c.Search.GetSymmetries() || c.GetThreads() != 1 {
		t.Errorf("overrides did not take: %v", c)
	}
	if d := configs.Diff(old, c); len(d) != 4 {
		t.Errorf("diff is %q, want 4 keys", d)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("game { name: \"go\" }")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := configs.Parse("f", []byte(text), nil)
		if err != nil {
			return
		}
		if again, err := configs.Parse("g", configs.SpellOut(c), nil); err != nil || !proto.Equal(c, again) {
			t.Errorf("%q does not survive being spelled out: %v", text, err)
		}
	})
}

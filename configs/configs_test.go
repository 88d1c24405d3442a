package configs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"tengen/configs"
)

func TestReadyRuns(t *testing.T) {
	for _, name := range configs.Names() {
		t.Run(name, func(t *testing.T) {
			c, err := configs.Load(name, nil)
			if err != nil {
				t.Fatal(err)
			}
			again, err := configs.Parse("again", configs.SpellOut(c), nil)
			if err != nil {
				t.Fatalf("spelled out: %v", err)
			}
			if !proto.Equal(c, again) {
				t.Errorf("changed when spelled out: %v", configs.Diff(c, again))
			}
		})
	}
}

// Every line that sets a key says what it does, and the first says what the run is for.
func TestReadyRunsAreCommented(t *testing.T) {
	for _, name := range configs.Names() {
		text, err := os.ReadFile(name + ".textproto")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "# "+name+": ") {
			t.Errorf("%s: the first line does not say what the run is for", name)
		}
		for n, line := range strings.Split(string(text), "\n") {
			if strings.Contains(line, ":") && !strings.Contains(line, "# ") {
				t.Errorf("%s:%d: %q has no comment", name, n+1, line)
			}
		}
	}
}

// The paper's run has the paper's numbers. Source: Silver et al. 2017, Methods.
func TestAlphaGoZero(t *testing.T) {
	c, err := configs.Load("go19-alphagozero", nil)
	if err != nil {
		t.Fatal(err)
	}
	paper := []string{
		"game.width=19", "game.height=19", "game.komi=7.5", "network.blocks=19", "network.channels=256", "network.policy_channels=2",
		"network.value_channels=1", "network.value_hidden=256", "search.simulations=1600", "search.noise_fraction=0.25",
		"search.noise_total=10.83", "search.leaves=8", "search.symmetries=true", "search.cpuct_growth=0", "search.noise_shape=0",
		"search.root_temperature=1", "search.early_root_temperature=1", "search.root_temperature_halflife=0", "search.forced_playouts=0",
		"search.gumbel=false", "search.solve=false", "search.average_symmetries=1", "search.cache_mib=0", "selfplay.fast_fraction=0",
		"selfplay.taper_plies=0", "selfplay.temperature_halflife=0", "selfplay.temperature=1", "selfplay.temperature_plies=30",
		"selfplay.final_temperature=0", "selfplay.no_resign_fraction=0.1", "training.batch=2048", "training.steps=700000",
		"training.publish_steps=1000", "training.momentum=0.9", "training.weight_decay=0.0001", "training.value_weight=1",
		"training.rate=0:0.01,400000:0.001,600000:0.0001", "gate.enabled=true", "gate.games=400", "gate.threshold=0.55", "gate.simulations=1600",
	}
	want, err := configs.Load("go19-alphagozero", paper)
	if err != nil {
		t.Fatal(err)
	}
	if d := configs.Diff(c, want); len(d) > 0 {
		t.Errorf("file -> paper: %q", d)
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "go9") // a path is a file, whatever it ends in
	if err := os.WriteFile(file, []byte(`game { name: "tictactoe" }`), 0o644); err != nil {
		t.Fatal(err)
	}
	if c, err := configs.Load(file, nil); err != nil || c.Game.GetName() != "tictactoe" {
		t.Errorf("%s gives %v, %v", file, c, err)
	}
	_, err := configs.Load("go8", nil)
	if err == nil || !strings.Contains(err.Error(), `no ready run is called "go8" (there are breakthrough, connect4, `) {
		t.Errorf("go8 gives %v", err)
	}
}

func TestOverride(t *testing.T) {
	c, err := configs.Load("go9", []string{
		"search.simulations=32", "game.komi = 6.5", "search.symmetries=false", "threads=1", "training.rate=0.05",
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.Search.GetSimulations() != 32 || configs.GameParams(c).Komi != 13 || c.Search.GetSymmetries() || c.GetThreads() != 1 {
		t.Errorf("overrides did not take: %v", c)
	}
	if r := c.Training.Rate; len(r) != 1 || r[0].GetFromStep() != 0 || r[0].GetRate() != 0.05 {
		t.Errorf("rates are %v, want 0.05 from step 0", r)
	}
}

func TestDiff(t *testing.T) {
	old, err := configs.Load("tictactoe", []string{"training.rate=0.02"})
	if err != nil {
		t.Fatal(err)
	}
	c, err := configs.Load("tictactoe", []string{"search.simulations=32", "seed=7", "training.rate=0:0.02,100:0.01"})
	if err != nil {
		t.Fatal(err)
	}
	want := "search.simulations: 50 -> 32\nseed: 1 -> 7\n" +
		"training.rate: { from_step: 0 rate: 0.02 } -> { from_step: 0 rate: 0.02 } { from_step: 100 rate: 0.01 }"
	if got := strings.Join(configs.Diff(old, c), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if d := configs.Diff(c, c); len(d) > 0 {
		t.Errorf("a config differs from itself: %q", d)
	}
}

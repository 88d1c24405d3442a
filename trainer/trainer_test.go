package trainer_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tengen/game"
	"tengen/game/games"
	"tengen/internal/rundir"
	"tengen/mcts"
	"tengen/net"
	"tengen/net/cpu"
	"tengen/replay"
	"tengen/selfplay"
	"tengen/trainer"
)

func newGame(t *testing.T) game.Game {
	t.Helper()
	g, err := games.New(game.Params{Name: "tictactoe"})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func params(g game.Game) trainer.Params {
	search := mcts.AlphaGoZero()
	search.Simulations, search.Leaves = 8, 1
	spec := net.PaperSpec(g, 1, 8)
	spec.ValueHidden = 16
	return trainer.Params{
		Spec: spec,
		Selfplay: selfplay.Params{Search: search, Symmetries: 1, GamesInFlight: 16, InitialSimulations: 8,
			Temperature: 1, TemperaturePlies: 6, ResignThreshold: -1, Seed: 1},
		Batcher: net.BatcherParams{MaxBatch: 16, Evaluators: 2, ThreadsPerEvaluator: 1},
		Learner: net.LearnerParams{Optimizer: net.SGD, Momentum: 0.9, WeightDecay: 1e-4, ValueWeight: 1, ClipNorm: 5, StatsMomentum: 0.05, Threads: 2},
		Window:  replay.WindowParams{MinSamples: 1000, Exponent: 0.65, Scale: 0.4}, CacheBytes: 1 << 20, MinSamples: 100,
		Batch: 32, ReuseRatio: 4, PublishSteps: 10, Rates: []trainer.Rate{{Rate: 0.02}}, Seed: 1, MaxSteps: 25,
		Log: func(string) {},
	}
}

// sit runs one sitting of the run in dir.
func sit(t *testing.T, path string, p trainer.Params) error {
	t.Helper()
	return sitOn(t, cpu.New(), path, p)
}

// sitOn is sit on an engine.
func sitOn(t *testing.T, e net.Engine, path string, p trainer.Params) error {
	t.Helper()
	dir, err := rundir.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := trainer.New(dir, newGame(t), e, p)
	if err != nil {
		return err
	}
	return errors.Join(tr.Run(t.Context()), tr.Close())
}

// steps returns the numbers of the steps in the metrics, in their order.
func steps(t *testing.T, path string) (steps []int64, events map[string]int) {
	t.Helper()
	f, err := os.Open(filepath.Join(path, "metrics.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	events = map[string]int{}
	for in := bufio.NewScanner(f); in.Scan(); {
		var line struct {
			Event string
			Step  int64
		}
		if err := json.Unmarshal(in.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		events[line.Event]++
		if line.Event == "step" {
			steps = append(steps, line.Step)
		}
	}
	return steps, events
}

func TestRunAndResume(t *testing.T) {
	g, path := newGame(t), filepath.Join(t.TempDir(), "run")
	p := params(g)
	for sitting := range 3 {
		p.MaxSteps = int64(25 * (sitting + 1))
		if err := sit(t, path, p); err != nil {
			t.Fatal(err)
		}
	}
	got, events := steps(t, path)
	if len(got) != 75 {
		t.Fatalf("%d steps in the metrics, want 75", len(got))
	}
	for i, s := range got {
		if s != int64(i+1) {
			t.Fatalf("line %d is of step %d", i+1, s)
		}
	}
	if events["publish"] != 9 || events["resume"] != 2 {
		t.Errorf("events %v, want 9 times publish and 2 times resume", events)
	}
	dir, err := rundir.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	models, err := dir.Models()
	if err != nil || len(models) != 10 || models[9].Step != 75 {
		t.Errorf("models %v, %v, want 10 up to step 75", models, err)
	}
	best, err := net.ReadModel(dir.Best())
	if err != nil || best.Training.Step != 75 || best.Training.Samples == 0 {
		t.Errorf("best model: %+v, %v", best.Training, err)
	}
	store, report, err := replay.OpenStore(dir.Games(), replay.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if ratio := 75 * 32 / float64(store.Samples()); ratio > 4 || len(report.Damages) > 0 {
		t.Errorf("each sample was used %g times, want at most 4; %s", ratio, report)
	}
}

// A kill leaves a checkpoint behind the metrics and the models: what comes after it is done again, and
// counted once.
func TestStepsAfterTheCheckpointAreUndone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run")
	p := params(newGame(t))
	p.MaxSteps = 15
	if err := sit(t, path, p); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(filepath.Join(path, "metrics.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString("{\"event\":\"step\",\"step\":16}\n{\"event\":\"step\",\"step\":17}\n{\"event\":\"st")
	f.Close()
	p.MaxSteps = 20
	if err := sit(t, path, p); err != nil {
		t.Fatal(err)
	}
	if got, _ := steps(t, path); len(got) != 20 || got[15] != 16 || got[19] != 20 {
		t.Errorf("steps %v, want 1 to 20", got)
	}
}

func TestNaNStopsWithTheLastGoodModelIntact(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run")
	p := params(newGame(t))
	p.Learner.ClipNorm, p.Rates = 0, []trainer.Rate{{Rate: 0.02}, {FromStep: 12, Rate: 1e30}}
	err := sit(t, path, p)
	if !errors.Is(err, net.ErrNotFinite) || !strings.Contains(err.Error(), "lower training.rate") {
		t.Fatalf("got %v, want ErrNotFinite and what to do", err)
	}
	dir, err := rundir.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if m, err := net.ReadModel(dir.Latest()); err != nil || m.Training.Step != 10 {
		t.Errorf("latest model is of step %d, %v, want 10", m.Training.Step, err)
	}
	p.Rates, p.MaxSteps = []trainer.Rate{{Rate: 0.001}}, 12
	if err := sit(t, path, p); err != nil {
		t.Errorf("with a lower rate: %v", err)
	}
}

func TestDamagedCheckpointIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run")
	p := params(newGame(t))
	if err := sit(t, path, p); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(path, "trainer", "checkpoint")
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]byte{good[:10], good[:len(good)-1], append([]byte("x"), good...)} {
		if err := os.WriteFile(file, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := sit(t, path, p); err == nil || !strings.Contains(err.Error(), "checkpoint") {
			t.Errorf("got %v, want an error that names the checkpoint", err)
		}
	}
}

func TestGate(t *testing.T) {
	g, path := newGame(t), filepath.Join(t.TempDir(), "run")
	dir, err := rundir.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	p := params(g)
	search := mcts.AlphaGoZero()
	search.Simulations, search.Leaves = 4, 1
	for _, tt := range []struct {
		threshold float64
		step      int64
	}{{0.99, 0}, {0.01, 55}} {
		p.Gate = &trainer.Match{Game: g, Engine: cpu.New(), Search: search, Games: 20, Threshold: tt.threshold, Sample: 4, Workers: 2,
			Dir: func(m *net.Model) string { return filepath.Join(t.TempDir(), m.ID) }}
		p.MaxSteps += 15
		if err := sit(t, path, p); err != nil {
			t.Fatal(err)
		}
		best, err := net.ReadModel(dir.Best())
		if err != nil {
			t.Fatal(err)
		}
		if admitted := best.Training.Step > 0; admitted != (tt.step > 0) {
			t.Errorf("threshold %g: best model is of step %d", tt.threshold, best.Training.Step)
		}
	}
}

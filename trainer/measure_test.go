package trainer_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tengen/internal/rundir"
	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/nettest"
	"tengen/net/precision"
	"tengen/replay"
	"tengen/trainer"
)

// inPairs are the precisions of the engines that measure here.
var inPairs = []net.Precision{net.Float32, net.BFloat16, net.Int16}

// measured are the parameters of a run that soon has 200 positions of games held out.
func measured(t *testing.T) trainer.Params {
	p := params(newGame(t))
	p.Measure, p.ReuseRatio, p.MaxSteps, p.PublishSteps = true, 0.064, 50, 25
	p.Selfplay.Search.Simulations, p.Selfplay.InitialSimulations = 2, 2
	return p
}

// published is what the metrics say of a model.
type published struct {
	Event      string
	Step       int64
	Precision  net.Precision
	Why        string `json:"precision_why"`
	Precisions map[net.Precision]struct {
		Positions int
		PolicyKL  float32 `json:"policy_kl"`
		ValueRMS  float32 `json:"value_rms"`
		Passed    bool
	}
	Seconds float64 `json:"precision_seconds"`
}

func publishedIn(t *testing.T, path string) (all []published) {
	t.Helper()
	f, err := os.Open(filepath.Join(path, "metrics.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		var p published
		if err := json.Unmarshal(in.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		if p.Event == "publish" {
			all = append(all, p)
		}
	}
	return all
}

func readModel(t *testing.T, path string, step int64) *net.Model {
	t.Helper()
	dir, err := rundir.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	m, err := net.ReadModel(dir.Model(step))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The first models come before there are enough positions, the later ones are measured and play in what passed.
func TestModelsAreMeasured(t *testing.T) {
	off := map[net.Precision]nettest.Off{net.Float32: {Delay: 200 * time.Microsecond}, net.BFloat16: {Value: 0.01}, net.Int16: {Value: 0.03}}
	e := precision.Passed(&nettest.Quantized{Engine: cpu.New(), Has: inPairs, Off: off}, net.Precisions...)
	path, p := filepath.Join(t.TempDir(), "run"), measured(t)
	var said []string
	p.Log = func(text string) { said = append(said, text) }
	p.PublishSteps = 1
	p.MaxSteps = 1
	if err := sitOn(t, e, path, p); err != nil {
		t.Fatal(err)
	}
	p.PublishSteps, p.MaxSteps = 25, 50
	if err := sitOn(t, e, path, p); err != nil {
		t.Fatal(err)
	}
	all := publishedIn(t, path)
	if len(all) != 3 {
		t.Fatalf("%d models were published, want 3: %+v", len(all), all)
	}
	if first := all[0]; !strings.Contains(first.Why, "one game in 50 is held out") || first.Precision != net.Float32 {
		t.Errorf("the first: %+v, want float32, and why", first)
	}
	if m := readModel(t, path, 1); m.Ranges != nil || m.Reports != nil {
		t.Errorf("the first model has ranges %v and reports %v, want none", m.Ranges, m.Reports)
	}
	last, m := all[2], readModel(t, path, 50)
	if last.Why != "" || last.Seconds <= 0 || len(last.Precisions) != 2 || len(m.Reports) != 2 || len(m.Ranges) != 2 || m.Ranges[0] != 1 {
		t.Fatalf("the last: %+v with ranges %v and reports %+v, want two measured", last, m.Ranges, m.Reports)
	}
	for i, r := range m.Reports {
		w := last.Precisions[r.Precision]
		if r.Positions < 200 || r.Positions != w.Positions || r.PolicyKL != w.PolicyKL || r.ValueRMS != w.ValueRMS || r.Passed() != (i == 0) || w.Passed != (i == 0) {
			t.Errorf("the model says %+v, the metrics %+v; want the same, and that the first passed alone", r, w)
		}
	}
	if last.Precision != net.BFloat16 || !strings.Contains(strings.Join(said, "\n"), "games are played in bfloat16 from step") {
		t.Errorf("games are played in %s, and it said %q; want bfloat16, which passed and is faster", last.Precision, said)
	}
}

// A precision that cannot be measured stops nothing.
func TestModelThatCannotBeMeasured(t *testing.T) {
	e := precision.Passed(failing{&nettest.Quantized{Engine: cpu.New(), Has: inPairs}}, net.Precisions...)
	path := filepath.Join(t.TempDir(), "run")
	if err := sitOn(t, e, path, measured(t)); err != nil {
		t.Fatal(err)
	}
	all := publishedIn(t, path)
	if last := all[len(all)-1]; !strings.Contains(last.Why, "no ranges today") || last.Precision != net.Float32 {
		t.Errorf("%+v, want float32, and why", last)
	}
	if m := readModel(t, path, 50); m.Ranges != nil || m.Reports != nil {
		t.Errorf("the model has ranges %v and reports %v, want none", m.Ranges, m.Reports)
	}
}

type failing struct{ *nettest.Quantized }

func (failing) Ranges(*net.Model, net.Inputs) ([]float32, error) {
	return nil, errors.New("no ranges today")
}

// What is held out does not depend on the engine: a run goes on elsewhere with games that it has not learnt from.
func TestHeldOutOnEveryEngine(t *testing.T) {
	path, p := filepath.Join(t.TempDir(), "run"), params(newGame(t))
	p.ReuseRatio = 0.5 // many games
	if err := sit(t, path, p); err != nil {
		t.Fatal(err)
	}
	from, to := rundirOf(t, path), rundirOf(t, filepath.Join(t.TempDir(), "of 50 games"))
	store, _, err := replay.OpenStore(to.Games(), replay.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range replay.Records(from.Games()) {
		if err == nil && store.Games() < 50 {
			for last := store.Games() == 49; last && !r.ID.HeldOut(50); {
				r.ID = replay.NewID()
			}
			err = store.Append(t.Context(), r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	p = measured(t)
	p.MaxSteps, p.ReuseRatio = 1, 4
	p.Window, p.MinSamples = replay.WindowParams{MinSamples: 1, Exponent: 1, Scale: 0}, 1 // of the 50th game alone
	p.Selfplay.Search.Simulations, p.Selfplay.InitialSimulations = 100_000, 100_000       // no other ends before the first step
	if err := sitOn(t, struct{ net.Engine }{cpu.New()}, to.Path(), p); !errors.Is(err, replay.ErrNoSamples) {
		t.Errorf("got %v, want that there is nothing to learn from but what is held out", err)
	}
}

// What was learnt from before a run asked for measuring is never measured with, and sittings remember how far that goes.
func TestMeasuringBeginsLater(t *testing.T) {
	e := precision.Passed(&nettest.Quantized{Engine: cpu.New(), Has: inPairs}, net.Precisions...)
	path, p := filepath.Join(t.TempDir(), "run"), measured(t)
	p.PublishSteps = 1000 // at the end of sittings only
	sitting := func(measure bool, last int64) {
		t.Helper()
		p.Measure, p.MaxSteps = measure, last
		if err := sitOn(t, e, path, p); err != nil {
			t.Fatal(err)
		}
	}
	sitting(false, 50)
	learnt := len(gamesOf(t, path))
	sitting(true, 51)
	if of := once(t, path, 51); !strings.Contains(of.Why, "one game in 50 is held out") {
		t.Errorf("after a step without what is held out: %+v, want too few positions to measure with", of)
	}
	sitting(true, 100)
	most := 0
	for _, r := range gamesOf(t, path)[learnt:] {
		if r.ID.HeldOut(50) {
			most += r.Samples()
		}
	}
	of := once(t, path, 100).Precisions[net.Int16]
	if of.Positions < 200 || of.Positions > most {
		t.Errorf("measured over %d positions, want 200 to %d, those of later games", of.Positions, most)
	}
	sitting(true, 101)
	if now := once(t, path, 101).Precisions[net.Int16]; now.Positions < of.Positions {
		t.Errorf("after a resume measured over %d positions, before it over %d", now.Positions, of.Positions)
	}
}

// gamesOf returns a run's games.
func gamesOf(t *testing.T, path string) (all []*replay.Record) {
	t.Helper()
	for r, err := range replay.Records(rundirOf(t, path).Games()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func rundirOf(t *testing.T, path string) *rundir.Dir {
	t.Helper()
	dir, err := rundir.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// A run that does not ask for it has no word of precisions in its files.
func TestNothingIsMeasuredUnasked(t *testing.T) {
	e := precision.Passed(&nettest.Quantized{Engine: cpu.New(), Has: inPairs}, net.Precisions...)
	path, p := filepath.Join(t.TempDir(), "run"), measured(t)
	p.Measure, p.ReuseRatio = false, 0.5 // few games
	if err := sitOn(t, e, path, p); err != nil {
		t.Fatal(err)
	}
	for _, p := range publishedIn(t, path) {
		if p.Precision != "" || p.Why != "" || p.Precisions != nil {
			t.Errorf("the metrics say %+v", p)
		}
	}
	if m := readModel(t, path, 50); m.Ranges != nil || m.Reports != nil {
		t.Errorf("the model has ranges %v and reports %v, want none", m.Ranges, m.Reports)
	}
}

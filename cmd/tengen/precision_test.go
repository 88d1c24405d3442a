package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/precision"
)

// A player's own precision stands in place of the command line's, and is not passed over where the engine has but one.
func TestEngineIn(t *testing.T) {
	inInt16, err := precision.Engine(cpu.New(), net.Int16)
	if err != nil {
		t.Fatal(err)
	}
	a := &app{out: &bytes.Buffer{}, compute: computeOptions{engine: "it"}, engines: map[string]net.Engine{"it": inInt16}}
	if e, err := a.engineIn(""); err != nil || e != inInt16 {
		t.Errorf("none of its own: %v, %v, want the engine as it is", e, err)
	}
	if e, err := a.engineIn(net.Float32); err != nil || e == inInt16 || e.Name() != "cpu" {
		t.Errorf("float32: %v, %v, want the engine inside", e, err)
	}
	a.engines["it"] = &peaked{Engine: cpu.New()} // is no Quantizer
	for _, p := range []net.Precision{net.Float32, net.BFloat16, net.Auto} {
		if _, err := a.engineIn(p); err == nil || !strings.Contains(err.Error(), "leave out precision="+string(p)+", and give it as --precision") {
			t.Errorf("an engine of one precision, in %s: %v", p, err)
		}
	}
}

// A run on an engine that measures no models says so where it plays in fewer bits, and only there.
func TestRunInWhatNobodyMeasured(t *testing.T) {
	for p, says := range map[net.Precision]bool{net.BFloat16: true, net.Float32: false, net.Auto: false} {
		var said bytes.Buffer
		a := &app{out: &bytes.Buffer{}, err: &said, compute: computeOptions{engine: "it"}, engines: map[string]net.Engine{"it": &peaked{Engine: cpu.New()}}}
		err := a.runTrain(t.Context(), trainOptions{config: "tictactoe", dir: filepath.Join(t.TempDir(), "run"), steps: 1,
			set: []string{"selfplay.precision=" + string(p), "replay.min_samples=1", "search.simulations=2", "search.initial_simulations=2"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(said.String(), "plays all games in bfloat16, and measures no model in it: "); (got == 1) != says {
			t.Errorf("in %s it said %q", p, said.String())
		}
	}
}

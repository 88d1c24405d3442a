package trainer_test

import (
	"path/filepath"
	"testing"

	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/gorgonia"
)

// What learns may be another engine than what plays, and one goes on with what another has learnt.
func TestLearnsOnAnotherEngine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run")
	p := params(newGame(t))
	for i, e := range []net.Engine{gorgonia.New(), nil, cpu.New(), gorgonia.New()} {
		p.MaxSteps, p.LearnOn = int64(12*(i+1)), e
		if err := sit(t, path, p); err != nil {
			t.Fatal(err)
		}
	}
	if got, events := steps(t, path); len(got) != 48 || events["resume"] != 3 || events["publish"] < 4 {
		t.Errorf("%d steps, events %v; want 48 steps, 3 resumes and 4 models", len(got), events)
	}
}

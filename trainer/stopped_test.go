package trainer_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/nettest"
	"tengen/net/precision"
	"tengen/trainer"
)

// sitUntil is sitOn, until ctx ends.
func sitUntil(ctx context.Context, t *testing.T, e net.Engine, path string, p trainer.Params) {
	t.Helper()
	tr, err := trainer.New(rundirOf(t, path), newGame(t), e, p)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(tr.Run(ctx), tr.Close()); err != nil || ctx.Err() == nil {
		t.Fatalf("stopped: %v (context: %v), want no error", err, ctx.Err())
	}
}

// once finds the only event of a step's publication.
func once(t *testing.T, path string, step int64) (of published) {
	t.Helper()
	found := 0
	for _, p := range publishedIn(t, path) {
		if p.Step == step {
			of, found = p, found+1
		}
	}
	if found != 1 {
		t.Fatalf("the model of step %d was published %d times, want once", step, found)
	}
	return of
}

// A run that is stopped while it measures a model ends as it does anywhere else, and goes on with measuring it.
func TestStoppedWhileMeasuring(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	quantized := &nettest.Quantized{Engine: cpu.New(), Has: inPairs}
	path, p := filepath.Join(t.TempDir(), "run"), measured(t)
	p.PublishSteps, p.MaxSteps = 50, 1000
	sitUntil(ctx, t, precision.Passed(stopping{quantized, cancel}, net.Precisions...), path, p)
	got, _ := steps(t, path)
	stopped := int64(len(got))
	p.MaxSteps = stopped + 1
	if err := sitOn(t, precision.Passed(quantized, net.Precisions...), path, p); err != nil {
		t.Fatal(err)
	}
	if got, _ := steps(t, path); int64(len(got)) != stopped+1 {
		t.Errorf("%d steps, want %d", len(got), stopped+1)
	}
	if of, m := once(t, path, stopped), readModel(t, path, stopped); len(of.Precisions) != 2 || len(m.Reports) != 2 {
		t.Errorf("published as %+v with reports %+v, want two precisions measured", of, m.Reports)
	}
}

// stopping ends the run where ranges are found.
type stopping struct {
	*nettest.Quantized
	cancel context.CancelFunc
}

func (s stopping) Ranges(m *net.Model, in net.Inputs) ([]float32, error) {
	s.cancel()
	return s.Quantized.Ranges(m, in)
}

// stoppedGate is stopped in its first match, and admits every later candidate.
type stoppedGate struct {
	stop func()
	seen []int64 // steps of the candidates
}

func (g *stoppedGate) Admit(ctx context.Context, candidate, _ net.Prepared) (float64, bool, error) {
	g.seen = append(g.seen, candidate.Model().Training.Step)
	if len(g.seen) == 1 {
		g.stop()
		<-ctx.Done()
		return 0, false, context.Cause(ctx)
	}
	return 1, true, nil
}

// A candidate whose match is stopped plays another.
func TestStoppedInTheGate(t *testing.T) {
	for _, tt := range []struct {
		name         string
		publishSteps int64
		maxSteps     int64 // of the sitting that is stopped
		maxGames     int64 // reached in the match; 0: it is the user who stops
		next         int64 // the next sitting's MaxSteps; 0: there is none
		step         int64 // that the candidate is of
	}{
		{"in the middle of a run", 10, 25, 0, 15, 10},
		{"at the last step of a sitting", 10, 5, 0, 5, 5},
		{"by a limit of the run", 10, 25, 1, 0, 10},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			path, p := filepath.Join(t.TempDir(), "run"), params(newGame(t))
			gate := &stoppedGate{stop: cancel}
			p.Gate, p.PublishSteps, p.MaxSteps, p.MaxGames = gate, tt.publishSteps, tt.maxSteps, tt.maxGames
			if tt.maxGames > 0 {
				gate.stop = func() {}
				if err := sit(t, path, p); err != nil {
					t.Fatal(err)
				}
			} else {
				sitUntil(ctx, t, cpu.New(), path, p)
			}
			if tt.next > 0 {
				p.MaxSteps = tt.next
				if err := sit(t, path, p); err != nil {
					t.Fatal(err)
				}
			}
			if len(gate.seen) < 2 || gate.seen[0] != tt.step || gate.seen[1] != tt.step {
				t.Fatalf("matches of the candidates of steps %v, want two of step %d first", gate.seen, tt.step)
			}
			once(t, path, tt.step)
			best, err := net.ReadModel(rundirOf(t, path).Best())
			if err != nil || best.Training.Step != gate.seen[len(gate.seen)-1] {
				t.Errorf("the best model is of step %d, %v, want of %d", best.Training.Step, err, gate.seen[len(gate.seen)-1])
			}
		})
	}
}

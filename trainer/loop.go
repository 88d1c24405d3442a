package trainer

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"tengen/net"
	"tengen/replay"
)

// learn waits for samples, makes steps, and publishes: first what the last sitting had begun to.
func (t *Trainer) learn(ctx context.Context) error {
	if t.due {
		if err := t.publish(ctx); err != nil {
			return err
		}
	}
	p := t.params
	mb := &net.Minibatch{
		Inputs: net.Inputs{Planes: make([]float32, p.Batch*p.Spec.InputLen())}, Policy: make([]float32, p.Batch*p.Spec.Actions),
		Value: make([]float32, p.Batch), Weight: make([]float32, p.Batch),
	}
	for {
		step := t.step.Load()
		if p.MaxSteps > 0 && step >= p.MaxSteps {
			return errDone
		}
		if err := t.waitForSamples(ctx); err != nil {
			return err
		}
		if err := t.draw(mb, step); err != nil {
			return err
		}
		rate := p.rate(step)
		losses, err := t.learner.Step(mb, rate)
		if err != nil {
			return fmt.Errorf("training: %w", err)
		}
		t.step.Store(step + 1)
		t.losses.Store(&losses)
		if err := t.metrics.step(step+1, losses, rate, t.Elapsed()); err != nil {
			return err
		}
		if (step+1)%p.PublishSteps == 0 {
			if err := t.publish(ctx); err != nil {
				return err
			}
		}
	}
}

// draw fills mb for a step. Its random source derives from seed and step, so that resume needs no more.
func (t *Trainer) draw(mb *net.Minibatch, step int64) error {
	rng := rand.New(rand.NewPCG(t.params.Seed, uint64(step)))
	err := t.sampler.Sample(rng, &replay.Batch{Planes: mb.Planes, Policy: mb.Policy, Value: mb.Value, Weight: mb.Weight})
	if err != nil {
		return fmt.Errorf("draw the samples of step %d: %w", step+1, err)
	}
	return nil
}

// waitForSamples returns when the reuse ratio allows a step, or with the reason to stop.
func (t *Trainer) waitForSamples(ctx context.Context) error {
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if t.params.mayStep(t.step.Load(), t.store.Samples()) {
			return nil
		}
		select {
		case <-t.fresh:
		case <-ctx.Done():
		}
	}
}

// Status is what a run looks like from outside.
type Status struct {
	Step, Games, Samples int64
	Losses               *net.Losses // of the last step; nil before the first
	ValueWeight          float32
	Batcher              net.BatcherStats
	Elapsed              time.Duration
}

// watch reports, and ends the run at its limits of time and games.
func (t *Trainer) watch(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		s := t.report()
		if t.params.MaxGames > 0 && s.Games >= t.params.MaxGames || t.params.MaxTime > 0 && s.Elapsed >= t.params.MaxTime {
			return errDone
		}
	}
}

// report tells how far the run is.
func (t *Trainer) report() Status {
	s := Status{
		Step: t.step.Load(), Games: int64(t.store.Games()), Samples: t.store.Samples(), Losses: t.losses.Load(),
		ValueWeight: t.params.Learner.ValueWeight, Batcher: t.batcher.Stats(), Elapsed: t.Elapsed(),
	}
	if t.params.Report != nil {
		t.params.Report(s)
	}
	return s
}

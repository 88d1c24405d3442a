package trainer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tengen/net"
	"tengen/replay"
	"tengen/selfplay"
)

// Params are a run's numbers.
type Params struct {
	Spec     net.Spec
	Selfplay selfplay.Params
	Batcher  net.BatcherParams
	Learner  net.LearnerParams
	LearnOn  net.Engine // nil: the engine that plays

	// Measure makes every model's file say in which precisions it plays as in float32, where the engine that plays has several.
	// One game in 50 is then not learnt from, whatever the engine, but measured with. Those of earlier sittings that did not ask
	// for it were learnt from: where there were some, models are measured once there are enough positions of later games.
	Measure bool

	Window     replay.WindowParams
	CacheBytes int64
	MinSamples int64 // before training starts

	Batch        int     // samples a step
	ReuseRatio   float64 // steps·Batch never exceeds ReuseRatio·samples
	PublishSteps int64   // between models
	Rates        []Rate  // ascending, from step 0
	Seed         uint64
	Gate         Gate // nil: every new model plays

	// The run ends when one of these is reached; 0: no limit.
	MaxSteps int64
	MaxGames int64
	MaxTime  time.Duration // over all sittings

	SkipDamaged bool // go on without records that are damaged; else they are an error

	Report func(Status) // called about once a second; may be nil
	Log    func(text string)
}

// Rate is a learning rate from a step on.
type Rate struct {
	FromStep int64
	Rate     float32
}

// Gate decides whether a candidate replaces the best model.
type Gate interface {
	// Admit plays them against each other and returns the candidate's share of the points.
	Admit(ctx context.Context, candidate, best net.Prepared) (score float64, admitted bool, err error)
}

// Validate says everything that is wrong with the parameters.
func (p Params) Validate() error {
	errs := []error{p.Spec.Validate(), p.Selfplay.Validate(), p.Batcher.Validate(), p.Window.Validate()}
	if p.Batch < 1 || p.PublishSteps < 1 || !(p.ReuseRatio > 0) || p.MinSamples < 1 || p.Log == nil {
		errs = append(errs, fmt.Errorf("batch %d, publish steps %d, reuse ratio %g, min samples %d: want above 0, and a Log", p.Batch, p.PublishSteps, p.ReuseRatio, p.MinSamples))
	}
	if len(p.Rates) == 0 || p.Rates[0].FromStep != 0 {
		errs = append(errs, errors.New("the learning rates must start from step 0"))
	}
	return errors.Join(errs...)
}

// rate returns the learning rate of a step.
func (p Params) rate(step int64) float32 {
	rate := p.Rates[0].Rate
	for _, r := range p.Rates {
		if step >= r.FromStep {
			rate = r.Rate
		}
	}
	return rate
}

// mayStep reports whether the samples made so far allow another step.
func (p Params) mayStep(step, samples int64) bool {
	return samples >= p.MinSamples && float64(step+1)*float64(p.Batch) <= p.ReuseRatio*float64(samples)
}

package trainer

import (
	"context"
	"fmt"
	"maps"
	"time"

	"tengen/net"
	"tengen/net/precision"
)

// publish writes the model of this step, lets it play if the gate admits it, and writes a checkpoint. What stops it while
// it measures or plays the gate's match leaves the model due: the next sitting begins with it.
func (t *Trainer) publish(ctx context.Context) error {
	t.due = true
	model, err := t.newModel()
	if err != nil {
		return err
	}
	measured, err := t.measure(ctx, model)
	if err != nil {
		return err
	}
	candidate, err := t.writeModel(model)
	if err != nil {
		return err
	}
	event := map[string]any{
		"event": "publish", "step": t.step.Load(), "model": candidate.Model().ID,
		"games": t.store.Games(), "samples": t.store.Samples(), "seconds": t.Elapsed().Seconds(),
	}
	if measured != nil {
		maps.Copy(event, measured)
		event["precision"] = precision.Of(candidate)
	}
	s := t.pool.Stats()
	event["plies"], event["fast_plies"] = s.Plies, s.FastPlies
	if s.PlayedOut > 0 {
		event["resignations_played_out"], event["resignations_wrong"] = s.PlayedOut, s.WrongResigns
	}
	admitted := true
	if t.params.Gate != nil {
		var score float64
		if score, admitted, err = t.params.Gate.Admit(ctx, candidate, t.best); err != nil {
			return fmt.Errorf("gate: %w", err)
		}
		event["gate_score"], event["gate_admitted"] = score, admitted
	}
	if admitted {
		if now := precision.Of(candidate); now != precision.Of(t.best) {
			t.params.Log(fmt.Sprintf("games are played in %s from step %d on", now, t.step.Load()))
		}
		if err := t.makeBest(candidate); err != nil {
			return err
		}
		t.live.Swap(candidate)
	}
	if err := t.metrics.write(event); err != nil {
		return err
	}
	t.due = false
	return t.checkpoint()
}

// newModel returns the learner's weights as a model of this step.
func (t *Trainer) newModel() (*net.Model, error) {
	model := &net.Model{
		Game: t.game.Params(), Weights: t.learner.Weights(),
		Training: net.Training{
			Run: t.dir.Name(), Step: t.step.Load(), Games: int64(t.store.Games()), Samples: t.store.Samples(),
			Seconds: int64(t.Elapsed().Seconds()), Created: time.Now().Unix(),
		},
	}
	if err := model.Weights.Validate(); err != nil {
		return nil, fmt.Errorf("the weights after step %d are broken: %w: %w", t.step.Load(), err, net.ErrNotFinite)
	}
	return model, nil
}

// writeModel writes a model of this step, also as the latest.
func (t *Trainer) writeModel(model *net.Model) (net.Prepared, error) {
	for _, path := range []string{t.dir.Model(t.step.Load()), t.dir.Latest()} {
		if err := net.WriteModel(path, model); err != nil {
			return nil, err
		}
	}
	return t.engine.Prepare(model)
}

// makeBest makes p the model that plays.
func (t *Trainer) makeBest(p net.Prepared) error {
	if err := net.WriteModel(t.dir.Best(), p.Model()); err != nil {
		return err
	}
	t.best = p
	return nil
}

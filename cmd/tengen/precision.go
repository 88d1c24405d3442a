package main

import (
	"cmp"
	"fmt"
	"slices"

	"tengen/game"
	"tengen/net"
	"tengen/net/precision"
)

// wanted returns the precision that was asked for.
func (o computeOptions) wanted() (net.Precision, error) {
	p, err := net.ParsePrecision(cmp.Or(o.precision, string(net.Auto)))
	if err != nil {
		return "", fmt.Errorf("--%w", err)
	}
	return p, nil
}

// inPrecision makes e play in it. One that is named is used whatever was measured of a model, but in a run, which is not to
// be spoilt by a bad one.
func (o computeOptions) inPrecision(e net.Engine) (net.Engine, error) {
	p, err := o.wanted()
	if err != nil {
		return nil, err
	}
	named, err := precision.Engine(e, p)
	if err != nil || !o.measured || p == net.Float32 || p == net.Auto {
		return named, err
	}
	return precision.Passed(e, p), nil
}

// engineIn returns the engine that plays, in a precision of a player's own; "": that of the command line.
func (a *app) engineIn(p net.Precision) (net.Engine, error) {
	e, err := a.engine()
	if err != nil || p == "" {
		return e, err
	}
	q, ok := precision.Quantizer(e)
	if !ok {
		return nil, fmt.Errorf("engine %s plays all models in one precision: leave out precision=%s, and give it as --precision", e.Name(), p)
	}
	return precision.Engine(q, p)
}

// runPrecision returns in which precision a run plays: what the command line says, or else its config.
func runPrecision(flag string, s *settings) string {
	return cmp.Or(flag, s.config.Selfplay.GetPrecision())
}

// warnEmulated says, once of each precision, that e emulates what a model plays in.
func (a *app) warnEmulated(e net.Engine, p net.Precision) {
	q, ok := precision.Quantizer(e)
	if !ok || slices.Contains(q.Precisions(), p) {
		return
	}
	if _, said := a.emulated.LoadOrStore(p, true); !said {
		a.logf("%s is emulated in Go, slowly, for this CPU has no instructions for it: play in float32, or in auto, the fastest that it has and a model passed in", p)
	}
}

// warnRun says what a run has of its precision, if that is not what it seems: e plays its games.
func (a *app) warnRun(e net.Engine) {
	p := net.Precision(a.compute.precision)
	switch q, ok := precision.Quantizer(e); {
	case p == net.Float32 || p == net.Auto:
	case !ok:
		a.logf("engine %s plays all games in %s, and measures no model in it: what that costs in play nobody knows, and the run learns from it; --precision float32 is safe", e.Name(), p)
	case !slices.Contains(q.Precisions(), p):
		a.logf("precision is %s, for which this CPU has no instructions: games are played in float32; --precision auto plays in the fastest that it has and a model passed in", p)
	}
}

// playsIn returns what a benchmark's numbers are: learning is in float32 but where it was asked for otherwise of an engine
// that learns in what it plays in.
func (a *app) playsIn(e net.Engine, m *net.Model, learning bool) (net.Precision, error) {
	_, quantizer := precision.Quantizer(e)
	switch p, err := a.compute.wanted(); {
	case err != nil || !quantizer && p != net.Auto:
		return p, err
	case learning && p == net.BFloat16:
		return p, nil
	case learning:
		return net.Float32, nil
	}
	p, err := e.Prepare(m)
	if err != nil {
		return "", err
	}
	return precision.Of(p), nil
}

// inOne is an engine in one precision.
type inOne struct {
	engine    net.Engine
	precision net.Precision
}

// benchPrecisions returns what is measured of e: the precision that was asked for, or each that the machine has, of learning those
// that an engine learns in.
func (a *app) benchPrecisions(e net.Engine, m *net.Model, learning bool) (all []inOne, err error) {
	q, ok := precision.Quantizer(e)
	if !ok || a.compute.precision != "" {
		p, err := a.playsIn(e, m, learning)
		return []inOne{{e, p}}, err
	}
	for _, p := range q.Precisions() {
		if learning && p.Ranged() {
			continue
		}
		in, err := precision.Engine(q, p)
		if err != nil {
			return nil, err
		}
		all = append(all, inOne{in, p})
	}
	return all, nil
}

// benchRanges gives a model that has none the ranges that whole numbers need: their size does not matter to its speed.
func benchRanges(e net.Engine, m *net.Model, g game.Game) (err error) {
	if q, ok := precision.Quantizer(e); ok && len(m.Ranges) == 0 {
		m.Ranges, err = q.Ranges(m, net.Inputs{Planes: randomPositions(g, 64)})
	}
	return err
}

// learnsIn errs where learning in a precision would be emulated, and take thirty times as long.
func learnsIn(e net.Engine, p net.Precision) error {
	if q, ok := precision.Quantizer(e); ok && p != "" && !slices.Contains(q.Precisions(), p) {
		return fmt.Errorf("training.precision is %s, for which this CPU has no instructions: learn in %s, or with --train-engine xla", p, net.Float32)
	}
	return nil
}

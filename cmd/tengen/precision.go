package main

import (
	"cmp"
	"fmt"

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

// runPrecision returns in which precision a run plays: what the command line says, or else its config.
func runPrecision(flag string, s *settings) string {
	return cmp.Or(flag, s.config.Selfplay.GetPrecision())
}

// playsIn returns what a benchmark's numbers are: learning is in float32 but where it was asked for otherwise of an engine
// that learns in what it plays in.
func (a *app) playsIn(e net.Engine, m *net.Model, learning bool) (net.Precision, error) {
	_, quantizer := precision.Quantizer(e)
	switch p, err := a.compute.wanted(); {
	case err != nil || !quantizer && p != net.Auto:
		return p, err
	case learning:
		return net.Float32, nil
	}
	p, err := e.Prepare(m)
	if err != nil {
		return "", err
	}
	return precision.Of(p), nil
}

// benchRanges gives a model that is to play in whole numbers ranges, if it has none: they do not matter to its speed.
func (a *app) benchRanges(e net.Engine, m *net.Model, g game.Game) (err error) {
	q, ok := precision.Quantizer(e)
	if p, _ := a.compute.wanted(); ok && p == net.Int16 && len(m.Ranges) == 0 {
		m.Ranges, err = q.Ranges(m, net.Inputs{Planes: randomPositions(g, 64)})
	}
	return err
}

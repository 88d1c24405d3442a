package replay

import (
	"errors"
	"fmt"
	"math"
)

// WindowParams choose how many of the newest samples may be drawn.
type WindowParams struct {
	MinSamples int64   // up to this many samples all may be drawn; KataGo: 250000
	Exponent   float64 // of growth beyond it, above 0 and up to 1; KataGo: 0.65
	Scale      float64 // growth per new sample at the beginning, 0 to 1; KataGo: 0.4
	MaxSamples int64   // the window never grows beyond this; 0: no limit
}

// KataGoWindow returns the parameters of KataGo's shuffle.py.
func KataGoWindow() WindowParams {
	return WindowParams{MinSamples: 250_000, Exponent: 0.65, Scale: 0.4}
}

// Validate says everything that is wrong with the parameters.
func (p WindowParams) Validate() error {
	var errs []error
	if p.MinSamples < 1 {
		errs = append(errs, fmt.Errorf("window min samples is %d, want 1 or more (KataGo: 250000)", p.MinSamples))
	}
	if !(p.Exponent > 0 && p.Exponent <= 1) {
		errs = append(errs, fmt.Errorf("window exponent is %v, want above 0 and up to 1 (KataGo: 0.65)", p.Exponent))
	}
	if !(p.Scale >= 0 && p.Scale <= 1) {
		errs = append(errs, fmt.Errorf("window scale is %v, want 0 to 1 (KataGo: 0.4)", p.Scale))
	}
	if p.MaxSamples != 0 && p.MaxSamples < p.MinSamples {
		errs = append(errs, fmt.Errorf("window max samples is %d, want 0 (no limit) or at least min samples, %d", p.MaxSamples, p.MinSamples))
	}
	return errors.Join(errs...)
}

// Window returns how many of the newest samples may be drawn when N samples have been made in all:
//
//	N ≤ M: N      N > M: (N^e − M^e) / (e·M^(e−1)) · r + M
//
// with M = MinSamples, e = Exponent, r = Scale, and no more than MaxSamples. At N = M it grows by r a
// sample, and ever slower after, so that the share of old games fades as the player gets better.
// Source: KataGo, python/shuffle.py. p must be valid.
func Window(samples int64, p WindowParams) int64 {
	window := samples
	if samples > p.MinSamples {
		m, e := float64(p.MinSamples), p.Exponent
		grown := (math.Pow(float64(samples), e)-math.Pow(m, e))/(e*math.Pow(m, e-1))*p.Scale + m
		window = min(samples, int64(grown))
	}
	if p.MaxSamples > 0 {
		window = min(window, p.MaxSamples)
	}
	return window
}

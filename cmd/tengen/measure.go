package main

import (
	"context"
	"math"
	"sync"
	"time"

	"tengen/net"
	"tengen/net/cpu"
)

// measurement is the best of some windows of work, and of as many of the peak, in turns: others on the machine only slow
// either, and come and go within seconds.
type measurement struct {
	rate float64 // items a second
	peak float64 // GFLOP/s; 0: not asked for
}

// corePeak is the peak of one core of the CPU in a precision, and the best so far in float32, which everything can be compared with.
type corePeak struct {
	precision net.Precision
	float32   float64
}

func (p *corePeak) GFLOPS(d time.Duration) (float64, error) {
	p.float32 = max(p.float32, cpu.PeakGFLOPS(d, net.Float32))
	if p.precision == net.Float32 {
		return p.float32, nil
	}
	return cpu.PeakGFLOPS(d, p.precision), nil
}

func (p *corePeak) Close() error { return nil }

// peakOf returns what an engine's work in a precision is compared with: the peak of its devices, or else that of a core.
func peakOf(e net.Engine, p net.Precision) (net.Peak, error) {
	if e, ok := e.(net.Peaker); ok {
		return e.NewPeak()
	}
	return &corePeak{precision: p}, nil
}

const (
	window     = 250 * time.Millisecond
	peakWindow = 30 * time.Millisecond
)

// measure runs workers, each a goroutine that does so many items a call, for some seconds. Each runs once before, to
// make room and fill caches. A nil peak is not measured.
func measure(ctx context.Context, seconds float64, items int, workers []func() error, peak net.Peak) (measurement, error) {
	var best measurement
	windows := max(1, int(math.Round(seconds/(window+peakWindow).Seconds())))
	for i := range windows + 1 {
		if peak != nil {
			reached, err := peak.GFLOPS(peakWindow)
			if err != nil {
				return best, err
			}
			best.peak = max(best.peak, reached)
		}
		length := min(window, time.Duration(seconds*float64(time.Second)))
		if i == 0 {
			length = 0
		}
		calls, err := together(ctx, length, workers)
		if err != nil {
			return best, err
		}
		if i > 0 {
			best.rate = max(best.rate, calls*float64(items))
		}
	}
	return best, nil
}

// together runs all workers until a time has passed, at least once each, and returns the calls a second of all.
func together(ctx context.Context, length time.Duration, workers []func() error) (float64, error) {
	rates, errs := make([]float64, len(workers)), make([]error, len(workers))
	var group sync.WaitGroup
	start := time.Now()
	for i, work := range workers {
		group.Go(func() {
			calls := 0
			for calls == 0 || time.Since(start) < length && ctx.Err() == nil {
				if errs[i] = work(); errs[i] != nil {
					return
				}
				calls++
			}
			rates[i] = float64(calls) / time.Since(start).Seconds()
		})
	}
	group.Wait()
	total := 0.0
	for i, rate := range rates {
		if errs[i] != nil {
			return 0, errs[i]
		}
		total += rate
	}
	return total, context.Cause(ctx)
}

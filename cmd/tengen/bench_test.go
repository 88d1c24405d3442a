package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"tengen/net"
	"tengen/net/cpu"
)

// peaked is an engine that says that its devices reach the rates given, one after the other, and fails after them.
type peaked struct {
	net.Engine
	rates  []float64
	closed int
}

var errPeak = errors.New("the device is gone")

func (e *peaked) Devices() []string { return []string{"one", "another"} }

func (e *peaked) NewPeak() (net.Peak, error) { return e, nil }

func (e *peaked) GFLOPS(time.Duration) (float64, error) {
	if len(e.rates) == 0 {
		return 0, errPeak
	}
	rate := e.rates[0]
	e.rates = e.rates[1:]
	return rate, nil
}

func (e *peaked) Close() error {
	e.closed++
	return nil
}

// What an engine computes is a fraction of the best that its own devices reached, or else of the CPU's cores.
func TestBenchOfThePeak(t *testing.T) {
	device := &peaked{Engine: cpu.New(), rates: []float64{500, 1000, 700, 600, 600, 600}}
	for _, tt := range []struct {
		engine  net.Engine
		train   bool
		threads int
		key     string
		peak    float64 // 0: whatever was measured
		text    string
	}{
		{cpu.New(), false, 2, "peak_float32_gflops", 0, "of the peak of all threads"},
		{device, false, 2, "peak_gflops", 1000, "engine cpu (2 devices), float32"},
		{device, true, 2, "peak_gflops", 700, "of the peak of all devices"},
	} {
		var out bytes.Buffer
		a := &app{out: &out, compute: computeOptions{engine: "it", precision: "float32"}, engines: map[string]net.Engine{"it": tt.engine}}
		o := benchOptions{blocks: 1, channels: 8, batches: []int{2}, threads: tt.threads, seconds: 0.01, train: tt.train, asJSON: true, board: boardOptions{size: 5}}
		if err := a.runBench(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatalf("%v: %s", err, out.Bytes())
		}
		peak, _ := got[tt.key].(float64)
		effective, _ := got["effective_gflops"].(float64)
		of, _ := got["of_peak"].(float64)
		if n, ok := got["devices"].(float64); ok != (tt.peak > 0) || ok && n != 2 {
			t.Errorf("it runs on %v devices", got["devices"])
		}
		all := peak
		if tt.peak == 0 {
			all *= float64(tt.threads)
		} else if peak != tt.peak {
			t.Errorf("the peak is %g, want %g", peak, tt.peak)
		}
		if !(effective > 0) || math.Abs(of*all-effective) > 1e-9*effective {
			t.Errorf("%g GFLOP/s are %g of the peak %g: %s", effective, of, all, out.Bytes())
		}

		o.asJSON = false
		out.Reset()
		if err := a.runBench(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), tt.text) {
			t.Errorf("it says %q, want %q in it", out.String(), tt.text)
		}
		if d, ok := tt.engine.(*peaked); ok {
			d.rates = []float64{700, 600, 600, 600}
		}
	}
	device.rates = nil
	a := &app{out: &bytes.Buffer{}, compute: computeOptions{engine: "it"}, engines: map[string]net.Engine{"it": device}}
	o := benchOptions{blocks: 1, channels: 8, batches: []int{2}, threads: 1, seconds: 0.01, board: boardOptions{size: 5}}
	if err := a.runBench(t.Context(), o); !errors.Is(err, errPeak) {
		t.Errorf("a peak that cannot be measured: %v", err)
	}
	if device.closed != 5 {
		t.Errorf("of 5 measurements of a peak %d were closed", device.closed)
	}
}

// Without --precision there is a line for each that the CPU has.
func TestBenchOfEachPrecision(t *testing.T) {
	e := cpu.New()
	for _, tt := range []struct {
		train bool
		want  []net.Precision
	}{
		{false, e.Precisions()},
		{true, slices.DeleteFunc(e.Precisions(), func(p net.Precision) bool { return p.Ranged() })},
	} {
		var out bytes.Buffer
		a := &app{out: &out, compute: computeOptions{engine: "cpu"}}
		o := benchOptions{blocks: 1, channels: 8, batches: []int{2}, threads: 1, seconds: 0.01, train: tt.train, asJSON: true, board: boardOptions{size: 5}}
		if err := a.runBench(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		var got []net.Precision
		for lines := json.NewDecoder(&out); lines.More(); {
			var line map[string]any
			if err := lines.Decode(&line); err != nil {
				t.Fatal(err)
			}
			p, _ := line["precision"].(string)
			got = append(got, net.Precision(p))
			own, _ := line["peak_"+p+"_gflops"].(float64)
			if r, _ := line["peak_float32_gflops"].(float64); !(own > 0 && r > 0) {
				t.Errorf("%s: peak %g, in float32 %g", p, own, r)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("learning %v: lines of %v, want %v", tt.train, got, tt.want)
		}
	}
}

// A CPU learns in what it has instructions for; an engine that is no Quantizer decides for itself.
func TestLearnsIn(t *testing.T) {
	e := cpu.New()
	for _, p := range []net.Precision{"", net.BFloat16} {
		has := p == "" || slices.Contains(e.Precisions(), p)
		if err := learnsIn(e, p); (err == nil) != has {
			t.Errorf("learning in %q: %v", p, err)
		}
		if err := learnsIn(&peaked{}, p); err != nil {
			t.Errorf("another engine, learning in %q: %v", p, err)
		}
	}
}

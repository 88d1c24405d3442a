package main

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"tengen/net"
	"tengen/net/cpu"
)

// The doctor says of every engine whether this binary has it, and how to get it.
func TestDoctor(t *testing.T) {
	out, err := exec.Command("tengen", "doctor", "--json").Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	topics := map[string]finding{}
	for line := range bytes.Lines(out) {
		var f finding
		if err := json.Unmarshal(line, &f); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		topics[f.Topic] = f
	}
	if f := topics["engine cpu"]; !f.OK || !strings.Contains(f.Says, "evaluations/s") {
		t.Errorf("of the CPU engine: %+v", f)
	}
	for _, c := range computes {
		if f := topics["engine "+c.name]; f.Topic == "" || f.Mend != c.build {
			t.Errorf("of engine %s: %+v, want how to build it", c.name, f)
		}
	}
}

// wrong is an engine whose values are off by a little.
type wrong struct{ net.Engine }

type wrongEvaluator struct{ net.Evaluator }

func (e wrong) NewEvaluator(s net.Spec, maxBatch, threads int) (net.Evaluator, error) {
	ev, err := e.Engine.NewEvaluator(s, maxBatch, threads)
	return wrongEvaluator{ev}, err
}

func (e wrongEvaluator) Evaluate(p net.Prepared, in net.Inputs, policy, value []float32) error {
	err := e.Evaluator.Evaluate(p, in, policy, value)
	value[0] += 0.01
	return err
}

func TestDoctorSeesWrongAnswers(t *testing.T) {
	if says, err := checkEngine(t.Context(), wrong{cpu.New()}); err == nil || !strings.Contains(err.Error(), "wrong by up to") {
		t.Errorf("an engine that is wrong: %q, %v", says, err)
	}
	c := compute{name: "wrong", open: func(computeOptions) (net.Engine, error) { return wrong{cpu.New()}, nil }}
	a := &app{}
	if all := a.aboutEngine(t.Context(), c); len(all) != 1 || !all[0].Broken || all[0].OK {
		t.Errorf("got %+v, want one finding, of a broken engine", all)
	}
}

// The engine that auto takes is the accelerator, where there is one, else the CPU; others are refused with what to do.
func TestChooseEngine(t *testing.T) {
	had := computes
	defer func() { computes = had }()
	here := false
	computes = []compute{{name: "cpu"}, {name: "fast", accelerator: func(computeOptions) bool { return here }}, {name: "absent", build: "make absent"}}
	var o computeOptions
	for _, tt := range []struct {
		name        string
		here        bool
		want, fails string
	}{
		{"auto", false, "cpu", ""},
		{"auto", true, "fast", ""},
		{"cpu", true, "cpu", ""},
		{"absent", true, "", "not in this binary: build one that has it with make absent"},
		{"tpu", true, "", "want auto or one of cpu, fast, absent"},
	} {
		here = tt.here
		c, err := o.choose(tt.name)
		switch {
		case tt.fails != "":
			if err == nil || !strings.Contains(err.Error(), tt.fails) {
				t.Errorf("%s: %v, want %q", tt.name, err, tt.fails)
			}
		case err != nil || c.name != tt.want:
			t.Errorf("%s with a device %v: %s, %v; want %s", tt.name, tt.here, c.name, err, tt.want)
		}
	}
}

// An engine is opened once, by whatever name it is asked for.
func TestEngineIsOpenedOnce(t *testing.T) {
	had := computes
	defer func() { computes = had }()
	opened := 0
	computes = []compute{{name: "cpu", open: func(computeOptions) (net.Engine, error) { opened++; return cpu.New(), nil }}}
	a := &app{compute: computeOptions{engine: "auto", trainEngine: "cpu"}}
	for range 2 {
		if _, err := a.engine(); err != nil {
			t.Fatal(err)
		}
		if _, err := a.learnEngine(); err != nil {
			t.Fatal(err)
		}
	}
	if opened != 1 {
		t.Errorf("the engine was opened %d times", opened)
	}
}

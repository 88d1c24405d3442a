package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"tengen/internal/cuda"
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
	if f := topics["engine cpu"]; !f.OK || !strings.Contains(f.Says, "evaluations/s") ||
		!strings.HasSuffix(f.Says, "; self-play in batches of up to 8 of 6x64 on 9x9, 8 of 20x256 on 19x19") {
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
	if all := a.aboutEngine(t.Context(), c); len(all) != 1 || !all[0].Broken || all[0].OK || all[0].Mend == "" {
		t.Errorf("got %+v, want one finding, of a broken engine", all)
	}
}

// Whole numbers need ranges, which the doctor's networks have, and are right.
func TestDoctorInWholeNumbers(t *testing.T) {
	e, err := openCPU(computeOptions{precision: "int16"})
	if err != nil {
		t.Fatal(err)
	}
	if says, err := checkEngine(t.Context(), e); err != nil {
		t.Errorf("%q, %v", says, err)
	}
}

// What cannot be opened is shown without what it lacks, which is how to mend it.
func TestDoctorMends(t *testing.T) {
	const mend = "install one:\n\tpip install plug-in"
	c := compute{name: "absent", mend: mend, open: func(computeOptions) (net.Engine, error) { return nil, errors.New("no plug-in: " + mend) }}
	want := []finding{{Topic: "engine absent", Says: "no plug-in", Mend: mend}}
	var out bytes.Buffer
	a := &app{out: &out}
	got := a.aboutEngine(t.Context(), c)
	if !slices.Equal(got, want) {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	if err := a.showFinding(got[0], false); err != nil {
		t.Fatal(err)
	}
	screen := "-    engine absent    no plug-in\n" + strings.Repeat(" ", 17) + "mend: install one:\n" + strings.Repeat(" ", 23) + "pip install plug-in\n"
	if out.String() != screen {
		t.Errorf("it is shown as\n%s\nwant\n%s", out.String(), screen)
	}
}

// Each thing that may be wrong with CUDA has a command.
func TestDoctorOfCUDA(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("NOT RUN: a program that is a script")
	}
	folder := t.TempDir()
	t.Setenv("PATH", folder)
	const device = `"name":"NVIDIA H100","compute_capability":"9.0","multiprocessors":132,"total_memory":85899345920,`
	for _, tt := range []struct {
		script, mend string
		want         []string // what it says of each device
	}{
		{"", cuda.Build, []string{"not asked for: there is no tengen-cu"}},
		{`exit 3`, mendDriver, []string{folder + `/tengen-cu: exit status 3; it said: ""`}},
		{`echo '{"driver":"12.4","devices":[]}'`, mendDriver, []string{"none, driver 12.4"}},
		{`echo '{"driver":"12.4","devices":[{` + device + `"free_memory":-1,"problem":"busy"}]}'`, mendDriver,
			[]string{"NVIDIA H100, compute capability 9.0, 132 multiprocessors, 80.0 GiB, driver 12.4: busy"}},
		{`echo '{"driver":"12.4","devices":[{` + device + `"free_memory":42949672960}]}'`, "",
			[]string{"NVIDIA H100, compute capability 9.0, 132 multiprocessors, 40.0 of 80.0 GiB free, driver 12.4"}},
	} {
		if tt.script != "" {
			if err := os.WriteFile(filepath.Join(folder, cuda.Program), []byte("#!/bin/sh\n"+tt.script+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		var says []string
		for _, f := range aboutCUDA(t.Context()) {
			says = append(says, f.Says)
			if f.Mend != tt.mend || f.OK != (tt.mend == "") {
				t.Errorf("%s: %+v, want mend %q", tt.script, f, tt.mend)
			}
		}
		if !slices.Equal(says, tt.want) {
			t.Errorf("%s: it says %q, want %q", tt.script, says, tt.want)
		}
	}
}

// The engine that auto takes is the accelerator, where there is one, else the CPU, and a line says so where this binary could
// drive one; others are refused with what to do.
func TestChooseEngine(t *testing.T) {
	had := computes
	defer func() { computes = had }()
	open := func(computeOptions) (net.Engine, error) { return cpu.New(), nil }
	plain := []compute{{name: "cpu", open: open}, {name: "absent", build: "make absent", accelerator: func(computeOptions) error { return nil }}}
	with := func(missing error) []compute {
		return append(plain[:2:2], compute{name: "fast", open: open, accelerator: func(computeOptions) error { return missing }})
	}
	none := errors.New("none is plugged in")
	for _, tt := range []struct {
		name                string
		computes            []compute
		want, says, refused string
	}{
		{"auto", plain, "cpu", "", ""},
		{"auto", with(nil), "fast", "", ""},
		{"auto", with(none), "cpu", "engine auto: no accelerator was found (fast: none is plugged in), so networks run on cpu; tengen doctor says more\n", ""},
		{"cpu", with(none), "cpu", "", ""},
		{"cpu", with(nil), "cpu", "", ""},
		{"absent", plain, "", "", "not in this binary: build one that has it with make absent"},
		{"tpu", with(nil), "", "", "want auto or one of cpu, absent, fast"},
	} {
		computes = tt.computes
		var out, said bytes.Buffer
		a := &app{out: &out, err: &said, compute: computeOptions{engine: tt.name, trainEngine: tt.name}}
		_, err := a.engine()
		if _, again := a.learnEngine(); (err == nil) != (again == nil) {
			t.Errorf("%s: %v, and then %v", tt.name, err, again)
		}
		if tt.refused != "" {
			if err == nil || !strings.Contains(err.Error(), tt.refused) {
				t.Errorf("%s: %v, want %q", tt.name, err, tt.refused)
			}
			continue
		}
		if _, ok := a.engines[tt.want]; err != nil || !ok || said.String() != tt.says || out.Len() > 0 {
			t.Errorf("%s: %v, engines %v, it said %q, %q; want %s, %q", tt.name, err, a.engines, out.String(), said.String(), tt.want, tt.says)
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

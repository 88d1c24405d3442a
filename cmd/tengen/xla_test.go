//go:build xla && cgo

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tengen/internal/cuda"
	"tengen/net"
	"tengen/net/xla"
)

// The engine is told how much memory the least of CUDA's devices has, if a tengen-cu says so.
func TestXLAMemory(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("PATH", folder)
	options, err := xlaOptions(computeOptions{precision: "auto"})
	if err != nil || options.Precision != net.Float32 {
		t.Fatalf("%+v, %v", options, err)
	}
	free := options.CUDAMemory
	if got := free(); got != 0 {
		t.Errorf("without a %s: %d bytes", cuda.Program, got)
	}
	const devices = `{"driver":"12.4","devices":[
		{"name":"NVIDIA H100","compute_capability":"9.0","multiprocessors":132,"total_memory":85000000000,"free_memory":84000000000},
		{"name":"NVIDIA T4","compute_capability":"7.5","multiprocessors":40,"total_memory":16000000000,"free_memory":15000000000}]}`
	for _, tt := range []struct {
		script string
		want   int64
	}{
		{"echo '" + devices + "'", 15000000000},
		{"echo no driver; exit 1", 0},
	} {
		if err := os.WriteFile(filepath.Join(folder, cuda.Program), []byte("#!/bin/sh\n"+tt.script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		if got := free(); got != tt.want {
			t.Errorf("%s says %s: %d bytes, want %d", cuda.Program, tt.script, got, tt.want)
		}
	}
}

// Without an accelerator auto is the CPU, and says so where neither programs nor engines of GTP read.
func TestXLAAutoSaysThatItIsTheCPU(t *testing.T) {
	plugin := filepath.Join(t.TempDir(), "pjrt_c_api_cpu_plugin.so") // is named, and not opened
	if err := os.WriteFile(plugin, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv(xla.PluginPath, plugin)
	const line = "engine auto: no accelerator was found (xla: "
	run := func(in string, args ...string) (out, said string) {
		t.Helper()
		c := exec.Command("tengen", args...)
		var stdout, stderr bytes.Buffer
		c.Stdin, c.Stdout, c.Stderr = strings.NewReader(in), &stdout, &stderr
		if err := c.Run(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, stderr.String())
		}
		return stdout.String(), stderr.String()
	}
	bench := []string{"bench", "--json", "--precision", "float32", "--seconds", "0.1", "--blocks", "1", "--channels", "8", "--size", "5", "--batch", "2", "--threads", "1"}
	out, said := run("", bench...)
	if !json.Valid([]byte(out)) || strings.Count(said, line) != 1 || strings.Count(said, "\n") != 1 {
		t.Errorf("bench printed %q and said %q, want JSON and one line", out, said)
	}
	if _, said := run("", append(bench, "--engine", "cpu")...); strings.Contains(said, line) {
		t.Errorf("--engine cpu said %q", said)
	}
	if out, said := run("1 name\n2 quit\n", "gtp", "--size", "5", "--visits", "8"); out != "=1 tengen\n\n=2\n\n" || strings.Count(said, line) != 1 {
		t.Errorf("gtp answered %q and said %q", out, said)
	}
}

// The doctor opens no plug-in whose device is missing, and says of one that fails how to get another.
func TestXLADoctorOfPlugins(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"pjrt_c_api_cpu_plugin.so", "xla_cuda_plugin.so"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]finding{
		"pjrt_c_api_cpu_plugin.so": {Says: "failed to load PJRT plugin", Mend: xla.Install},
		"xla_cuda_plugin.so":       {Says: "(cuda, from options): this machine has no such device", Mend: mendDriver},
	} {
		path := filepath.Join(folder, name)
		if name == "xla_cuda_plugin.so" && xla.PluginAt(path).HasDevice() {
			t.Log("NOT RUN: a plug-in of CUDA without a GPU")
			continue
		}
		all := aboutPlugins(computeOptions{plugin: path})
		if len(all) != 1 || all[0].OK || !strings.Contains(all[0].Says, want.Says) || all[0].Mend != want.Mend {
			t.Errorf("of %s: %+v, want %+v", name, all, want)
		}
	}
}

package rundir

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	d, err := Create(filepath.Join(t.TempDir(), "runs", "go9"))
	if err != nil {
		t.Fatal(err)
	}
	if d.Name() != "go9" {
		t.Errorf("Name is %q, want go9", d.Name())
	}
	for _, tt := range []struct{ got, want string }{
		{d.Config(), "config.textproto"},
		{d.Games(), "games"},
		{d.Model(12000), "models/step-000012000.tengen"},
		{d.Model(1234567890123), "models/step-1234567890123.tengen"},
		{d.Best(), "models/best.tengen"},
		{d.Latest(), "models/latest.tengen"},
		{d.Trainer("learner"), "trainer/learner"},
		{d.Metrics(), "metrics.jsonl"},
		{d.Ratings("ratings.json"), "ratings/ratings.json"},
		{d.Ratings(""), "ratings"},
	} {
		rel, err := filepath.Rel(d.Path(), tt.got)
		if err != nil || filepath.ToSlash(rel) != tt.want {
			t.Errorf("got %s, want %s", tt.got, tt.want)
		}
	}
}

func TestParseModel(t *testing.T) {
	for _, tt := range []struct {
		name string
		step int64
		ok   bool
	}{
		{"step-000000000.tengen", 0, true},
		{"runs/go9/models/step-000012000.tengen", 12000, true},
		{"step-1234567890123.tengen", 1234567890123, true},
		{"step-0001234567890.tengen", 0, false}, // two names for one step
		{"step-12000.tengen", 0, false},
		{"step--00012000.tengen", 0, false},
		{"step-00001200x.tengen", 0, false},
		{"step-99999999999999999999.tengen", 0, false},
		{".step-000012000.tengen.tmp-7-0", 0, false},
		{"best.tengen", 0, false},
		{"", 0, false},
	} {
		if step, ok := ParseModel(tt.name); ok != tt.ok || ok && step != tt.step {
			t.Errorf("ParseModel(%q) is %d, %v; want %d, %v", tt.name, step, ok, tt.step, tt.ok)
		}
	}
}

func TestModels(t *testing.T) {
	d, err := Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{d.Model(1_000_000_000), d.Model(500), d.Model(2000), d.Best(), d.Latest(), d.join("models", "notes")} {
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := d.Models()
	want := []Published{{500, d.Model(500)}, {2000, d.Model(2000)}, {1_000_000_000, d.Model(1_000_000_000)}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

func TestOpen(t *testing.T) {
	run, empty := t.TempDir(), t.TempDir()
	if _, err := Create(run); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(empty, "file")
	os.WriteFile(file, nil, 0o644)
	for _, tt := range []struct{ name, path, want string }{
		{"a run", run, ""},
		{"a run again", run, ""},
		{"nothing there", filepath.Join(empty, "none"), "no such file"},
		{"a file", file, "want the folder of a run"},
		{"no run", empty, "it is no run"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open(tt.path)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestLock(t *testing.T) {
	d, err := Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	release, err := d.Lock()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Lock(); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("process %d", os.Getpid())) {
		t.Errorf("second Lock: %v, want an error that names process %d", err, os.Getpid())
	}
	if err := release(); err != nil {
		t.Error(err)
	}
	if release, err = d.Lock(); err != nil {
		t.Error("after release:", err)
	} else {
		release()
	}
}

func TestUnwritable(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(filepath.Join(file, "run")); err == nil || !strings.Contains(err.Error(), "--dir") {
		t.Errorf("below a file: %v, want an error that says how to mend it", err)
	}
	if os.Getuid() == 0 {
		t.Skip("root may write everywhere")
	}
	locked := filepath.Join(dir, "locked")
	if _, err := Create(locked); err != nil {
		t.Fatal(err)
	}
	os.Chmod(filepath.Join(locked, "games"), 0o555)
	if _, err := Create(locked); err == nil || !strings.Contains(err.Error(), "games cannot be written to") {
		t.Errorf("got %v, want an error that names the folder", err)
	}
}

package rundir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Dir is the folder of one run.
type Dir struct {
	path string
}

// folders are the sub-folders that every run has.
var folders = []string{"games", "models", "trainer", "ratings"}

// Create makes the folder of a run, parents included, or completes one that is there, and makes sure
// that it can be written to.
func Create(path string) (*Dir, error) {
	d := &Dir{path}
	for _, name := range folders {
		if err := os.MkdirAll(d.join(name), 0o755); err != nil {
			return nil, fmt.Errorf("make run folder %s: %w; choose a folder that you may write to with --dir", path, err)
		}
	}
	return d, d.checkWritable()
}

// Open opens the folder of a run that exists. It may be one that this process cannot write to.
func Open(path string) (*Dir, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("open run: %w; runs are made by tengen train", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("open run %s: it is a file, want the folder of a run", path)
	}
	d := &Dir{path}
	for _, name := range []string{d.Config(), d.Games(), d.modelsDir()} {
		if _, err := os.Stat(name); err == nil {
			return d, nil
		}
	}
	return nil, fmt.Errorf("open run %s: it has neither %s nor games nor models, so it is no run; runs are made by tengen train",
		path, filepath.Base(d.Config()))
}

// checkWritable makes and removes a file in each folder, so that a run fails when it starts and not
// when it first has something to save.
func (d *Dir) checkWritable() error {
	var errs []error
	for _, name := range append([]string{"."}, folders...) {
		f, err := os.CreateTemp(d.join(name), ".writable-*")
		if err != nil {
			errs = append(errs, fmt.Errorf("run folder %s cannot be written to: %w; mend its permissions or choose another with --dir",
				d.join(name), err))
			continue
		}
		errs = append(errs, f.Close(), os.Remove(f.Name()))
	}
	return errors.Join(errs...)
}

func (d *Dir) join(elem ...string) string { return filepath.Join(append([]string{d.path}, elem...)...) }

// Path returns the folder itself.
func (d *Dir) Path() string { return d.path }

// Name returns what the run is called: the folder's last element.
func (d *Dir) Name() string {
	if abs, err := filepath.Abs(d.path); err == nil {
		return filepath.Base(abs)
	}
	return filepath.Base(d.path)
}

// Config returns the file of the resolved configuration.
func (d *Dir) Config() string { return d.join("config.textproto") }

// Games returns the folder of the replay store.
func (d *Dir) Games() string { return d.join("games") }

// Trainer returns a file among those that resume needs.
func (d *Dir) Trainer(name string) string { return d.join("trainer", name) }

// Metrics returns the file with one line a step or event.
func (d *Dir) Metrics() string { return d.join("metrics.jsonl") }

// Ratings returns a file among the matches and their results; "" gives the folder.
func (d *Dir) Ratings(name string) string { return d.join("ratings", name) }

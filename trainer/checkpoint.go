package trainer

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"tengen/internal/atomicfile"
)

// A checkpoint is one line of JSON, then the learner's state: one file, so that they cannot part.
type checkpointHeader struct {
	Format  string  `json:"format"`
	Step    int64   `json:"step"`
	Seconds float64 `json:"seconds"`       // the run's time
	Due     bool    `json:"due,omitempty"` // the model of this step has yet to be published

	HeldOutFrom *int `json:"held_out_from,omitempty"` // see Trainer; nil where nothing was held out
}

const checkpointFormat = "tengen checkpoint 1"

func (t *Trainer) checkpointPath() string { return t.dir.Trainer("checkpoint") }

// checkpoint writes everything that resume needs besides games and models.
func (t *Trainer) checkpoint() error {
	if err := t.metrics.flush(); err != nil {
		return err
	}
	err := atomicfile.Write(t.checkpointPath(), 0o644, func(w io.Writer) error {
		h := checkpointHeader{Format: checkpointFormat, Step: t.step.Load(), Seconds: t.Elapsed().Seconds(), Due: t.due}
		if t.params.Measure {
			h.HeldOutFrom = &t.heldOutFrom
		}
		header, err := json.Marshal(h)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(header, '\n')); err != nil {
			return err
		}
		return t.learner.Save(w)
	})
	if err != nil {
		return fmt.Errorf("write checkpoint: %w", err)
	}
	return nil
}

// restore reads the checkpoint. It errs with os.ErrNotExist if there is none.
func (t *Trainer) restore() error {
	f, err := os.Open(t.checkpointPath())
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReader(f)
	line, err := in.ReadSlice('\n')
	var h checkpointHeader
	if err == nil {
		err = json.Unmarshal(line, &h)
	}
	if err != nil || h.Format != checkpointFormat {
		return fmt.Errorf("%s is damaged or of another version of tengen: move it away to begin the learner anew from the games in %s", f.Name(), t.dir.Games())
	}
	if err := t.learner.Restore(in); err != nil {
		return fmt.Errorf("%s: %w", f.Name(), err)
	}
	t.step.Store(h.Step)
	t.due = h.Due
	t.heldOutFrom = t.store.Games()
	if h.HeldOutFrom != nil {
		t.heldOutFrom = *h.HeldOutFrom
	}
	t.before = time.Duration(h.Seconds * float64(time.Second))
	return nil
}

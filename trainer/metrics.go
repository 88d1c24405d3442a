package trainer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"tengen/net"
)

// metrics appends lines of JSON: one for each step, and one for each event.
type metrics struct {
	file *os.File
	out  *bufio.Writer
}

// openMetrics opens the file for appending after the lines up to step: those beyond it are of steps that
// a kill has undone.
func openMetrics(path string, step int64) (*metrics, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open metrics: %w", err)
	}
	end, err := keepUpTo(f, step)
	if err == nil {
		err = f.Truncate(end)
	}
	if err == nil {
		_, err = f.Seek(end, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open metrics: %w", err), f.Close())
	}
	return &metrics{f, bufio.NewWriter(f)}, nil
}

// keepUpTo returns where the first line of a later step begins, or one that is torn.
func keepUpTo(f *os.File, step int64) (end int64, err error) {
	in := bufio.NewReader(f)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return end, nil
		}
		if err != nil {
			return 0, err
		}
		var at struct {
			Step int64 `json:"step"`
		}
		if json.Unmarshal(bytes.TrimSpace(line), &at) != nil || at.Step > step {
			return end, nil
		}
		end += int64(len(line))
	}
}

func (m *metrics) write(event map[string]any) error {
	line, err := json.Marshal(event)
	if err == nil {
		_, err = m.out.Write(append(line, '\n'))
	}
	if err != nil {
		return fmt.Errorf("write metrics: %w", err)
	}
	return nil
}

func (m *metrics) step(step int64, l net.Losses, rate float32, elapsed time.Duration) error {
	return m.write(map[string]any{
		"event": "step", "step": step, "policy_loss": l.Policy, "value_loss": l.Value,
		"policy_entropy": l.Entropy, "gradient_norm": l.GradNorm, "rate": rate, "seconds": elapsed.Seconds(),
	})
}

func (m *metrics) flush() error {
	if err := m.out.Flush(); err != nil {
		return fmt.Errorf("write metrics: %w", err)
	}
	return nil
}

func (m *metrics) close() error { return errors.Join(m.flush(), m.file.Close()) }

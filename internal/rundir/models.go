package rundir

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	modelPrefix = "step-"
	modelSuffix = ".tengen"
)

// Published is a model of the run.
type Published struct {
	Step int64 // optimizer steps
	Path string
}

func (d *Dir) modelsDir() string { return d.join("models") }

// Model returns the file of the model that was published after step optimizer steps.
func (d *Dir) Model(step int64) string {
	return d.join("models", fmt.Sprintf("%s%09d%s", modelPrefix, step, modelSuffix))
}

// Best returns the file of the best model; without gating it is the latest.
func (d *Dir) Best() string { return d.join("models", "best"+modelSuffix) }

// Latest returns the file of the newest model.
func (d *Dir) Latest() string { return d.join("models", "latest"+modelSuffix) }

// ParseModel returns the step in a name made by Model, and whether it is such a name.
func ParseModel(path string) (step int64, ok bool) {
	name := filepath.Base(path)
	digits, ok := strings.CutPrefix(name, modelPrefix)
	if !ok {
		return 0, false
	}
	if digits, ok = strings.CutSuffix(digits, modelSuffix); !ok || len(digits) < 9 {
		return 0, false
	}
	step, err := strconv.ParseInt(digits, 10, 64)
	// Only the one spelling that Model has for a step counts: no sign, no more zeros than it needs.
	return step, err == nil && step >= 0 && name == filepath.Base((&Dir{}).Model(step))
}

// Models lists the published models by ascending step. Other files are passed over.
func (d *Dir) Models() ([]Published, error) {
	entries, err := os.ReadDir(d.modelsDir())
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list models: %w", err)
	}
	var models []Published
	for _, e := range entries {
		if step, ok := ParseModel(e.Name()); ok {
			models = append(models, Published{step, filepath.Join(d.modelsDir(), e.Name())})
		}
	}
	slices.SortFunc(models, func(a, b Published) int { return cmp.Compare(a.Step, b.Step) })
	return models, nil
}

package rundir

import (
	"errors"
	"fmt"

	"tengen/internal/filelock"
)

// Lock makes this process the only one that trains the run, until release is called or the process
// ends, however it ends. If another has the run the error names it.
func (d *Dir) Lock() (release func() error, err error) {
	lock, err := filelock.Acquire(d.join("lock"))
	if held, ok := errors.AsType[*filelock.HeldError](err); ok {
		return nil, fmt.Errorf("run %s is being trained by process %d: stop it, or choose another folder with --dir: %w",
			d.path, held.PID, err)
	}
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", d.path, err)
	}
	return lock.Release, nil
}

package cuda

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Program is the name of the program that asks the driver.
const Program = "tengen-cu"

// Build is the command that makes it; CUDA's headers, 12 or 13, and driver are needed then.
const Build = `CGO_ENABLED=1 CGO_CFLAGS="-I$PWD/cmd/tengen-cu/cuda13" go build -tags nvidia ./cmd/` + Program

// ErrNoProgram is returned by Find when there is no tengen-cu.
var ErrNoProgram = errors.New("there is no " + Program + " beside this program or on the PATH: build it with " + Build)

// Timeout is how long tengen-cu may take: a driver that loads takes seconds, one that hangs takes for ever.
const Timeout = 20 * time.Second

// mostOutput is more than any report is long.
const mostOutput = 1 << 20

// Find runs tengen-cu, beside this program or on the PATH, and returns what it says, or why it says nothing.
func Find(ctx context.Context) (*Report, error) {
	path, err := programPath()
	if err != nil {
		return nil, err
	}
	return Run(ctx, path, Timeout)
}

// programPath looks for tengen-cu.
func programPath() (string, error) {
	name := Program
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if self, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(self), name)
		if info, err := os.Stat(beside); err == nil && info.Mode().IsRegular() {
			return beside, nil
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", ErrNoProgram
	}
	return path, nil
}

// Run runs one tengen-cu.
func Run(ctx context.Context, path string, timeout time.Duration) (*Report, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("it said nothing for %v", timeout))
	defer cancel()
	c := exec.CommandContext(ctx, path)
	c.WaitDelay = time.Second // a child of its may keep the pipes open
	out, said := &head{most: mostOutput}, &head{most: 1 << 10}
	c.Stdout, c.Stderr = out, said
	err := c.Run()
	if cause := context.Cause(ctx); cause != nil {
		return nil, fmt.Errorf("%s: %w", path, cause)
	}
	if err != nil {
		// Where there is no driver its own messages come on stdout.
		text := strings.Join(strings.Fields(said.String()+" "+out.String()), " ")
		return nil, fmt.Errorf("%s: %w; it said: %s", path, err, excerpt([]byte(text)))
	}
	r, err := ParseReport(out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// head keeps the first bytes that are written to it.
type head struct {
	bytes.Buffer
	most int
}

func (h *head) Write(p []byte) (int, error) {
	h.Buffer.Write(p[:min(len(p), h.most-h.Len())])
	return len(p), nil
}

//go:build !unix && !windows

package gtp

import (
	"errors"
	"time"
)

// processTime is not known here.
func processTime() (time.Duration, error) {
	return 0, errors.New("this system does not tell the processor time")
}

//go:build unix

package gtp

import (
	"syscall"
	"time"
)

// processTime returns the processor time of the process, its own and the system's for it.
func processTime() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, err
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}

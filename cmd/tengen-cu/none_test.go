//go:build !nvidia || !cgo

package main

import (
	"strings"
	"testing"

	"tengen/internal/cuda"
)

func TestWithoutCUDA(t *testing.T) {
	if r, err := ask(); err == nil || !strings.Contains(err.Error(), cuda.Build) {
		t.Errorf("got %+v, %v; want an error that says how to build it", r, err)
	}
}

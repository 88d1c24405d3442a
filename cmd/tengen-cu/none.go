//go:build !nvidia || !cgo

package main

import (
	"errors"

	"tengen/internal/cuda"
)

func ask() (*cuda.Report, error) {
	return nil, errors.New("this was built without CUDA, build it with " + cuda.Build)
}

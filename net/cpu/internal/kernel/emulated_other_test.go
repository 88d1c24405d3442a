//go:build !amd64 || purego

package kernel

import "testing"

// eachEmulated: only assembly is emulated.
func eachEmulated(*testing.T, func(*testing.T, kernels)) {}

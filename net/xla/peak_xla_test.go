//go:build xla && cgo

package xla

import (
	"testing"

	"tengen/net"
)

func TestDevicePeak(t *testing.T) {
	testPeak(t, device(t, Options{Devices: 2}), 1e-2) // of float32 products in TF32
}

func TestDevicePeakBFloat16(t *testing.T) {
	testPeak(t, device(t, Options{Precision: net.BFloat16}), 5e-2)
}

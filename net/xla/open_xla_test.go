//go:build xla && cgo

package xla

import (
	"testing"

	"tengen/net/cpu"
	"tengen/net/nettest"
)

// device opens the plug-in that is found.
func device(tb testing.TB, o Options) *Engine {
	if len(FindPlugins()) == 0 {
		tb.Skip("NOT RUN: no PJRT plug-in was found: " + Install)
	}
	e, err := Open(o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := e.Close(); err != nil {
			tb.Error(err)
		}
	})
	return e
}

// compiled lets a row's result depend on the size of its batch.
var compiled = nettest.Limits{Forward: 1e-4, Rows: 1e-5}

func TestDeviceConformance(t *testing.T) { nettest.Conformance(t, device(t, Options{}), compiled) }

func TestDeviceExchange(t *testing.T) { nettest.Exchange(t, cpu.New(), device(t, Options{}), compiled) }

// BFloat16 learns and plays what the CPU's engine does, less exactly.
func TestDeviceBFloat16(t *testing.T) {
	nettest.Exchange(t, cpu.New(), device(t, Options{Precision: BFloat16}), nettest.Limits{Forward: 2e-2})
}

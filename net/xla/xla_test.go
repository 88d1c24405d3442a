package xla

import (
	"testing"

	"github.com/gomlx/gomlx/backends/simplego"

	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/nettest"
)

// golang returns the engine on GoMLX's backend in Go, with one operation at a time: its default races.
func golang(tb testing.TB) *Engine {
	b, err := simplego.New("ops_sequential")
	if err != nil {
		tb.Fatal(err)
	}
	return newEngine(b, net.Float32, 1)
}

// small lets a row's result depend on the size of its batch, and leaves out networks that take GoMLX's backend in Go long.
func small() nettest.Limits {
	l := nettest.Float32
	l.Rows, l.MaxWeight = 1e-5, mostNumbers
	return l
}

func TestConformance(t *testing.T) { nettest.Conformance(t, golang(t), small()) }

func TestExchange(t *testing.T) { nettest.Exchange(t, cpu.New(), golang(t), small()) }

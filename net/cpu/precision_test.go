package cpu_test

import (
	"testing"

	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/nettest"
)

// Where the machine has no instructions for a precision, this is its emulation.
func TestPrecision(t *testing.T) {
	for p, limits := range map[net.Precision]nettest.Limits{net.Float32: nettest.Float32, net.Int16: nettest.Int16, net.BFloat16: nettest.BFloat16} {
		t.Run(string(p), func(t *testing.T) { nettest.Precision(t, cpu.New(), p, limits) })
	}
}

//go:build xla && cgo

package xla

import (
	"flag"
	"os"
	"testing"

	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/nettest"
)

// XLA optimises programs for minutes that these tests run for seconds: benchmarks only are worth it.
func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv("XLA_FLAGS") == "" && flag.Lookup("test.bench").Value.String() == "" {
		os.Setenv("XLA_FLAGS", "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true")
	}
	os.Exit(m.Run())
}

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

// compiled are limits of what XLA compiles, where a row's result depends on the size of its batch. With -short only small networks
// are compiled: XLA takes seconds for each of a hundred programs.
func compiled(l nettest.Limits) nettest.Limits {
	l.Rows = max(l.Rows, 1e-5)
	if testing.Short() {
		l.MaxWeight = mostNumbers
	}
	return l
}

// beside lets a test compile beside others on a CPU, whose compiler keeps one core busy.
func beside(t *testing.T) {
	if p := FindPlugins(); len(p) > 0 && p[0].Kind == CPU {
		t.Parallel()
	}
}

func TestDeviceConformance(t *testing.T) {
	beside(t)
	nettest.Conformance(t, device(t, Options{}), compiled(nettest.Float32))
}

func TestDeviceExchange(t *testing.T) {
	beside(t)
	limits := compiled(nettest.Float32)
	if testing.Short() {
		limits.MaxWeight = 5_000 // the conformance has had the others
	}
	nettest.Exchange(t, cpu.New(), device(t, Options{}), limits)
}

// BFloat16 learns and plays what the reference and the CPU's engine do, less exactly.
func TestDeviceBFloat16(t *testing.T) {
	beside(t)
	e, limits := device(t, Options{Precision: net.BFloat16}), compiled(nettest.BFloat16)
	t.Run("exchange", func(t *testing.T) { nettest.Exchange(t, cpu.New(), e, limits) })
	if testing.Short() {
		limits.MaxWeight = 700 // one network; the exchange has had the others
	}
	t.Run("conformance", func(t *testing.T) { nettest.Conformance(t, e, limits) })
}

func TestDeviceCompilations(t *testing.T) { testCompilations(t, device(t, Options{})) }

// Evaluators take the devices in turn; each has the weights of every model.
func TestDeviceSideBySide(t *testing.T) {
	e := device(t, Options{Devices: 2})
	if n := len(e.Devices()); n < 2 {
		t.Skipf("NOT RUN: %d device", n)
	}
	a, b := newEvaluator(t, e, mixed, 1).(*evaluator), newEvaluator(t, e, mixed, 1).(*evaluator)
	if a.device == b.device {
		t.Errorf("both evaluators are on device %d of %d", a.device, len(e.Devices()))
	}
	testSideBySide(t, e)
}

// Both forms of the convolution, and of its gradient, are the same network on the same device.
func TestDeviceGathers(t *testing.T) {
	beside(t)
	e := device(t, Options{})
	if !e.native {
		t.Fatal("the device convolves by gathering")
	}
	gathers := device(t, Options{})
	gathers.native = false
	nettest.Exchange(t, e, gathers, small())
}

func TestDeviceDetails(t *testing.T) {
	device(t, Options{})
	p := FindPlugins()[0]
	d, err := p.Details()
	if err != nil || d.Version == "" || len(d.Devices) == 0 {
		t.Errorf("%s: %+v, %v", p.Path, d, err)
	}
	t.Log(p, d)
}

func BenchmarkDevice(b *testing.B) {
	benchmark(b, map[string]net.Engine{"xla": device(b, Options{}), "cpu": cpu.New()})
}

package xla

import (
	"fmt"
	"sync"

	"github.com/gomlx/gomlx/backends"

	"tengen/net"
)

// Options say which device to open, and how to use it. The zero value is the best plug-in that is found, in float32.
type Options struct {
	Plugin    string        // file of a PJRT plug-in; "": the first that FindPlugins lists
	Precision net.Precision // of the trunk's and the heads' layers: net.Float32, which "" is, or net.BFloat16
	Devices   int           // use at most so many; 0: all of them, but one of a CPU plug-in's, which share the same cores

	// CUDAMemory returns the free bytes of the CUDA device that has least; 0: not known. Batches asks it, once, where the
	// plug-in is CUDA's. nil: nothing is known.
	CUDAMemory func() int64
}

// Engine implements net.Engine on the devices of one PJRT plug-in: evaluators take them in turn, learners use all together.
type Engine struct {
	backend   backends.Backend
	precision net.Precision
	native    bool // convolutions, not gathering; see convolution.go
	devices   int
	programs  programs

	freeMemory func() int64 // bytes of the device that has least, before the Engine's own work; 0: not known

	mu   sync.Mutex
	next int // device of the next evaluator
}

// Open opens the devices of a plug-in. It downloads nothing: if there is no plug-in, the error says how to install one.
func Open(o Options) (*Engine, error) {
	switch o.Precision {
	case "", net.Float32, net.BFloat16:
	default:
		return nil, fmt.Errorf("open xla: precision is %q, want %q or %q", o.Precision, net.Float32, net.BFloat16)
	}
	if o.Devices < 0 {
		return nil, fmt.Errorf("open xla: %d devices, want 0 for all or more", o.Devices)
	}
	return open(o)
}

// newEngine makes the Engine of an open backend.
func newEngine(b backends.Backend, precision net.Precision, devices int) *Engine {
	ops := b.Capabilities().Operations
	native := ops[backends.OpTypeConvGeneral] && ops[backends.OpTypeReverse] && ops[backends.OpTypePad]
	return &Engine{backend: b, precision: precision, native: native, devices: min(devices, b.NumDevices()), freeMemory: memoryOf(Other, Options{})}
}

// Name implements net.Engine.
func (e *Engine) Name() string { return "xla" }

// Devices describes the devices in use.
func (e *Engine) Devices() []string {
	var names []string
	for i := range e.devices {
		names = append(names, e.backend.DeviceDescription(backends.DeviceNum(i)))
	}
	return names
}

// Close frees the devices. Nothing that the Engine made may be used after it.
func (e *Engine) Close() error {
	return guard("close xla", func() error { e.backend.Finalize(); return nil })
}

// takeDevice returns devices in turn.
func (e *Engine) takeDevice() backends.DeviceNum {
	e.mu.Lock()
	defer e.mu.Unlock()
	d := e.next
	e.next = (e.next + 1) % e.devices
	return backends.DeviceNum(d)
}

// guard runs f and turns a panic, by which GoMLX reports errors, into an error.
func guard(what string, f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: %v", what, r)
		}
	}()
	if err := f(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

var _ net.Engine = (*Engine)(nil)

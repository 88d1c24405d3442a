package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tengen/net"
	"tengen/net/cpu"
)

// compute is an engine that runs networks, as the command line knows it.
type compute struct {
	name string
	// build is the command that makes a binary that has it; empty in one that does.
	build string
	// open returns the engine, or says why it can't be had on this machine.
	open func(o computeOptions) (net.Engine, error)
	// accelerator says why no device is there that is faster than the CPU, nil if one is; a nil function: it drives none.
	accelerator func(o computeOptions) error
	// mend is how to get what open's error ends in; empty: there is nothing to get.
	mend string
	// inspect tells of plug-ins and devices; nil: there are none.
	inspect func(o computeOptions) []finding
}

// computes are all engines, whether this binary has them or not.
var computes = []compute{
	{name: "cpu", open: openCPU},
	xlaCompute,
	gorgoniaCompute,
}

func openCPU(o computeOptions) (net.Engine, error) { return o.inPrecision(cpu.New()) }

// computeOptions say which engine runs networks, and how.
type computeOptions struct {
	engine      string // a name of computes, or auto
	trainEngine string // the same, for learning; empty: the same engine
	plugin      string // PJRT plug-in; empty: the first that is found
	devices     int    // of the plug-in, at most; 0: see xla.Options
	precision   string // a net.Precision; empty: auto, of a run its config's
	measured    bool   // models play in a precision that is named only if they passed in it
}

func (o *computeOptions) flags(c *cobra.Command) {
	f := c.PersistentFlags()
	f.StringVar(&o.engine, "engine", "auto", "what runs networks: cpu, xla, gorgonia, or auto: an accelerator where this binary and the machine have one, otherwise the CPU")
	f.StringVar(&o.plugin, "plugin", "", "PJRT plug-in of --engine xla: a file (default: PJRT_PLUGIN_LIBRARY_PATH, Python's packages, GoMLX's own folder; tengen doctor lists them)")
	f.IntVar(&o.devices, "devices", 0, "how many devices of the plug-in to use, evaluating on each of them and learning on all together (default: all; of a CPU's plug-in 1)")
	f.StringVar(&o.precision, "precision", "", "numbers that the network's products are computed with: float32, bfloat16, int16, int8, or auto: the fastest here in which the model was measured to play nearly as in float32 (tengen inspect says), and float32 with --engine xla, which has bfloat16 too (default: auto; of train selfplay.precision)")
}

// auto returns the name of the first engine of this binary whose accelerator the machine has. Without one it is the CPU's, and
// missing says why, for each engine of this binary that drives accelerators.
func (o computeOptions) auto() (name string, missing []string) {
	for _, c := range computes {
		if c.build != "" || c.accelerator == nil {
			continue
		}
		err := c.accelerator(o)
		if err == nil {
			return c.name, nil
		}
		missing = append(missing, fmt.Sprintf("%s: %v", c.name, err))
	}
	return "cpu", missing
}

// choose returns the engine with this name.
func (o computeOptions) choose(name string) (compute, error) {
	i := slices.IndexFunc(computes, func(c compute) bool { return c.name == name })
	if i < 0 {
		return compute{}, fmt.Errorf("engine %q: want auto or one of %s", name, strings.Join(computeNames(), ", "))
	}
	if c := computes[i]; c.build != "" {
		return c, fmt.Errorf("engine %s is not in this binary: build one that has it with %s", name, c.build)
	}
	return computes[i], nil
}

func computeNames() (names []string) {
	for _, c := range computes {
		names = append(names, c.name)
	}
	return names
}

// engine returns the engine that runs networks, opened at the first call.
func (a *app) engine() (net.Engine, error) { return a.opened(a.compute.engine) }

// learnEngine returns the engine that learns.
func (a *app) learnEngine() (net.Engine, error) {
	if a.compute.trainEngine == "" {
		return a.engine()
	}
	return a.opened(a.compute.trainEngine)
}

// opened returns the engine with this name. Each is opened once, and what auto means is found out once.
func (a *app) opened(name string) (net.Engine, error) {
	a.enginesMu.Lock()
	defer a.enginesMu.Unlock()
	if e, ok := a.engines[name]; ok {
		return e, nil
	}
	chosen := name
	if name == "auto" {
		var missing []string
		if chosen, missing = a.compute.auto(); len(missing) > 0 {
			a.logf("engine auto: no accelerator was found (%s), so networks run on %s; tengen doctor says more", strings.Join(missing, "; "), chosen)
		}
	}
	c, err := a.compute.choose(chosen)
	if err != nil {
		return nil, err
	}
	e, ok := a.engines[c.name]
	if !ok {
		if e, err = c.open(a.compute); err != nil {
			return nil, fmt.Errorf("engine %s: %w", c.name, err)
		}
	}
	if a.engines == nil {
		a.engines = map[string]net.Engine{}
	}
	a.engines[name], a.engines[c.name] = e, e
	return e, nil
}

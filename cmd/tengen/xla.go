//go:build xla && cgo

package main

import (
	"context"
	"fmt"
	"strings"

	"tengen/internal/cuda"
	"tengen/net"
	"tengen/net/xla"
)

var xlaCompute = compute{
	name: "xla",
	open: func(o computeOptions) (net.Engine, error) {
		options, err := xlaOptions(o)
		if err != nil {
			return nil, err
		}
		return xla.Open(options)
	},
	accelerator: func(o computeOptions) error {
		if o.plugin != "" {
			return nil
		}
		_, err := xla.FindAccelerator()
		return err
	},
	inspect: aboutPlugins,
}

func xlaOptions(o computeOptions) (xla.Options, error) {
	p, err := o.wanted()
	if p == net.Auto {
		p = net.Float32
	}
	return xla.Options{Plugin: o.plugin, Precision: p, Devices: o.devices, CUDAMemory: cudaMemory}, err
}

// cudaMemory returns the free bytes of the CUDA device that has least, as tengen-cu says; 0 without a tengen-cu. It takes
// cuda.Timeout at most.
func cudaMemory() int64 {
	report, err := cuda.Find(context.Background())
	if err != nil {
		return 0 // doctor shows why
	}
	return report.LeastFree()
}

// aboutPlugins lists the plug-ins that are found, with what they say of themselves; the first is used.
func aboutPlugins(o computeOptions) (all []finding) {
	for _, p := range xla.FindPlugins() {
		f := finding{Topic: "plug-in", OK: true, Says: fmt.Sprintf("%s (%s, from %s)", p.Path, p.Kind, p.From)}
		if d, err := p.Details(); err != nil {
			f.OK, f.Says = false, f.Says+": "+err.Error()
		} else {
			f.Says += fmt.Sprintf(": PJRT %s, %s", d.Version, strings.Join(d.Devices, ", "))
		}
		all = append(all, f)
	}
	if len(all) == 0 && o.plugin == "" {
		return []finding{{Topic: "plug-in", Says: "none was found", Mend: strings.ReplaceAll(xla.Install, "\n", "\n"+strings.Repeat(" ", 22))}}
	}
	return all
}

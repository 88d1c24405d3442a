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
	mend:    xla.Install,
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

// aboutPlugins tells of the plug-in that is named, or of all that are found, of which the first is used. It opens none whose
// device is missing: a TPU's may end the process.
func aboutPlugins(o computeOptions) (all []finding) {
	plugins := xla.FindPlugins()
	if o.plugin != "" {
		plugins = []xla.Plugin{xla.PluginAt(o.plugin)}
	}
	for _, p := range plugins {
		f := finding{Topic: "plug-in", Says: fmt.Sprintf("%s (%s, from %s)", p.Path, p.Kind, p.From)}
		if !p.HasDevice() {
			f.Says += ": this machine has no such device"
			if p.Kind == xla.CUDA {
				f.Mend = mendDriver
			}
		} else if d, err := p.Details(); err != nil {
			f.Says, f.Mend = f.Says+": "+err.Error(), xla.Install
		} else {
			f.OK, f.Says = true, fmt.Sprintf("%s: PJRT %s, %s", f.Says, d.Version, strings.Join(d.Devices, ", "))
		}
		all = append(all, f)
	}
	return all
}

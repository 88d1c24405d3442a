//go:build xla && cgo

package main

import (
	"fmt"
	"strings"

	"tengen/net"
	"tengen/net/xla"
)

var xlaCompute = compute{
	name: "xla",
	open: func(o computeOptions) (net.Engine, error) {
		return xla.Open(xla.Options{Plugin: o.plugin, Precision: xla.Precision(o.precision)})
	},
	accelerator: func(o computeOptions) bool { return o.plugin != "" || xla.Accelerated() },
	inspect:     aboutPlugins,
}

// aboutPlugins lists the plug-ins that are found, the first of which is used, and the devices of that.
func aboutPlugins(o computeOptions) (all []finding) {
	for _, p := range xla.FindPlugins() {
		all = append(all, finding{Topic: "plug-in", OK: true, Says: fmt.Sprintf("%s (%s, from %s)", p.Path, p.Kind, p.From)})
	}
	if len(all) == 0 && o.plugin == "" {
		return []finding{{Topic: "plug-in", Says: "none was found", Mend: strings.ReplaceAll(xla.Install, "\n", "\n"+strings.Repeat(" ", 22))}}
	}
	return all
}

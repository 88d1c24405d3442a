//go:build gorgonia

package main

import (
	"tengen/net"
	"tengen/net/gorgonia"
)

var gorgoniaCompute = compute{name: "gorgonia", open: func(o computeOptions) (net.Engine, error) { return o.inPrecision(gorgonia.New()) }}

//go:build gorgonia

package main

import (
	"tengen/net"
	"tengen/net/gorgonia"
)

var gorgoniaCompute = compute{name: "gorgonia", open: func(computeOptions) (net.Engine, error) { return gorgonia.New(), nil }}

//go:build !gorgonia

package main

var gorgoniaCompute = compute{name: "gorgonia", build: "go build -tags gorgonia ./cmd/tengen"}

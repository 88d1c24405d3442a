//go:build !xla || !cgo

package main

var xlaCompute = compute{name: "xla", build: "CGO_ENABLED=1 go build -tags xla ./cmd/tengen"}

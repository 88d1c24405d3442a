//go:build !xla || !cgo

package xla

import "errors"

// errNotBuilt says how to build a program that opens plug-ins.
var errNotBuilt = errors.New("open xla: this program was built without it: build with `CGO_ENABLED=1 go build -tags xla ./cmd/tengen` (needs a C compiler)")

func open(Options) (*Engine, error) { return nil, errNotBuilt }

func details(Plugin) (Details, error) { return Details{}, errNotBuilt }

//go:build !xla || !cgo

package xla

import "errors"

func open(Options) (*Engine, error) {
	return nil, errors.New("open xla: this program was built without it: build with `CGO_ENABLED=1 go build -tags xla ./cmd/tengen` (needs a C compiler)")
}

//go:build xla && cgo

package xla

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gomlx/go-xla/pkg/pjrt"
	"github.com/gomlx/gomlx/backends"
	"github.com/gomlx/gomlx/backends/xla"

	"tengen/net"
)

// open opens the plug-in that the options name, or the first that is found.
func open(o Options) (*Engine, error) {
	p, err := choose(o)
	if err != nil {
		return nil, err
	}
	b, err := openBackend(p)
	if err != nil {
		return nil, err
	}
	devices := o.Devices
	switch {
	case devices == 0 && p.Kind == CPU:
		devices = 1
	case devices == 0:
		devices = b.NumDevices()
	}
	precision := o.Precision
	if precision == "" {
		precision = net.Float32
	}
	e := newEngine(b, precision, devices)
	e.freeMemory = memoryOf(p.Kind, o)
	return e, nil
}

// openBackend opens a plug-in's devices.
func openBackend(p Plugin) (b *xla.Backend, err error) {
	path, err := absolute(p.Path)
	if err != nil {
		return nil, err
	}
	var options pjrt.NamedValuesMap
	if p.Kind == CUDA {
		options = pjrt.NamedValuesMap{"preallocate": false} // XLA would take three quarters of the card at once
		setCUDA(path)
	}
	err = guard("open xla: plug-in "+path, func() error {
		xla.EnableAutoInstall(false)
		b, err = xla.NewWithOptions(path, options)
		return err
	})
	return b, err
}

// details opens a plug-in, asks it and closes it again.
func details(p Plugin) (d Details, err error) {
	b, err := openBackend(p)
	if err != nil {
		return d, err
	}
	defer b.Finalize()
	err = guard("ask plug-in "+p.Path, func() error {
		path, err := absolute(p.Path)
		if err != nil {
			return err
		}
		plugin, err := pjrt.GetPlugin(path)
		if err != nil {
			return err
		}
		major, minor := plugin.Version()
		d.Version = fmt.Sprintf("%d.%d", major, minor)
		for i := range b.NumDevices() {
			d.Devices = append(d.Devices, b.DeviceDescription(backends.DeviceNum(i)))
		}
		return nil
	})
	return d, err
}

// setCUDA tells XLA where CUDA's compiler is, unless the user has, and keeps go-xla from pointing it to a folder of its
// author's machine.
func setCUDA(plugin string) {
	const flags, flag = "XLA_FLAGS", "--xla_gpu_cuda_data_dir"
	if folder := cudaData(plugin); folder != "" && !strings.Contains(os.Getenv(flags), flag) {
		os.Setenv(flags, strings.TrimSpace(os.Getenv(flags)+" "+flag+"="+folder))
	}
	if os.Getenv("GOPJRT_CUDA_CHECKS") == "" {
		os.Setenv("GOPJRT_CUDA_CHECKS", "0")
	}
}

// choose returns the plug-in to open.
func choose(o Options) (Plugin, error) {
	if o.Plugin != "" {
		path, err := filepath.Abs(o.Plugin)
		if err == nil {
			_, err = os.Stat(path)
		}
		if err != nil {
			return Plugin{}, fmt.Errorf("open xla: plug-in: %w", err)
		}
		return PluginAt(path), nil
	}
	found := FindPlugins()
	if len(found) == 0 {
		return Plugin{}, errors.New("open xla: no PJRT plug-in was found: " + Install)
	}
	return found[0], nil
}

// absolute is for paths in PluginPath, which may be relative: those alone go-xla does not search for.
func absolute(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("open xla: plug-in: %w", err)
	}
	return path, nil
}

//go:build nvidia && cgo

package main

import (
	"fmt"
	"runtime"

	"gorgonia.org/cu"

	"tengen/internal/cuda"
)

// ask asks the driver for all devices.
func ask() (*cuda.Report, error) {
	version := cu.Version()
	n, err := cu.NumDevices()
	if err != nil {
		return nil, fmt.Errorf("count devices: %w", err)
	}
	r := &cuda.Report{Driver: fmt.Sprintf("%d.%d", version/1000, version%1000/10), Devices: []cuda.Device{}}
	for i := range n {
		d, err := describe(i)
		if err != nil {
			return nil, fmt.Errorf("device %d of %d: %w", i, n, err)
		}
		r.Devices = append(r.Devices, d)
	}
	return r, nil
}

func describe(i int) (d cuda.Device, err error) {
	device, err := cu.GetDevice(i)
	if err != nil {
		return d, err
	}
	if d.Name, err = device.Name(); err != nil {
		return d, fmt.Errorf("name: %w", err)
	}
	id, err := device.UUID()
	if err != nil {
		return d, fmt.Errorf("UUID: %w", err)
	}
	d.UUID = "GPU-" + id.String()
	major, minor, err := device.ComputeCapability()
	if err != nil {
		return d, fmt.Errorf("compute capability: %w", err)
	}
	d.ComputeCapability = fmt.Sprintf("%d.%d", major, minor)
	if d.Multiprocessors, err = device.Attribute(cu.MultiprocessorCount); err != nil {
		return d, fmt.Errorf("multiprocessors: %w", err)
	}
	if d.TotalMemory, err = device.TotalMem(); err != nil {
		return d, fmt.Errorf("memory: %w", err)
	}
	if d.FreeMemory, err = freeMemory(device); err != nil {
		d.FreeMemory, d.Problem = -1, fmt.Sprintf("the device takes no work: %v", err)
	}
	return d, nil
}

// freeMemory needs a context on the device, which another process may have forbidden.
func freeMemory(device cu.Device) (int64, error) {
	runtime.LockOSThread() // contexts are current to a thread
	defer runtime.UnlockOSThread()
	ctx, err := device.RetainPrimaryCtx()
	if err != nil {
		return 0, err
	}
	defer device.ReleasePrimaryCtx()
	if err := cu.SetCurrentContext(ctx); err != nil {
		return 0, err
	}
	free, _, err := cu.MemInfo()
	return free, err
}

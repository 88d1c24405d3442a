package cuda

import (
	"encoding/json"
	"fmt"
)

// Report is what tengen-cu prints, as one JSON object.
type Report struct {
	Driver  string   `json:"driver"`  // the newest CUDA version that the driver knows: "12.4"
	Devices []Device `json:"devices"` // may be none
}

// Device is one GPU.
type Device struct {
	Name              string `json:"name"`
	UUID              string `json:"uuid"`               // as nvidia-smi prints it: "GPU-..."
	ComputeCapability string `json:"compute_capability"` // "9.0"
	Multiprocessors   int    `json:"multiprocessors"`
	TotalMemory       int64  `json:"total_memory"` // bytes
	FreeMemory        int64  `json:"free_memory"`  // bytes; -1: not known, Problem says why
	Problem           string `json:"problem,omitempty"`
}

// LeastFree returns the free memory in bytes of the device that has least; 0: none says.
func (r *Report) LeastFree() int64 {
	least := int64(0)
	for _, d := range r.Devices {
		if d.FreeMemory > 0 && (least == 0 || d.FreeMemory < least) {
			least = d.FreeMemory
		}
	}
	return least
}

// ParseReport reads what tengen-cu printed, and refuses what cannot be.
func ParseReport(text []byte) (*Report, error) {
	r := new(Report)
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("it printed %s, want a JSON object: %w", excerpt(text), err)
	}
	if r.Driver == "" {
		return nil, fmt.Errorf("it printed %s, which has no driver's version", excerpt(text))
	}
	for i, d := range r.Devices {
		if d.Name == "" || d.Multiprocessors < 1 || d.TotalMemory < 1 || d.FreeMemory < -1 || d.FreeMemory > d.TotalMemory {
			return nil, fmt.Errorf("device %d cannot be: %+v", i, d)
		}
	}
	return r, nil
}

// excerpt quotes the beginning of a text.
func excerpt(text []byte) string {
	const most = 200
	if len(text) > most {
		return fmt.Sprintf("%q...", text[:most])
	}
	return fmt.Sprintf("%q", text)
}

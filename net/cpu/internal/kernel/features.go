package kernel

import (
	"fmt"
	"slices"

	"github.com/klauspost/cpuid/v2"
)

// Features are the instructions that the kernels use.
type Features string

// From fast to slow.
const (
	AVX512  Features = "avx512"
	AVX2    Features = "avx2"
	Generic Features = "generic"
)

// selected is what the kernels use. It is set before they run, and by Select.
var selected = supported()[0]

// Selected returns the instructions in use.
func Selected() Features { return selected }

// Select sets the instructions to use. Call it before any kernel runs.
func Select(f Features) error {
	if !slices.Contains(supported(), f) {
		return fmt.Errorf("cpu features %q: this machine and build have %v", f, supported())
	}
	selected = f
	return nil
}

// SecondLevelCache returns the bytes of a core's second-level cache: 512 KiB where the CPU does not say.
func SecondLevelCache() int {
	if n := cpuid.CPU.Cache.L2; n > 0 {
		return n
	}
	return 512 << 10
}

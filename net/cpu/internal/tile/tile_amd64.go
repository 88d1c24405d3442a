//go:build !purego

package tile

import "github.com/klauspost/cpuid/v2"

//go:noescape
func runAVX512(t *Tile)

var haveAVX512 = cpuid.CPU.Supports(cpuid.AVX512F)

// Run computes the tile with the fastest instructions of this machine.
func Run(t *Tile) {
	if haveAVX512 {
		runAVX512(t)
		return
	}
	runGo(t)
}

// implementations lists what this machine can run, fastest first.
func implementations() []implementation {
	generic := implementation{"generic", runGo}
	if haveAVX512 {
		return []implementation{{"avx512", runAVX512}, generic}
	}
	return []implementation{generic}
}

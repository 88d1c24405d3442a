//go:build !purego

package tile

import "github.com/klauspost/cpuid/v2"

//go:noescape
func runAVX512(t *Tile)

//go:noescape
func runScatteredAVX512(t *Tile)

//go:noescape
func runGatheredAVX512(t *Tile)

var haveAVX512 = cpuid.CPU.Supports(cpuid.AVX512F)

// Run computes the tile with the fastest instructions of this machine.
func Run(t *Tile) {
	if haveAVX512 {
		runAVX512(t)
		return
	}
	runGo(t)
}

// RunScattered computes ScatteredRows rows, numbered by Index: see runScatteredGo.
func RunScattered(t *Tile) {
	if haveAVX512 {
		runScatteredAVX512(t)
		return
	}
	runScatteredGo(t)
}

// RunGathered computes GatheredRows rows as sums over rows numbered by Index: see runGatheredGo.
func RunGathered(t *Tile) {
	if haveAVX512 {
		runGatheredAVX512(t)
		return
	}
	runGatheredGo(t)
}

// implementations lists what this machine can run, fastest first.
func implementations() []implementation {
	if haveAVX512 {
		return []implementation{{"avx512", runAVX512, runScatteredAVX512, runGatheredAVX512}, generic}
	}
	return []implementation{generic}
}

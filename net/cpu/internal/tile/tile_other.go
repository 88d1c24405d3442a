//go:build !amd64 || purego

package tile

// Run computes the tile.
func Run(t *Tile) { runGo(t) }

// RunScattered computes ScatteredRows rows, numbered by Index.
func RunScattered(t *Tile) { runScatteredGo(t) }

// RunGathered computes GatheredRows rows as sums over rows numbered by Index.
func RunGathered(t *Tile) { runGatheredGo(t) }

// implementations lists what this machine can run, fastest first.
func implementations() []implementation { return []implementation{generic} }

//go:build !amd64 || purego

package tile

// Run computes the tile.
func Run(t *Tile) { runGo(t) }

// implementations lists what this machine can run, fastest first.
func implementations() []implementation { return []implementation{{"generic", runGo}} }

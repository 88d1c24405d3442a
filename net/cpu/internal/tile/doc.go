// Package tile holds the loops in which the cpu engine spends its time, each a tile of a matrix product:
//
//   - Run: 14 rows by 32 columns, with bias, residual and ReLU at its end, for dense layers;
//   - RunScattered: the same for 12 rows at places of their own, for convolutions, whose rows are the cells of
//     boards that lie apart;
//   - RunGathered: 8 rows by 32 columns, a sum over such places, for the gradient of convolutions' weights.
//
// All products of inference and learning are cut into such tiles. There are no
// masks and no tails: whoever calls gives every buffer room for whole tiles (see Rows and Cols), and
// what is computed beyond the matrix is thrown away. One element of C is one chain of multiply-adds, in
// ascending order of tap and k, so that a row's result does not depend on the tile it falls into.
//
// Read tile.go and indexed.go (what a tile is, and the loops in Go, always compiled), then tile_amd64.go and
// the assembly. The functions start no goroutines and keep no state.
package tile

// Package tile holds the one loop in which the cpu engine spends its time: a tile of 14 rows by 32
// columns of a matrix product, with bias, residual and ReLU at its end.
//
// Convolutions, dense layers and all three products of learning are cut into such tiles. There are no
// masks and no tails: whoever calls gives every buffer room for whole tiles (see Rows and Cols), and
// what is computed beyond the matrix is thrown away. One element of C is one chain of multiply-adds, in
// ascending order of tap and k, so that a row's result does not depend on the tile it falls into.
//
// Read tile.go (what a tile is, and the loop in Go, always compiled), then tile_amd64.go and
// tile_avx512_amd64.s. The functions start no goroutines and keep no state.
package tile

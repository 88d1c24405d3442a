//go:build purego || !amd64

package kernel

// supported lists what this machine can run, fastest first.
func supported() []Features { return []Features{Generic} }

// Multiply computes rows of a product.
func Multiply(p *Product, rows int) { multiplyGo(p, rows) }

// Scatter transforms inputs of F(m·m, 3x3); m is 3 or 4.
func Scatter(t *Transform, m int) { scatterGo(t, m) }

// Gather transforms products back to results.
func Gather(t *Transform, m int) { gatherGo(t, m) }

// Spread transforms gradients of results to gradients of products.
func Spread(t *Transform, m int) { spreadGo(t, m) }

// Combine computes Out.
func Combine(r *Rows) { combineGo(r) }

// Sums masks X and computes A and B.
func Sums(r *Rows) { sumsGo(r) }

// MultiplyAdds makes n·12 multiply-adds in registers and returns how many floating-point operations that were.
func MultiplyAdds(n int) int { return multiplyAddsGo(n) }

//go:build !purego

package kernel

import "github.com/klauspost/cpuid/v2"

//go:noescape
func product5AVX512(p *Product, tiles int)

//go:noescape
func product9AVX512(p *Product, tiles int)

//go:noescape
func product12AVX512(p *Product, tiles int)

//go:noescape
func product13AVX512(p *Product, tiles int)

//go:noescape
func product14AVX512(p *Product, tiles int)

//go:noescape
func rows4AVX2(p *Product, b, c *float32, tiles int)

//go:noescape
func rows5AVX2(p *Product, b, c *float32, tiles int)

//go:noescape
func rows6AVX2(p *Product, b, c *float32, tiles int)

//go:noescape
func columns4AVX2(p *Product, b, c *float32, tiles int)

//go:noescape
func columns5AVX2(p *Product, b, c *float32, tiles int)

//go:noescape
func columns6AVX2(p *Product, b, c *float32, tiles int)

//go:noescape
func scatter3AVX512(t *Transform)

//go:noescape
func scatter4AVX512(t *Transform)

//go:noescape
func gather3AVX512(t *Transform)

//go:noescape
func gather4AVX512(t *Transform)

//go:noescape
func spread3AVX512(t *Transform)

//go:noescape
func spread4AVX512(t *Transform)

//go:noescape
func scatter3AVX2(t *Transform)

//go:noescape
func scatter4AVX2(t *Transform)

//go:noescape
func gather3AVX2(t *Transform)

//go:noescape
func gather4AVX2(t *Transform)

//go:noescape
func spread3AVX2(t *Transform)

//go:noescape
func spread4AVX2(t *Transform)

//go:noescape
func combineAVX512(r *Rows)

//go:noescape
func sumsAVX512(r *Rows)

//go:noescape
func combineAVX2(r *Rows)

//go:noescape
func sumsAVX2(r *Rows)

//go:noescape
func peakAVX512(n int)

//go:noescape
func peakAVX2(n int)

// supported lists what this machine can run, fastest first.
func supported() []Features {
	var all []Features
	if cpuid.CPU.Supports(cpuid.AVX512F) {
		all = append(all, AVX512)
	}
	if cpuid.CPU.Supports(cpuid.AVX2, cpuid.FMA3) {
		all = append(all, AVX2)
	}
	return append(all, Generic)
}

var (
	avx512Heights = []int{14, 13, 12, 9, 5}
	avx2Heights   = []int{6, 5, 4}
)

// Multiply computes rows of a product, and perhaps up to RowSlack rows of whatever lies beyond them.
func Multiply(p *Product, rows int) {
	switch selected {
	case AVX512:
		multiplyAVX512(p, rows)
	case AVX2:
		multiplyAVX2(p, rows)
	default:
		multiplyGo(p, rows)
	}
}

// The assembly reads the Product where its caller has just written it: a copy would wait until the last product is in
// the cache.

func multiplyAVX512(p *Product, rows int) {
	h := leastWork(rows, avx512Heights)
	tiles := (rows + h - 1) / h
	switch h {
	case 5:
		product5AVX512(p, tiles)
	case 9:
		product9AVX512(p, tiles)
	case 12:
		product12AVX512(p, tiles)
	case 13:
		product13AVX512(p, tiles)
	default:
		product14AVX512(p, tiles)
	}
}

// depth is the most k that a product goes through at once. Half a panel of so many rows takes an eighth of the first-level
// cache, and since its lines are every other one, a quarter of half the sets; as much is fetched for the next.
const depth = 64

func multiplyAVX2(p *Product, rows int) {
	if p.K <= depth {
		multiplyShallowAVX2(p, rows)
		return
	}
	a, b, k, add := p.A, p.B, p.K, p.Add
	pieces := (k + depth - 1) / depth
	step := Up((k+pieces-1)/pieces, 4)
	for from := 0; from < k; from += step {
		p.A, p.B = at(a, from*p.KStride), at(b, from*p.BStride)
		p.K = min(step, k-from)
		multiplyShallowAVX2(p, rows)
		p.Add = 1
	}
	p.A, p.B, p.K, p.Add = a, b, k, add
}

func multiplyShallowAVX2(p *Product, rows int) {
	h := leastWork(rows, avx2Heights)
	tiles := (rows + h - 1) / h
	byRow := p.KStride == 1
	for col := 0; col < Cols; col += 16 {
		b, c := at(p.B, col), at(p.C, col)
		switch {
		case h == 4 && byRow:
			rows4AVX2(p, b, c, tiles)
		case h == 5 && byRow:
			rows5AVX2(p, b, c, tiles)
		case byRow:
			rows6AVX2(p, b, c, tiles)
		case h == 4:
			columns4AVX2(p, b, c, tiles)
		case h == 5:
			columns5AVX2(p, b, c, tiles)
		default:
			columns6AVX2(p, b, c, tiles)
		}
	}
}

// Scatter transforms inputs of F(m·m, 3x3); m is 3 or 4.
func Scatter(t *Transform, m int) {
	switch {
	case selected == AVX512 && m == 3:
		scatter3AVX512(t)
	case selected == AVX512:
		scatter4AVX512(t)
	case selected == AVX2 && m == 3:
		scatter3AVX2(t)
	case selected == AVX2:
		scatter4AVX2(t)
	default:
		scatterGo(t, m)
	}
}

// Gather transforms products back to results.
func Gather(t *Transform, m int) {
	switch {
	case selected == AVX512 && m == 3:
		gather3AVX512(t)
	case selected == AVX512:
		gather4AVX512(t)
	case selected == AVX2 && m == 3:
		gather3AVX2(t)
	case selected == AVX2:
		gather4AVX2(t)
	default:
		gatherGo(t, m)
	}
}

// Spread transforms gradients of results to gradients of products.
func Spread(t *Transform, m int) {
	switch {
	case selected == AVX512 && m == 3:
		spread3AVX512(t)
	case selected == AVX512:
		spread4AVX512(t)
	case selected == AVX2 && m == 3:
		spread3AVX2(t)
	case selected == AVX2:
		spread4AVX2(t)
	default:
		spreadGo(t, m)
	}
}

// Combine computes Out.
func Combine(r *Rows) {
	switch selected {
	case AVX512:
		combineAVX512(r)
	case AVX2:
		combineAVX2(r)
	default:
		combineGo(r)
	}
}

// Sums masks X and computes A and B.
func Sums(r *Rows) {
	switch selected {
	case AVX512:
		sumsAVX512(r)
	case AVX2:
		sumsAVX2(r)
	default:
		sumsGo(r)
	}
}

// MultiplyAdds makes n·12 multiply-adds of whole vectors in registers, the most that a core can do, and returns
// how many floating-point operations that were.
func MultiplyAdds(n int) int {
	switch selected {
	case AVX512:
		peakAVX512(n)
		return n * 12 * 16 * 2
	case AVX2:
		peakAVX2(n)
		return n * 12 * 8 * 2
	default:
		return multiplyAddsGo(n)
	}
}

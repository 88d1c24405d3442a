//go:build purego || !amd64

package kernel

// Kinds lists what the selected instructions have products of pairs for.
func Kinds() []Kind { return nil }

// PairMultiplyAdds is for a kind in Kinds.
func PairMultiplyAdds(int, Kind) int { panic("no products of pairs") }

// MultiplyPairs computes rows of a product.
func MultiplyPairs(p *Pairs, rows int, kind Kind) {
	if kind == BFloat16 {
		multiplyBFloat16Go(p, rows)
	} else {
		multiplyInt16Go(p, rows)
	}
}

// ToInt16 writes the whole numbers nearest to n·scale of src, those beyond 16 bits as the last; n is a multiple of Lanes.
func ToInt16(dst *uint16, src *float32, n int, scale float32) { toInt16Go(dst, src, n, scale) }

// ToBFloat16 writes the nearest numbers to n of src; n is a multiple of Lanes.
func ToBFloat16(dst *uint16, src *float32, n int) { toBFloat16Go(dst, src, n) }

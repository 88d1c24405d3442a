//go:build purego || !amd64

package kernel

// HasBytes reports whether the selected instructions have products of bytes.
func HasBytes() bool { return false }

// ByteMultiplyAdds is for where HasBytes.
func ByteMultiplyAdds(int) int { panic("no products of bytes") }

// ConvolveBytes computes some lines of cells of a convolution.
func ConvolveBytes(p *Bytes, cells, lines int) { convolveBytesGo(p, cells, lines) }

// ToUint8 writes the whole numbers nearest to scale times n numbers of src: 0 for what is below, 255 for what is above, and for NaN. n is a multiple of
// Lanes.
func ToUint8(dst *uint8, src *float32, n int, scale float32) { toUint8Go(dst, src, n, scale) }

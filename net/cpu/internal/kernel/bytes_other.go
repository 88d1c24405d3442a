//go:build purego || !amd64

package kernel

// HasBytes reports whether the selected instructions have products of bytes.
func HasBytes() bool { return false }

// ByteMultiplyAdds is for where HasBytes.
func ByteMultiplyAdds(int) int { panic("no products of bytes") }

// ConvolveBytes computes some lines of 1 to 63 cells of a convolution.
func ConvolveBytes(p *Bytes, cells, lines int) { convolveBytesGo(p, cells, lines) }

// ToUint8 writes the whole numbers nearest to n·scale of src, those beyond 0 and 255 as the last.
func ToUint8(dst *uint8, src *float32, n int, scale float32) { toUint8Go(dst, src, n, scale) }

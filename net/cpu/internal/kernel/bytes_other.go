//go:build purego || !amd64

package kernel

// HasBytes reports whether the selected instructions have products of bytes.
func HasBytes() bool { return false }

// ByteMultiplyAdds is for where HasBytes.
func ByteMultiplyAdds(int) int { panic("no products of bytes") }

// ConvolveBytes computes rows of a convolution, 63 at most.
func ConvolveBytes(p *Bytes, rows int) { convolveBytesGo(p, rows) }

// FinishBytes computes rows.
func FinishBytes(s *ByteSums, rows int) { finishBytesGo(s, rows) }

// ToUint8 writes the whole numbers nearest to n·scale of src, those beyond 0 and 255 as the last.
func ToUint8(dst *uint8, src *float32, n int, scale float32) { toUint8Go(dst, src, n, scale) }

package game

import "testing"

// TestZobristKey compares with the first numbers of splitmix64 from seed 0, as other programs print them.
func TestZobristKey(t *testing.T) {
	for i, want := range []uint64{0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f} {
		if got := ZobristKey(i); got != want {
			t.Errorf("ZobristKey(%d): got %#x, want %#x", i, got, want)
		}
	}
}

package xla

import (
	"fmt"
	"testing"
)

// Rows go to devices in order, as many to each; the last ones are filled up with zeros.
func TestRowsOf(t *testing.T) {
	rows := []float32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10} // of two numbers
	for _, tt := range []struct {
		n, devices int
		want       string
	}{
		{5, 1, "[1 2 3 4 5 6 7 8 9 10]"},
		{5, 5, "[1 2] [3 4] [5 6] [7 8] [9 10]"},
		{4, 2, "[1 2 3 4] [5 6 7 8]"},
		{5, 3, "[1 2 3 4] [5 6 7 8] [9 10 0 0]"},
		{5, 4, "[1 2 3 4] [5 6 7 8] [9 10 0 0] [0 0 0 0]"},
		{1, 2, "[1 2] [0 0]"},
	} {
		got := ""
		for d := range tt.devices {
			got += fmt.Sprint(" ", rowsOf(rows[:2*tt.n], tt.n, d, tt.devices))
		}
		if got[1:] != tt.want {
			t.Errorf("%d rows on %d devices: %s, want %s", tt.n, tt.devices, got[1:], tt.want)
		}
	}
}

package gtp

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestReadLine(t *testing.T) {
	long := strings.Repeat("x", 3*16+5)
	for _, tt := range []struct {
		name, in string
		want     []string // "LONG" for a line that was skipped
	}{
		{"lines", "a\nb\n", []string{"a", "b"}},
		{"no end", "a\nb", []string{"a", "b"}},
		{"empty lines", "\n\na\n", []string{"", "", "a"}},
		{"long in the middle", "a\n" + long + "\nb\n", []string{"a", "LONG", "b"}},
		{"long at the end", "a\n" + long, []string{"a", "LONG"}},
		{"just fits", strings.Repeat("x", 15) + "\n", []string{strings.Repeat("x", 15)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			br := bufio.NewReaderSize(iotest.OneByteReader(strings.NewReader(tt.in)), 16)
			var got []string
			for {
				text, err := readLine(br)
				if err == io.EOF {
					break
				}
				if errors.Is(err, errLongLine) {
					text = "LONG"
				} else if err != nil {
					t.Fatal(err)
				}
				got = append(got, text)
			}
			if strings.Join(got, "|") != strings.Join(tt.want, "|") {
				t.Errorf("lines of %q\n got %q\nwant %q", tt.in, got, tt.want)
			}
		})
	}
}

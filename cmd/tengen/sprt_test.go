package main

import (
	"strings"
	"testing"

	"tengen/rating"
)

func TestParseSPRT(t *testing.T) {
	for _, tt := range []struct {
		text string
		want rating.SPRT
		err  string
	}{
		{"0,10", rating.SPRT{Elo0: 0, Elo1: 10, Alpha: 0.05, Beta: 0.05}, ""},
		{" -2.5, 1e1 ,0.1,0.01", rating.SPRT{Elo0: -2.5, Elo1: 10, Alpha: 0.1, Beta: 0.01}, ""},
		{"", rating.SPRT{}, "has 1 numbers"},
		{"0,5,0.05", rating.SPRT{}, "has 3 numbers"},
		{"0,five", rating.SPRT{}, `"five" is no number`},
	} {
		got, err := parseSPRT(tt.text)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%q: got %v, want an error with %q", tt.text, err, tt.err)
			}
		} else if err != nil || *got != tt.want {
			t.Errorf("%q: got %+v, %v, want %+v", tt.text, got, err, tt.want)
		}
	}
}

// FuzzParseSPRT: two or four numbers come out or an error, whatever goes in.
func FuzzParseSPRT(f *testing.F) {
	for _, text := range []string{"0,10", "-5,0,0.01,0.1", ",", "NaN,Inf", "0,1,2,3,4"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parseSPRT(text)
		if n := strings.Count(text, ","); (got == nil) != (err != nil) || err == nil && n != 1 && n != 3 {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	})
}

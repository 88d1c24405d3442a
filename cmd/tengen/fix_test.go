package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestFix(t *testing.T) {
	for _, tt := range []struct {
		texts []string
		want  string // the map, or a part of the error
	}{
		{nil, "map[]"},
		{[]string{"random=0", "gnugo= 1.8e3", "a=b=-5.5"}, "map[a=b:-5.5 gnugo:1800 random:0]"},
		{[]string{"random"}, `"random" is not NAME=ELO`},
		{[]string{"=5"}, `"=5" is not NAME=ELO`},
		{[]string{"random="}, `"" is no number`},
		{[]string{"random=strong"}, `"strong" is no number`},
		{[]string{"random=0", "random=1"}, "the Elo of random is given twice"},
	} {
		var all map[string]float64
		var err error
		for _, text := range tt.texts {
			if err == nil {
				err = fix(&all, text)
			}
		}
		if got := fmt.Sprint(all); err == nil && got != tt.want || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: got %s, %v, want %s", tt.texts, got, err, tt.want)
		}
	}
}

// FuzzFix: a name and a number come out or an error, whatever goes in.
func FuzzFix(f *testing.F) {
	for _, text := range []string{"random=0", "=", "a=b=1", "x=NaN", "y=1e999"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var all map[string]float64
		err := fix(&all, text)
		if (err == nil) != (len(all) == 1) {
			t.Fatalf("%q: %v, %v", text, all, err)
		}
		for name := range all {
			if name == "" || !strings.HasPrefix(text, name+"=") {
				t.Errorf("%q: the name is %q", text, name)
			}
		}
	})
}

package gtp

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestParseCommand(t *testing.T) {
	for _, tt := range []struct {
		name, line string
		want       command
		ok         bool
	}{
		{"plain", "genmove b", command{"", "genmove", []string{"b"}}, true},
		{"id", "7 play B D4", command{"7", "play", []string{"B", "D4"}}, true},
		{"id keeps its zeros", "007 name", command{"007", "name", []string{}}, true},
		{"id alone", "12", command{"12", "", nil}, true},
		{"largest id", "2147483647 name", command{"2147483647", "name", []string{}}, true},
		{"too large for an id", "2147483648 name", command{"", "2147483648", []string{"name"}}, true},
		{"negative is no id", "-1 name", command{"", "-1", []string{"name"}}, true},
		{"plus is no id", "+1 name", command{"", "+1", []string{"name"}}, true},
		{"tabs and blanks", "\t 1\tplay \t w  pass ", command{"1", "play", []string{"w", "pass"}}, true},
		{"carriage return", "name\r", command{"", "name", []string{}}, true},
		{"control characters", "na\x00m\x07e\x7f", command{"", "name", []string{}}, true},
		{"comment", "name # what is it", command{"", "name", []string{}}, true},
		{"only a comment", "# nothing", command{}, false},
		{"blank", " \t\r", command{}, false},
		{"empty", "", command{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := parseCommand(tt.line)
			if len(got.args) == 0 && len(tt.want.args) == 0 {
				got.args, tt.want.args = nil, nil
			}
			if ok != tt.ok || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("parseCommand(%q)\n got %+v, %v\nwant %+v, %v", tt.line, got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestFormatAnswer(t *testing.T) {
	for _, tt := range []struct {
		name, id, result string
		err              error
		want             string
	}{
		{"empty", "", "", nil, "=\n\n"},
		{"id", "3", "D4", nil, "=3 D4\n\n"},
		{"error", "3", "", errUnknownCommand, "?3 unknown command\n\n"},
		{"lines", "", "a\nb\n", nil, "= a\nb\n\n"},
		{"board", "", "\nX.\n.O\n", nil, "= \nX.\n.O\n\n"},
		{"an empty line would end it", "", "a\n\n \nb", nil, "= a\nb\n\n"},
		{"control characters", "", "a\x00\r\nb\x7f", nil, "= a\nb\n\n"},
		{"error of several lines", "", "", errors.New("bad\n\nboard"), "? bad\nboard\n\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := formatAnswer(tt.id, tt.result, tt.err); got != tt.want {
				t.Errorf("formatAnswer(%q, %q, %v)\n got %q\nwant %q", tt.id, tt.result, tt.err, got, tt.want)
			}
		})
	}
}

func TestScore(t *testing.T) {
	for _, tt := range []struct {
		text  string
		score float32
		back  string // what formatScore writes, "" for an error
	}{
		{"B+2.5", 2.5, "B+2.5"},
		{"W+31", -31, "W+31"},
		{"w+7.5", -7.5, "W+7.5"},
		{"0", 0, "0"},
		{"Jigo", 0, "0"},
		{"draw", 0, "0"},
		{"B+R", 0, ""},
		{"B+", 0, ""},
		{"B+NaN", 0, ""},
		{"W+Inf", 0, ""},
		{"B+-3", 0, ""},
		{"+3", 0, ""},
		{"", 0, ""},
	} {
		got, err := parseScore(tt.text)
		if (err != nil) != (tt.back == "") || got != tt.score {
			t.Errorf("parseScore(%q) = %g, %v, want %g", tt.text, got, err, tt.score)
		}
		if err == nil && formatScore(got) != tt.back {
			t.Errorf("formatScore(%g) = %q, want %q", got, formatScore(got), tt.back)
		}
	}
}

func FuzzParseCommand(f *testing.F) {
	for _, seed := range []string{"1 play B D4\r", "name # x", "\t\x00", "99999999999 a", "é\xff name"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		c, ok := parseCommand(line)
		if !ok {
			return
		}
		for _, word := range append(c.args, c.name, c.id) {
			if strings.ContainsAny(word, "#\r\n\t \x00") {
				t.Errorf("parseCommand(%q) has the word %q", line, word)
			}
		}
		if c.id == "" && c.name == "" {
			t.Errorf("parseCommand(%q) is nothing, and ok", line)
		}
	})
}

func FuzzFormatAnswer(f *testing.F) {
	f.Add("1", "a\n\nb", false)
	f.Add("", "\n\n", true)
	f.Fuzz(func(t *testing.T, id, text string, failed bool) {
		if !isID(id + "0") {
			return
		}
		var err error
		if failed {
			err = errors.New(text)
		}
		got := formatAnswer(id, text, err)
		if strings.Index(got, "\n\n") != len(got)-2 {
			t.Errorf("formatAnswer(%q, %q, %v) = %q: the end is not the only empty line", id, text, err, got)
		}
	})
}

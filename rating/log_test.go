package rating

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tengen/game"
)

// TestResumeFromEveryByte cuts games.jsonl wherever a crash may have, and plays on.
func TestResumeFromEveryByte(t *testing.T) {
	g, dir := newGame(t, game.Params{Name: "tictactoe"}), t.TempDir()
	o := Options{GamesPerPairing: 2, Workers: 1, RandomPlies: 2, Seed: 7}
	all := entrants("", "", "")
	if _, err := Run(t.Context(), dir, g, all, o); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "games.jsonl")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range len(whole) + 1 {
		if err := os.WriteFile(path, whole[:cut], 0o644); err != nil {
			t.Fatal(err)
		}
		table, err := Run(t.Context(), dir, g, all, o)
		if err != nil || table.Games != 6 || table.Duplicates != 0 {
			t.Fatalf("cut at %d of %d: %+v, %v, want 6 games", cut, len(whole), table, err)
		}
		// The games depend on nothing but the seed, so what was lost comes again.
		if again, err := os.ReadFile(path); err != nil || !bytes.Equal(again, whole) {
			t.Fatalf("cut at %d of %d: %v, the games are not the same\n got %s\nwant %s", cut, len(whole), err, again, whole)
		}
	}
}

func TestParseEntries(t *testing.T) {
	const good = `{"number":0,"first":"a","second":"b","outcome":1,"moves":[1]}` + "\n"
	for _, tt := range []struct {
		name, text string
		games      int
		size       int
		err        string
	}{
		{"nothing", "", 0, 0, ""},
		{"a game", good, 1, len(good), ""},
		{"a torn one", good + good[:20], 1, len(good), ""},
		{"one without its end of line", good + good[:len(good)-1], 1, len(good), ""},
		{"zeros at the end", good + "\x00\x00\x00\n", 1, len(good), ""},
		{"rubbish before a game", good + "rubbish\n" + good, 0, 0, "line 2 is no game"},
		{"no players before a game", "{}\n" + good, 0, 0, "line 1 is no game"},
		{"an outcome of 2", strings.Replace(good, ":1,", ":2,", 1) + good, 0, 0, "want a number from 0, two players, and -1, 0 or 1"},
		{"a negative number", strings.Replace(good, ":0,", ":-1,", 1) + good, 0, 0, "game -1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, size, err := parseEntries([]byte(tt.text))
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("got %v, want an error with %q", err, tt.err)
				}
				return
			}
			if err != nil || len(got) != tt.games || size != int64(tt.size) {
				t.Errorf("got %d games, %d bytes, %v, want %d, %d", len(got), size, err, tt.games, tt.size)
			}
		})
	}
}

// FuzzParseEntries checks that what is kept is whole lines, and reads the same again.
func FuzzParseEntries(f *testing.F) {
	f.Add([]byte(`{"number":0,"first":"a","second":"b","outcome":1,"moves":[1]}` + "\n{\"number\":1"))
	f.Add([]byte("{}\n\n[]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		games, size, err := parseEntries(text)
		if err != nil {
			return
		}
		if size < 0 || size > int64(len(text)) || size > 0 && text[size-1] != '\n' || bytes.Count(text[:size], []byte("\n")) != len(games) {
			t.Fatalf("%d games in %d bytes of %q", len(games), size, text)
		}
		again, same, err := parseEntries(text[:size])
		if err != nil || same != size || len(again) != len(games) {
			t.Fatalf("read again: %d games in %d bytes, %v, want %d in %d", len(again), same, err, len(games), size)
		}
	})
}

func TestGameThatStandsTwice(t *testing.T) {
	g, dir := newGame(t, game.Params{Name: "tictactoe"}), t.TempDir()
	o := Options{GamesPerPairing: 2, Workers: 1}
	if _, err := Run(t.Context(), dir, g, entrants("", ""), o); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "games.jsonl")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(text, text...), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), dir, g, entrants("", ""), o); err == nil || !strings.Contains(err.Error(), "stands twice") {
		t.Errorf("got %v, want that a game stands twice", err)
	}
}

// TestNoMoreAfterAFailedWrite: behind half a line nothing may follow.
func TestNoMoreAfterAFailedWrite(t *testing.T) {
	g, dir := newGame(t, game.Params{Name: "tictactoe"}), t.TempDir()
	l, err := openLog(dir, terms{})
	if err != nil {
		t.Fatal(err)
	}
	l.file.Close()
	p := &played{moves: []game.Action{4}, outcome: 1, result: "B+"}
	for number := range 2 {
		if stored, err := l.add(g, newEntry(number, "a", "b", 0, p), true); stored || err == nil {
			t.Errorf("game %d was stored in a closed file", number)
		}
	}
	if l.failed == nil || len(l.entries()) != 0 {
		t.Errorf("failed is %v, %d games count, want an error and none", l.failed, len(l.entries()))
	}
	l.close() // fails: it is closed
}

func TestSGFSaysWhatTheMovesDoNot(t *testing.T) {
	dir := t.TempDir()
	if _, err := Run(t.Context(), dir, newGame(t, game.Params{Name: "go", Width: 5}), entrants("", "crash"), Options{GamesPerPairing: 2, Workers: 1, RandomPlies: 2}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "games", "00000.sgf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"PB[p0]", "PW[p1]", "RE[B+F]", "The first 2 plies were given.", "p1: it crashed"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the SGF lacks %s:\n%s", want, text)
		}
	}
}

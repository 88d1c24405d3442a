package gtp

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tengen/game"
	"tengen/mcts"
)

// harmless makes a Server that writes no files.
func harmless(t testing.TB, e Engine, p game.Params) *Server {
	s := newServer(t, e, p)
	print := s.commands["printsgf"]
	s.commands["printsgf"] = func(s *Server, ctx context.Context, _ []string) (string, error) { return print(s, ctx, nil) }
	return s
}

// randomLines writes so many lines, and returns how many of them want an answer.
func randomLines(w io.Writer, commands []string, n int) (answers int, err error) {
	rng := rand.New(rand.NewPCG(1, 2))
	words := []string{"b", "w", "a1", "c3", "e5", "k10", "pass", "0", "3", "-1", "1e300", "dead", "alive", "{", "\x00\xff", "e", `"`}
	b := bufio.NewWriterSize(w, 1<<16)
	for i := range n {
		var line string
		switch k := rng.IntN(100); {
		case i%50_000 == 7:
			line = "play " + strings.Repeat("x", maxLine+rng.IntN(maxLine))
		case k < 40:
			line = fmt.Sprintf("play %c %c%d", "bw"[rng.IntN(2)], 'a'+rng.IntN(9), 1+rng.IntN(9))
		case k < 50:
			line = "undo"
		case k < 55:
			line = "play b pass"
		case k < 90:
			line = commands[rng.IntN(len(commands))]
			for range rng.IntN(4) {
				line += " " + words[rng.IntN(len(words))]
			}
		case k < 97:
			raw := make([]byte, rng.IntN(40))
			for i := range raw {
				raw[i] = byte(rng.IntN(256))
			}
			line = strings.ReplaceAll(string(raw), "\n", "")
		default:
			line = "# nothing"
		}
		if c, ok := parseCommand(line); ok {
			if c.name == "quit" {
				line = "name"
			}
			answers++
		}
		if _, err := b.WriteString(line + "\n"); err != nil {
			return answers, err
		}
	}
	return answers, b.Flush()
}

// Lines of any kind get an answer each, and a million of them take no more memory than a few games.
func TestFlood(t *testing.T) {
	n := floodLines
	if testing.Short() {
		n = 20_000
	}
	e, err := NewSearchEngine(func(g game.Game) (Searcher, error) {
		return parallel(t, g, 1, func(int) mcts.Evaluator { return mcts.Uniform{} }), nil
	}, SearchParams{Simulations: 2, Resign: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	s := harmless(t, e, game.Params{Name: "go", Width: 9, Height: 9})
	if s.commands["kata-analyze"] == nil || s.commands["gogui-analyze_commands"] == nil {
		t.Fatal("commands are missing: the engine shows less than it can")
	}
	var commands []string
	for name := range s.commands {
		commands = append(commands, name)
	}
	slices.Sort(commands)
	r, w := io.Pipe()
	wanted := make(chan int, 1)
	go func() {
		answers, err := randomLines(w, commands, n)
		w.CloseWithError(err)
		wanted <- answers
	}()
	out := &answerCounter{}
	if err := s.Serve(t.Context(), r, out); err != nil {
		t.Fatal(err)
	}
	if want := <-wanted; out.answers != want {
		t.Errorf("%d answers to %d commands", out.answers, want)
	}
	t.Logf("%d lines, %d answers, heap at most %d MB", n, out.answers, out.heap>>20)
	if out.heap > 256<<20 {
		t.Errorf("the heap grew to %d MB", out.heap>>20)
	}
}

// answerCounter counts empty lines, and looks at the heap now and then.
type answerCounter struct {
	last    byte
	answers int
	writes  int
	heap    uint64
}

func (c *answerCounter) Write(p []byte) (int, error) {
	for _, b := range p {
		if b == '\n' && c.last == '\n' {
			c.answers++
		}
		c.last = b
	}
	if c.writes++; c.writes%10_000 == 0 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		c.heap = max(c.heap, m.HeapAlloc)
	}
	return len(p), nil
}

// A client that never reads is not read from any more, sooner or later: nothing piles up.
func TestBackpressure(t *testing.T) {
	s := harmless(t, &firstLegal{}, go5)
	in, feed := io.Pipe()
	answers, out := io.Pipe() // nobody reads
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(t.Context(), in, out) }()
	var written atomic.Int64
	stuck := make(chan struct{})
	go func() {
		defer close(stuck)
		line := []byte("showboard\n")
		for range 1_000_000 {
			if _, err := feed.Write(line); err != nil {
				return
			}
			written.Add(1)
		}
	}()
	for last := int64(-1); last != written.Load() || last == 0; { // until it stops
		last = written.Load()
		time.Sleep(5 * time.Millisecond)
	}
	if most := int64(readAhead + maxLine/len("showboard\n") + 10); written.Load() > most {
		t.Errorf("%d lines were taken from a client that reads none, want %d at most", written.Load(), most)
	}
	answers.Close()
	feed.Close()
	in.Close()
	<-stuck
	if err := <-ended; err == nil {
		t.Error("nobody reads, and that is no error")
	}
}

// A client may play and undo for ever, and pass for ever until it is told that it is enough.
func TestPositionIsBounded(t *testing.T) {
	s := newServer(t, &firstLegal{}, game.Params{Name: "go", Width: 19, Height: 19})
	p := s.pos
	rng := rand.New(rand.NewPCG(1, 1))
	for range 900 {
		p.play(move{p.state.ToPlay(), game.Action(rng.IntN(361))})
	}
	if len(p.moves) < 300 {
		t.Fatalf("only %d moves", len(p.moves))
	}
	stones := len(p.moves)
	steps := 100_000
	if testing.Short() {
		steps = 5_000
	}
	for range steps {
		p.play(move{game.Player(rng.IntN(2)), game.Action(rng.IntN(361))})
		if len(p.moves) > stones {
			p.undo()
		}
	}
	for range 1_000_000 {
		if !p.play(move{p.state.ToPlay(), p.pass}) {
			break
		}
	}
	if len(p.moves) != p.maxMoves() || len(p.kept) > mostKept+1 {
		t.Errorf("%d moves and %d states are kept, want %d and %d at most", len(p.moves), len(p.kept), p.maxMoves(), mostKept+1)
	}
	for _, line := range []string{"play b pass", "genmove b", "kgs-genmove_cleanup b", "gogui-play_sequence b pass"} {
		if got := s.answer(t.Context(), inputLine{text: line}); !strings.Contains(got, "no more are kept: undo some, or clear the board") {
			t.Errorf("%s: %s", line, got)
		}
	}
	for len(p.moves) > 0 {
		p.undo()
	}
	if s := p.state.String(); strings.ContainsAny(s, "XO") && p.state.Ply() != 0 {
		t.Errorf("after all undos:\n%s", s)
	}
}

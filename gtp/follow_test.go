package gtp

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tengen/game"
)

// still is a Searcher that finds out nothing and takes no time. It counts.
type still struct {
	scripted
	resets, advances int
	asked            []int // descents
}

func (s *still) Run(_ context.Context, simulations int, _ bool) error {
	s.n = 1
	s.asked = append(s.asked, simulations)
	return nil
}

func (s *still) Reset(state game.State) { s.resets++; s.scripted.Reset(state) }
func (s *still) Advance(a game.Action)  { s.advances++; s.scripted.Advance(a) }

// watched is a SearchEngine that plays what pick picks, once its root has been compared with the position.
type watched struct {
	*SearchEngine
	search *still
	pick   func(legal []game.Action) game.Action
	wrong  string // what was not as it should be
}

func newWatched(t testing.TB) *watched {
	t.Helper()
	w := &watched{search: &still{}}
	e, err := NewSearchEngine(func(g game.Game) (Searcher, error) {
		w.search.state = g.New()
		return w.search, nil
	}, SearchParams{Simulations: 1, Resign: -1})
	if err != nil {
		t.Fatal(err)
	}
	w.SearchEngine = e
	w.pick = func(legal []game.Action) game.Action { return legal[0] }
	return w
}

func (w *watched) Genmove(ctx context.Context, q Question) (game.Action, bool, error) {
	if _, _, err := w.SearchEngine.Genmove(ctx, q); err != nil {
		return 0, false, err
	}
	if w.wrong == "" {
		w.wrong = differ(w.search.State(), q.State)
	}
	return w.pick(q.State.LegalActions(nil)), false, nil
}

// differ says how two states differ in what can be seen of them, now and after any move.
func differ(got, want game.State) string {
	if d := look(got, want); d != "" {
		return d
	}
	g, w := want.Game().New(), want.Game().New()
	for _, a := range want.LegalActions(nil) {
		g.CopyFrom(got)
		w.CopyFrom(want)
		g.Play(a)
		w.Play(a)
		if d := look(g, w); d != "" {
			return fmt.Sprintf("after %s: %s", want.FormatAction(a), d)
		}
	}
	return ""
}

func look(got, want game.State) string {
	planes := func(s game.State) []float32 {
		p := make([]float32, s.Game().Shape().Len())
		s.Planes(p)
		return p
	}
	switch {
	case got.Ply() != want.Ply() || got.ToPlay() != want.ToPlay() || got.Terminal() != want.Terminal():
		return fmt.Sprintf("ply %d, to play %d, terminal %v; want %d, %d, %v", got.Ply(), got.ToPlay(), got.Terminal(), want.Ply(), want.ToPlay(), want.Terminal())
	case got.String() != want.String():
		return fmt.Sprintf("the board is\n%swant\n%s", got, want)
	case !slices.Equal(got.LegalActions(nil), want.LegalActions(nil)):
		return fmt.Sprintf("legal are %v, want %v", got.LegalActions(nil), want.LegalActions(nil))
	case !slices.Equal(planes(got), planes(want)):
		return "planes differ"
	}
	return ""
}

// Whatever a client does, the tree's root is the position that a move is asked for in.
func TestRootIsThePosition(t *testing.T) {
	go4 := game.Params{Name: "go", Width: 4, Height: 4, Komi: 15}
	rapid.Check(t, func(r *rapid.T) {
		p := rapid.SampledFrom([]game.Params{go4, go4, connect4, tictac}).Draw(r, "game")
		w := newWatched(t)
		w.pick = func(legal []game.Action) game.Action { return rapid.SampledFrom(legal).Draw(r, "answer") }
		s, err := NewServer(w, Params{Game: p})
		if err != nil {
			r.Fatal(err)
		}
		var lines []string
		for range rapid.IntRange(1, 40).Draw(r, "commands") {
			line := drawCommand(r, s)
			lines = append(lines, line)
			s.answer(t.Context(), inputLine{text: line})
			if w.wrong != "" {
				r.Fatalf("after %s: %s", strings.Join(lines, "; "), w.wrong)
			}
		}
	})
}

// drawCommand draws what a client may send, mostly of what keeps a game going.
func drawCommand(r *rapid.T, s *Server) string {
	colour := rapid.SampledFrom([]string{"b", "w"}).Draw(r, "colour")
	if rapid.IntRange(0, 3).Draw(r, "whose turn") > 0 {
		colour = colorLetter(s.pos.state.ToPlay())
	}
	switch rapid.IntRange(0, 11).Draw(r, "command") {
	case 0:
		return "undo"
	case 1:
		return "reg_genmove " + colour
	case 2:
		return "play " + colour + " pass"
	case 3:
		return rapid.SampledFrom([]string{"komi 3", "komi 7.5", "clear_board", "set_free_handicap a1 b2", "kata-set-rules ko=simple", "boardsize 3"}).Draw(r, "new start")
	case 4, 5, 6, 7:
		return "genmove " + colour
	}
	action := game.Action(rapid.IntRange(0, s.pos.game.Actions()-1).Draw(r, "action"))
	return "play " + colour + " " + s.pos.state.FormatAction(action)
}

// The tree is kept from move to move, and over commands that change nothing.
func TestTreeIsKept(t *testing.T) {
	for _, tt := range []struct {
		name, in         string
		resets, advances int // of genmove; NewGame resets once
	}{
		{"a game", "genmove b; play w c3; genmove b; play w c4; genmove b", 0, 4},
		{"both colours", "genmove b; genmove w; genmove b; genmove w", 0, 3},
		{"moves of others first", "play b a1; play w a2; genmove b", 0, 2},
		{"back and forth", "play b a1; genmove w; undo; play w b1; genmove b", 0, 2},
		{"undo", "genmove b; undo; genmove b; undo; undo", 0, 0},
		{"undo further than the root", "play b a1; play w a2; genmove b; undo; undo; genmove w", 1, 2},
		{"another move instead", "play b a1; play w a2; genmove b; undo; undo; play w a3; genmove b", 1, 2},
		{"twice the same colour", "play b a1; play b a2; genmove w", 1, 1},
		{"a colour out of turn", "genmove w; genmove w", 2, 1},
		{"handicap", "fixed_handicap 2; set_free_handicap a1 e5; genmove w; genmove b", 1, 1},
		{"a game taken up again after its end", "play b pass; play w pass; play b c3; genmove w", 1, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWatched(t)
			session(t, w, go5, tt.in)
			news := 1 + strings.Count(tt.in, "set_free_handicap") // resets of NewGame
			if resets := w.search.resets - news; resets != tt.resets || w.search.advances != tt.advances || w.wrong != "" {
				t.Errorf("%s\n got %d resets, %d advances, %q\nwant %d, %d", tt.in, resets, w.search.advances, w.wrong, tt.resets, tt.advances)
			}
		})
	}
}

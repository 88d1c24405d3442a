package gametest

import (
	"strings"
	"testing"

	"tengen/game"
	"tengen/game/connect4"
	"tengen/game/games"
	"tengen/game/goban"
	"tengen/game/tictactoe"
)

// broken is a real game whose States break a promise.
type broken struct {
	game.Game
	wrap func(s game.State) game.State
}

func (g broken) New() game.State { return g.wrap(g.Game.New()) }

// wrapper is a State around a real one.
type wrapper interface{ real() game.State }

// honest is a State that keeps every promise. A fault embeds it and changes a method. It hides what a State can
// do beyond game.State.
type honest struct{ game.State }

func (s honest) real() game.State        { return s.State }
func (s honest) CopyFrom(src game.State) { s.State.CopyFrom(src.(wrapper).real()) }

// with makes a game of a fault.
func with(g game.Game, fault func(s honest) game.State) game.Game {
	return broken{g, func(s game.State) game.State { return fault(honest{s}) }}
}

// honestGo is honest for Go, which can be scored and set up.
type honestGo struct{ *goban.State }

func (s honestGo) real() game.State        { return s.State }
func (s honestGo) CopyFrom(src game.State) { s.State.CopyFrom(src.(wrapper).real()) }

// withGo makes a game of a fault on a board so small that random games pass and end soon.
func withGo(fault func(s honestGo) game.State) game.Game {
	g, err := games.New(game.Params{Name: "go", Width: 3, Height: 3, Komi: 1})
	if err != nil {
		panic(err)
	}
	return broken{g, func(s game.State) game.State { return fault(honestGo{s.(*goban.State)}) }}
}

// faulty lists a game for each way to break a promise.
var faulty = []struct {
	promise, want string // which one is broken, and part of what the failure says
	game          game.Game
}{
	{"rules", "Shape: got", flipped{connect4.New()}},
	{"rules", "MaxPly: a game goes on at ply 5", shortened{tictactoe.New()}},
	{"rules", "New(): player 1", with(tictactoe.New(), func(s honest) game.State { return secondFirst{s} })},
	{"rules", "Ply: got 2 after 1", with(tictactoe.New(), func(s honest) game.State { return doublePly{s} })},
	{"rules", "Reset: other text", with(connect4.New(), func(s honest) game.State { return keptBoard{s} })},

	{"legality", "in ascending order", with(connect4.New(), func(s honest) game.State { return unsorted{s} })},
	{"legality", "appended to [7 7]", with(connect4.New(), func(s honest) game.State { return overwriting{s} })},
	{"legality", "Terminal: got false", with(tictactoe.New(), func(s honest) game.State { return endless{s} })},
	{"legality", "Legal(-1): got true", with(connect4.New(), func(s honest) game.State { return generous{s} })},
	{"legality", "no panic, and the action is illegal", with(connect4.New(), func(s honest) game.State { return patient{s} })},
	{"legality", "panic, and the action is legal", with(connect4.New(), func(s honest) game.State { return impatient{s} })},

	{"outcome", "no panic before the end", with(tictactoe.New(), func(s honest) game.State { return early{s} })},
	{"outcome", "panic at the end", with(tictactoe.New(), func(s honest) game.State { return mute{s} })},
	{"outcome", "want -1, 0 or 1", with(tictactoe.New(), func(s honest) game.State { return doubled{s} })},
	{"outcome", "want the same sign", withGo(func(s honestGo) game.State { return wrongWinner{s} })},
	{"outcome", "got NaN", withGo(func(s honestGo) game.State { return uncounted{s} })},

	{"copies", "the original after its copy played: other text", with(connect4.New(), func(s honest) game.State { return &shared{s} })},
	{"copies", "CopyFrom: undo: other ply", with(connect4.New(), func(s honest) game.State { return &forgetful{honest: s} })},
	{"copies", "the same action again: other hash", with(connect4.New(), func(s honest) game.State { return &fickle{honest: s} })},
	{"copies", "the same actions again: other hash", with(connect4.New(), func(s honest) game.State { return newIndividual(s) })},

	{"hashes", "whatever the history", withGo(func(s honestGo) game.State { return pliedHash{s} })},
	{"hashes", "whatever the history", with(tictactoe.New(), func(s honest) game.State { return &lastHash{honest: s} })},
	{"hashes", "for two positions", with(connect4.New(), func(s honest) game.State { return shortHash{s} })},
	{"hashes", "for two positions", withGo(func(s honestGo) game.State { return cellsHash{s} })},

	{"symmetries", "want Identity first", turned{tictactoe.New(), nil, nil}},
	{"symmetries", "is none of", turned{tictactoe.New(), []game.Symmetry{0, 5}, nil}}, // a quarter turn alone
	{"symmetries", "MapCell under symmetry 4: 6 goes to 42", turned{connect4.New(), []game.Symmetry{0, 4}, nil}},
	{"symmetries", "both go to 0", turned{tictactoe.New(), nil, func(game.Action) game.Action { return 0 }}},
	{"symmetries", "8 goes to 9, want 0 to 8", turned{tictactoe.New(), nil, func(a game.Action) game.Action { return a + 1 }}},
	{"symmetries", "turned by", turned{tictactoe.New(), nil, func(a game.Action) game.Action { return a }}},
	{"symmetries", "other planes", turned{connect4.New(), game.SquareSymmetries(7, 6), nil}}, // discs that fall up
	{"symmetries", "turned by", with(tictactoe.New(), func(s honest) game.State { return lopsided{s} })},
	{"symmetries", "TurnedPlanes: by symmetry", withGo(func(s honestGo) game.State { return straight{s} })},

	{"planes", "want every one written", with(tictactoe.New(), func(s honest) game.State { return lastPlane{s} })},
	{"planes", "want nothing outside", with(tictactoe.New(), func(s honest) game.State { return beyond{s} })},
	{"planes", "two calls give different planes", with(tictactoe.New(), func(s honest) game.State { return &counting{honest: s} })},

	{"text", "ParseAction(\"a1\")", with(tictactoe.New(), func(s honest) game.State { return capitals{s} })},
	{"text", "want an error", with(tictactoe.New(), func(s honest) game.State { return lenient{s} })},
	{"text", "got \"\", want a line of text", with(tictactoe.New(), func(s honest) game.State { return nameless{s} })},
	{"text", "the top row first", with(tictactoe.New(), func(s honest) game.State { return upsideDown{s} })},

	{"explain", "want nil exactly", withGo(func(s honestGo) game.State { return silent{s} })},
	{"explain", "Explain(0): got no reason", withGo(func(s honestGo) game.State { return talkative{s} })},
	{"explain", "want a line of text", withGo(func(s honestGo) game.State { return verbose{s} })},
	{"explain", "the State after it", withGo(func(s honestGo) game.State { return meddling{s} })},

	{"editor", "SetToPlay(1): player 0", withGo(func(s honestGo) game.State { return stubborn{s} })},
	{"editor", "SetToPlay(1): player 1, ply 1", withGo(func(s honestGo) game.State { return passing{s} })},
	{"editor", "the hash is still", withGo(func(s honestGo) game.State { return cellsHash{s} })},
	{"editor", "want other cells", withGo(func(s honestGo) game.State { return agreeing{s} })},
	{"editor", "refused, and the State: other text, player", withGo(func(s honestGo) game.State { return flustered{s} })},
	{"editor", "as before", withGo(func(s honestGo) game.State { return turnTaking{s} })},
	{"editor", "want that of the same cells played", withGo(func(s honestGo) game.State { return &placedHash{honestGo: s} })},
	{"editor", "Reset after SetToPlay", withGo(func(s honestGo) game.State { return keptPlayer{s} })},

	{"allocations", "CopyFrom and Play", with(tictactoe.New(), func(s honest) game.State { return &wasteful{honest: s} })},
}

// TestBroken checks that each broken promise is noticed by its own check, which says what is wrong.
func TestBroken(t *testing.T) {
	shown := map[string]bool{}
	for _, f := range faulty {
		shown[f.promise] = true
		failures := watch(func(t tb) { find(f.promise).check(t, f.game) })
		if all := strings.Join(failures, "\n"); !strings.Contains(all, f.want) || strings.Contains(all, "panic:") {
			t.Errorf("%s is broken: got %q, want a failure with %q", f.promise, failures, f.want)
		}
	}
	for _, p := range promises {
		if !shown[p.name] {
			t.Errorf("%s: no game here breaks it", p.name)
		}
	}
}

// TestHonest checks that the wrapping alone breaks nothing, so that TestBroken shows what it says.
func TestHonest(t *testing.T) {
	for _, g := range []game.Game{
		with(tictactoe.New(), func(s honest) game.State { return s }),
		with(connect4.New(), func(s honest) game.State { return s }),
		withGo(func(s honestGo) game.State { return s }),
	} {
		for _, p := range promises {
			if failures := watch(func(t tb) { p.check(t, g) }); failures != nil {
				t.Errorf("%+v keeps %s: got %q", g.Params(), p.name, failures)
			}
		}
	}
}

func find(name string) promise {
	for _, p := range promises {
		if p.name == name {
			return p
		}
	}
	panic("no promise is called " + name)
}

// TestPlayChoices checks that a fuzzed game is checked, and what the bytes choose.
func TestPlayChoices(t *testing.T) {
	for _, g := range []game.Game{connect4.New(), withGo(func(s honestGo) game.State { return s })} {
		if failures := watch(func(t tb) { playChoices(t, g, []byte{0, 255, 128, 7, 200, 200, 31}) }); failures != nil {
			t.Errorf("%+v: got %q", g.Params(), failures)
		}
	}
	g := with(tictactoe.New(), func(s honest) game.State { return upsideDown{s} })
	if failures := watch(func(t tb) { playChoices(t, g, nil) }); len(failures) != 1 || !strings.HasPrefix(failures[0], "text: String: ") {
		t.Errorf("a broken game: got %q, want the failure of its text", failures)
	}
	for _, test := range []struct {
		choices []byte
		n, i    int
		ok      bool
	}{
		{nil, 1, 0, false},
		{[]byte{255}, 1, 0, true},
		{[]byte{127}, 2, 0, true},
		{[]byte{128}, 2, 1, true},
		{[]byte{255}, 256, 255, true},
		{[]byte{255}, 257, 0, false},
		{[]byte{255, 255}, 257, 256, true},
		{[]byte{0, 255}, 361, 1, true},
	} {
		if i, _, ok := choose(test.choices, test.n); i != test.i || ok != test.ok {
			t.Errorf("choose(%v, %d): got %d, %v, want %d, %v", test.choices, test.n, i, ok, test.i, test.ok)
		}
	}
}

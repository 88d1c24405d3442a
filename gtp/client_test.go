package gtp

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"tengen/game"
	"tengen/game/games"
)

// engineVariable makes the test binary an engine of the kind it names.
const engineVariable = "GTP_TEST_ENGINE"

func TestMain(m *testing.M) {
	kind := os.Getenv(engineVariable)
	if kind == "" {
		os.Exit(m.Run())
	}
	if err := engineMain(kind); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// engineMain is an engine process: our Server, or one with a fault from the first genmove on.
func engineMain(kind string) error {
	switch kind {
	case "mute": // never answers
		_, err := io.Copy(io.Discard, os.Stdin)
		return err
	case "noise": // talks, but not GTP
		fmt.Print(strings.Repeat("hello\n\n", 1000))
		return nil
	case "flood": // an answer without end
		for {
			if _, err := fmt.Println("=1 " + strings.Repeat("x", 1000)); err != nil {
				return nil
			}
		}
	}
	if kind == "chatty" {
		return chatty()
	}
	if kind == "clock" {
		return clockEngine()
	}
	if move, ok := strings.CutPrefix(kind, "always "); ok {
		return parrot(move)
	}
	s, err := NewServer(faulty{kind}, Params{Name: "test", Version: "1", Game: go5})
	if err != nil {
		return err
	}
	err = s.Serve(context.Background(), os.Stdin, os.Stdout)
	if kind == "stays" {
		time.Sleep(time.Hour)
	}
	return err
}

// parrot answers every genmove with the same, and everything else with nothing.
func parrot(move string) error {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		c, _ := parseCommand(in.Text())
		switch c.name {
		case "genmove":
			fmt.Print(formatAnswer(c.id, move, nil))
		case "protocol_version":
			fmt.Print("chatter\n\n" + formatAnswer(c.id, "2", nil))
		default:
			fmt.Print(formatAnswer(c.id, "", nil))
		}
	}
	return in.Err()
}

// faulty is firstLegal with a fault.
type faulty struct{ kind string }

func (faulty) NewGame(game.Game) error { return nil }
func (f faulty) Genmove(_ context.Context, q Question) (game.Action, bool, error) {
	switch f.kind {
	case "hang":
		fmt.Fprintln(os.Stderr, "thinking very hard")
		time.Sleep(time.Hour)
	case "crash":
		fmt.Fprintln(os.Stderr, "first words\nout of cheese")
		os.Exit(3)
	case "wrong id":
		fmt.Printf("=77 A1\n\n")
		time.Sleep(time.Hour)
	case "refuse":
		return 0, false, errors.New("I would rather not")
	}
	a := q.State.LegalActions(nil)
	return a[len(a)/2], false, nil
}

// player is what a match needs of its players.
type player interface {
	Name() string
	NewGame(ctx context.Context, g game.Game, seed uint64) error
	Play(ctx context.Context, a game.Action) error
	Genmove(ctx context.Context) (a game.Action, resign bool, err error)
	Close() error
}

var _ player = (*Client)(nil)

// start runs the test binary as an engine of this kind.
func start(t *testing.T, kind string, p ClientParams) *Client {
	t.Helper()
	c, err := startKind(t, kind, p)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func startKind(t *testing.T, kind string, p ClientParams) (*Client, error) {
	t.Helper()
	t.Setenv(engineVariable, kind)
	c, err := StartClient(t.Context(), kind, "'"+os.Args[0]+"'", p)
	if c != nil {
		t.Cleanup(func() { c.Close() })
	}
	return c, err
}

func newGame(t testing.TB, p game.Params) game.Game {
	t.Helper()
	g, err := games.New(p)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestClientPlaysAGame(t *testing.T) {
	c := start(t, "fine", ClientParams{Start: 10 * time.Second, Command: 10 * time.Second, Move: 10 * time.Second})
	g := newGame(t, go5)
	if err := c.NewGame(t.Context(), g, 1); err != nil {
		t.Fatal(err)
	}
	s := playGame(t, c, g, game.Second)
	want := s.(game.Scorer).Score()
	if got, err := c.FinalScore(t.Context()); err != nil || got != want {
		t.Errorf("FinalScore = %g, %v, want %g", got, err, want)
	}
	if c.Name() != "fine" {
		t.Errorf("Name = %q", c.Name())
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if err := c.Close(); err != nil {
		t.Error("second Close:", err)
	}
	if _, err := c.Command(t.Context(), "name"); err == nil {
		t.Error("a closed client answers")
	}
}

// playGame plays a game of c as side against random moves, and returns its end.
func playGame(t *testing.T, c *Client, g game.Game, side game.Player) game.State {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	s := g.New()
	for !s.Terminal() {
		var a game.Action
		if s.ToPlay() == side {
			move, resign, err := c.Genmove(t.Context())
			if err != nil || resign {
				t.Fatalf("genmove: resign %v, %v", resign, err)
			}
			a = move
		} else {
			legal := s.LegalActions(nil)
			a = legal[rng.IntN(len(legal))]
			if s.Ply() > 60 {
				a = legal[len(legal)-1] // the pass
			}
		}
		if err := c.Play(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		s.Play(a)
	}
	return s
}

func TestClientSaysWhatIsWrong(t *testing.T) {
	fast := ClientParams{Start: 10 * time.Second, Command: 10 * time.Second, Move: 300 * time.Millisecond}
	for _, tt := range []struct {
		kind, first string // the move before genmove, "" for none
		want        []string
		dead        bool
	}{
		{"hang", "", []string{`engine hang at "genmove b"`, "no answer in 300ms", "signal: killed", "thinking very hard"}, true},
		{"crash", "", []string{`engine crash at "genmove b"`, "ended without an answer", "exit status 3", "first words | out of cheese"}, true},
		{"wrong id", "", []string{`engine wrong id at "genmove b"`, `answered "=77 A1"`, "want the id"}, true},
		{"always C3", "C3", []string{"engine always C3", "illegal move", `answers "C3" to genmove for white`, "the rules forbid it"}, false},
		{"always Z99", "", []string{"engine always Z99", "illegal move", `answers "Z99" to genmove for black`}, false},
		{"always ", "", []string{"illegal move", `answers ""`}, false},
		{"refuse", "", []string{"engine refuse answers", "I would rather not"}, false},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			c := start(t, tt.kind, fast)
			g := newGame(t, go5)
			if err := c.NewGame(t.Context(), g, 1); err != nil {
				t.Fatal(err)
			}
			if tt.first != "" {
				playText(t, c, g, tt.first)
			}
			_, _, err := c.Genmove(t.Context())
			if err == nil {
				t.Fatal("no error")
			}
			if illegal := strings.HasPrefix(tt.kind, "always"); errors.Is(err, ErrIllegalMove) != illegal {
				t.Errorf("ErrIllegalMove: %v, want %v", !illegal, illegal)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error does not say %q:\n%v", want, err)
				}
			}
			if _, err := c.Command(t.Context(), "name"); (err != nil) != tt.dead {
				t.Errorf("the next command: %v", err)
			}
		})
	}
}

// playText plays a first move.
func playText(t *testing.T, c *Client, g game.Game, vertex string) game.Action {
	t.Helper()
	a, err := g.New().ParseAction(vertex)
	if err == nil {
		err = c.Play(t.Context(), a)
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestClientResigns(t *testing.T) {
	c := start(t, "always Resign", ClientParams{})
	if err := c.NewGame(t.Context(), newGame(t, connect4), 1); err != nil {
		t.Fatal(err)
	}
	if _, resign, err := c.Genmove(t.Context()); err != nil || !resign {
		t.Errorf("Genmove: resign %v, %v", resign, err)
	}
}

func TestStartClientErrors(t *testing.T) {
	for _, tt := range []struct {
		kind  string
		limit time.Duration
		want  string
	}{
		{"mute", 300 * time.Millisecond, "no answer in 300ms"},
		{"noise", 20 * time.Second, "ended without an answer"},
		{"flood", 20 * time.Second, "answer is longer than"},
	} {
		if _, err := startKind(t, tt.kind, ClientParams{Start: tt.limit}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.kind, err, tt.want)
		}
	}
	for _, command := range []string{"", "'", "/no/such/program --gtp"} {
		if _, err := StartClient(t.Context(), "x", command, ClientParams{}); err == nil {
			t.Errorf("StartClient ran %q", command)
		}
	}
}

// A misuse of the client is an error, and leaves the engine alive.
func TestClientMisuse(t *testing.T) {
	c := start(t, "fine", ClientParams{})
	ctx := t.Context()
	if _, _, err := c.Genmove(ctx); err == nil {
		t.Error("Genmove without a game")
	}
	if err := c.Play(ctx, 0); err == nil {
		t.Error("Play without a game")
	}
	g := newGame(t, go5)
	if err := c.NewGame(ctx, g, 1); err != nil {
		t.Fatal(err)
	}
	first := playText(t, c, g, "C3")
	if err := c.Play(ctx, first); err == nil {
		t.Error("Play on a stone")
	}
	if err := c.Play(ctx, 12345); err == nil {
		t.Error("Play off the board")
	}
	chosen, _, err := c.Genmove(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Genmove(ctx); err == nil {
		t.Error("Genmove twice")
	}
	if err := c.Play(ctx, chosen+1); err == nil {
		t.Error("Play of another move than the engine chose")
	}
	for _, line := range []string{"name\nquit", "name # x", strings.Repeat("x", maxLine)} {
		if _, err := c.Command(ctx, line); err == nil {
			t.Errorf("Command took %.20q", line)
		}
	}
	var refused *EngineError
	if _, err := c.Command(ctx, "no_such_command"); !errors.As(err, &refused) || refused.Text != "unknown command" {
		t.Errorf("an unknown command: %v", err)
	}
	if err := c.Play(ctx, chosen); err != nil {
		t.Error("after all that:", err)
	}
}

func TestCloseKillsWhoStays(t *testing.T) {
	c := start(t, "stays", ClientParams{})
	began := time.Now()
	if err := c.Close(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Errorf("Close: %v, want that it was killed", err)
	}
	if took := time.Since(began); took < quitPatience || took > 2*quitPatience {
		t.Errorf("Close took %v, want %v and little more", took, quitPatience)
	}
}

func TestContextKillsEngine(t *testing.T) {
	t.Setenv(engineVariable, "hang")
	ctx, cancel := context.WithCancel(t.Context())
	c, err := StartClient(ctx, "hang", "'"+os.Args[0]+"'", ClientParams{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.NewGame(ctx, newGame(t, go5), 1); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, _, err := c.Genmove(ctx); !errors.Is(err, context.Canceled) && !strings.Contains(fmt.Sprint(err), "killed") {
		t.Errorf("Genmove: %v", err)
	}
}

// GNU Go counts a finished game as we do, and never refuses a move of ours.
func TestAgainstGNUGo(t *testing.T) {
	program, err := exec.LookPath("gnugo")
	if err != nil {
		program, err = exec.LookPath("/usr/games/gnugo") // where Debian has it
	}
	if err != nil {
		t.Skip("GNU Go is not installed (apt-get install gnugo): nothing foreign to play against")
	}
	c, err := StartClient(t.Context(), "GNU Go", program+" --mode gtp --level 0 --chinese-rules --positional-superko "+
		"--play-out-aftermath --capture-all-dead", ClientParams{Start: 10 * time.Second, Command: 10 * time.Second, Move: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	g := newGame(t, go5)
	for _, side := range []game.Player{game.First, game.Second} {
		if err := c.NewGame(t.Context(), g, 7); err != nil {
			t.Fatal(err)
		}
		s := playGame(t, c, g, side)
		if got, err := c.FinalScore(t.Context()); err != nil || got != s.(game.Scorer).Score() {
			t.Errorf("GNU Go as %s counts %g, %v, and we %g:\n%s", colorName(side), got, err, s.(game.Scorer).Score(), s)
		}
	}
}

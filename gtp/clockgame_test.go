package gtp

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tengen/game"
	"tengen/mcts"
)

var long = flag.Bool("long", false, "also play 1,000 games against the real clock, which takes about ten minutes")

// strictSystems are time systems with so little time that a careless engine loses most games.
var strictSystems = []struct {
	name     string
	command  string
	settings mcts.TimeSettings
}{
	{"absolute", "time_settings 1 0 0", mcts.TimeSettings{System: mcts.Absolute, Main: time.Second}},
	{"byoyomi", "kata-time_settings byoyomi 0.3 0.05 1", mcts.TimeSettings{System: mcts.Byoyomi, Main: 300 * time.Millisecond, Period: 50 * time.Millisecond, Count: 1}},
	{"canadian", "kata-time_settings canadian 0.3 0.25 5", mcts.TimeSettings{System: mcts.Canadian, Main: 300 * time.Millisecond, Period: 250 * time.Millisecond, Count: 5}},
	{"fischer", "kata-time_settings fischer 0.3 0.02", mcts.TimeSettings{System: mcts.Fischer, Main: 300 * time.Millisecond, Increment: 20 * time.Millisecond}},
}

var clockGames = []game.Params{tictac, connect4, go5}

// referee plays an engine against random moves by the clock, and is as strict as can be: the clock runs from
// before genmove is sent until its answer has been read.
type referee struct {
	ask   func(line string) (string, error)
	rng   *rand.Rand
	tells bool   // sends time_left
	away  func() // on the clock, before genmove is sent: what is lost on the way
	reply func() // not on the clock, before each move of the opponent
}

// report is what happened in a game.
type report struct {
	moves, plies int           // of the engine, of the game
	late         bool          // the engine's last move came too late
	closest      time.Duration // what a move had left when it came
	used         time.Duration
}

// play plays a game with the engine as side. It errs if the engine answers anything but a legal move.
func (r *referee) play(g game.Game, side game.Player, command string, settings mcts.TimeSettings) (report, error) {
	rep := report{closest: time.Hour}
	s, c := g.New(), mcts.NewClock(settings)
	ask := func(format string, args ...any) (text string, err error) {
		return r.ask(fmt.Sprintf(format, args...))
	}
	_, err := ask("rectangular_boardsize %d %d", g.Params().Width, g.Params().Height)
	if err == nil {
		_, err = r.ask(command)
	}
	for err == nil && !s.Terminal() {
		var a game.Action
		if s.ToPlay() != side {
			r.reply()
			legal := s.LegalActions(nil)
			a = legal[r.rng.IntN(len(legal))]
			_, err = ask("play %s %s", colorLetter(s.ToPlay()), s.FormatAction(a))
		} else {
			if r.tells {
				_, err = ask("time_left %s %.9f %d", colorLetter(side), c.Left.Seconds(), c.Count)
			}
			if err == nil {
				a, err = r.move(s, &c, &rep)
			}
		}
		if err != nil || rep.late {
			break
		}
		s.Play(a)
	}
	rep.plies = s.Ply()
	return rep, err
}

// move asks for a move by the clock.
func (r *referee) move(s game.State, c *mcts.Clock, rep *report) (game.Action, error) {
	start := time.Now()
	r.away()
	text, err := r.ask("genmove " + colorLetter(s.ToPlay()))
	took := time.Since(start)
	if err != nil {
		return 0, err
	}
	left := c.Left
	if c.Count == 0 {
		left += c.Settings.Period
	}
	rep.moves, rep.used, rep.closest = rep.moves+1, rep.used+took, min(rep.closest, left-took)
	rep.late = !c.Spend(took)
	a, err := s.ParseAction(text)
	if err == nil && !s.Legal(a) {
		err = errors.New("it is illegal")
	}
	if err != nil {
		return 0, fmt.Errorf("the engine answers %q on\n%s: %w", text, s, err)
	}
	return a, nil
}

// serveOn runs a Server on pipes and returns how to ask it, and how to end it.
func serveOn(t *testing.T, s *Server) (ask func(line string) (string, error), end func()) {
	t.Helper()
	commands, in := io.Pipe()
	out, answers := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := s.Serve(context.Background(), commands, answers)
		answers.Close()
		ended <- err
	}()
	scan := bufio.NewReader(out)
	ask = func(line string) (string, error) {
		if _, err := fmt.Fprintln(in, line); err != nil {
			return "", err
		}
		var text strings.Builder
		for {
			l, err := scan.ReadString('\n')
			if err != nil {
				return "", err
			}
			if l == "\n" {
				break
			}
			text.WriteString(l)
		}
		answer := strings.TrimSpace(text.String())
		if answer[0] != '=' {
			return "", fmt.Errorf("%q: %s", line, answer)
		}
		return strings.TrimSpace(answer[1:]), nil
	}
	return ask, func() {
		in.Close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// slow is an evaluator that takes time, and knows nothing.
type slow struct {
	rng  *rand.Rand
	most time.Duration
}

func (e slow) Evaluate(leaves []*mcts.Leaf) error {
	for _, l := range leaves {
		for i := range l.Logits {
			l.Logits[i] = e.rng.Float32()
		}
		l.Value, l.Model = e.rng.Float32()-0.5, nil
	}
	time.Sleep(time.Duration(1 + e.rng.Int64N(int64(e.most))))
	return nil
}

// parallel is a mcts.Parallel with the evaluators that eval makes.
func parallel(t testing.TB, g game.Game, workers int, eval func(worker int) mcts.Evaluator) *mcts.Parallel {
	t.Helper()
	var evaluators []mcts.Evaluator
	for i := range workers {
		evaluators = append(evaluators, eval(i))
	}
	p, err := mcts.NewParallel(g, evaluators, mcts.Strong(), 1)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// In 1,000 games with all time systems, where nothing but the time of evaluations and of the way goes by, no move is late. Evaluations
// take up to 4 ms, and are cut short; the way takes up to a tenth of what a move in overtime has.
func TestThousandGamesInTime(t *testing.T) {
	games := gamesInTime // of three games
	if testing.Short() {
		games = 24
	}
	for _, system := range strictSystems {
		t.Run(system.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { playInTime(t, games, system.command, system.settings) })
		})
	}
}

func playInTime(t *testing.T, games int, command string, settings mcts.TimeSettings) {
	rng := rand.New(rand.NewPCG(1, uint64(settings.System)))
	var used time.Duration
	moves := 0
	for _, p := range clockGames {
		g := newGame(t, p)
		engine, err := NewSearchEngine(func(g game.Game) (Searcher, error) {
			return parallel(t, g, 2, func(i int) mcts.Evaluator {
				return slow{rand.New(rand.NewPCG(2, uint64(i))), 4 * time.Millisecond}
			}), nil
		}, SearchParams{Resign: -1, StopDecided: true})
		if err != nil {
			t.Fatal(err)
		}
		s, err := NewServer(engine, Params{Game: p, Lag: 300 * time.Millisecond, Ponder: true})
		if err != nil {
			t.Fatal(err)
		}
		ask, end := serveOn(t, s)
		r := &referee{ask: ask, rng: rng, reply: func() { time.Sleep(time.Duration(rng.IntN(5)) * time.Millisecond) }}
		r.away = func() { time.Sleep(time.Duration(rng.IntN(2000)) * time.Microsecond) }
		for i := range games / len(clockGames) {
			r.tells = i%2 == 0
			rep, err := r.play(g, game.Player(i/2%2), command, settings)
			if err != nil {
				t.Fatal(err)
			}
			if rep.late {
				t.Fatalf("%s, game %d: the move at ply %d came too late by %v", p.Name, i, rep.plies, -rep.closest)
			}
			used, moves = used+rep.used, moves+rep.moves
		}
		end()
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d games, %v a move", games, used/time.Duration(moves))
}

// The same against the real clock and an engine in a process of its own, which searches with rollouts on all cores and ponders: with
// -long. Nothing is asserted but that the games can be played, since a busy machine may stop any program for longer than
// these clocks leave; the number of games lost on time is printed.
func TestThousandGamesOnTheRealClock(t *testing.T) {
	if !*long {
		t.Skip("NOT RUN: 1,000 games on the real clock, which take ten minutes (go test ./gtp -run RealClock -long -timeout 30m)")
	}
	late, games := 0, 0
	for _, system := range strictSystems {
		for _, p := range clockGames {
			t.Run(system.name+"/"+p.Name, func(t *testing.T) {
				t.Setenv(gameVariable, p.Name)
				const n = 84
				late += playOnTheRealClock(t, n, p, system.command, system.settings)
				games += n
			})
		}
	}
	t.Logf("%d of %d games lost on time", late, games)
}

// playOnTheRealClock plays so many games and returns how many were lost on time.
func playOnTheRealClock(t *testing.T, games int, p game.Params, command string, settings mcts.TimeSettings) (late int) {
	c := start(t, "clock", ClientParams{})
	rng := rand.New(rand.NewPCG(1, 1))
	r := &referee{
		ask:  func(line string) (string, error) { return c.Command(t.Context(), line) },
		rng:  rng,
		away: func() {}, reply: func() { time.Sleep(time.Duration(rng.IntN(5)) * time.Millisecond) },
	}
	moves, used, closest := 0, time.Duration(0), time.Hour
	for i := range games {
		r.tells = i%2 == 0
		rep, err := r.play(newGame(t, p), game.Player(i/2%2), command, settings)
		if err != nil {
			t.Fatal(err)
		}
		if rep.late {
			late++
			t.Logf("game %d: the move at ply %d came too late by %v", i, rep.plies, -rep.closest)
		}
		moves, used, closest = moves+rep.moves, used+rep.used, min(closest, rep.closest)
	}
	t.Logf("%d of %d games lost on time; %v a move, the closest had %v left", late, games, used/time.Duration(moves), closest)
	return late
}

// gameVariable names the game that an engine of the kind "clock" starts with.
const gameVariable = "GTP_TEST_GAME"

// clockEngine is a Server that searches with rollouts on all cores, and ponders. As in tengen gtp, two threads more than
// search see to it that commands and timers are heard.
func clockEngine() error {
	runtime.GOMAXPROCS(runtime.NumCPU() + 2)
	open := func(g game.Game) (Searcher, error) {
		var evaluators []mcts.Evaluator
		for i := range runtime.NumCPU() {
			evaluators = append(evaluators, mcts.NewRollout(g, uint64(i)))
		}
		return mcts.NewParallel(g, evaluators, mcts.Strong(), 1)
	}
	engine, err := NewSearchEngine(open, SearchParams{Resign: -1, StopDecided: true})
	if err != nil {
		return err
	}
	s, err := NewServer(engine, Params{Game: game.Params{Name: os.Getenv(gameVariable)}, Lag: 300 * time.Millisecond, Ponder: true})
	if err != nil {
		return err
	}
	return errors.Join(s.Serve(context.Background(), os.Stdin, os.Stdout), engine.Close())
}

package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tengen/game"
	"tengen/game/games"
	"tengen/internal/atomicfile"
	"tengen/internal/progress"
	"tengen/internal/rundir"
	"tengen/rating"
)

type tournamentOptions struct {
	out         string
	games       int
	visits      int
	symmetries  int
	gauntlet    bool
	ladder      int
	sprt        *rating.SPRT
	fixed       map[string]float64 // Elo of players by name
	keepColours bool
	start       string
	randomPlies int
	samplePlies int
	resign      float32
	workers     int
	checkpoints int
	anchors     string
	run         *rundir.Dir // that stands alone; nil if none does
	seed        uint64
	asJSON      bool
	everyReply  bool
	referee     string
	board       boardOptions
}

// boardOptions name a game where no model does.
type boardOptions struct {
	name  string
	size  int
	komi  *float64
	rules string
}

const tournamentHelp = `A PLAYER is one of
  FILE or RUN   a model file, or a run's best model
  random        random moves
  rollout:N     plain Monte Carlo tree search with N playouts
  uniform       search without a network
  perfect       never throws away a win or a draw (tictactoe and connect4)
  NAME=COMMAND  an engine that speaks GTP
and may be called NAME=PLAYER. One that searches may have settings behind it, those of search in a config, paper for
AlphaGo Zero's search, level=N, from 1, a beginner, to 8, or precision=P in place of --precision: old=runs/go9,paper,
weak=runs/go9,level=3 or half=runs/go9,precision=int16.

A run alone means its checkpoints, evenly picked, which play each other and fixed --anchors; the picture is then the
run's Elo curve with the anchors as levels. Without --out it lies in the run, in ratings/ by the last step.

Everybody plays everybody, but for --gauntlet or --ladder. To ask no more than whether a new player is better than an
old one, give the two and --sprt: they play until that is clear, and H1 says that it is, H0 that it is not.

The games, the ratings (.json, .txt, .md, .png, .svg) and the cross table (.png, .svg) lie in --out. The same command goes
on after a stop, and players that depend on nothing but --seed play the same games as without one, however many --workers.`

func (a *app) tournament() *cobra.Command {
	var o tournamentOptions
	c := &cobra.Command{
		Use:     "tournament [--out DIR] PLAYER...",
		Short:   "Play matches and print Elo with 95 % intervals.",
		Long:    tournamentHelp,
		Example: "  tengen tournament --out cup --games 200 runs/go9 gnugo=\"gnugo --mode gtp\"\n  tengen tournament --checkpoints 10 --random-plies 8 runs/connect4\n  tengen tournament --out search --visits 400 new=runs/go9 old=runs/go9,paper\n  tengen tournament --out better --sprt 0,20 --games 4000 new=runs/go9 old=old.tengen",
		Args:    cobra.MinimumNArgs(1),
		RunE:    work(func(ctx context.Context, args []string) error { return a.runTournament(ctx, o, args) }),
	}
	f := c.Flags()
	f.StringVar(&o.out, "out", "", "folder of the tournament (default: RUN/ratings/step-N for a run alone; else required but with --every-reply)")
	f.IntVar(&o.games, "games", 100, "games of each pairing, half with each colour")
	f.IntVar(&o.visits, "visits", 100, "simulations a move of every model")
	symmetriesFlag(c, &o.symmetries)
	f.BoolVar(&o.gauntlet, "gauntlet", false, "only the first player against each of the others")
	f.IntVar(&o.ladder, "ladder", 0, "each player only against so many that come after it, and the anchors; 0: against all")
	f.Func("sprt", sprtHelp, func(text string) (err error) {
		o.sprt, err = parseSPRT(text)
		return err
	})
	f.Func("fix", fixHelp, func(text string) error { return fix(&o.fixed, text) })
	f.BoolVar(&o.keepColours, "keep-colours", false, "the first player of each pairing always moves first")
	f.StringVar(&o.start, "start", "", "moves that every game starts with, such as \"C3\" or \"D4 Q16\"")
	f.IntVar(&o.randomPlies, "random-plies", 2, "random moves after that, the same for both games of a pair")
	f.IntVar(&o.samplePlies, "sample-plies", 8, "up to this ply models draw their moves by visits instead of taking the most visited")
	f.Float32Var(&o.resign, "resign", -1, "models resign below this value; -1: never")
	f.IntVar(&o.workers, "workers", runtime.GOMAXPROCS(0), "games at a time")
	f.IntVar(&o.checkpoints, "checkpoints", 9, "how many checkpoints of a run that stands alone")
	f.StringVar(&o.anchors, "anchors", "auto", anchorsHelp)
	f.Uint64Var(&o.seed, "seed", 1, "of openings and searches")
	f.BoolVar(&o.asJSON, "json", false, "print the table as JSON")
	f.BoolVar(&o.everyReply, "every-reply", false, "instead: each player, with both colours, against every legal reply; for tic-tac-toe")
	refereeFlag(c, &o.referee)
	o.board.flags(c)
	return c
}

func (b *boardOptions) flags(c *cobra.Command) {
	c.Flags().StringVar(&b.name, "game", "", fmt.Sprintf("the game, of %v (default: the model's, else go)", games.Names()))
	c.Flags().IntVar(&b.size, "size", 0, "side of the board (default: the model's, else the game's usual one); models with \"conv\" heads play every side")
	c.Flags().Func("komi", "points for the second player, a multiple of 0.5 (default: the model's; 7.5 without one)", func(text string) error {
		komi, err := strconv.ParseFloat(text, 64)
		if err != nil || komi*2 != math.Trunc(komi*2) || math.Abs(komi) > 1000 {
			return errors.New("want a multiple of 0.5 from -1000 to 1000")
		}
		b.komi = &komi
		return nil
	})
	c.Flags().StringVar(&b.rules, "rules", "", "options of the game's rules, as in game.rules of a run (default: the model's)")
}

// params returns the board that the flags ask for, beginning from a model's if there is one.
func (b boardOptions) params(model *game.Params) (game.Params, error) {
	p := game.Params{Name: cmp.Or(b.name, "go")}
	if p.Name == "go" {
		p.Komi = 15 // half points: 7.5, AlphaGo Zero's
	}
	if model != nil {
		if b.name != "" && b.name != model.Name {
			return p, fmt.Errorf("the model plays %s, not %s: leave out --game, or give a model of %s", model.Name, b.name, b.name)
		}
		p = *model
	}
	if b.size != 0 {
		p.Width, p.Height = b.size, b.size
	}
	if b.komi != nil {
		p.Komi = int(2 * *b.komi)
	}
	if b.rules != "" {
		p.Rules = b.rules
	}
	return p, nil
}

func (a *app) runTournament(ctx context.Context, o tournamentOptions, args []string) error {
	g, err := a.tournamentGame(o, args)
	if err != nil {
		return err
	}
	if o.run, err = runAlone(o, args); err != nil {
		return err
	}
	p := rating.SearchParams{Search: playSearch(g, o.visits), SamplePlies: o.samplePlies, Resign: o.resign}
	entrants, levels, err := a.entrants(ctx, &o, args, g, p)
	if err != nil {
		return err
	}
	if o.everyReply {
		return a.everyReply(ctx, g, entrants)
	}
	if o.out == "" {
		return errors.New("--out is missing: give a folder for the tournament")
	}
	options := rating.Options{
		GamesPerPairing: o.games, Gauntlet: o.gauntlet, Levels: levels, Ladder: o.ladder, SPRT: o.sprt, KeepColours: o.keepColours,
		RandomPlies: o.randomPlies, Workers: o.workers, Seed: o.seed, Anchors: o.fixed, Referee: openReferee(ctx, o.referee, o.logs()),
	}
	if options.Start, err = parseMoves(g, o.start); err != nil {
		return fmt.Errorf("--start: %w", err)
	}
	var bar *progress.Bar
	options.Progress = func(done, total int, t *rating.Table) {
		if bar == nil {
			bar = progress.New(a.err, int64(total), "games")
		}
		showTable(bar, done, t)
	}
	table, err := rating.Run(ctx, o.out, g, entrants, options)
	if bar != nil {
		bar.Finish()
	}
	if table == nil || table.Games+table.Duplicates == 0 {
		return err
	}
	if ctx.Err() != nil && errors.Is(err, context.Cause(ctx)) {
		err = nil // stopped by the user: the table so far is what was asked for
	}
	return errors.Join(err, a.writeTable(o, table))
}

// everyReply plays each entrant against the whole tree of its opponent's moves.
func (a *app) everyReply(ctx context.Context, g game.Game, entrants []rating.Entrant) error {
	for _, e := range entrants {
		p, err := e.New()
		if err != nil {
			return err
		}
		for _, side := range []game.Player{game.First, game.Second} {
			r, err := rating.EveryReply(ctx, g, p, side)
			if err != nil {
				return errors.Join(err, p.Close())
			}
			fmt.Fprintf(a.out, "%s as player %d: %d games, %d won, %d drawn, %d lost\n", e.Name, side+1, r.Games, r.Wins, r.Draws, r.Losses)
		}
		if err := p.Close(); err != nil {
			return err
		}
	}
	return nil
}

// tournamentGame finds the game that the first model among the players plays.
func (a *app) tournamentGame(o tournamentOptions, args []string) (game.Game, error) {
	var model *game.Params
	for _, arg := range args {
		path := parsePlayer(arg).player
		if _, err := os.Stat(path); err != nil {
			continue
		}
		m, err := readModel(path)
		if err != nil {
			return nil, err
		}
		model = &m.Game
		break
	}
	p, err := o.board.params(model)
	if err != nil {
		return nil, err
	}
	return games.New(p)
}

// entrants makes the players; the last levels of them are anchors, which need not meet each other. A run that
// stands alone also gives the tournament its folder.
func (a *app) entrants(ctx context.Context, o *tournamentOptions, args []string, g game.Game, p rating.SearchParams) (all []rating.Entrant, levels int, err error) {
	if o.run != nil {
		if all, err = a.checkpoints(o, g, p); err != nil {
			return nil, 0, err
		}
		args = a.anchorArgs(o, g)
		levels = len(args)
	}
	if o.run == nil || o.anchors != "auto" {
		a.warnSlow(o, g, args)
	}
	for _, arg := range args {
		e, err := a.entrant(ctx, arg, g, p, o.symmetries, o.logs())
		if err != nil {
			return nil, 0, err
		}
		all = append(all, e)
	}
	return all, levels, nil
}

// parseMoves reads moves from the start of a game.
func parseMoves(g game.Game, text string) ([]game.Action, error) {
	s := g.New()
	var moves []game.Action
	for word := range strings.FieldsSeq(text) {
		m, err := s.ParseAction(word)
		if err == nil && !s.Legal(m) {
			err = errors.New("it is illegal there")
		}
		if err != nil {
			return nil, fmt.Errorf("move %s: %w", word, err)
		}
		s.Play(m)
		moves = append(moves, m)
	}
	return moves, nil
}

func (a *app) writeTable(o tournamentOptions, t *rating.Table) error {
	write := func(name string, f func(w io.Writer) error) error {
		return atomicfile.Write(filepath.Join(o.out, name), 0o644, f)
	}
	errs := []error{write("ratings.json", t.WriteJSON), write("ratings.txt", t.WriteText), write("ratings.md", t.WriteMarkdown)}
	if len(t.Rows) > 0 {
		title := filepath.Base(o.out)
		if o.run != nil {
			title = o.run.Name()
		}
		for ext, format := range map[string]rating.Format{".png": rating.PNG, ".svg": rating.SVG} {
			errs = append(errs, write("ratings"+ext, func(w io.Writer) error { return t.WritePlot(w, format, title) }),
				write("cross"+ext, func(w io.Writer) error { return t.WriteCross(w, format, title) }))
		}
	}
	if o.asJSON {
		var spread, line bytes.Buffer
		errs = append(errs, t.WriteJSON(&spread), json.Compact(&line, spread.Bytes()))
		line.WriteByte('\n')
		_, err := line.WriteTo(a.out)
		errs = append(errs, err)
	} else {
		errs = append(errs, t.WriteText(a.out))
	}
	return errors.Join(errs...)
}

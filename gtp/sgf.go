package gtp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"tengen/game"
	"tengen/game/games"
	"tengen/internal/atomicfile"
	"tengen/sgf"
)

// errLoad is the specification's, with a reason behind it.
var errLoad = errors.New("cannot load file")

// sgfLimits bound what a file may cost: some 40 MB.
var sgfLimits = sgf.Limits{Bytes: 8 << 20, Parts: 1 << 18}

// loadSGF takes up the game of a file, to before move N, counted from 1, or to its end. Its rules are those that are played
// here unless the file names others that are known.
func (s *Server) loadSGF(_ context.Context, args []string) (string, error) {
	name, n, err := fileArguments(args)
	if err != nil {
		return "", err
	}
	record, err := s.readRecord(name, n)
	if err != nil {
		return "", fmt.Errorf("%w: %w", errLoad, err)
	}
	pos, err := positionOf(record, n)
	if err != nil {
		return "", fmt.Errorf("%w: %w", errLoad, err)
	}
	if err := s.begin(pos); err != nil {
		return "", fmt.Errorf("%w: %w", errLoad, err)
	}
	s.time.restart()
	return "", nil
}

// fileArguments reads FILE [N]. A file's name may have single blanks in it, and may be quoted. N is 0 if it is missing.
func fileArguments(args []string) (name string, n int, err error) {
	name, rest := strings.Join(args, " "), ""
	if inside, quoted := strings.CutPrefix(name, `"`); quoted {
		var closed bool
		if name, rest, closed = strings.Cut(inside, `"`); !closed {
			return "", 0, fmt.Errorf("%w: the file's name has no closing quote", errSyntax)
		}
	} else if last := len(args) - 1; last > 0 && isID(args[last]) {
		name, rest = strings.Join(args[:last], " "), args[last]
	}
	if rest = strings.TrimSpace(rest); rest != "" {
		v, err := strconv.ParseInt(rest, 10, 32)
		if err != nil || v < 1 {
			return "", 0, fmt.Errorf("%w: the move's number is %.20q, want 1 or more", errSyntax, rest)
		}
		n = int(v)
	}
	if name == "" {
		return "", 0, fmt.Errorf("%w: want FILE [MOVE]", errSyntax)
	}
	return name, n, nil
}

// readRecord reads the first game of a file, of which the moves before move n, or all if that is 0, must be by the rules.
func (s *Server) readRecord(name string, n int) (*sgf.Game, error) {
	if info, err := os.Stat(name); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() { // reading it might never end
		return nil, fmt.Errorf("%s is no regular file", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	collection, err := sgfLimits.Parse(f)
	if err != nil {
		return nil, err
	}
	if len(collection) == 0 {
		return nil, fmt.Errorf("%s holds no game", name)
	}
	here := s.pos.game.Params()
	record, err := sgf.ReadGame(collection[0], func(p game.Params) (game.Game, error) {
		if p.Name != here.Name {
			return nil, fmt.Errorf("it is a game of %.20q, and %s is played here", p.Name, here.Name)
		}
		if max(p.Width, p.Height) > maxSize {
			return nil, fmt.Errorf("its board is %dx%d, and GTP names the points of boards up to %dx%d", p.Width, p.Height, maxSize, maxSize)
		}
		if p.Rules = strings.ToLower(p.Rules); p.Rules == "" {
			p.Rules = here.Rules
		}
		return games.New(p)
	})
	if err != nil && (record == nil || n == 0 || len(record.Moves) < n-1) {
		return nil, err
	}
	return record, nil
}

// positionOf returns the position before move n of a record, or its last one.
func positionOf(record *sgf.Game, n int) (*position, error) {
	stones := make([]setupStone, len(record.Setup))
	for i, stone := range record.Setup {
		stones[i] = setupStone{stone.Cell, stone.Player}
	}
	pos, err := newPosition(record.Rules).withStones(stones, record.ToPlay)
	if err != nil {
		return nil, err
	}
	for i, m := range record.Moves {
		if i+1 == n {
			break
		}
		player := pos.state.ToPlay()
		if m.OutOfTurn {
			player = player.Opponent()
		}
		if !pos.play(move{player, m.Action}) {
			return nil, fmt.Errorf("move %d of %d is illegal", i+1, len(record.Moves))
		}
	}
	return pos, nil
}

// printSGF writes the game to a file, or answers it. Passes after the end, and those that ended a game that went on, are not
// in it: by the rules they have not been made.
func (s *Server) printSGF(_ context.Context, args []string) (string, error) {
	record := s.pos.record()
	record.Application, record.Version = s.params.Name, s.params.Version
	if len(args) == 0 {
		var b strings.Builder
		err := sgf.Write(&b, record)
		return b.String(), err
	}
	name := strings.Trim(strings.Join(args, " "), `"`)
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return "", fmt.Errorf("cannot write file: %s is no regular file", name)
	}
	err := atomicfile.Write(name, 0o644, func(w io.Writer) error { return sgf.Write(w, record) })
	if err != nil {
		return "", fmt.Errorf("cannot write file: %w", err)
	}
	return "", nil
}

// record returns the game as a record.
func (p *position) record() *sgf.Game {
	record := &sgf.Game{Rules: p.game, ToPlay: p.first, Result: sgf.Result(p.state)}
	for _, stone := range p.setup {
		record.Setup = append(record.Setup, sgf.Stone{Cell: stone.cell, Player: stone.player})
	}
	if counter, ok := p.state.(interface{ Handicap() int }); ok {
		record.Handicap = counter.Handicap()
	}
	q, _ := p.withStones(p.setup, p.first) // which p has, too
	for _, m := range p.effective() {
		record.Moves = append(record.Moves, sgf.Move{Action: m.action, OutOfTurn: q.state.ToPlay() != m.player})
		q.play(m)
	}
	return record
}

package sgf

import (
	"fmt"
	"time"

	"tengen/game"
)

// Game is a game by the rules, finished or broken off: the main line of a tree. Empty fields are left out of
// the file.
type Game struct {
	Rules       game.Game   // board, komi and the meaning of the actions
	Handicap    int         // HA: of the set-up stones, so many are a handicap
	Setup       []Stone     // AB and AW: stones that stand before the first move
	ToPlay      game.Player // who moves first
	Moves       []Move      // in turn as the rules say, but for those OutOfTurn
	First       string      // PB: who played black
	Second      string      // PW: who played white
	Result      string      // RE: see Result and Won
	Date        time.Time   // DT: its day
	Ruleset     string      // RU: the name of the rules, such as "Tromp-Taylor"; "" writes the Rules of Params
	Event       string      // EV: the tournament
	Comment     string      // C of the root
	Application string      // AP: the program that writes
	Version     string      // AP: its version
}

// Stone is a set-up stone.
type Stone struct {
	Cell   game.Action
	Player game.Player
}

// Move is an action with what there is to say about it.
type Move struct {
	Action    game.Action
	OutOfTurn bool // the player who has just moved moves again: game.Editor sets whose turn it is
	Comment   string
}

// Start returns the position before the first move. It errs if the game cannot be set up so.
func (g *Game) Start() (game.State, error) {
	s := g.Rules.New()
	if len(g.Setup) == 0 && g.ToPlay == s.ToPlay() {
		return s, nil
	}
	e, ok := s.(game.Editor)
	if !ok {
		return nil, fmt.Errorf("a game of %s has no set-up stones and is begun by its first player", g.Rules.Params().Name)
	}
	for _, stone := range g.Setup {
		if err := e.Place(stone.Cell, stone.Player); err != nil {
			return nil, err
		}
	}
	e.SetToPlay(g.ToPlay)
	return s, nil
}

// Replay plays the game, calls visit in every position that a move is made in, before it is made, and returns
// the last position. i counts moves from 0; s belongs to Replay. It errs if the start or a move is illegal, and
// stops with the error that visit returns.
func (g *Game) Replay(visit func(i int, s game.State) error) (game.State, error) {
	s, err := g.Start()
	if err != nil {
		return nil, err
	}
	for i, m := range g.Moves {
		if m.OutOfTurn {
			if err := passTurn(s); err != nil {
				return nil, fmt.Errorf("move %d of %d: %w", i+1, len(g.Moves), err)
			}
		}
		if m.Action < 0 || int(m.Action) >= g.Rules.Actions() || !s.Legal(m.Action) {
			return nil, fmt.Errorf("move %d of %d: action %d is illegal on\n%s", i+1, len(g.Moves), m.Action, s)
		}
		if err := visit(i, s); err != nil {
			return nil, fmt.Errorf("move %d of %d: %w", i+1, len(g.Moves), err)
		}
		s.Play(m.Action)
	}
	return s, nil
}

// passTurn gives the turn to the other player.
func passTurn(s game.State) error {
	e, ok := s.(game.Editor)
	if !ok {
		return fmt.Errorf("%s moves, but in %s it is the other player's turn", colorNames[s.ToPlay().Opponent()], s.Game().Params().Name)
	}
	e.SetToPlay(s.ToPlay().Opponent())
	return nil
}

var (
	colorNames   = [...]string{game.First: "Black", game.Second: "White"}
	colorLetters = [...]string{game.First: "B", game.Second: "W"}
)

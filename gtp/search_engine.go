package gtp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"tengen/game"
	"tengen/mcts"
)

// defaultSimulations decide where neither visits nor a clock do.
const defaultSimulations = 400

// noLimit is a number of descents that only time, memory or the end of all questions limits.
const noLimit = 1 << 30

// ponderedTree is up to how large a tree pondering goes, in bytes of package mcts. Finding the opponent's move in it costs time
// on the clock: 0.11 s in a tree of 485 MB of which a tenth stays (AVX2 core, 2026).
const ponderedTree = 512 << 20

// Searcher is one tree on one State: a mcts.Parallel with what it needs. It is used by one goroutine at a time.
type Searcher interface {
	// Run adds descents to the tree until there are so many more, or ctx ends, which is an error with ctx's cause; the tree
	// can be used all the same. It may return earlier, without an error, if more of them would decide nothing.
	Run(ctx context.Context, simulations int, noise bool) error
	// Reset makes a copy of state the root of an empty tree.
	Reset(state game.State)
	// Advance plays a and keeps what is below it.
	Advance(a game.Action)
	// Restrict lets the search consider only the moves that r leaves, or all if r is nil, as they all are after Reset and Advance. If
	// that is a change, the tree is emptied. It errs if no legal move is left.
	Restrict(r *mcts.Restriction) error
	// State returns the root's state.
	State() game.State
	// Visits appends what is known of the root's moves; nothing if the root has not been evaluated.
	Visits(dst []mcts.Visit) []mcts.Visit
	// Best returns the move to play; Visits must not be empty.
	Best() game.Action
	// PV appends Best and the likeliest moves after it; nothing if Visits is empty.
	PV(dst []game.Action) []game.Action

	// These may be called while Run does its work.

	// Moves appends what is known of the root's visited moves, Best's first.
	Moves(dst []mcts.Move) []mcts.Move
	// Line appends the likeliest moves after a, one of Moves, beginning with it.
	Line(a game.Action, dst []mcts.Move) []mcts.Move
	// Value returns the root's value for the player to move.
	Value() float32
	// RootVisits returns the descents in the tree.
	RootVisits() int

	// Close frees what the search needs.
	Close() error
}

// OpenSearcher makes a search of g at its start. It errs if it knows none for that game on that board.
type OpenSearcher func(g game.Game) (Searcher, error)

// SearchParams say how a SearchEngine plays.
type SearchParams struct {
	Simulations int     // new descents for a move at most; 0: as many as the clock allows, 400 without one
	Resign      float32 // resign where the root's value stays below it, see manners.go; -1: never
	StopDecided bool    // answer before time is up if the rest of it could hardly change the move

	Level mcts.Level // how far below its strength it plays
	Seed  uint64     // of the moves that Level draws
}

// SearchEngine is an Engine that searches. It keeps its tree for as long as the game goes on from where it
// was, and ponders on it.
type SearchEngine struct {
	open    OpenSearcher
	params  SearchParams
	search  Searcher // nil before the first game
	game    game.Params
	at      History // of the root
	visits  []mcts.Visit
	manners manners
	rng     *rand.Rand // for Level
	analysis
}

// NewSearchEngine returns an engine that opens a search for each game that it is asked to play. It errs if p is
// out of range.
func NewSearchEngine(open OpenSearcher, p SearchParams) (*SearchEngine, error) {
	if p.Simulations < 0 {
		return nil, fmt.Errorf("simulations a move are %d, want 1 or more, or 0 for as many as the clock allows", p.Simulations)
	}
	p.Simulations = p.Level.Limit(p.Simulations)
	return &SearchEngine{open: open, params: p, rng: rand.New(rand.NewPCG(p.Seed, 0x6c6576656c))}, nil
}

// NewGame implements Engine.
func (e *SearchEngine) NewGame(g game.Game) error {
	if e.search == nil || e.game != g.Params() {
		search, err := e.open(g)
		if err != nil {
			return err
		}
		err = e.Close()
		e.search, e.game = search, g.Params()
		if err != nil {
			return err
		}
	}
	e.search.Reset(g.New())
	e.at, e.manners = History{}, manners{}
	return nil
}

// Genmove implements Engine. With a clock it answers in time even if nothing could be evaluated.
func (e *SearchEngine) Genmove(ctx context.Context, q Question) (game.Action, bool, error) {
	start := time.Now()
	if q.Budget != nil {
		if legal := q.Restriction.LegalActions(q.State, nil); len(legal) == 1 {
			return legal[0], false, nil
		}
	}
	if err := e.follow(q); err != nil {
		return 0, false, err
	}
	if q.Budget == nil {
		if err := e.search.Run(ctx, cmp.Or(e.params.Simulations, defaultSimulations), false); err != nil {
			return 0, false, err
		}
	} else if err := e.think(ctx, start, *q.Budget); err != nil {
		return 0, false, err
	}
	if !e.known() {
		legal := q.Restriction.LegalActions(q.State, nil)
		return legal[len(legal)/2], false, nil
	}
	best := e.search.Best()
	a, resigns := e.manners.behave(q.State, best, e.visits, e.search.Value(), e.params.Resign)
	if a != best && !slices.Contains(q.Restriction.LegalActions(q.State, nil), a) {
		a = best // a pass that wins, or gains as much, was to be left out
	}
	if a == best && !resigns {
		a = e.params.Level.Choose(e.rng, e.visits, best, passOf(q.State))
	}
	return a, resigns, nil
}

// Ponder implements Ponderer.
func (e *SearchEngine) Ponder(ctx context.Context, q Question) error {
	if err := e.follow(q); err != nil {
		return err
	}
	most := ponderedTree / (64 + 6*q.State.Game().Actions()) // see the tree of mcts
	err := e.search.Run(ctx, max(most-e.search.RootVisits(), 0), false)
	if ctx.Err() != nil && errors.Is(err, context.Cause(ctx)) {
		return nil
	}
	return err
}

// Close closes the search.
func (e *SearchEngine) Close() error {
	if e.search == nil {
		return nil
	}
	e.awaitEstimate()
	search := e.search
	e.search = nil
	return search.Close()
}

// follow makes q the root. The tree is kept if q's game is the root's and some moves more, by the players whose turn it
// was. That a History is the same does not say that the State is: the Server replays games that go on after their
// end, or in which a colour moves twice. So the end of the way is compared, too. A tree for another restriction is emptied: what
// it was good for before an avoid or allow is lost, which is the price of having one tree.
func (e *SearchEngine) follow(q Question) error {
	moves, ok := q.History.after(e.at)
	for _, m := range moves {
		root := e.search.State()
		if ok = !root.Terminal() && root.ToPlay() == m.player && root.Legal(m.action); !ok {
			break
		}
		e.search.Advance(m.action)
	}
	if !ok || !sameTurn(e.search.State(), q.State) {
		e.search.Reset(q.State)
	}
	e.at = q.History
	return e.search.Restrict(q.Restriction)
}

// sameTurn reports whether two states with the same moves behind them are the same.
func sameTurn(a, b game.State) bool {
	return a.Ply() == b.Ply() && a.ToPlay() == b.ToPlay() && a.Hash() == b.Hash() && a.Terminal() == b.Terminal()
}

// known reports whether there is a best move.
func (e *SearchEngine) known() bool {
	e.visits = e.search.Visits(e.visits[:0])
	return len(e.visits) > 0
}

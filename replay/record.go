package replay

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"math"

	"tengen/game"
)

// ID names a record: 128 random bits.
type ID [16]byte

// NewID draws an ID from the system's random source.
func NewID() ID {
	var id ID
	rand.Read(id[:]) // never fails
	return id
}

// String returns the ID in hexadecimal.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// ActionVisits is an action's part of a policy target: how often the search tried it at the root, or whatever else stands in
// proportion to its probability.
type ActionVisits struct {
	Action game.Action
	Visits int32
}

// Record is one finished game and what the search said about it. The slices "per ply" have one entry
// for each of Moves.
type Record struct {
	ID      ID
	Game    game.Params // sizes filled in
	Seed    uint64      // of the game's random source
	Opening int         // the first so many moves are the start position: given, not searched

	Moves       []game.Action
	Policies    [][]ActionVisits // per ply, the policy target; empty where nothing was searched
	RootValues  []float32        // per ply, the search's value in [-1, 1] for the player to move
	Models      []string         // ids of the models that played
	ModelIndex  []int32          // per ply, index in Models
	Simulations []int32          // per ply, simulations made
	Weights     []float32        // per ply, weight as a training sample; 0: not a sample

	Result      Result
	NoResign    bool          // resignation was off, to measure how often it would have been wrong
	WouldResign []WouldResign // with NoResign, at most one for each player

	StartUnixMilli, EndUnixMilli int64
	Program                      string // version of the program that played
}

// Result says how a game ended.
type Result struct {
	Outcome  int8    // -1, 0 or +1 for game.First
	Score    float32 // First's points less Second's, if HasScore
	HasScore bool
	Ending   Ending
}

// Ending is why a game stopped.
type Ending int32

// The endings. Their numbers stand in files.
const (
	Terminal    Ending = 1 // the rules ended it
	Resignation Ending = 2 // the loser resigned
	PlyLimit    Ending = 3 // stopped at a limit and judged as it stood
)

// Resigned returns the player who resigned, if one did.
func (r Result) Resigned() (p game.Player, ok bool) {
	if r.Outcome > 0 {
		p = game.Second
	}
	return p, r.Ending == Resignation
}

// WouldResign is a resignation that was not made because of NoResign.
type WouldResign struct {
	Player game.Player
	Ply    int // the first at which the player would have resigned instead of moving
}

// Wrong reports whether the resignation would have given away a game that the player did not lose.
func (w WouldResign) Wrong(r Result) bool {
	return r.Outcome == 0 || (r.Outcome > 0) == (w.Player == game.First)
}

// Ply is one entry of each of a Record's slices per ply.
type Ply struct {
	Move        game.Action
	Policy      []ActionVisits
	RootValue   float32
	Model       string // id
	Simulations int
	Weight      float32
}

// AddPly appends p to all slices per ply.
func (r *Record) AddPly(p Ply) {
	model := 0
	for model < len(r.Models) && r.Models[model] != p.Model {
		model++
	}
	if model == len(r.Models) {
		r.Models = append(r.Models, p.Model)
	}
	r.Moves = append(r.Moves, p.Move)
	r.Policies = append(r.Policies, p.Policy)
	r.RootValues = append(r.RootValues, p.RootValue)
	r.ModelIndex = append(r.ModelIndex, int32(model))
	r.Simulations = append(r.Simulations, int32(p.Simulations))
	r.Weights = append(r.Weights, p.Weight)
}

// Samples returns the number of positions that are training samples.
func (r *Record) Samples() int {
	n := 0
	for _, w := range r.Weights {
		if w > 0 {
			n++
		}
	}
	return n
}

// Limits on what a record may hold: more than any game has, and what a uint16 holds.
const (
	maxPly    = 1<<16 - 1
	maxAction = 1<<16 - 1
)

// Validate says what is wrong with the record as far as that can be told without its rules.
func (r *Record) Validate() error {
	n := len(r.Moves)
	for _, s := range []struct {
		name string
		len  int
	}{
		{"policies", len(r.Policies)}, {"root values", len(r.RootValues)}, {"model indices", len(r.ModelIndex)},
		{"simulations", len(r.Simulations)}, {"weights", len(r.Weights)},
	} {
		if s.len != n {
			return fmt.Errorf("record %s has %d %s for %d moves", r.ID, s.len, s.name, n)
		}
	}
	errs := []error{r.Result.validate()}
	check := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	check(r.ID != ID{}, "its id is zero, want one from NewID")
	check(r.Game.Name != "" && r.Game.Width > 0 && r.Game.Height > 0, "its game is %+v, want name and sizes", r.Game)
	check(n <= maxPly, "it has %d moves, want at most %d", n, maxPly)
	check(r.Opening >= 0 && r.Opening <= n, "its opening has %d of %d moves", r.Opening, n)
	for _, w := range r.WouldResign {
		check((w.Player == game.First || w.Player == game.Second) && w.Ply >= 0 && w.Ply < n,
			"player %d would have resigned at ply %d of %d", w.Player, w.Ply, n)
	}
	for ply := range n {
		if err := r.validatePly(ply); err != nil {
			errs = append(errs, fmt.Errorf("ply %d: %w", ply, err))
			break // the others are likely wrong in the same way
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("record %s: %w", r.ID, err)
	}
	return nil
}

func (r *Record) validatePly(ply int) error {
	visits := 0
	for _, av := range r.Policies[ply] {
		if av.Action < 0 || av.Action > maxAction || av.Visits < 0 {
			return fmt.Errorf("policy has %d visits of action %d", av.Visits, av.Action)
		}
		visits += int(av.Visits)
	}
	value, weight, model := r.RootValues[ply], r.Weights[ply], r.ModelIndex[ply]
	switch {
	case r.Moves[ply] < 0 || r.Moves[ply] > maxAction:
		return fmt.Errorf("move is action %d", r.Moves[ply])
	case !(math.Abs(float64(value)) <= 1+1e-4): // sums of float32 round
		return fmt.Errorf("root value is %v, want -1 to 1", value)
	case !(weight >= 0) || math.IsInf(float64(weight), 0):
		return fmt.Errorf("weight is %v, want 0 or more", weight)
	case weight > 0 && visits == 0:
		return fmt.Errorf("it is a sample (weight %v) without visits", weight)
	case weight > 0 && ply < r.Opening:
		return fmt.Errorf("it is a sample (weight %v) in the opening", weight)
	case r.Simulations[ply] < 0:
		return fmt.Errorf("it has %d simulations", r.Simulations[ply])
	case ply >= r.Opening && (model < 0 || int(model) >= len(r.Models)):
		return fmt.Errorf("it was played by model %d of %d", model, len(r.Models))
	}
	return nil
}

func (r Result) validate() error {
	score := float64(r.Score)
	switch {
	case r.Outcome < -1 || r.Outcome > 1:
		return fmt.Errorf("outcome is %d, want -1, 0 or 1", r.Outcome)
	case r.Ending < Terminal || r.Ending > PlyLimit:
		return fmt.Errorf("ending is %d, want %d to %d", r.Ending, Terminal, PlyLimit)
	case r.Ending == Resignation && r.Outcome == 0:
		return errors.New("one player resigned, and yet the game was drawn")
	case r.HasScore && (math.IsNaN(score) || math.IsInf(score, 0)):
		return fmt.Errorf("score is %v", r.Score)
	}
	return nil
}

// Replay plays the record from the start of g and calls visit in every position that a move was made
// in, before it is made: ply counts from 0, and s belongs to Replay. It errs if g is not the record's
// game or a move is illegal, and stops with the error that visit returns.
func (r *Record) Replay(g game.Game, visit func(ply int, s game.State) error) error {
	_, err := r.replay(g, visit)
	return err
}

// replay is Replay; it also returns the last position.
func (r *Record) replay(g game.Game, visit func(ply int, s game.State) error) (game.State, error) {
	if r.Game != g.Params() {
		return nil, fmt.Errorf("record %s is a game of %+v, want %+v", r.ID, r.Game, g.Params())
	}
	s := g.New()
	for ply, a := range r.Moves {
		if err := visit(ply, s); err != nil {
			return nil, err
		}
		if a < 0 || int(a) >= g.Actions() || !s.Legal(a) {
			return nil, fmt.Errorf("record %s: action %d at ply %d is illegal in %s; were the rules changed?", r.ID, a, ply, g.Params().Name)
		}
		s.Play(a)
	}
	return s, nil
}

// Verify plays the record by the rules of g and says the first thing that cannot be: an illegal move,
// visits of an illegal action, an end by the rules that is none, or another outcome than theirs.
func (r *Record) Verify(g game.Game) error {
	if err := r.Validate(); err != nil {
		return err
	}
	last, err := r.replay(g, func(ply int, s game.State) error {
		for _, av := range r.Policies[ply] {
			if int(av.Action) >= g.Actions() || !s.Legal(av.Action) {
				return fmt.Errorf("record %s: the policy at ply %d has the illegal action %d", r.ID, ply, av.Action)
			}
		}
		return nil
	})
	if err != nil || r.Result.Ending != Terminal {
		return err
	}
	if !last.Terminal() {
		return fmt.Errorf("record %s ends by the rules after %d moves, but the rules go on", r.ID, len(r.Moves))
	}
	if got := game.OutcomeFor(last, game.First); got != float32(r.Result.Outcome) {
		return fmt.Errorf("record %s has outcome %d for the first player, by the rules it is %v", r.ID, r.Result.Outcome, got)
	}
	return nil
}

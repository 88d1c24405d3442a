package selfplay

import (
	"context"
	"math/rand/v2"
	"time"

	"tengen/game"
	"tengen/mcts"
	"tengen/net"
	"tengen/replay"
)

// play plays one game from start to Record.
func (p *Pool) play(ctx context.Context, client *net.Client, search *mcts.Search, seed uint64, number int64, openingPlies int) (*replay.Record, error) {
	rng := rand.New(rand.NewPCG(seed, 1))
	r := &replay.Record{
		ID: replay.NewID(), Game: p.game.Params(), Seed: seed, Program: p.params.Program,
		NoResign: p.playsOut(number), StartUnixMilli: time.Now().UnixMilli(),
	}
	state := p.opening(r, rng, openingPlies)
	search.Seed(seed)
	search.Reset(state)
	var values []float32 // of all plies searched, for the first player
	for !state.Terminal() {
		effort := p.params.effort(rng, p.finished.Load(), values)
		temperature := p.params.temperature(state.Ply())
		made, err := p.search(ctx, client, search, effort, temperature)
		if err != nil {
			return nil, err
		}
		value := search.Value()
		if p.resigns.resign(r, state, value, p.params.ResignThreshold) {
			r.Result = replay.Result{Outcome: outcomeOf(state.ToPlay().Opponent()), Ending: replay.Resignation}
			return p.finish(r), nil
		}
		move := p.choose(search, temperature)
		r.AddPly(replay.Ply{
			Move: move, Policy: policyOf(search), RootValue: value,
			Model: search.RootModel().ID, Simulations: made, Weight: effort.weight,
		})
		p.count(effort)
		values = append(values, valueForFirst(state, value))
		state.Play(move)
		if !state.Terminal() {
			search.Advance(move)
		}
	}
	r.Result = resultOf(state)
	return p.finish(r), nil
}

// search searches the root and returns how many simulations it made: fewer than asked for where the outcome was proven.
func (p *Pool) search(ctx context.Context, client *net.Client, s *mcts.Search, e effort, temperature float32) (made int, err error) {
	// With Gumbel, noise is what moves are drawn with: quick searches have it while their moves are to differ.
	noise := e.noise || p.params.Search.Gumbel && temperature > 0
	before := s.RootVisits()
	err = p.inTurn(ctx, client, func() error { return s.Run(ctx, e.simulations, noise) })
	return s.RootVisits() - before, err
}

// choose returns the move: drawn by visits, or with Gumbel the one that the search ended with, which is drawn already
// (Danihelka et al. 2022, section 3).
func (p *Pool) choose(s *mcts.Search, temperature float32) game.Action {
	if p.params.Search.Gumbel {
		return s.Best()
	}
	return s.Choose(temperature)
}

// opening plays random moves from the start, and fewer if they would end the game.
func (p *Pool) opening(r *replay.Record, rng *rand.Rand, plies int) game.State {
	state, next := p.game.New(), p.game.New()
	var legal []game.Action
	for range plies {
		legal = state.LegalActions(legal[:0])
		move := legal[rng.IntN(len(legal))]
		next.CopyFrom(state)
		next.Play(move)
		if next.Terminal() {
			break
		}
		state.CopyFrom(next)
		r.AddPly(replay.Ply{Move: move})
		r.Opening++
	}
	return state
}

func valueForFirst(s game.State, value float32) float32 {
	if s.ToPlay() == game.First {
		return value
	}
	return -value
}

func (p *Pool) finish(r *replay.Record) *replay.Record {
	r.EndUnixMilli = time.Now().UnixMilli()
	return r
}

// policyOf returns the policy target.
func policyOf(s *mcts.Search) []replay.ActionVisits {
	target := s.Target(nil)
	policy := make([]replay.ActionVisits, len(target))
	for i, t := range target {
		policy[i] = replay.ActionVisits{Action: t.Action, Visits: t.Weight}
	}
	return policy
}

// resultOf describes how a terminal state ended.
func resultOf(s game.State) replay.Result {
	result := replay.Result{Outcome: int8(game.OutcomeFor(s, game.First)), Ending: replay.Terminal}
	if s.Ply() >= s.Game().MaxPly() {
		result.Ending = replay.PlyLimit
	}
	if scorer, ok := s.(game.Scorer); ok {
		result.Score, result.HasScore = scorer.Score(), true
	}
	return result
}

func outcomeOf(winner game.Player) int8 {
	if winner == game.First {
		return 1
	}
	return -1
}

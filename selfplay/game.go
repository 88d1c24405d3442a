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
	var visits []mcts.Visit
	for !state.Terminal() {
		simulations := p.params.simulations(p.finished.Load())
		if err := p.search(ctx, client, search, simulations); err != nil {
			return nil, err
		}
		value := search.Value()
		if p.resigns.resign(r, state, value, p.params.ResignThreshold) {
			r.Result = replay.Result{Outcome: outcomeOf(state.ToPlay().Opponent()), Ending: replay.Resignation}
			return p.finish(r), nil
		}
		visits = search.Visits(visits[:0])
		move := search.Choose(p.temperature(state.Ply()))
		r.AddPly(replay.Ply{
			Move: move, Policy: policyOf(visits), RootValue: value,
			Model: search.RootModel().ID, Simulations: simulations, Weight: 1,
		})
		p.plies.Add(1)
		state.Play(move)
		if !state.Terminal() {
			search.Advance(move)
		}
	}
	r.Result = resultOf(state)
	return p.finish(r), nil
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

func (p *Pool) temperature(ply int) float32 {
	if ply < p.params.TemperaturePlies {
		return p.params.Temperature
	}
	return p.params.FinalTemperature
}

func (p *Pool) finish(r *replay.Record) *replay.Record {
	r.EndUnixMilli = time.Now().UnixMilli()
	return r
}

// policyOf keeps the visited moves.
func policyOf(visits []mcts.Visit) []replay.ActionVisits {
	var policy []replay.ActionVisits
	for _, v := range visits {
		if v.Visits > 0 {
			policy = append(policy, replay.ActionVisits{Action: v.Action, Visits: v.Visits})
		}
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

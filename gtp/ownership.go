package gtp

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"tengen/game"
	"tengen/game/goban"
	"tengen/mcts"
)

// Network is a Searcher that also judges positions without a search.
type Network interface {
	// EvaluateNetwork fills in the outputs of up to MaxNetworkLeaves leaves, each position shown in the symmetry with this
	// index in game.Game.Symmetries. It may be called while the search runs, by one goroutine at a time. It
	// returns ErrNoNetwork if no network is behind the search.
	EvaluateNetwork(leaves []*mcts.Leaf, symmetry int) error
}

// MaxNetworkLeaves is how many leaves a Network takes at once.
const MaxNetworkLeaves = 8

// ErrNoNetwork tells that there is no network to ask.
var ErrNoNetwork = errors.New("there is no network")

// ownedGames is how many games an estimate of ownership takes: the standard error of a cell that both own equally often
// is then 1/8.
const ownedGames = 64

// ownership estimates who will own each cell of a position of Go. Our networks have no head for it. So games are played to
// their end by moves that the network itself would play without a search, drawn by its priors among the legal moves, or
// where there is no network by uniformly random ones that fill no eyes (goban.State.RandomMove); the area of each
// player at the end, by the rules, is averaged over games. It says what the network expects to happen, not what is certain,
// and a weak network's games end anyhow.
type ownership struct {
	network Network // nil: there is none
	start   *goban.State
	rng     *rand.Rand
	owners  []int8    // of a game
	leaves  []*leaf   // games under way
	weights []float32 // of the moves of one

	mu    sync.Mutex
	sums  []int // of 1 for the start's player to move, -1 for the opponent
	games int
	err   error
}

// leaf is a game with the evaluation of its position.
type leaf struct {
	mcts.Leaf
	state *goban.State
}

// newOwnership prepares an estimate for the root of search, whose game is Go.
func newOwnership(search Searcher) *ownership {
	start := search.State().(*goban.State)
	o := &ownership{start: start.Game().New().(*goban.State), rng: rand.New(rand.NewPCG(start.Hash(), 0x6f776e))}
	o.network, _ = search.(Network)
	o.start.CopyFrom(start)
	cells := start.Game().Shape().Cells()
	o.owners, o.sums = make([]int8, cells), make([]int, cells)
	return o
}

// estimate plays games until there are enough or ctx ends, which is no error and is heard within the time of a batch. An
// error stays for failure.
func (o *ownership) estimate(ctx context.Context) {
	err := o.playGames(ctx)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.err = err
}

// failure says why the estimate has ended, if it should not have. A nil ownership has not.
func (o *ownership) failure() error {
	if o == nil {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

func (o *ownership) playGames(ctx context.Context) error {
	if o.network != nil {
		err := o.byNetwork(ctx)
		if !errors.Is(err, ErrNoNetwork) {
			return err
		}
	}
	state := o.start.Game().New().(*goban.State)
	for o.games < ownedGames {
		state.CopyFrom(o.start)
		for !state.Terminal() {
			if ctx.Err() != nil {
				return nil
			}
			state.Play(state.RandomMove(o.rng))
		}
		o.add(state)
	}
	return nil
}

// batchTime is how long a batch may take, so that whoever waits for it hears from it soon.
const batchTime = 15 * time.Millisecond

// byNetwork plays as many games side by side as can be evaluated in batchTime: one at first.
func (o *ownership) byNetwork(ctx context.Context) error {
	width := 1
	for ctx.Err() == nil {
		for len(o.leaves) < width && o.games+len(o.leaves) < ownedGames {
			o.leaves = append(o.leaves, o.newLeaf())
		}
		if len(o.leaves) == 0 {
			return nil
		}
		batch := make([]*mcts.Leaf, 0, MaxNetworkLeaves)
		for _, l := range o.leaves[:min(width, len(o.leaves))] {
			batch = append(batch, &l.Leaf)
		}
		begun := time.Now()
		if err := o.network.EvaluateNetwork(batch, 0); err != nil {
			return err
		}
		switch took := time.Since(begun); {
		case took < batchTime/2:
			width = min(2*width, MaxNetworkLeaves)
		case took > batchTime:
			width = max(width/2, 1)
		}
		o.play(len(batch))
	}
	return nil
}

// newLeaf starts a game.
func (o *ownership) newLeaf() *leaf {
	l := &leaf{state: o.start.Game().New().(*goban.State)}
	l.state.CopyFrom(o.start)
	l.Leaf = mcts.Leaf{State: l.state, Logits: make([]float32, o.start.Game().Actions())}
	return l
}

// play makes a move in each of the first n games, which have been evaluated. Those that end are counted.
func (o *ownership) play(n int) {
	left := o.leaves[:0]
	for i, l := range o.leaves {
		if i < n {
			l.state.Play(o.draw(l))
		}
		if l.state.Terminal() {
			o.add(l.state)
		} else {
			left = append(left, l)
		}
	}
	o.leaves = left
}

// draw returns a legal move with the probability that the network gives it.
func (o *ownership) draw(l *leaf) game.Action {
	legal := l.state.LegalActions(nil)
	o.weights = softmax(o.weights[:0], l.Logits, legal)
	left := o.rng.Float32()
	for i, w := range o.weights {
		if left -= w; left < 0 {
			return legal[i]
		}
	}
	return legal[len(legal)-1]
}

// softmax appends the probabilities of the legal actions to dst.
func softmax(dst, logits []float32, legal []game.Action) []float32 {
	most := float32(math.Inf(-1))
	for _, a := range legal {
		most = max(most, logits[a])
	}
	from, sum := len(dst), float32(0)
	for _, a := range legal {
		p := float32(math.Exp(float64(logits[a] - most)))
		dst, sum = append(dst, p), sum+p
	}
	for i := range dst[from:] {
		dst[from+i] /= sum
	}
	return dst
}

// add counts a game that has ended.
func (o *ownership) add(end *goban.State) {
	end.Ownership(o.owners)
	sign := 1
	if o.start.ToPlay() == goban.White {
		sign = -1
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.games++
	for c, owner := range o.owners {
		o.sums[c] += sign * int(owner)
	}
}

// mean returns the estimate so far [H, W], for the player to move at the start; nil if no game has ended. It may be called
// while estimate runs.
func (o *ownership) mean() []float32 {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.games == 0 {
		return nil
	}
	mean := make([]float32, len(o.sums))
	for c, sum := range o.sums {
		mean[c] = float32(sum) / float32(o.games)
	}
	return mean
}

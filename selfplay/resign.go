package selfplay

import (
	"sync/atomic"

	"tengen/game"
	"tengen/replay"
)

// resignations count, over games played out, how often a resignation would have been wrong (AlphaGo Zero,
// Methods, Self-play: kept below 5 %).
type resignations struct {
	would, wrong atomic.Int64
}

// playsOut says whether a game is played to its end. Those games come first among each group, so that the
// count of wrong resignations does not lag behind the resignations.
func (p *Pool) playsOut(number int64) bool {
	f := p.params.NoResignFraction
	return f > 0 && float64(number)*f-float64(int64(float64(number)*f)) < f
}

// resign reports whether the player to move gives up. In a game that is played out it notes the first time
// that each player would have.
func (n *resignations) resign(r *replay.Record, s game.State, value, threshold float32) bool {
	if threshold <= -1 || value >= threshold {
		return false
	}
	if !r.NoResign {
		return true
	}
	for _, w := range r.WouldResign {
		if w.Player == s.ToPlay() {
			return false
		}
	}
	r.WouldResign = append(r.WouldResign, replay.WouldResign{Player: s.ToPlay(), Ply: s.Ply()})
	return false
}

// count adds a finished game.
func (n *resignations) count(r *replay.Record) {
	for _, w := range r.WouldResign {
		n.would.Add(1)
		if w.Wrong(r.Result) {
			n.wrong.Add(1)
		}
	}
}

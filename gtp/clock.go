package gtp

import (
	"time"

	"tengen/game"
	"tengen/mcts"
)

// timekeeper knows the time of both players. A referee may tell it; where none does, it runs itself.
type timekeeper struct {
	settings mcts.TimeSettings
	told     bool          // settings, even if they are no limit
	clocks   [2]mcts.Clock // by colour
	counted  [2]bool       // by colour: the referee has said how many stones or periods are left
	lag      time.Duration // see mcts.Clock.Budget
	moveTime time.Duration // for every move, 0: no such limit
}

// set starts both clocks by these settings.
func (k *timekeeper) set(s mcts.TimeSettings) {
	k.settings, k.told = s, true
	k.restart()
}

// restart puts both clocks to the start of a game.
func (k *timekeeper) restart() {
	k.clocks = [2]mcts.Clock{mcts.NewClock(k.settings), mcts.NewClock(k.settings)}
	k.counted = [2]bool{}
}

// left puts a player's clock to what the referee says. If it has said no time system at all, there must be one that this
// is about.
func (k *timekeeper) left(p game.Player, left time.Duration, count int) {
	if !k.told && count > 0 {
		k.set(mcts.TimeSettings{System: mcts.Canadian, Period: max(left, 1), Count: count})
	} else if !k.told {
		k.set(mcts.TimeSettings{System: mcts.Absolute, Main: left})
	}
	k.clocks[p].Set(left, count)
	k.counted[p] = k.counted[p] || count > 0
}

// budget returns how long p may think about its next move if it has thought for some time already; nil for as long
// as it likes.
func (k *timekeeper) budget(p game.Player, pace mcts.Pace, thought time.Duration) *mcts.Budget {
	clock := k.clocks[p]
	b, ok := clock.Budget(pace, k.lag)
	if k.strays(p) {
		clock.Set(0, 0)
		whole, _ := clock.Budget(pace, k.lag)
		b = mcts.Budget{Aim: min(b.Aim, whole.Aim), Limit: min(b.Limit, whole.Aim)}
	}
	switch {
	case !ok && k.moveTime == 0:
		return nil
	case !ok:
		b = mcts.Budget{Aim: k.moveTime, Limit: k.moveTime}
	case k.moveTime > 0:
		b.Aim, b.Limit = min(b.Aim, k.moveTime), min(b.Limit, k.moveTime)
	}
	b.Aim, b.Limit = max(b.Aim-thought, 0), max(b.Limit-thought, 0)
	return &b
}

// strays reports whether p's clock may count other stones to a Canadian period than the referee does: what is lost on the way to the
// referee has it come into overtime a few moves earlier than we reckon. As long as it does not say, no move
// in overtime may take more than its share of a whole period, so that as many as must be played in one fit into it, wherever it begins.
func (k *timekeeper) strays(p game.Player) bool {
	c := k.clocks[p]
	return c.Settings.System == mcts.Canadian && c.Settings.Main > 0 && c.Count > 0 && !k.counted[p]
}

package gtp

import (
	"cmp"

	"tengen/game"
	"tengen/game/goban"
	"tengen/mcts"
)

// When a game is given up, and when it is passed to its end. What the search found is overruled only where that costs
// nothing: a pass that wins at once is better than any move, and where a move gains nothing, people want no more of it.
const (
	// resignMoves are the own moves in a row before which the root's value is below the threshold: one may be an accident of
	// the search.
	resignMoves = 3
	// resignShare: nobody resigns before a quarter of the cells could have been played on.
	resignShare = 4
	// passMargin is how much better than a pass a move must be, in Q: half a percent of win rate.
	passMargin = 0.01
	// passVisits are needed for a pass's Q to count.
	passVisits = 4
)

// manners are what a SearchEngine keeps of a game to behave in it.
type manners struct {
	bad     [2]streak  // of each player
	scratch game.State // nil until it is needed
}

// streak counts a player's moves in a row in bad positions.
type streak struct{ moves, ply int }

// note adds a position of ply moves. One that was seen already, or from before a move was taken back, ends no streak twice.
func (s *streak) note(bad bool, ply int) {
	switch {
	case !bad:
		s.moves = 0
	case s.moves == 0 || ply < s.ply:
		s.moves = 1
	case ply > s.ply:
		s.moves++
	}
	s.ply = ply
}

// behave decides what to do in s where the search wants to play best, having seen moves, and takes the position to be worth value
// for the player to move. Below resign, -1 for never, it is bad.
func (m *manners) behave(s game.State, best game.Action, moves []mcts.Visit, value, resign float32) (a game.Action, resigns bool) {
	streak := &m.bad[s.ToPlay()]
	streak.note(resign > -1 && value < resign, s.Ply())
	a = m.orPass(s, best, moves)
	if a == passOf(s) && m.afterPasses(s, 1) > 0 || m.won(s) {
		return a, false
	}
	return a, streak.moves >= resignMoves && s.Ply() >= s.Game().Shape().Cells()/resignShare
}

// orPass returns best, or the pass where that is as good, or another move where the pass would lose the game for nothing.
func (m *manners) orPass(s game.State, best game.Action, moves []mcts.Visit) game.Action {
	pass := passOf(s)
	if pass < 0 || !s.Legal(pass) {
		return best
	}
	outcome, ends := m.ifPassed(s)
	switch {
	case ends && outcome > 0:
		return pass
	case ends && best == pass:
		return orBetter(pass, outcome, moves)
	case ends || best == pass:
		return best
	case m.idle(s) || m.noGain(s, best, pass, moves):
		return pass
	}
	return best
}

// orBetter returns the most visited move that is worth more than a pass that ends the game with this outcome, or that pass.
func orBetter(pass game.Action, outcome float32, moves []mcts.Visit) game.Action {
	best, most := pass, int32(0)
	for _, v := range moves {
		if v.Action != pass && v.Visits > most && v.Q > outcome+passMargin {
			best, most = v.Action, v.Visits
		}
	}
	return best
}

// noGain reports whether the board is divided up and the search finds best worth no more than a pass. In a game that is
// being won it must be won on the board as it stands, too: the opponent may pass as well, and the rules count all stones alive.
func (m *manners) noGain(s game.State, best, pass game.Action, moves []mcts.Visit) bool {
	bestQ, passQ, known := float32(-1), float32(-1), false
	for _, v := range moves {
		switch v.Action {
		case best:
			bestQ = v.Q
		case pass:
			passQ, known = v.Q, v.Visits >= passVisits
		}
	}
	st, ok := s.(*goban.State)
	if !ok || !known || bestQ-passQ > passMargin || !m.divided(st) {
		return false
	}
	return bestQ < 0 || m.afterPasses(s, 2) > 0
}

// idle reports whether every cell is settled for good and counts as its owner's already: then no move changes anything.
func (m *manners) idle(s game.State) bool {
	st, ok := s.(*goban.State)
	if !ok {
		return false
	}
	for _, owner := range ownersForGood(st) {
		if owner == 0 {
			return false
		}
	}
	return cmp.Compare(st.Score(), 0) == cmp.Compare(st.ScoreWith(deadStones(st)), 0)
}

// won reports whether the player to move wins even if every cell that is not settled for good went to the opponent.
func (m *manners) won(s game.State) bool {
	st, ok := s.(*goban.State)
	if !ok {
		return false
	}
	if r, err := goban.ParseRules(st.Game().Params().Rules); err != nil || r.Scoring != goban.ScoringArea {
		return false
	}
	black, white := st.Area()
	compensation := float32(black-white) - st.Score() // komi and what handicap costs
	mine, player := 0, int8(1-2*int(st.ToPlay()))
	owners := ownersForGood(st)
	for _, owner := range owners {
		if owner == player {
			mine++
		}
	}
	lead := float32(2*mine - len(owners))
	return lead-float32(player)*compensation > 0
}

// ownersForGood returns whose each cell is for good: 1 Black's, -1 White's, 0 open.
func ownersForGood(st *goban.State) []int8 {
	owners := make([]int8, st.Game().Shape().Cells())
	st.PassAlive(owners)
	return owners
}

// divided reports whether half the board is stones and each empty cell is beside one player's only: nothing is left to share.
func (m *manners) divided(st *goban.State) bool {
	owners := make([]int8, st.Game().Shape().Cells())
	st.Ownership(owners)
	stones := 0
	for c, owner := range owners {
		if owner == 0 {
			return false
		}
		if _, taken := st.Stone(c); taken {
			stones++
		}
	}
	return 2*stones >= len(owners)
}

// ifPassed returns whether a pass ends the game, and its outcome for the player to move.
func (m *manners) ifPassed(s game.State) (outcome float32, ends bool) {
	m.copy(s)
	m.scratch.Play(passOf(s))
	if !m.scratch.Terminal() {
		return 0, false
	}
	return game.OutcomeFor(m.scratch, s.ToPlay()), true
}

// afterPasses returns the outcome for the player to move if nothing but so many passes follows, 0 if that does not end the game.
func (m *manners) afterPasses(s game.State, n int) float32 {
	m.copy(s)
	for range n {
		if !m.scratch.Terminal() {
			m.scratch.Play(passOf(s))
		}
	}
	if !m.scratch.Terminal() {
		return 0
	}
	return game.OutcomeFor(m.scratch, s.ToPlay())
}

func (m *manners) copy(s game.State) {
	if m.scratch == nil || m.scratch.Game() != s.Game() {
		m.scratch = s.Game().New()
	}
	m.scratch.CopyFrom(s)
}

// passOf returns the pass, -1 where there is none.
func passOf(s game.State) game.Action {
	a, err := s.ParseAction("pass")
	if err != nil {
		return -1
	}
	return a
}

package gametest

import (
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"tengen/game"
)

// Here are the faults of playing; faults_look_test.go has those of what is seen and edited.

// Faults of the rules.

type flipped struct{ game.Game }

func (g flipped) Shape() game.Shape {
	s := g.Game.Shape()
	s.Width, s.Height = s.Height, s.Width
	return s
}

type shortened struct{ game.Game }

func (shortened) MaxPly() int { return 5 }

type secondFirst struct{ honest }

func (s secondFirst) ToPlay() game.Player { return s.State.ToPlay().Opponent() }

type doublePly struct{ honest }

func (s doublePly) Ply() int { return 2 * s.State.Ply() }

type keptBoard struct{ honest }

func (keptBoard) Reset() {}

// Faults of legality.

type unsorted struct{ honest }

func (s unsorted) LegalActions(dst []game.Action) []game.Action {
	all := s.State.LegalActions(dst)
	slices.Reverse(all[len(dst):])
	return all
}

type overwriting struct{ honest }

func (s overwriting) LegalActions(dst []game.Action) []game.Action {
	return s.State.LegalActions(dst[:0])
}

type endless struct{ honest }

func (endless) Terminal() bool { return false }

type generous struct{ honest }

func (s generous) Legal(a game.Action) bool { return a < 0 || s.State.Legal(a) }

type patient struct{ honest }

func (s patient) Play(a game.Action) {
	if s.Legal(a) {
		s.State.Play(a)
	}
}

type impatient struct{ honest }

func (s impatient) Play(a game.Action) {
	if a == 6 {
		panic("not today")
	}
	s.State.Play(a)
}

// Faults of outcome and score.

type early struct{ honest }

func (s early) Outcome() float32 {
	if !s.Terminal() {
		return 0
	}
	return s.State.Outcome()
}

type mute struct{ honest }

func (mute) Outcome() float32 { panic("nobody knows") }

type doubled struct{ honest }

func (s doubled) Outcome() float32 { return 2 * s.State.Outcome() }

type wrongWinner struct{ honestGo }

func (s wrongWinner) Outcome() float32 { return -s.State.Outcome() }

type uncounted struct{ honestGo }

func (uncounted) Score() float32 { return float32(math.NaN()) }

// Faults of copies.

// shared takes the original itself for its copy.
type shared struct{ honest }

func (s *shared) CopyFrom(src game.State) { s.State = src.(*shared).State }

// forgetful keeps count in a field that CopyFrom forgets.
type forgetful struct {
	honest
	plies int
}

func (s *forgetful) Reset()             { s.State.Reset(); s.plies = 0 }
func (s *forgetful) Play(a game.Action) { s.State.Play(a); s.plies++ }
func (s *forgetful) Ply() int           { return s.plies }

// fickle plays differently every time.
type fickle struct {
	honest
	mood uint64
}

var moods uint64

func (s *fickle) Play(a game.Action) { s.State.Play(a); moods++; s.mood = moods }
func (s *fickle) Hash() uint64       { return s.State.Hash() ^ s.mood }
func (s *fickle) CopyFrom(src game.State) {
	s.honest.CopyFrom(src)
	s.mood = src.(*fickle).mood
}

// individual has a number of its own that only copies take over.
type individual struct {
	honest
	number uint64
}

var made uint64

func newIndividual(s honest) *individual { made++; return &individual{s, made} }

func (s *individual) Hash() uint64 { return s.State.Hash() ^ s.number }
func (s *individual) CopyFrom(src game.State) {
	s.honest.CopyFrom(src)
	s.number = src.(*individual).number
}

// Faults of hashes.

type pliedHash struct{ honestGo }

func (s pliedHash) Hash() uint64 { return s.State.Hash() + uint64(s.Ply()) }

// lastHash hashes the last action, too.
type lastHash struct {
	honest
	last game.Action
}

func (s *lastHash) Hash() uint64       { return s.State.Hash() ^ uint64(s.last) }
func (s *lastHash) Reset()             { s.State.Reset(); s.last = 0 }
func (s *lastHash) Play(a game.Action) { s.State.Play(a); s.last = a }
func (s *lastHash) CopyFrom(src game.State) {
	s.honest.CopyFrom(src)
	s.last = src.(*lastHash).last
}

type shortHash struct{ honest }

func (s shortHash) Hash() uint64 { return s.State.Hash() & 0xfff }

// cellsHash does not tell the player to move.
type cellsHash struct{ honestGo }

func (s cellsHash) Hash() uint64 {
	h := fnv.New64()
	h.Write([]byte(strings.Join(board(s), "\n")))
	return h.Sum64()
}

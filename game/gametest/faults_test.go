package gametest

import (
	"errors"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"tengen/game"
)

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

// Faults of symmetries.

// turned has other symmetries, and puts actions elsewhere.
type turned struct {
	game.Game
	symmetries []game.Symmetry
	mapAction  func(a game.Action) game.Action
}

func (g turned) Symmetries() []game.Symmetry {
	if g.symmetries == nil && g.mapAction != nil {
		return g.Game.Symmetries()
	}
	return g.symmetries
}

func (g turned) MapAction(s game.Symmetry, a game.Action) game.Action {
	if g.mapAction == nil || s == game.Identity {
		return g.Game.MapAction(s, a)
	}
	return g.mapAction(a)
}

// lopsided forbids a corner at the start.
type lopsided struct{ honest }

func (s lopsided) Legal(a game.Action) bool {
	return s.State.Legal(a) && !(s.Ply() == 0 && a == 0)
}

func (s lopsided) LegalActions(dst []game.Action) []game.Action {
	for a := range game.Action(9) {
		if s.Legal(a) {
			dst = append(dst, a)
		}
	}
	return dst
}

// Faults of planes.

type lastPlane struct{ honest }

func (s lastPlane) Planes(dst []float32) { dst[0] = 1 }

type beyond struct{ honest }

func (s beyond) Planes(dst []float32) {
	s.State.Planes(dst)
	dst[:len(dst)+1][len(dst)] = 1
}

type counting struct {
	honest
	calls int
}

func (s *counting) Planes(dst []float32) {
	s.State.Planes(dst)
	s.calls++
	dst[0] = float32(s.calls)
}

// Faults of text.

type capitals struct{ honest }

func (s capitals) ParseAction(text string) (game.Action, error) {
	if strings.ToUpper(text) != text {
		return 0, errors.New("in capitals, please")
	}
	return s.State.ParseAction(text)
}

type lenient struct{ honest }

func (s lenient) ParseAction(text string) (game.Action, error) {
	return s.State.ParseAction(strings.TrimSpace(text))
}

type nameless struct{ honest }

func (s nameless) FormatAction(a game.Action) string {
	if !s.Legal(a) {
		return ""
	}
	return s.State.FormatAction(a)
}

type upsideDown struct{ honest }

func (s upsideDown) String() string {
	lines := strings.Split(s.State.String(), "\n")
	slices.Reverse(lines)
	return strings.Join(lines, "\n")
}

// Faults of explanations.

type silent struct{ honestGo }

func (silent) Explain(game.Action) error { return nil }

type talkative struct{ honestGo }

func (talkative) Explain(game.Action) error { return errors.New("no reason") }

type verbose struct{ honestGo }

func (s verbose) Explain(a game.Action) error {
	if s.Legal(a) {
		return nil
	}
	return errors.New("taken:\n" + s.String())
}

type meddling struct{ honestGo }

func (s meddling) Explain(a game.Action) error {
	if s.Legal(a) {
		return nil
	}
	s.SetToPlay(s.ToPlay().Opponent())
	return errors.New("not your turn any more")
}

// Faults of the editor.

type stubborn struct{ honestGo }

func (stubborn) SetToPlay(game.Player) {}

type passing struct{ honestGo }

func (s passing) SetToPlay(p game.Player) {
	if p != s.ToPlay() {
		s.Play(9)
	}
}

type agreeing struct{ honestGo }

func (s agreeing) Place(cell game.Action, p game.Player) error {
	_ = s.State.Place(cell, p) // an error is what the fault hides
	return nil
}

type flustered struct{ honestGo }

func (s flustered) Place(cell game.Action, p game.Player) error {
	err := s.State.Place(cell, p)
	if err != nil {
		s.SetToPlay(s.ToPlay().Opponent())
	}
	return err
}

type turnTaking struct{ honestGo }

func (s turnTaking) Place(cell game.Action, p game.Player) error {
	err := s.State.Place(cell, p)
	if err == nil {
		s.SetToPlay(s.ToPlay().Opponent())
	}
	return err
}

// placedHash hashes set-up stones apart from those played.
type placedHash struct {
	honestGo
	placed uint64
}

func (s *placedHash) Hash() uint64 { return s.State.Hash() + s.placed }
func (s *placedHash) Reset()       { s.State.Reset(); s.placed = 0 }
func (s *placedHash) CopyFrom(src game.State) {
	s.honestGo.CopyFrom(src)
	s.placed = src.(*placedHash).placed
}

func (s *placedHash) Place(cell game.Action, p game.Player) error {
	err := s.State.Place(cell, p)
	if err == nil {
		s.placed++
	}
	return err
}

type keptPlayer struct{ honestGo }

func (s keptPlayer) Reset() {
	p := s.ToPlay()
	s.State.Reset()
	s.SetToPlay(p)
}

// A fault of allocation.

type wasteful struct {
	honest
	list *[]game.Action
}

func (s *wasteful) Play(a game.Action) {
	s.State.Play(a)
	list := make([]game.Action, 0, 4)
	s.list = &list
}

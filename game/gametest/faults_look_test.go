package gametest

import (
	"errors"
	"slices"
	"strings"

	"tengen/game"
)

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

// straight draws itself turned as it is.
type straight struct{ honestGo }

func (s straight) TurnedPlanes(dst []float32, _ []int32) { s.State.Planes(dst) }

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

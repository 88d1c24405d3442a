package othello

import (
	"errors"
	"fmt"
	"math/bits"

	"tengen/game"
)

// The limits of a side.
const (
	minSide = 4
	maxSide = 8
)

// Game is the rules on one board. It is immutable.
type Game struct {
	width, height int
	lines         [4]line
	start         [2]uint64 // discs by player
}

// New returns Othello on width by height cells, both even and 4 to 8.
func New(width, height int) (*Game, error) {
	for _, side := range [...]int{width, height} {
		if side < minSide || side > maxSide || side%2 != 0 {
			return nil, fmt.Errorf("size %dx%d (width x height) is not played: each side must be even and %d to %d", width, height, minSide, maxSide)
		}
	}
	g := &Game{width: width, height: height, lines: newLines(width, height)}
	centre := (height/2-1)*width + width/2 - 1 // the lower left of the four cells in the middle
	g.start[game.First] = 1<<(centre+1) | 1<<(centre+width)
	g.start[game.Second] = 1<<centre | 1<<(centre+width+1)
	return g, nil
}

// Params returns the name and the size.
func (g *Game) Params() game.Params {
	return game.Params{Name: "othello", Width: g.width, Height: g.height}
}

// Shape returns [3, H, W]; Planes says what is in it.
func (g *Game) Shape() game.Shape {
	return game.Shape{Planes: planes, Height: g.height, Width: g.width}
}

// Actions returns W·H + 1: the cells, then the pass.
func (g *Game) Actions() int { return g.cells() + 1 }

// MaxPly returns 2·(W·H - 4) - 1: a disc on every cell that is empty at the start, and a pass before each but
// the first. No more passes are possible, since two in a row would be the end.
func (g *Game) MaxPly() int { return 2*(g.cells()-4) - 1 }

// Symmetries returns the symmetries of the board that keep the colours of the first four discs: 4 on a
// square board, 2 on others. The other half turn the start into one that no game has.
func (g *Game) Symmetries() []game.Symmetry {
	var keep []game.Symmetry
	for _, s := range game.SquareSymmetries(g.width, g.height) {
		var turned uint64
		for left := g.start[game.First]; left != 0; left &= left - 1 {
			turned |= 1 << s.MapCell(bits.TrailingZeros64(left), g.width, g.height)
		}
		if turned == g.start[game.First] {
			keep = append(keep, s)
		}
	}
	return keep
}

// MapAction returns the cell that a goes to; the pass stays the pass.
func (g *Game) MapAction(s game.Symmetry, a game.Action) game.Action {
	if a == g.Pass() {
		return a
	}
	return game.Action(s.MapCell(int(a), g.width, g.height))
}

// New returns a State at the start of a game. Its dynamic type is *State.
func (g *Game) New() game.State {
	s := &State{rules: g}
	s.Reset()
	return s
}

// Pass returns the action that passes.
func (g *Game) Pass() game.Action { return game.Action(g.cells()) }

func (g *Game) cells() int { return g.width * g.height }

// State is a position: the discs of each player, and what follows from them.
type State struct {
	rules *Game
	discs [2]uint64 // by player
	ply   int       // even if First is to play: a pass is a ply
	moves uint64    // the cells where the player to move may play
	over  bool      // neither player has such a cell
}

// Game returns the rules.
func (s *State) Game() game.Game { return s.rules }

// CopyFrom makes s equal to src.
func (s *State) CopyFrom(src game.State) { *s = *src.(*State) }

// Reset goes back to the first four discs.
func (s *State) Reset() {
	s.discs, s.ply = s.rules.start, 0
	s.findMoves()
}

// findMoves sets moves and over by the discs.
func (s *State) findMoves() {
	own, opp := s.sides()
	s.moves = s.rules.moves(own, opp)
	s.over = s.moves == 0 && s.rules.moves(opp, own) == 0
}

// sides returns the discs of the player to move and those of the opponent.
func (s *State) sides() (own, opp uint64) {
	return s.discs[s.ToPlay()], s.discs[s.ToPlay().Opponent()]
}

// Ply returns the number of actions played, passes included.
func (s *State) Ply() int { return s.ply }

// ToPlay returns the player to move.
func (s *State) ToPlay() game.Player { return game.Player(s.ply & 1) }

// Legal reports whether a turns discs, or is a pass that nothing else is left for.
func (s *State) Legal(a game.Action) bool {
	if a == s.rules.Pass() {
		return s.mustPass()
	}
	return a >= 0 && a < s.rules.Pass() && s.moves>>a&1 != 0
}

func (s *State) mustPass() bool { return s.moves == 0 && !s.over }

// LegalActions appends the legal actions to dst: cells, or the pass alone.
func (s *State) LegalActions(dst []game.Action) []game.Action {
	if s.mustPass() {
		return append(dst, s.rules.Pass())
	}
	for left := s.moves; left != 0; left &= left - 1 {
		dst = append(dst, game.Action(bits.TrailingZeros64(left)))
	}
	return dst
}

// Play plays a. It panics if a is illegal.
func (s *State) Play(a game.Action) {
	if !s.Legal(a) {
		panic(fmt.Sprintf("othello: illegal action %d at ply %d", a, s.ply))
	}
	if a != s.rules.Pass() {
		cell := uint64(1) << a
		own, opp := s.sides()
		turned := s.rules.turned(cell, own, opp)
		s.discs[s.ToPlay()] |= cell | turned
		s.discs[s.ToPlay().Opponent()] &^= turned
	}
	s.ply++
	s.findMoves()
}

// Explain says why a is illegal, and returns nil if it is legal.
func (s *State) Explain(a game.Action) error {
	switch {
	case s.Legal(a):
		return nil
	case a == s.rules.Pass():
		return errors.New("a pass is legal only where no disc can be played")
	case (s.discs[game.First]|s.discs[game.Second])>>uint(a)&1 != 0:
		return errors.New("occupied")
	}
	return errors.New("it turns no disc over")
}

// Terminal reports whether neither player can play a disc.
func (s *State) Terminal() bool { return s.over }

// Score returns First's discs less Second's. Cells that are empty at the end count for nobody; where the
// custom is to give them to the winner, the margin is larger and the winner the same.
func (s *State) Score() float32 {
	return float32(bits.OnesCount64(s.discs[game.First]) - bits.OnesCount64(s.discs[game.Second]))
}

// Outcome returns the sign of the difference in discs for the player to move. It panics before the end.
func (s *State) Outcome() float32 {
	if !s.over {
		panic(fmt.Sprintf("othello: Outcome at ply %d, before the end of the game", s.ply))
	}
	own, opp := s.sides()
	switch difference := bits.OnesCount64(own) - bits.OnesCount64(opp); {
	case difference > 0:
		return 1
	case difference < 0:
		return -1
	}
	return 0
}

// Hash mixes the discs of both players and the player to move.
func (s *State) Hash() uint64 {
	h := game.MixHash(game.MixHash(s.discs[game.First]) ^ s.discs[game.Second])
	if s.ToPlay() == game.Second {
		return ^h
	}
	return h
}

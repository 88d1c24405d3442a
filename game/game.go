package game

// Action is a move, as an index in [0, Game.Actions()).
type Action int32

// Player is the side to move: First moves first (Black in Go), Second answers.
type Player int8

// The two players.
const (
	First  Player = 0
	Second Player = 1
)

// Opponent returns the other player.
func (p Player) Opponent() Player { return 1 - p }

// Params choose a game and its rules. They stand in configs, models and records, and two games with
// the same Params are the same game.
type Params struct {
	Name   string // one of games.Names: "go", "connect4"
	Width  int    // columns; 0 takes the game's usual size
	Height int    // rows; 0 takes the game's usual size
	Komi   int    // half points given to Second; Go only
	Rules  string // options in the game's own words, as its package documents them; "" is its usual rules
}

// Shape is the size of a network input: Planes [C, H, W].
type Shape struct {
	Planes, Height, Width int
}

// Len returns the number of floats in one input.
func (s Shape) Len() int { return s.Planes * s.Height * s.Width }

// Cells returns the number of cells of the board.
func (s Shape) Cells() int { return s.Height * s.Width }

// Game describes the rules of one game on one board. It is immutable and safe for concurrent use.
type Game interface {
	// Params returns the parameters that make this game, sizes filled in.
	Params() Params
	// Shape returns the shape of one network input.
	Shape() Shape
	// Actions returns the number of actions, legal or not: the length of a policy.
	Actions() int
	// MaxPly returns a number of plies that no game exceeds: at MaxPly a State is terminal.
	MaxPly() int
	// Symmetries returns the symmetries of the board that leave the rules unchanged, Identity first.
	Symmetries() []Symmetry
	// MapAction returns where a goes under s, which must be one of Symmetries.
	MapAction(s Symmetry, a Action) Action
	// New returns a new State at the start of a game.
	New() State
}

// State is a position of a game with what its rules need of its history. None of its methods
// allocates once the State is warm, except those that make text.
type State interface {
	// Game returns the rules that the State is played by.
	Game() Game
	// CopyFrom makes the State equal to src, a State of the same Game. Undoing a move is copying
	// the State from before it.
	CopyFrom(src State)
	// Reset goes back to the start of the game.
	Reset()
	// ToPlay returns the player to move.
	ToPlay() Player
	// Ply returns the number of actions played.
	Ply() int
	// Legal reports whether a may be played. Nothing is legal in a terminal State; in any other
	// at least one action is.
	Legal(a Action) bool
	// LegalActions appends the legal actions to dst in ascending order.
	LegalActions(dst []Action) []Action
	// Play plays a. It panics if a is illegal: callers with untrusted input ask Legal first.
	Play(a Action)
	// Terminal reports whether the game is over.
	Terminal() bool
	// Outcome returns -1, 0 or +1 for the player to move in a terminal State. It panics in others.
	Outcome() float32
	// Hash identifies the cells and the player to move, not the history.
	Hash() uint64
	// Planes writes the network input to dst [C, H, W], all of it.
	Planes(dst []float32)
	// FormatAction names a as people do: a vertex ("D4": column letter without I, row from the
	// bottom) or "pass".
	FormatAction(a Action) string
	// ParseAction reads what FormatAction writes, in any case. The action need not be legal.
	ParseAction(text string) (Action, error)
	// String draws the board as text. The rows are lines one after the other, the top row first, that begin
	// with the row's number and then show its cells and nothing else; other lines may say more.
	String() string
}

// Scorer is a State whose outcome is a difference of points.
type Scorer interface {
	// Score returns First's points less Second's, komi included, as if the game ended here.
	Score() float32
}

// Turner is a State that draws itself turned at once, in less time than its planes take to be turned.
type Turner interface {
	// TurnedPlanes writes what Planes writes, but what belongs to cell c in each plane to cells[c].
	TurnedPlanes(dst []float32, cells []int32)
}

// Editor is a State that can be set up other than by moves, which is what Go clients and records
// need: the same colour twice, set-up stones. Never fake that with passes.
type Editor interface {
	// Place puts a stone of p on an empty cell as part of the set-up: the player to move, the ply
	// and the ko history stay as if the stone had been there from the start. It errs if the cell is
	// taken or the stone would have no liberty.
	Place(cell Action, p Player) error
	// Remove takes a stone off the board as part of the set-up, without capturing it. It errs if there is none.
	Remove(cell Action) error
	// SetToPlay makes p the player to move, without a pass.
	SetToPlay(p Player)
}

// OutcomeFor returns a terminal State's outcome for p.
func OutcomeFor(s State, p Player) float32 {
	if s.ToPlay() == p {
		return s.Outcome()
	}
	return -s.Outcome()
}

package sgf

import (
	"time"

	"tengen/game"
)

// Game is a finished or broken-off game. Empty fields are left out of the file.
type Game struct {
	Rules       game.Game // board, komi and the meaning of the actions
	Moves       []Move    // from the start of the game, alternating as the rules say
	First       string    // PB: who played black
	Second      string    // PW: who played white
	Result      string    // RE: see Result and Won
	Date        time.Time // DT: its day
	Ruleset     string    // RU: the name of the rules, such as "Tromp-Taylor"
	Event       string    // EV: the tournament
	Comment     string    // C of the root
	Application string    // AP: the program that writes
	Version     string    // AP: its version
}

// Move is an action with what there is to say about it.
type Move struct {
	Action  game.Action
	Comment string
}

package rating

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"tengen/game"
	"tengen/sgf"
)

// entry is one line of games.jsonl.
type entry struct {
	Number       int           `json:"number"` // place in the schedule
	First        string        `json:"first"`
	Second       string        `json:"second"`
	Outcome      int8          `json:"outcome"` // -1, 0 or 1 for First
	Result       string        `json:"result"`  // as in the SGF
	Score        *float32      `json:"score,omitempty"`
	Plies        int           `json:"plies"`
	OpeningPlies int           `json:"opening_plies"`
	Moves        []game.Action `json:"moves"`
	Forfeit      string        `json:"forfeit,omitempty"`
	Disputed     string        `json:"disputed,omitempty"`
	Referee      *verdict      `json:"referee,omitempty"`
	Duplicate    bool          `json:"duplicate,omitempty"` // the same as another game: not counted
}

func newEntry(number int, first, second string, openingPlies int, p *played) entry {
	return entry{
		Number: number, First: first, Second: second, Outcome: p.outcome, Result: p.result, Score: p.score,
		Plies: len(p.moves), OpeningPlies: min(openingPlies, len(p.moves)), Moves: p.moves, Forfeit: p.forfeit, Disputed: p.disputed,
		Referee: p.referee,
	}
}

// outcomeFor returns -1, 0 or 1 for a player of the game.
func (e *entry) outcomeFor(name string) int {
	if name == e.First {
		return int(e.Outcome)
	}
	return -int(e.Outcome)
}

// key is the same for games with the same moves between the same players with the same colours.
func (e *entry) key() string { return fmt.Sprint(e.First, "\x00", e.Second, "\x00", e.Moves) }

// repeatable reports whether the game, should another be the same, says the same thing twice. A forfeited one
// does not: a player may fail as often as it likes.
func (e *entry) repeatable() bool { return !e.Duplicate && e.Forfeit == "" }

func (e *entry) check() error {
	if e.Number < 0 || e.First == "" || e.Second == "" || e.First == e.Second || e.Outcome < -1 || e.Outcome > 1 {
		return fmt.Errorf("game %d, %q against %q, outcome %d: want a number from 0, two players, and -1, 0 or 1", e.Number, e.First, e.Second, e.Outcome)
	}
	return nil
}

// parseEntries reads the lines of games.jsonl. A last line that a crash has torn is left out: size is the
// length of the text without it. Anything else that is no game is an error, since cutting there would lose
// the games behind it.
func parseEntries(text []byte) (entries []entry, size int64, err error) {
	for number := 1; ; number++ {
		line, rest, whole := bytes.Cut(text[size:], []byte{'\n'})
		if !whole {
			return entries, size, nil
		}
		var e entry
		err := json.Unmarshal(line, &e)
		if err == nil {
			err = e.check()
		}
		if err != nil && len(rest) == 0 {
			return entries, size, nil // the disk wrote the line's end before its middle
		}
		if err != nil {
			return nil, 0, fmt.Errorf("line %d is no game: %w; remove it to have that game played again", number, err)
		}
		entries, size = append(entries, e), size+int64(len(line))+1
	}
}

// write writes the game as SGF.
func (e *entry) write(w io.Writer, g game.Game) error {
	record := &sgf.Game{Rules: g, First: e.First, Second: e.Second, Result: e.Result, Date: time.Now(), Comment: e.comment(), Application: "tengen"}
	for _, a := range e.Moves {
		record.Moves = append(record.Moves, sgf.Move{Action: a})
	}
	return sgf.Write(w, record)
}

// comment says what the moves do not.
func (e *entry) comment() string {
	var about []string
	if e.OpeningPlies > 0 {
		about = append(about, fmt.Sprintf("The first %d plies were given.", e.OpeningPlies))
	}
	if e.Duplicate {
		about = append(about, "The same as another game: not counted.")
	}
	notes := []string{e.Forfeit, e.Disputed}
	if e.Referee != nil {
		notes = append(notes, e.Referee.Notes)
	}
	for _, text := range notes {
		if text != "" {
			about = append(about, text)
		}
	}
	return strings.Join(about, "\n")
}

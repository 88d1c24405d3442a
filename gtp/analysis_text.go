package gtp

import (
	"math"
	"strconv"

	"tengen/game"
)

// dialect is a way to write down an analysis. The plain one is Leela Zero's: winrate, prior and lcb are ten-thousandths.
type dialect struct {
	kata  bool // KataGo's: chances in [0, 1], and more keys
	score bool // scoreLead, where points are known
}

// The dialects of the commands (Leela Zero's lz-analyze; KataGo's document "GTP_Extensions"; what Sabaki reads from analyze).
var (
	leelaDialect  = dialect{}
	sabakiDialect = dialect{score: true}
	kataDialect   = dialect{kata: true, score: true}
)

// maxVariation is the most moves of a variation that are written, as in KataGo.
const maxVariation = 15

// analysisText writes lines of an analysis into memory that it keeps.
type analysisText struct {
	dialect
	args  analysisArgs
	line  []byte
	along game.State // on the way through a variation: how a move is named may depend on where it is made
}

// append makes the line that tells f; it is valid until the next call, and empty if nothing is known yet.
func (t *analysisText) append(f *Findings) []byte {
	t.line = t.line[:0]
	for i, v := range f.Moves {
		t.variation(f.State, i, v)
	}
	if len(f.Moves) == 0 {
		return nil
	}
	if t.args.rootInfo {
		t.word("rootInfo")
		t.integer("visits", f.Visits)
		t.float("utility", f.Value)
		t.float("winrate", chance(f.Value))
	}
	if t.args.ownership && f.Ownership != nil {
		t.word("ownership")
		t.grid(f)
	}
	t.line = append(t.line, '\n')
	return t.line
}

// variation writes the segment of a move. Keys of which nothing is known, KataGo's scoreStdev and scoreSelfplay, are left
// out. A proven outcome is a winrate of 0 or 1.
func (t *analysisText) variation(s game.State, order int, v Variation) {
	if t.along == nil || t.along.Game() != s.Game() {
		t.along = s.Game().New()
	}
	m := v[0]
	t.word("info move")
	t.word(s.FormatAction(m.Action))
	t.integer("visits", m.Visits)
	if t.kata {
		t.float("utility", m.Q)
	}
	t.rate("winrate", chance(m.Q))
	if t.score && m.HasScore {
		if t.kata {
			t.float("scoreMean", m.Score)
		}
		t.float("scoreLead", m.Score)
	}
	t.rate("prior", m.Prior)
	t.rate("lcb", chance(m.LCB))
	if t.kata {
		t.float("utilityLcb", max(-1, m.LCB))
	}
	t.integer("order", order)
	t.word("pv")
	v = v[:min(len(v), maxVariation)]
	t.along.CopyFrom(s)
	for _, m := range v {
		t.word(t.along.FormatAction(m.Action))
		t.along.Play(m.Action)
	}
	if t.args.pvVisits {
		t.word("pvVisits")
		for _, m := range v {
			t.line = strconv.AppendInt(append(t.line, ' '), int64(m.Visits), 10)
		}
	}
}

// grid writes the ownership of the cells from the top row on, each from the left.
func (t *analysisText) grid(f *Findings) {
	width := f.State.Game().Shape().Width
	for row := len(f.Ownership) - width; row >= 0; row -= width {
		for _, v := range f.Ownership[row:][:width] {
			t.line = strconv.AppendFloat(append(t.line, ' '), float64(v), 'f', 3, 32)
		}
	}
}

func (t *analysisText) word(w string) {
	if len(t.line) > 0 {
		t.line = append(t.line, ' ')
	}
	t.line = append(t.line, w...)
}

func (t *analysisText) integer(key string, n int) {
	t.word(key)
	t.line = strconv.AppendInt(append(t.line, ' '), int64(n), 10)
}

func (t *analysisText) float(key string, v float32) {
	t.word(key)
	t.line = strconv.AppendFloat(append(t.line, ' '), float64(v), 'f', 6, 32)
}

// rate writes a chance in the dialect's unit.
func (t *analysisText) rate(key string, v float32) {
	if t.kata {
		t.float(key, v)
		return
	}
	t.integer(key, int(math.Round(10000*float64(v))))
}

// chance turns a value, or a bound of one, into a chance to win.
func chance(value float32) float32 { return max(0, min(1, (value+1)/2)) }

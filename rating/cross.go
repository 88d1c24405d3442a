package rating

import (
	"errors"
	"fmt"
	"image/color"
	"io"
	"math"
	"strconv"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The cross table's colours: from vermilion over white to blue, which the colour-blind tell apart.
var (
	lost    = color.RGBA{R: 0xd5, G: 0x5e, B: 0x00, A: 0xff}
	even    = color.RGBA{R: 0xfa, G: 0xfa, B: 0xfa, A: 0xff}
	unknown = color.RGBA{R: 0xc4, G: 0xc4, B: 0xc4, A: 0xff} // no games
	itself  = color.RGBA{R: 0xf0, G: 0xf0, B: 0xf0, A: 0xff} // the diagonal
)

// longestName is how many letters of a name the pictures show.
const longestName = 32

// WriteCross draws the cross table: players best first, and in each cell the per cent of the points that the
// row's player took from the column's. Columns have the players' ranks for names.
func (t *Table) WriteCross(w io.Writer, f Format, title string) error {
	if len(t.Rows) == 0 {
		return errors.New("draw cross table: nobody has played")
	}
	c := newCross(t, title)
	if err := c.picture().write(w, f); err != nil {
		return fmt.Errorf("write cross table: %w", err)
	}
	return nil
}

// cross is the cross table's layout, in points.
type cross struct {
	title  string
	names  []string
	scores [][]Score // of the rows against the columns
	cell   vg.Length // side of a cell
	left   vg.Length // of the cells: room for the names
}

// Room around the cells, in points.
const (
	crossTop    = 62
	crossBottom = 50
	crossRight  = 24
	crossWidest = 260 // of the cells of few players, which are made larger
)

func newCross(t *Table, title string) *cross {
	n := len(t.Rows)
	c := &cross{title: title, scores: t.crossScores(), cell: min(64, max(34, vg.Length(crossWidest/n)))}
	name := sans(11, black, text.XRight, text.YCenter)
	for i, r := range t.Rows {
		c.names = append(c.names, fmt.Sprintf("%s  %d", shortened(r.Name, longestName), i+1))
		c.left = max(c.left, name.Width(c.names[i]))
	}
	c.left += 32
	return c
}

// crossScores returns the score of each row's player against each other's.
func (t *Table) crossScores() [][]Score {
	row, scores := map[string]int{}, make([][]Score, len(t.Rows))
	for i, r := range t.Rows {
		row[r.Name], scores[i] = i, make([]Score, len(t.Rows))
	}
	for _, p := range t.Pairings {
		i, j := row[p.First], row[p.Second]
		scores[i][j] = p.Score
		scores[j][i] = Score{Wins: p.Losses, Draws: p.Draws, Losses: p.Wins}
	}
	return scores
}

func (c *cross) picture() *picture {
	side := c.cell * vg.Length(len(c.names))
	title := sans(14, black, text.XCenter, text.YTop)
	width := max(c.left+side+crossRight, title.Width(c.title)+2*crossRight, 300)
	return &picture{width: width, height: side + crossTop + crossBottom, draw: func(to draw.Canvas) {
		to.FillText(title, vg.Point{X: width / 2, Y: to.Max.Y - 14}, c.title)
		// What the title and the legend need beyond the cells is shared by both sides.
		at := vg.Point{X: c.left + (width-c.left-side-crossRight)/2, Y: crossBottom}
		c.drawCells(to, at)
		drawScale(to, vg.Point{X: width / 2, Y: 16})
	}}
}

// drawCells draws the cells from their lower left corner on, with the ranks on top and the names at the left.
func (c *cross) drawCells(to draw.Canvas, at vg.Point) {
	n := len(c.names)
	rank, name := sans(11, black, text.XCenter, text.YBottom), sans(11, black, text.XRight, text.YCenter)
	for i := range n {
		y := at.Y + c.cell*vg.Length(n-1-i)
		to.FillText(name, vg.Point{X: at.X - 8, Y: y + c.cell/2}, c.names[i])
		to.FillText(rank, vg.Point{X: at.X + c.cell*(vg.Length(i)+0.5), Y: at.Y + c.cell*vg.Length(n) + 6}, strconv.Itoa(i+1))
		for j := range n {
			c.drawCell(to, vg.Point{X: at.X + c.cell*vg.Length(j), Y: y}, i, j)
		}
	}
}

func (c *cross) drawCell(to draw.Canvas, at vg.Point, i, j int) {
	const gap = 0.75 // half the white line between cells
	corners := rectangle(vg.Point{X: at.X + gap, Y: at.Y + gap}, vg.Point{X: at.X + c.cell - gap, Y: at.Y + c.cell - gap})
	s, ground := c.scores[i][j], unknown
	switch {
	case i == j:
		ground = itself
	case s.Games() > 0:
		ground = shareColour(s.Share())
	}
	to.FillPolygon(ground, corners)
	if s.Games() == 0 {
		return
	}
	style := sans(11, readableOn(ground), text.XCenter, text.YCenter)
	to.FillText(style, vg.Point{X: at.X + c.cell/2, Y: at.Y + c.cell/2}, fmt.Sprintf("%.0f", 100*s.Share()))
}

// drawScale says what the colours and numbers mean, around a point below the cells.
func drawScale(to draw.Canvas, at vg.Point) {
	const steps, width, height = 41, 120.0, 8.0
	for i := range steps {
		x := at.X - width/2 + vg.Length(i)*width/steps
		// Each step reaches to the end and the next lies on top, so that no seams show.
		to.FillPolygon(shareColour(float64(i)/(steps-1)), rectangle(vg.Point{X: x, Y: at.Y - height/2}, vg.Point{X: at.X + width/2, Y: at.Y + height/2}))
	}
	small := func(x text.XAlignment, y text.YAlignment) text.Style { return sans(9, black, x, y) }
	to.FillText(small(text.XRight, text.YCenter), vg.Point{X: at.X - width/2 - 6, Y: at.Y}, "0")
	to.FillText(small(text.XLeft, text.YCenter), vg.Point{X: at.X + width/2 + 6, Y: at.Y}, "100")
	to.FillText(small(text.XCenter, text.YBottom), vg.Point{X: at.X, Y: at.Y + height/2 + 4}, "% of the points, row against column")
}

// shareColour returns the colour of a share of points.
func shareColour(share float64) color.RGBA {
	end, amount := blue, 2*share-1
	if share < 0.5 {
		end, amount = lost, 1-2*share
	}
	mix := func(a, b uint8) uint8 { return uint8(float64(a) + amount*(float64(b)-float64(a)) + 0.5) }
	return color.RGBA{mix(even.R, end.R), mix(even.G, end.G), mix(even.B, end.B), 0xff}
}

// readableOn returns black or white, whichever stands out more on a colour, by its luminance (WCAG 2.1, with
// a power of 2.2 for sRGB's curve): their contrasts are equal at about 0.21.
func readableOn(c color.RGBA) color.Color {
	linear := func(v uint8) float64 { return math.Pow(float64(v)/255, 2.2) }
	if 0.2126*linear(c.R)+0.7152*linear(c.G)+0.0722*linear(c.B) < 0.21 {
		return color.White
	}
	return black
}

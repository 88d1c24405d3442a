package rating

import (
	"cmp"
	"errors"
	"fmt"
	"image/color"
	"io"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

var (
	blue  = color.RGBA{R: 0x1f, G: 0x5f, B: 0xa8, A: 0xff}
	pale  = color.NRGBA{R: 0x1f, G: 0x5f, B: 0xa8, A: 0x28}
	grey  = color.RGBA{R: 0xe0, G: 0xe0, B: 0xe0, A: 0xff}
	black = color.RGBA{R: 0x22, G: 0x22, B: 0x22, A: 0xff}
	// others tell apart the players that are no checkpoints (Okabe and Ito's colours, safe for the colour-blind).
	others = []color.RGBA{{0xd5, 0x5e, 0x00, 0xff}, {0x00, 0x9e, 0x73, 0xff}, {0xcc, 0x79, 0xa7, 0xff}, {0xe6, 0x9f, 0x00, 0xff}, {0x56, 0xb4, 0xe9, 0xff}}
)

// WritePNG draws the ratings with their 95 % intervals. If two or more players are checkpoints it is their
// curve over optimizer steps, with the others as levels; else the players stand side by side, best first.
func (t *Table) WritePNG(w io.Writer, title string) error {
	if len(t.Rows) == 0 {
		return errors.New("draw ratings: nobody has played")
	}
	p := newPlot(title)
	var checkpoints, rest []Row
	for _, r := range t.Rows {
		if r.Step >= 0 {
			checkpoints = append(checkpoints, r)
		} else {
			rest = append(rest, r)
		}
	}
	var err error
	if len(checkpoints) >= 2 {
		err = drawCurve(p, checkpoints, rest)
	} else {
		err = drawPlayers(p, t.Rows)
	}
	if err != nil {
		return fmt.Errorf("draw ratings: %w", err)
	}
	room := 0.05 * (p.Y.Max - p.Y.Min) // so that no interval ends on the frame
	p.Y.Min, p.Y.Max = p.Y.Min-room, p.Y.Max+room
	// 18 x 11 cm at 144 dots an inch: 1020 x 623 pixels.
	c := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(18*vg.Centimeter, 11*vg.Centimeter), vgimg.UseDPI(144))}
	p.Draw(draw.Crop(draw.New(c), 8, -14, 8, -8)) // points of margin
	if _, err = c.WriteTo(w); err != nil {
		return fmt.Errorf("write ratings: %w", err)
	}
	return nil
}

// newPlot returns an empty plot in the house's style: sans serif, a white ground, a light grid.
func newPlot(title string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = color.White
	p.Title.Text, p.Title.Padding = title, vg.Points(10)
	p.Y.Label.Text = "Elo, with 95 % intervals"
	style := func(s *text.Style, size float64) {
		s.Font.Variant, s.Font.Size, s.Color = "Sans", vg.Points(size), black
	}
	style(&p.Title.TextStyle, 14)
	style(&p.Legend.TextStyle, 10)
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		style(&axis.Label.TextStyle, 11)
		style(&axis.Tick.Label, 10)
		axis.Label.Padding, axis.Padding = vg.Points(6), vg.Points(4)
		axis.LineStyle.Color, axis.Tick.LineStyle.Color = black, black
		axis.Tick.Marker = plot.TickerFunc(plainTicks)
	}
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = grey, grey
	p.Add(grid)
	return p
}

// plainTicks are gonum's ticks, written without decimals that say nothing and without exponents.
func plainTicks(low, high float64) []plot.Tick {
	ticks := plot.DefaultTicks{}.Ticks(low, high)
	for i, t := range ticks {
		if !t.IsMinor() {
			ticks[i].Label = strconv.FormatFloat(math.Round(t.Value*1e6)/1e6, 'f', -1, 64)
		}
	}
	return ticks
}

// drawCurve draws checkpoints over their steps in a band of their intervals, and others as levels.
func drawCurve(p *plot.Plot, checkpoints, rest []Row) error {
	slices.SortFunc(checkpoints, func(a, b Row) int { return cmp.Compare(a.Step, b.Step) })
	points := intervalsOf(checkpoints, func(_ int, r Row) float64 { return float64(r.Step) })
	line, dots, err := plotter.NewLinePoints(points)
	if err != nil {
		return err
	}
	band, err := plotter.NewPolygon(points.outline())
	if err != nil {
		return err
	}
	band.Color, band.LineStyle.Width = pale, 0
	line.Color, line.Width = blue, vg.Points(1.8)
	dots.Color, dots.Shape, dots.Radius = blue, draw.CircleGlyph{}, vg.Points(3)
	p.X.Label.Text = "optimizer steps"
	p.Add(band)
	if err := drawBars(p, points, blue); err != nil {
		return err
	}
	p.Add(line, dots)
	first, last := points.XYs[0].X, points.XYs[len(points.XYs)-1].X
	for i, r := range rest {
		level, err := plotter.NewLine(plotter.XYs{{X: first, Y: r.Elo}, {X: last, Y: r.Elo}})
		if err != nil {
			return err
		}
		level.Color, level.Width = others[i%len(others)], vg.Points(1.5)
		level.Dashes = []vg.Length{vg.Points(6), vg.Points(3)}
		p.Add(level)
		p.Legend.Add(fmt.Sprintf("%s %+.0f ± %.0f", r.Name, r.Elo, r.Error), level)
	}
	p.Legend.Padding, p.Legend.ThumbnailWidth = vg.Points(3), vg.Points(24)
	p.Legend.XOffs, p.Legend.YOffs = vg.Points(-8), vg.Points(8)
	return nil
}

// drawPlayers draws players side by side.
func drawPlayers(p *plot.Plot, rows []Row) error {
	points := intervalsOf(rows, func(i int, _ Row) float64 { return float64(i) })
	dots, err := plotter.NewScatter(points)
	if err != nil {
		return err
	}
	dots.Color, dots.Shape, dots.Radius = blue, draw.CircleGlyph{}, vg.Points(4)
	if err := drawBars(p, points, blue); err != nil {
		return err
	}
	p.Add(dots)
	var names []string
	for _, r := range rows {
		names = append(names, r.Name)
	}
	p.NominalX(names...)
	p.X.Min, p.X.Max = -0.5, float64(len(rows))-0.5
	p.X.Padding = vg.Points(8)
	if len(rows) > 6 { // names in a row would run into each other
		p.X.Tick.Label.Rotation = 0.6
		p.X.Tick.Label.XAlign, p.X.Tick.Label.YAlign = text.XRight, text.YCenter
	}
	return nil
}

func drawBars(p *plot.Plot, points *intervals, c color.Color) error {
	bars, err := plotter.NewYErrorBars(points)
	if err != nil {
		return err
	}
	bars.Color, bars.Width, bars.CapWidth = c, vg.Points(1.2), vg.Points(7)
	p.Add(bars)
	return nil
}

// intervals are points with errors in y.
type intervals struct {
	plotter.XYs
	plotter.YErrors
}

func intervalsOf(rows []Row, x func(i int, r Row) float64) *intervals {
	out := &intervals{}
	for i, r := range rows {
		out.XYs = append(out.XYs, plotter.XY{X: x(i, r), Y: r.Elo})
		out.YErrors = append(out.YErrors, struct{ Low, High float64 }{r.Error, r.Error})
	}
	return out
}

// outline goes along the upper ends of the intervals and back along the lower ones.
func (p *intervals) outline() plotter.XYs {
	var up, down plotter.XYs
	for i, at := range p.XYs {
		up = append(up, plotter.XY{X: at.X, Y: at.Y + p.YErrors[i].High})
		down = append(down, plotter.XY{X: at.X, Y: at.Y - p.YErrors[i].Low})
	}
	slices.Reverse(down)
	return append(up, down...)
}

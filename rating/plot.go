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
)

// WritePlot draws the ratings with their 95 % intervals. If two or more players are checkpoints it is their
// curve over optimizer steps, with the others as levels; else the players stand one below the other, best first.
func (t *Table) WritePlot(w io.Writer, f Format, title string) error {
	if len(t.Rows) == 0 {
		return errors.New("draw ratings: nobody has played")
	}
	var checkpoints, rest []Row
	for _, r := range t.Rows {
		if r.Step >= 0 {
			checkpoints = append(checkpoints, r)
		} else {
			rest = append(rest, r)
		}
	}
	p, height, err := newPlot(title), 11*vg.Centimeter, error(nil)
	if len(checkpoints) >= 2 {
		err = drawCurve(p, checkpoints, rest)
	} else {
		height = vg.Length(90 + 26*max(3, len(t.Rows))) // points
		err = drawPlayers(p, t.Rows)
	}
	if err != nil {
		return fmt.Errorf("draw ratings: %w", err)
	}
	whole := &picture{width: 18 * vg.Centimeter, height: height, draw: func(c draw.Canvas) {
		p.Draw(draw.Crop(c, 8, -14, 8, -8)) // points of margin
	}}
	if err := whole.write(w, f); err != nil {
		return fmt.Errorf("write ratings: %w", err)
	}
	return nil
}

// newPlot returns an empty plot in the house's style: sans serif, a white ground, a light grid.
func newPlot(title string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = color.White
	p.Title.Text, p.Title.Padding = title, vg.Points(10)
	style := func(s *text.Style, size float64) {
		s.Font.Variant, s.Font.Size, s.Color = "Sans", vg.Points(size), black
	}
	style(&p.Title.TextStyle, 14)
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

// plainTicks are about six multiples of 1, 2 or 5 times a power of ten, written without exponents.
func plainTicks(low, high float64) (ticks []plot.Tick) {
	const most = 7
	step := math.Pow(10, math.Floor(math.Log10((high-low)/most)))
	for _, times := range []float64{2, 2.5, 2} { // 1, 2, 5, 10
		if (high-low)/step <= most {
			break
		}
		step *= times
	}
	for k := math.Ceil(low / step); k*step <= high; k++ {
		ticks = append(ticks, plot.Tick{Value: k * step, Label: strconv.FormatFloat(math.Round(k*step*1e6)/1e6, 'f', -1, 64)})
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
	p.Y.Label.Text = eloLabel
	if err := drawLevels(p, rest, points.XYs[0].X, points.XYs[len(points.XYs)-1].X); err != nil {
		return err
	}
	p.Y.Min, p.Y.Max = roomier(p.Y.Min, p.Y.Max)
	return nil
}

// eloLabel names the axis of ratings.
const eloLabel = "Elo, with 95 % intervals"

// roomier widens an axis so that no interval ends on the frame.
func roomier(low, high float64) (float64, float64) {
	room := 0.05 * (high - low)
	return low - room, high + room
}

// drawLevels draws players as dashed lines from first to last, each with its name at its right end.
func drawLevels(p *plot.Plot, rows []Row, first, last float64) error {
	if len(rows) == 0 {
		return nil
	}
	names := plotter.XYLabels{}
	for i, r := range rows {
		level, err := plotter.NewLine(plotter.XYs{{X: first, Y: r.Elo}, {X: last, Y: r.Elo}})
		if err != nil {
			return err
		}
		level.Color, level.Width = others[i%len(others)], vg.Points(1.5)
		level.Dashes = []vg.Length{vg.Points(6), vg.Points(3)}
		p.Add(level)
		names.XYs = append(names.XYs, plotter.XY{X: last, Y: r.Elo})
		names.Labels = append(names.Labels, shortened(r.Name, 20)+" "+r.rating())
	}
	apart(names.XYs, 0.05*(p.Y.Max-p.Y.Min))
	labels, err := plotter.NewLabels(names)
	if err != nil {
		return err
	}
	for i := range labels.TextStyle {
		labels.TextStyle[i] = sans(9, others[i%len(others)], text.XLeft, text.YCenter)
	}
	labels.Offset = vg.Point{X: 6, Y: 1.5}
	p.Add(labels)
	return nil
}

// rating returns the player's Elo and half the interval in whole numbers.
func (r *Row) rating() string { return fmt.Sprintf("%+.0f ± %.0f", math.Round(r.Elo)+0, r.Error) }

// apart moves points, best first, up and down until each has gap between it and the next.
func apart(points plotter.XYs, gap float64) {
	for range 100 { // few are needed; labels that still touch are no harm
		moved := false
		for i := range len(points) - 1 {
			if short := gap - (points[i].Y - points[i+1].Y); short > gap/100 {
				points[i].Y, points[i+1].Y, moved = points[i].Y+short/2, points[i+1].Y-short/2, true
			}
		}
		if !moved {
			return
		}
	}
}

// drawPlayers draws players one below the other.
func drawPlayers(p *plot.Plot, rows []Row) error {
	var points intervals
	var names []string
	texts := plotter.XYLabels{}
	for i, r := range slices.Backward(rows) {
		at := plotter.XY{X: r.Elo, Y: float64(len(rows) - 1 - i)}
		points.XYs = append(points.XYs, at)
		points.YErrors = append(points.YErrors, struct{ Low, High float64 }{r.Error, r.Error})
		names = append(names, shortened(r.Name, longestName))
		texts.XYs = append(texts.XYs, plotter.XY{X: r.Elo + r.Error, Y: at.Y})
		texts.Labels = append(texts.Labels, r.rating())
	}
	dots, err := plotter.NewScatter(points.XYs)
	if err != nil {
		return err
	}
	bars, err := plotter.NewXErrorBars(struct {
		plotter.XYs
		plotter.XErrors
	}{points.XYs, plotter.XErrors(points.YErrors)})
	if err != nil {
		return err
	}
	labels, err := plotter.NewLabels(texts)
	if err != nil {
		return err
	}
	for i := range labels.TextStyle {
		labels.TextStyle[i] = sans(9, black, text.XLeft, text.YCenter)
	}
	labels.Offset = vg.Point{X: 8, Y: 1.5}
	dots.Color, dots.Shape, dots.Radius = blue, draw.CircleGlyph{}, vg.Points(4)
	bars.Color, bars.Width, bars.CapWidth = blue, vg.Points(1.2), vg.Points(7)
	p.Add(bars, dots, labels)
	p.NominalY(names...)
	p.Y.Tick.Label.YAlign = text.YCenter
	p.X.Label.Text = eloLabel
	p.X.Min, p.X.Max = roomier(p.X.Min, p.X.Max)
	p.Y.Min, p.Y.Max = -0.6, float64(len(rows))-0.4
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

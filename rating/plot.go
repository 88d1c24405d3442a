package rating

import (
	"cmp"
	"fmt"
	"image/color"
	"io"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var (
	blue = color.RGBA{R: 0x1f, G: 0x5f, B: 0xa8, A: 0xff}
	grey = color.RGBA{R: 0xdd, G: 0xdd, B: 0xdd, A: 0xff}
)

// WritePNG draws the ratings with their 95 % intervals: against the optimizer step where all players are
// checkpoints, else side by side.
func (t *Table) WritePNG(w io.Writer, title string) error {
	rows := slices.Clone(t.Rows)
	p := plot.New()
	p.BackgroundColor = color.White
	p.Title.Text, p.Y.Label.Text = title, "Elo (95 % intervals)"
	p.Title.TextStyle.Font.Size, p.Title.Padding = vg.Points(15), vg.Points(8)
	byStep := !slices.ContainsFunc(rows, func(r Row) bool { return r.Step < 0 })
	if byStep {
		slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(a.Step, b.Step) })
		p.X.Label.Text = "optimizer steps"
	}
	points := &intervals{}
	var names []string
	for i, r := range rows {
		x := float64(i)
		if byStep {
			x = float64(r.Step)
		}
		points.XYs = append(points.XYs, plotter.XY{X: x, Y: r.Elo})
		points.YErrors = append(points.YErrors, struct{ Low, High float64 }{r.Error, r.Error})
		names = append(names, r.Name)
	}
	if len(rows) == 0 {
		return fmt.Errorf("there are no ratings to draw")
	}
	if !byStep {
		p.NominalX(names...)
	}
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = grey, grey
	bars, err := plotter.NewYErrorBars(points)
	if err != nil {
		return fmt.Errorf("draw ratings: %w", err)
	}
	line, dots, err := plotter.NewLinePoints(points)
	if err != nil {
		return fmt.Errorf("draw ratings: %w", err)
	}
	bars.Color, line.Color, dots.Color = blue, blue, blue
	line.Width, dots.Shape, dots.Radius = vg.Points(1.5), draw.CircleGlyph{}, vg.Points(3)
	p.Add(grid, bars, dots)
	if byStep {
		p.Add(line)
	}
	png, err := p.WriterTo(18*vg.Centimeter, 11*vg.Centimeter, "png")
	if err != nil {
		return fmt.Errorf("draw ratings: %w", err)
	}
	_, err = png.WriteTo(w)
	return err
}

// intervals are points with errors in y.
type intervals struct {
	plotter.XYs
	plotter.YErrors
}

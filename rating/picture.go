package rating

import (
	"bytes"
	"fmt"
	"html"
	"image/color"
	"io"
	"regexp"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// The house's colours.
var (
	blue  = color.RGBA{R: 0x1f, G: 0x5f, B: 0xa8, A: 0xff}
	pale  = color.NRGBA{R: 0x1f, G: 0x5f, B: 0xa8, A: 0x28}
	grey  = color.RGBA{R: 0xe0, G: 0xe0, B: 0xe0, A: 0xff}
	black = color.RGBA{R: 0x22, G: 0x22, B: 0x22, A: 0xff}
	// others tell apart the players that are no checkpoints (Okabe and Ito's colours, safe for the colour-blind).
	others = []color.RGBA{{0xd5, 0x5e, 0x00, 0xff}, {0x00, 0x9e, 0x73, 0xff}, {0xcc, 0x79, 0xa7, 0xff}, {0xe6, 0x9f, 0x00, 0xff}, {0x56, 0xb4, 0xe9, 0xff}}
)

// Format is how a picture is written.
type Format int

// The formats: dots, for anywhere, and lines and letters, for pages.
const (
	PNG Format = iota
	SVG
)

// picture is something drawn on a white ground of a certain size.
type picture struct {
	width, height vg.Length
	draw          func(draw.Canvas)
}

// write writes the picture, a PNG with 144 dots an inch.
func (p *picture) write(w io.Writer, f Format) error {
	if f == PNG {
		c := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(p.width, p.height), vgimg.UseDPI(144))}
		p.draw(draw.New(c))
		_, err := c.WriteTo(w)
		return err
	}
	c := vgsvg.New(p.width, p.height)
	ground := draw.New(c)
	ground.FillPolygon(color.White, rectangle(ground.Min, ground.Max))
	p.draw(ground)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return err
	}
	_, err := w.Write(withWidths(b.Bytes()))
	return err
}

var svgText = regexp.MustCompile(`<text ([^>]*font-size:([0-9.]+)px[^>]*)>([^<]*)</text>`)

// withWidths says in an SVG how wide each text was taken to be, so that one in another font, where a machine does
// not have Liberation Sans, has the same room. Arial's and Helvetica's letters are as wide.
func withWidths(svg []byte) []byte {
	svg = svgText.ReplaceAllFunc(svg, func(element []byte) []byte {
		parts := svgText.FindSubmatch(element)
		size, err := strconv.ParseFloat(string(parts[2]), 64)
		if err != nil {
			return element
		}
		letters := html.UnescapeString(string(parts[3]))
		width := sans(size, black, text.XLeft, text.YTop).Width(letters)
		return fmt.Appendf(nil, `<text textLength="%.2f" lengthAdjust="spacingAndGlyphs" %s>%s</text>`, width.Points(), parts[1], parts[3])
	})
	return bytes.ReplaceAll(svg, []byte("font-family:Liberation Sans;"), []byte("font-family:'Liberation Sans',Arial,Helvetica,sans-serif;"))
}

// rectangle returns the corners between two opposite ones.
func rectangle(min, max vg.Point) []vg.Point {
	return []vg.Point{min, {X: max.X, Y: min.Y}, max, {X: min.X, Y: max.Y}}
}

// sans returns the house's lettering, aligned as told.
func sans(points float64, c color.Color, x text.XAlignment, y text.YAlignment) text.Style {
	s := text.Style{Font: font.From(plotter.DefaultFont, vg.Points(points)), Color: c, XAlign: x, YAlign: y, Handler: plot.DefaultTextHandler}
	s.Font.Variant = "Sans"
	return s
}

// shortened returns a name of at most n letters: the middle of a long one, where names differ least, is left out.
func shortened(name string, n int) string {
	letters := []rune(name)
	if len(letters) <= n {
		return name
	}
	return string(letters[:n-n/2-1]) + "…" + string(letters[len(letters)-n/2:])
}

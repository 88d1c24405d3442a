package rating

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// WriteText writes the table for a terminal.
func (t *Table) WriteText(w io.Writer) error {
	var b strings.Builder
	cells := t.cells()
	width := make([]int, len(cells[0]))
	for _, row := range cells {
		for c, text := range row {
			width[c] = max(width[c], utf8.RuneCountInString(text))
		}
	}
	for _, row := range cells {
		var line strings.Builder
		for c, text := range row {
			pad := strings.Repeat(" ", width[c]-utf8.RuneCountInString(text))
			if c == nameColumn {
				line.WriteString(text + pad + "  ")
			} else {
				line.WriteString(pad + text + "  ")
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	b.WriteString("\n")
	for _, line := range append(t.pairingLines(), t.notes()...) {
		b.WriteString(line + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteMarkdown writes the table for a page.
func (t *Table) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	for i, row := range t.cells() {
		for _, text := range row {
			b.WriteString("| " + markdown.Replace(text) + " ")
		}
		b.WriteString("|\n")
		if i > 0 {
			continue
		}
		for c := range row {
			b.WriteString(map[bool]string{true: "|:--", false: "|--:"}[c == nameColumn])
		}
		b.WriteString("|\n")
	}
	b.WriteString("\n")
	for _, line := range append(t.pairingLines(), t.notes()...) {
		b.WriteString("- " + markdown.Replace(strings.Join(strings.Fields(line), " ")) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteJSON writes ratings.json.
func (t *Table) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(t)
}

// markdown keeps players' names from being read as markup.
var markdown = strings.NewReplacer("|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", "&", "&amp;", "[", `\[`)

// nameColumn is the column of cells that is aligned to the left.
const nameColumn = 1

// cells returns the table's heading and rows.
func (t *Table) cells() [][]string {
	all := [][]string{{"rank", "player", "Elo", "±95%", "games", "won", "drawn", "lost", "points", "95% interval", "better than next"}}
	for i, r := range t.Rows {
		better := ""
		if r.Superiority != nil {
			better = fmt.Sprintf("%.1f%%", 100**r.Superiority)
		}
		all = append(all, []string{
			fmt.Sprint(i + 1), r.Name, fmt.Sprintf("%+.1f", r.Elo), fmt.Sprintf("%.1f", r.Error), fmt.Sprintf("%g", r.Games),
			fmt.Sprintf("%g", r.Wins), fmt.Sprintf("%g", r.Draws), fmt.Sprintf("%g", r.Losses),
			fmt.Sprintf("%.1f%%", 100*r.Share), fmt.Sprintf("%.1f%% - %.1f%%", 100*r.Low, 100*r.High), better,
		})
	}
	return all
}

func (t *Table) pairingLines() (lines []string) {
	for _, p := range t.Pairings {
		lines = append(lines, fmt.Sprintf("%s - %s: +%g =%g -%g, %.1f%% (%.1f%% - %.1f%%)",
			p.First, p.Second, p.Wins, p.Draws, p.Losses, 100*p.Share, 100*p.Low, 100*p.High))
	}
	return lines
}

// notes returns what is to be known about the numbers.
func (t *Table) notes() []string {
	lines := []string{fmt.Sprintf("%d games, %d duplicates not counted, %d forfeits, %d disputed scores", t.Games, t.Duplicates, len(t.Forfeits), len(t.Disputes))}
	lines = append(lines, t.Forfeits...)
	lines = append(lines, t.Disputes...)
	if t.Openings < t.OpeningsWanted {
		lines = append(lines, fmt.Sprintf("Only %d different openings were found, %d were wanted: some were played by more than one pair of games.", t.Openings, t.OpeningsWanted))
	}
	if t.VirtualDraws {
		lines = append(lines, "Somebody has won or lost everything against the others, so each pairing was given one virtual draw: the true differences may be larger.")
	}
	if t.Groups > 1 {
		lines = append(lines, fmt.Sprintf("The players fall into %d groups that have not met: ratings of different groups do not compare.", t.Groups))
	}
	return lines
}

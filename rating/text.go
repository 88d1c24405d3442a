package rating

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// WriteText writes the table for a terminal.
func (t *Table) WriteText(w io.Writer) error {
	var b strings.Builder
	align(&b, t.cells(), nameColumn)
	if cells := t.superiorityCells(); cells != nil {
		b.WriteString("\n" + superiorityTitle + "\n")
		align(&b, cells, nameColumn)
	}
	b.WriteString("\n")
	for _, line := range append(t.pairingLines(), t.notes()...) {
		b.WriteString(line + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteRanking writes the table's rows alone, at most limit of them, and says how many more there are: what is
// shown while the games go on.
func (t *Table) WriteRanking(w io.Writer, limit int) error {
	var b strings.Builder
	cells := t.cells()
	for i := range cells {
		cells[i] = cells[i][:9] // without intervals: lines of a narrow terminal
	}
	more := len(cells) - 1 - limit
	if more > 0 {
		cells = cells[:limit+1]
	}
	align(&b, cells, nameColumn)
	if more > 0 {
		fmt.Fprintf(&b, "      and %d more\n", more)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// align writes cells in columns as wide as their widest, to the right but for one.
func align(b *strings.Builder, cells [][]string, left int) {
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
			if c == left {
				line.WriteString(text + pad + "  ")
			} else {
				line.WriteString(pad + text + "  ")
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

// WriteMarkdown writes the table for a page.
func (t *Table) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	markdownTable(&b, t.cells(), nameColumn)
	if cells := t.superiorityCells(); cells != nil {
		b.WriteString("\n" + superiorityTitle + "\n\n")
		markdownTable(&b, cells, nameColumn)
	}
	b.WriteString("\n")
	for _, line := range append(t.pairingLines(), t.notes()...) {
		b.WriteString("- " + markdown.Replace(strings.Join(strings.Fields(line), " ")) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdownTable writes cells, the heading first, aligned to the right but for one column.
func markdownTable(b *strings.Builder, cells [][]string, left int) {
	for i, row := range cells {
		for _, text := range row {
			b.WriteString("| " + markdown.Replace(text) + " ")
		}
		b.WriteString("|\n")
		if i > 0 {
			continue
		}
		for c := range row {
			b.WriteString(map[bool]string{true: "|:--", false: "|--:"}[c == left])
		}
		b.WriteString("|\n")
	}
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

const superiorityTitle = "Likelihood of superiority: that the row's player is stronger than the column's, by rank, in %"

// mostCompared is the number of players up to which all are compared with all: what fits on a line.
const mostCompared = 12

// superiorityCells returns the matrix of likelihoods of superiority, or nil: with two players the table has it
// already, and with many it is too wide.
func (t *Table) superiorityCells() [][]string {
	if len(t.Rows) < 3 || len(t.Rows) > mostCompared {
		return nil
	}
	all := [][]string{{"rank", "player"}}
	for i, r := range t.Rows {
		all[0] = append(all[0], fmt.Sprint(i+1))
		row := []string{fmt.Sprint(i + 1), r.Name}
		for j, p := range t.Superiority[i] {
			text := "-"
			if i != j {
				text = fmt.Sprintf("%.1f", 100*p)
			}
			row = append(row, text)
		}
		all = append(all, row)
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
	lines = append(lines, t.Referee.lines()...)
	lines = append(lines, t.Forfeits...)
	lines = append(lines, t.Disputes...)
	if t.Openings < t.OpeningsWanted {
		lines = append(lines, fmt.Sprintf("Only %d different openings were found, %d were wanted: some were played by more than one pair of games.", t.Openings, t.OpeningsWanted))
	}
	if t.SPRT != nil {
		lines = append(lines, t.SPRT.String())
	}
	if len(t.Anchors) > 0 {
		var given []string
		for _, name := range slices.Sorted(maps.Keys(t.Anchors)) {
			given = append(given, fmt.Sprintf("%s %+g", name, t.Anchors[name]))
		}
		lines = append(lines, "Elo was given for "+strings.Join(given, ", ")+": the others' Elo and errors are relative to that.")
	}
	if t.VirtualDraws {
		lines = append(lines, "Somebody has won or lost everything against the others, so each pairing was given one virtual draw: the true differences may be larger.")
	}
	if t.Groups > 1 {
		lines = append(lines, fmt.Sprintf("The players fall into %d groups that have not met: ratings of different groups do not compare.", t.Groups))
	}
	return lines
}

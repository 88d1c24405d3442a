package game

import (
	"fmt"
	"strconv"
)

// MaxSide is the longest side of a board whose columns can be named with one letter: A to Z without I.
const MaxSide = 25

// columns are the names of the columns from the left; I is left out, as on Go boards since long
// before computers, because it looks like J and 1.
const columns = "ABCDEFGHJKLMNOPQRSTUVWXYZ"

// ColumnName returns the letter of column x, 0 to MaxSide-1.
func ColumnName(x int) string { return columns[x : x+1] }

// FormatVertex names the cell y·width + x as people do: the letter of its column and the number of its
// row from the bottom, "A1" for cell 0. It is the text of the Go Text Protocol.
func FormatVertex(cell, width int) string {
	return ColumnName(cell%width) + strconv.Itoa(cell/width+1)
}

// ParseColumn reads the letter of a column of a board that is width wide, in any case.
func ParseColumn(letter byte, width int) (x int, err error) {
	if 'a' <= letter && letter <= 'z' {
		letter -= 'a' - 'A'
	}
	for x = range min(width, MaxSide) {
		if columns[x] == letter {
			return x, nil
		}
	}
	return 0, fmt.Errorf("column %q is not on the board: its columns are A to %s, without I", letter, ColumnName(width-1))
}

// ParseVertex reads what FormatVertex writes, in any case, on a board of width by height cells.
func ParseVertex(text string, width, height int) (cell int, err error) {
	if len(text) < 2 || len(text) > 3 {
		return 0, fmt.Errorf("vertex %q: expected a column letter and a row number, such as A1", text)
	}
	x, err := ParseColumn(text[0], width)
	if err != nil {
		return 0, fmt.Errorf("vertex %q: %w", text, err)
	}
	row, ok := parseRow(text[1:])
	if !ok {
		return 0, fmt.Errorf("vertex %q: expected a row number after the letter, such as A1", text)
	}
	if row > height {
		return 0, fmt.Errorf("vertex %q: row %d is not on the board: its rows are 1 to %d", text, row, height)
	}
	return (row-1)*width + x, nil
}

// parseRow reads a row number of one or two digits that does not start with 0.
func parseRow(digits string) (row int, ok bool) {
	if digits[0] == '0' {
		return 0, false
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
		row = row*10 + int(digits[i]-'0')
	}
	return row, true
}

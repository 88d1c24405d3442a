package sgf

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Size is the size of a board, as SZ says it: 1 to MaxSide each.
type Size struct {
	Width, Height int
}

// MaxSide is the longest side of a board whose points have names: a to z, then A to Z.
const MaxSide = 52

// letters name the columns from the left and the rows from the top.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// ParseSize reads SZ: "19", or "7:5" for 7 columns and 5 rows.
func ParseSize(value string) (Size, error) {
	columns, rows, rectangle := strings.Cut(strings.TrimSpace(value), ":")
	if !rectangle {
		rows = columns
	}
	width, err1 := strconv.Atoi(strings.TrimSpace(columns))
	height, err2 := strconv.Atoi(strings.TrimSpace(rows))
	if err1 != nil || err2 != nil || width < 1 || width > MaxSide || height < 1 || height > MaxSide {
		return Size{}, fmt.Errorf("SZ[%s]: want a number from 1 to %d, or two with a colon for columns and rows", short(value), MaxSide)
	}
	return Size{width, height}, nil
}

// String returns the value of SZ.
func (z Size) String() string {
	if z.Width == z.Height {
		return strconv.Itoa(z.Width)
	}
	return fmt.Sprintf("%d:%d", z.Width, z.Height)
}

// Point names the cell y·Width + x, y counted from the bottom row as everywhere in tengen.
func (z Size) Point(cell int) string {
	return string([]byte{letters[cell%z.Width], letters[z.Height-1-cell/z.Width]})
}

// Cell reads what Point writes.
func (z Size) Cell(point string) (int, error) {
	point = strings.TrimSpace(point)
	if len(point) == 2 {
		x, row := strings.IndexByte(letters, point[0]), strings.IndexByte(letters, point[1])
		if 0 <= x && x < z.Width && 0 <= row && row < z.Height {
			return (z.Height-1-row)*z.Width + x, nil
		}
	}
	return 0, fmt.Errorf("%q is no point of a board of %dx%d: want two letters, aa to %s", short(point), z.Width, z.Height, z.Point(z.Width-1))
}

// Pass reports whether the move is a pass: nothing, or "tt" where that can be no point of any board that FF[3]
// knew.
func (z Size) Pass(move string) bool {
	move = strings.TrimSpace(move)
	return move == "" || move == "tt" && z.Width <= 19 && z.Height <= 19
}

// Cells reads a list of points: "aa", or "aa:cc" for all from the upper left to the lower right corner. The
// error names those that are no points; the cells of the others are returned with it.
func (z Size) Cells(list []string) ([]int, error) {
	var cells []int
	var errs []error
	for _, value := range list {
		from, to, rectangle := splitComposed(value)
		if !rectangle {
			to = from
		}
		a, err1 := z.Cell(from)
		b, err2 := z.Cell(to)
		switch {
		case err1 != nil:
			errs = append(errs, err1)
			continue
		case err2 != nil:
			errs = append(errs, err2)
			continue
		}
		left, right := min(a%z.Width, b%z.Width), max(a%z.Width, b%z.Width)
		bottom, top := min(a/z.Width, b/z.Width), max(a/z.Width, b/z.Width)
		for y := top; y >= bottom; y-- {
			for x := left; x <= right; x++ {
				cells = append(cells, y*z.Width+x)
			}
		}
	}
	return cells, errors.Join(errs...)
}

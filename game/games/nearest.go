package games

import "strings"

// nearest returns the known name that is closest to name, or "" if none is close: at most a third of its
// letters, and at least one, may differ, be missing or too many, in any case.
func nearest(name string) string {
	best, bestDistance := "", 0
	for _, e := range list {
		d := distance(strings.ToLower(name), e.name)
		if d <= max(1, len(e.name)/3) && (best == "" || d < bestDistance) {
			best, bestDistance = e.name, d
		}
	}
	return best
}

// distance is the Levenshtein distance: how many letters to change, insert or delete.
func distance(a, b string) int {
	row := make([]int, len(b)+1) // row[j]: from the letters of a so far to b[:j]
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

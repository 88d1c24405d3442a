// Package nearest finds the name that somebody may have meant: what is typed wrong is told with what is right.
package nearest

import "strings"

// Name returns the known name that is closest to name, or "" if none is close: at most a third of its
// letters, and at least one, may differ, be missing or too many, in any case.
func Name(name string, known []string) string {
	best, bestDistance := "", 0
	for _, k := range known {
		d := Distance(strings.ToLower(name), k)
		if d <= max(1, len(k)/3) && (best == "" || d < bestDistance) {
			best, bestDistance = k, d
		}
	}
	return best
}

// Distance is Levenshtein's: how many letters to change, insert or delete.
func Distance(a, b string) int {
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

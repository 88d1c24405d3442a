package configs

import "strings"

// noKey is the message for a key that does not exist.
func noKey(key string) string {
	return "no key is called " + key + "; the nearest is " + nearest(key)
}

// nearest returns the known key whose last part is most like that of key, and of several such keys the one
// that is most like it altogether.
func nearest(key string) string {
	best, least, leastWhole := "", 1<<30, 1<<30
	for _, c := range keys() {
		d, whole := distance(last(key), last(c)), distance(key, c)
		if d < least || d == least && whole < leastWhole {
			best, least, leastWhole = c, d, whole
		}
	}
	return best
}

// keys returns every key, that of the learning rates and those of the groups included.
func keys() []string {
	all := []string{"training.rate", "training.rate.from_step", "training.rate.rate"}
	before := ""
	for _, f := range fields {
		if group, _, ok := strings.Cut(f.key, "."); ok && group != before {
			all, before = append(all, group), group
		}
		all = append(all, f.key)
	}
	return all
}

// last returns the part of key after its last dot.
func last(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// distance is Levenshtein's.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

package configs

import (
	"strings"

	"tengen/internal/nearest"
)

// noKey is the message for a key that does not exist.
func noKey(key string) string {
	return "no key is called " + key + "; the nearest is " + nearestKey(key)
}

// nearestKey returns the known key whose last part is most like that of key, and of several such keys the one
// that is most like it altogether.
func nearestKey(key string) string {
	best, least, leastWhole := "", 1<<30, 1<<30
	for _, c := range keys() {
		d, whole := nearest.Distance(last(key), last(c)), nearest.Distance(key, c)
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

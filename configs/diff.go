package configs

import (
	"fmt"
	"strings"

	pb "tengen/proto/tengen/v1"
)

// Diff lists the keys in which two loaded configs differ, as "key: old -> new".
func Diff(old, new *pb.Config) []string {
	before, after := values(old), values(new)
	var diffs []string
	for _, f := range append(fields[:len(fields):len(fields)], field{key: "training.rate"}) {
		if a, b := before[f.key], after[f.key]; a != b {
			diffs = append(diffs, fmt.Sprintf("%s: %s -> %s", f.key, a, b))
		}
	}
	return diffs
}

// values returns every key's value as text; the learning rates one after the other.
func values(c *pb.Config) map[string]string {
	all := map[string]string{}
	for _, e := range entries(c) {
		key := strings.TrimPrefix(e.group+"."+e.name, ".")
		all[key] = strings.TrimSpace(all[key] + " " + e.value)
	}
	return all
}

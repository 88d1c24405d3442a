package configs

import (
	"fmt"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	pb "tengen/proto/tengen/v1"
)

// SpellOut writes a loaded config with every key, as a text that Parse reads back.
func SpellOut(c *pb.Config) []byte {
	var b strings.Builder
	b.WriteString("# The whole configuration of this run, defaults included.\n")
	group := ""
	for _, f := range fields {
		g, name, ok := strings.Cut(f.key, ".")
		if !ok {
			g, name = "", f.key
		}
		if g != group {
			if group == "training" {
				spellRates(&b, c)
			}
			if group != "" {
				b.WriteString("}\n")
			}
			if g != "" {
				b.WriteString(g + " {\n")
			}
			group = g
		}
		indent := ""
		if g != "" {
			indent = "  "
		}
		m, fd := locate(c, f.key)
		fmt.Fprintf(&b, "%s%s: %s\n", indent, name, literal(fd, m.Get(fd)))
	}
	return []byte(b.String())
}

func spellRates(b *strings.Builder, c *pb.Config) {
	for _, r := range c.Training.Rate {
		fmt.Fprintf(b, "  rate { from_step: %d rate: %s }\n", r.GetFromStep(), strconv.FormatFloat(float64(r.GetRate()), 'g', -1, 32))
	}
}

func literal(fd protoreflect.FieldDescriptor, v protoreflect.Value) string {
	switch fd.Kind() {
	case protoreflect.StringKind:
		return strconv.Quote(v.String())
	case protoreflect.FloatKind:
		return strconv.FormatFloat(v.Float(), 'g', -1, 32)
	case protoreflect.DoubleKind:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	}
	return fmt.Sprint(v.Interface())
}

// Diff lists the keys in which two loaded configs differ, as "key: old -> new".
func Diff(old, new *pb.Config) []string {
	a, b := strings.Split(string(SpellOut(old)), "\n"), strings.Split(string(SpellOut(new)), "\n")
	var diffs []string
	if len(a) != len(b) {
		return []string{"training.rate: another number of rates"}
	}
	for i := range a {
		if a[i] != b[i] {
			diffs = append(diffs, strings.TrimSpace(a[i])+" -> "+strings.TrimSpace(b[i]))
		}
	}
	return diffs
}

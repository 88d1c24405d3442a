package configs

import (
	"fmt"
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	pb "tengen/proto/tengen/v1"
)

// entry is one line of a config that is spelled out.
type entry struct {
	group, name, value, comment string
}

// entries lists everything in a config, in the order of fields; the learning rates end their group.
func entries(c *pb.Config) []entry {
	c = proto.CloneOf(c) // locate adds groups
	var all []entry
	before := ""
	for _, f := range fields {
		group, name := split(f.key)
		if before == "training" && group != before {
			all = append(all, rateEntries(c)...)
		}
		before = group
		m, fd := locate(c, f.key)
		all = append(all, entry{group, name, literal(fd, m.Get(fd)), f.comment()})
	}
	return all
}

func rateEntries(c *pb.Config) (all []entry) {
	for _, r := range c.GetTraining().GetRate() {
		value := fmt.Sprintf("{ from_step: %d rate: %s }", r.GetFromStep(), strconv.FormatFloat(float64(r.GetRate()), 'g', -1, 32))
		all = append(all, entry{"training", "rate", value, rateComment})
	}
	return all
}

// split cuts a key into its group, "" at the top level, and its name.
func split(key string) (group, name string) {
	if group, name, ok := strings.Cut(key, "."); ok {
		return group, name
	}
	return "", key
}

// SpellOut writes a loaded config with every key and what it does, as a text that Parse reads back.
func SpellOut(c *pb.Config) []byte {
	var b strings.Builder
	b.WriteString("# The whole configuration of this run, defaults included.\n")
	group, indent := "", ""
	for _, e := range entries(c) {
		if e.group != group {
			if group != "" {
				b.WriteString("}\n")
			}
			group, indent = e.group, ""
			if group != "" {
				b.WriteString(group + " {\n")
				indent = "  "
			}
		}
		fmt.Fprintf(&b, "%s%s: %s # %s\n", indent, e.name, e.value, e.comment)
	}
	return []byte(b.String())
}

// literal writes a value as prototext reads it.
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

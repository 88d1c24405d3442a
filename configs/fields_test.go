package configs

import (
	"os"
	"strings"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"

	pb "tengen/proto/tengen/v1"
)

// The table has every key of the schema, once.
func TestFieldsAreTheSchema(t *testing.T) {
	listed := map[string]int{}
	for _, f := range fields {
		listed[f.key]++
	}
	var visit func(prefix string, d protoreflect.MessageDescriptor)
	visit = func(prefix string, d protoreflect.MessageDescriptor) {
		for i := range d.Fields().Len() {
			fd := d.Fields().Get(i)
			key := prefix + string(fd.Name())
			switch {
			case fd.IsList():
				continue
			case fd.Message() != nil:
				visit(key+".", fd.Message())
			case listed[key] != 1:
				t.Errorf("%s is in the table %d times, want once", key, listed[key])
			}
			delete(listed, key)
		}
	}
	visit("", (&pb.Config{}).ProtoReflect().Descriptor())
	for key := range listed {
		t.Errorf("the table's %s is not in the schema", key)
	}
}

// The schema's comments say what the table says.
func TestSchemaComments(t *testing.T) {
	text, err := os.ReadFile("../proto/tengen/v1/config.proto")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fields {
		if want := "// " + f.comment() + ".\n"; !strings.Contains(string(text), want) {
			t.Errorf("config.proto lacks the comment of %s:\n%s", f.key, want)
		}
	}
}

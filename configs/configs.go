package configs

import (
	"embed"
	"errors"
	"fmt"
	"os"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	pb "tengen/proto/tengen/v1"
)

const extension = ".textproto"

//go:embed *.textproto
var files embed.FS

// Names lists the ready runs.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the files are part of the program
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), extension))
	}
	return names
}

// Load reads a ready run by name, or a file, applies overrides of the form key=value, fills in the defaults
// and checks the result. Its errors say everything that is wrong, each with file, line and key.
func Load(nameOrFile string, overrides []string) (*pb.Config, error) {
	if text, err := files.ReadFile(nameOrFile + extension); err == nil {
		return Parse(nameOrFile+extension, text, overrides)
	}
	text, err := os.ReadFile(nameOrFile)
	if err != nil {
		return nil, fmt.Errorf("no ready run is called %q (there are %s), and as a file: %w", nameOrFile, strings.Join(Names(), ", "), err)
	}
	return Parse(nameOrFile, text, overrides)
}

// Parse is Load for a text that was read from file.
func Parse(file string, text []byte, overrides []string) (*pb.Config, error) {
	c, from, err := parse(file, text)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, o := range overrides {
		key, err := override(c, o)
		errs = append(errs, err)
		from.set[key] = true
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	fillDefaults(c)
	if err := validate(c, from); err != nil {
		return nil, err
	}
	return c, nil
}

// locate returns the message that holds key, made if it is missing, and the key's field; nil if key does
// not hold one value.
func locate(c *pb.Config, key string) (protoreflect.Message, protoreflect.FieldDescriptor) {
	m := c.ProtoReflect()
	if group, rest, ok := strings.Cut(key, "."); ok {
		fd := m.Descriptor().Fields().ByName(protoreflect.Name(group))
		if fd == nil || fd.Message() == nil || fd.IsList() {
			return nil, nil
		}
		m, key = m.Mutable(fd).Message(), rest
	}
	fd := m.Descriptor().Fields().ByName(protoreflect.Name(key))
	if fd == nil || fd.Message() != nil {
		return nil, nil
	}
	return m, fd
}

func fillDefaults(c *pb.Config) {
	for _, f := range fields {
		if m, fd := locate(c, f.key); !m.Has(fd) {
			m.Set(fd, toValue(fd, f.value))
		}
	}
	if len(c.Training.Rate) == 0 {
		c.Training.Rate = []*pb.Rate{{FromStep: proto.Int64(0), Rate: proto.Float32(defaultRate)}}
	}
	for _, r := range c.Training.Rate {
		if r.FromStep == nil {
			r.FromStep = proto.Int64(0)
		}
	}
}

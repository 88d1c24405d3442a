package configs

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/reflect/protoreflect"

	pb "tengen/proto/tengen/v1"
)

// prototext's messages change on purpose from build to build; what they have in common is a position.
var (
	position = regexp.MustCompile(`\(line (\d+):\d+\):\s*(.*)`)
	unknown  = regexp.MustCompile(`unknown field:\s*(\S+)`)
)

// parse reads text, and the place of every key in it as "file:line".
func parse(file string, text []byte) (*pb.Config, map[string]string, error) {
	c := &pb.Config{}
	if err := prototext.Unmarshal(text, c); err != nil {
		return nil, nil, translate(file, err)
	}
	return c, keyLines(file, string(text)), nil
}

// translate makes prototext's error ours: file, line, key, and what to write instead.
func translate(file string, err error) error {
	message := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, err.Error())
	found := position.FindStringSubmatch(message)
	if found == nil {
		return fmt.Errorf("%s: %s", file, strings.TrimSpace(strings.TrimPrefix(message, "proto:")))
	}
	what := found[2]
	if u := unknown.FindStringSubmatch(what); u != nil {
		what = fmt.Sprintf("no key is called %s; the nearest is %s", u[1], nearest(u[1]))
	}
	return fmt.Errorf("%s:%s: %s", file, found[1], what)
}

// nearest returns the known key that is most like the last part of key.
func nearest(key string) string {
	last := key[strings.LastIndexByte(key, '.')+1:]
	best, least := "", 1<<30
	candidates := []string{"training.rate", "training.rate.from_step"}
	for _, f := range fields {
		candidates = append(candidates, f.key)
		if group, _, ok := strings.Cut(f.key, "."); ok {
			candidates = append(candidates, group)
		}
	}
	for _, c := range candidates {
		if d := distance(last, c[strings.LastIndexByte(c, '.')+1:]); d < least {
			best, least = c, d
		}
	}
	return best
}

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

var keyOrBrace = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*\s*[:{]|[{}]`)

// keyLines finds the line of every key in a text that has been parsed.
func keyLines(file, text string) map[string]string {
	lines := map[string]string{}
	var groups []string
	for n, line := range strings.Split(text, "\n") {
		if i := strings.IndexByte(line, '#'); i >= 0 && strings.Count(line[:i], `"`)%2 == 0 {
			line = line[:i]
		}
		for _, token := range keyOrBrace.FindAllString(line, -1) {
			name := strings.TrimRight(token, " \t:{")
			switch {
			case token == "}":
				groups = groups[:max(len(groups)-1, 0)]
				continue
			case token[0] == '"' || name == "":
				continue
			}
			lines[strings.Join(append(groups[:len(groups):len(groups)], name), ".")] = fmt.Sprintf("%s:%d", file, n+1)
			if strings.HasSuffix(token, "{") {
				groups = append(groups, name)
			}
		}
	}
	return lines
}

// override applies key=value.
func override(c *pb.Config, text string) error {
	key, value, ok := strings.Cut(text, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !ok {
		return fmt.Errorf("--set %s: want key=value, as in --set search.simulations=100", text)
	}
	m, fd := locate(c, key)
	if fd == nil {
		return fmt.Errorf("--set %s: no key is called %s; the nearest is %s", text, key, nearest(key))
	}
	if fd.Kind() == protoreflect.StringKind {
		m.Set(fd, protoreflect.ValueOfString(value))
		return nil
	}
	fresh := m.New()
	if err := prototext.Unmarshal([]byte(string(fd.Name())+": "+value), fresh.Interface()); err != nil || !fresh.Has(fd) {
		return errors.New("--set " + text + ": the value is not " + kindName(fd))
	}
	m.Set(fd, fresh.Get(fd))
	return nil
}

func kindName(fd protoreflect.FieldDescriptor) string {
	switch fd.Kind() {
	case protoreflect.BoolKind:
		return "true or false"
	case protoreflect.FloatKind, protoreflect.DoubleKind:
		return "a number"
	}
	return "a whole number"
}

package configs

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/reflect/protoreflect"

	pb "tengen/proto/tengen/v1"
)

// origin knows where the keys of a config were set.
type origin struct {
	file   string
	places []place
	set    map[string]bool // keys changed by overrides
}

// where says who set the key for the nth time, from 0: "file:line", "--set key", or the file for a default.
func (o *origin) where(key string, n int) string {
	if o.set[key] {
		return "--set " + key
	}
	for _, p := range o.places {
		if p.key != key {
			continue
		}
		if n == 0 {
			return fmt.Sprintf("%s:%d", o.file, p.line)
		}
		n--
	}
	return o.file
}

// parse reads text, and where everything in it stands.
func parse(file string, text []byte) (*pb.Config, *origin, error) {
	places, open := scan(string(text))
	c := &pb.Config{}
	if err := prototext.Unmarshal(text, c); err != nil {
		return nil, nil, translate(file, places, open, err)
	}
	return c, &origin{file: file, places: places, set: map[string]bool{}}, nil
}

// prototext's messages change their blanks on purpose from build to build; what they have in common is a
// position and these words.
var (
	position = regexp.MustCompile(`\(line (\d+):(\d+)\): (.*)`)
	unknown  = regexp.MustCompile(`^unknown field: (\S+)`)
	repeated = regexp.MustCompile(`^non-repeated field .* is repeated|^error parsing .* is already set`)
	invalid  = regexp.MustCompile(`^invalid value for \w+ type: (.*)`)
)

// translate makes prototext's error ours: file, line, key, and what to write instead.
func translate(file string, places, open []place, err error) error {
	message := strings.Join(strings.FieldsFunc(err.Error(), unicode.IsSpace), " ")
	found := position.FindStringSubmatch(message)
	if found == nil {
		return fmt.Errorf("%s: %s", file, atEnd(open, strings.TrimPrefix(message, "proto: ")))
	}
	line, _ := strconv.Atoi(found[1])
	col, _ := strconv.Atoi(found[2])
	return fmt.Errorf("%s:%d: %s", file, line, explain(places, keyAt(places, line, col), found[3]))
}

// atEnd explains an error without a position, which the end of the text is.
func atEnd(open []place, message string) string {
	if len(open) == 0 {
		return message
	}
	group := open[len(open)-1]
	return fmt.Sprintf("the text ends inside of %s, whose brace on line %d is not closed", group.key, group.line)
}

// keyAt returns the last key that begins at or before a position; its key is empty where there is none.
func keyAt(places []place, line, col int) place {
	var last place
	for _, p := range places {
		if p.line > line || p.line == line && p.col > col {
			break
		}
		last = p
	}
	return last
}

// explain says what prototext says of the key at p.
func explain(places []place, p place, what string) string {
	if u := unknown.FindStringSubmatch(what); u != nil {
		name := u[1]
		if strings.HasSuffix("."+p.key, "."+name) {
			name = p.key
		}
		return noKey(name)
	}
	if repeated.MatchString(what) {
		for _, first := range places {
			if first.key == p.key {
				return fmt.Sprintf("%s is given twice; the first time on line %d", p.key, first.line)
			}
		}
	}
	if v := invalid.FindStringSubmatch(what); v != nil {
		if want := wanted(p.key); want != "" {
			return fmt.Sprintf("%s is %s, want %s", p.key, v[1], want)
		}
	}
	if p.key == "" {
		return what
	}
	return "at " + p.key + ": " + what
}

// wanted says what the key may hold, "" if it holds no value.
func wanted(key string) string {
	switch key {
	case "training.rate.from_step":
		return "a whole number, 0 or more"
	case "training.rate.rate":
		return "a number above 0"
	}
	f, ok := find(key)
	if !ok {
		return ""
	}
	switch f.value.(type) {
	case string:
		return "a text in quotes"
	case bool:
		return "true or false"
	}
	_, fd := locate(&pb.Config{}, key)
	if kind := fd.Kind(); kind == protoreflect.FloatKind || kind == protoreflect.DoubleKind {
		return "a number, " + f.want()
	}
	return "a whole number, " + f.want()
}

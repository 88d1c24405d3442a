package goban

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tengen/internal/nearest"
)

// option is a key of the text of rules.
type option struct {
	key    string
	values []string // what it may be, the default first; nil for a number
	get    func(*Rules) string
	set    func(r *Rules, value string, index int) error // index into values
}

// options are the keys in canonical order. The text of rules is words key=value, those of the defaults left out.
var options = []option{
	choice("ko", func(r *Rules) *Ko { return &r.Ko }, "positional", "situational", "simple"),
	yesNo("suicide", func(r *Rules) *bool { return &r.Suicide }),
	choice("scoring", func(r *Rules) *Scoring { return &r.Scoring }, "area", "territory"),
	yesNo("passalive", func(r *Rules) *bool { return &r.PassAlive }),
	{key: "maxply", get: maxPlyText, set: setMaxPly},
	choice("handicap", func(r *Rules) *Handicap { return &r.Handicap }, "none", "n", "n-1"),
}

// named are sets of rules with a name. They are as near as these options come: what players agree on among
// themselves (which stones are dead, that points in seki do not count, a game without result) is no option.
var named = []struct{ name, words string }{
	{"tromp-taylor", "suicide=yes"},
	{"chinese", "ko=simple handicap=n"}, // as refereed; as written, and on servers, with superko
	{"chinese-ogs", "handicap=n"},
	{"chinese-kgs", "handicap=n"},
	{"japanese", "ko=simple scoring=territory"},
	{"korean", "ko=simple scoring=territory"},
	{"aga", "ko=situational handicap=n-1"},
	{"bga", "ko=situational handicap=n-1"},
	{"new-zealand", "ko=situational suicide=yes"},
}

// choice makes an option of named constants, numbered in the order of their names.
func choice[T ~uint8](key string, field func(*Rules) *T, values ...string) option {
	return option{
		key:    key,
		values: values,
		get:    func(r *Rules) string { return values[*field(r)] },
		set: func(r *Rules, _ string, index int) error {
			*field(r) = T(index)
			return nil
		},
	}
}

// yesNo makes an option that is no or yes.
func yesNo(key string, field func(*Rules) *bool) option {
	values := []string{"no", "yes"}
	return option{
		key:    key,
		values: values,
		get: func(r *Rules) string {
			if *field(r) {
				return values[1]
			}
			return values[0]
		},
		set: func(r *Rules, _ string, index int) error {
			*field(r) = index == 1
			return nil
		},
	}
}

func maxPlyText(r *Rules) string { return strconv.Itoa(r.MaxPly) }

func setMaxPly(r *Rules, value string, _ int) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > MaxMaxPly || strconv.Itoa(n) != value {
		return fmt.Errorf("it is %q, want a number of plies, 1 to %d", value, MaxMaxPly)
	}
	r.MaxPly = n
	return nil
}

// String writes r as ParseRules reads it: words in a fixed order, only those that are not the default. The usual
// rules are "".
func (r Rules) String() string {
	var words []string
	for _, o := range options {
		if text := o.get(&r); text != o.get(&Rules{}) {
			words = append(words, o.key+"="+text)
		}
	}
	return strings.Join(words, " ")
}

// ParseRules reads rules: words key=value in any order, each key once, with spaces between. What is not said is
// the default, the first of what follows:
//
//	ko=positional|situational|simple   which repetitions are forbidden
//	suicide=no|yes                     whether a move may take its own last liberty
//	scoring=area|territory             what counts
//	passalive=no|yes                   whether the game ends when every cell is decided; with area scoring only
//	maxply=N                           plies after which the game is over; 3·W·H if left out
//	handicap=none|n|n-1                points for White for n handicap stones
//
// The first word may be a name instead, which stands for its words; words after it change them:
//
//	tromp-taylor          suicide=yes
//	chinese               ko=simple handicap=n
//	chinese-ogs, -kgs     handicap=n
//	japanese, korean      ko=simple scoring=territory
//	aga, bga              ko=situational handicap=n-1
//	new-zealand           ko=situational suicide=yes
//
// An error names the word, what is known, and what is nearest.
func ParseRules(text string) (Rules, error) {
	var r Rules
	words := strings.Fields(text)
	if len(words) > 0 && !strings.Contains(words[0], "=") {
		var err error
		if r, err = namedRules(words[0]); err != nil {
			return Rules{}, err
		}
		words = words[1:]
	}
	seen := map[string]bool{}
	for _, word := range words {
		key, value, _ := strings.Cut(word, "=")
		if err := r.setWord(word, key, value); err != nil {
			return Rules{}, err
		}
		if seen[key] {
			return Rules{}, fmt.Errorf("rules: word %q: %s is set twice", word, key)
		}
		seen[key] = true
	}
	return r, r.validate()
}

// namedRules returns the set of that name.
func namedRules(name string) (Rules, error) {
	var known []string
	for _, n := range named {
		if n.name == name {
			return ParseRules(n.words)
		}
		known = append(known, n.name)
	}
	keys := optionKeys()
	return Rules{}, fmt.Errorf("rules: word %q is no name of rules%s; known: %s; or words key=value with the keys %s",
		name, didYouMean(name, append(keys, known...)), strings.Join(known, ", "), strings.Join(keys, ", "))
}

// setWord sets the option key to value; word is both, as it was written.
func (r *Rules) setWord(word, key, value string) error {
	i := slices.IndexFunc(options, func(o option) bool { return o.key == key })
	if i < 0 {
		keys := optionKeys()
		return fmt.Errorf("rules: word %q: there is no key %q%s; known: %s", word, key, didYouMean(key, keys), strings.Join(keys, ", "))
	}
	o := options[i]
	index := slices.Index(o.values, value)
	if o.values != nil && index < 0 {
		return fmt.Errorf("rules: word %q: %s cannot be %q%s; known: %s", word, key, value, didYouMean(value, o.values), strings.Join(o.values, ", "))
	}
	if err := o.set(r, value, index); err != nil {
		return fmt.Errorf("rules: word %q: %w", word, err)
	}
	return nil
}

func optionKeys() []string {
	keys := make([]string, len(options))
	for i, o := range options {
		keys[i] = o.key
	}
	return keys
}

// didYouMean asks whether the nearest of known was meant, if one is near.
func didYouMean(name string, known []string) string {
	if near := nearest.Name(name, known); near != "" {
		return fmt.Sprintf(", did you mean %q?", near)
	}
	return ""
}

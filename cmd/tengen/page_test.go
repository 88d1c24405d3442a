package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// block is a fenced block of a page. The line before it may say to which file of the module it belongs, and where:
//
//	`game/domineering/state.go`, continued:
//	`game/games/games.go`, after `"tengen/game/connect4"`:
//
// Blocks of one file follow each other, an empty line between them, unless they say after which line they stand.
type block struct {
	language, file, after string
	text                  string
}

// caption is such a line.
var caption = regexp.MustCompile("^`([^`]+)`(?:, continued|, at its end|, after `([^`]+)`)?:\n$")

// readPage returns the blocks of a page.
func readPage(t *testing.T, path string) []block {
	t.Helper()
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []block
	var open *block
	before := ""
	for line := range strings.Lines(string(page)) {
		language, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && open != nil:
			blocks = append(blocks, *open)
			open = nil
		case fence:
			open = &block{language: strings.TrimSpace(language)}
			if m := caption.FindStringSubmatch(before); m != nil {
				open.file, open.after = m[1], m[2]
			} else if open.language == "go" || open.language == "textproto" {
				t.Fatalf("%s: a block of %s has no line above it that names its file, but %q", path, open.language, before)
			}
		case open != nil:
			open.text += line
		}
		before = line
	}
	if open != nil {
		t.Fatalf("%s: the last block is not closed", path)
	}
	return blocks
}

// addTo returns a file's text with the block in its place.
func (b block) addTo(t *testing.T, text string) string {
	t.Helper()
	switch {
	case b.after == "" && text == "":
		return b.text
	case b.after == "":
		return text + "\n" + b.text
	}
	var out strings.Builder
	found := 0
	for line := range strings.Lines(text) {
		out.WriteString(line)
		if strings.TrimSpace(line) == b.after {
			out.WriteString(b.text)
			found++
		}
	}
	if found != 1 {
		t.Fatalf("%s has the line %q %d times, want once, for what the page puts after it", b.file, b.after, found)
	}
	return out.String()
}

package main

import (
	"encoding/json"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	_ "tengen/game/gametest" // the page's game is tested by it: run again when it changes
)

// TestNewGamePage does what docs/new-game.md says: it builds the game from the blocks of code there, in an overlay
// of this module that only the builds see, and runs every command in order. Training and matches are made short.
func TestNewGamePage(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	w := workshop{root: root, dir: t.TempDir()}
	blocks := readPage(t, filepath.Join(root, "docs", "new-game.md"))
	w.writeFiles(t, blocks)
	commands := 0
	for _, b := range blocks {
		if b.language != "console" {
			continue
		}
		for line := range strings.Lines(b.text) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				commands++
				w.do(t, strings.TrimSpace(command))
			}
		}
	}
	if commands < 5 {
		t.Errorf("the page has %d commands, want it to test, build, play, train and rate", commands)
	}
}

// workshop is where the page's game is built.
type workshop struct {
	root    string // of the module
	dir     string // for everything that is made; the commands other than go run in it
	overlay string // tells go which of our files to take for which of the module's
}

// writeFiles writes the files of the page and the overlay that makes go see them.
func (w *workshop) writeFiles(t *testing.T, blocks []block) {
	files := map[string]string{}
	for _, b := range blocks {
		if b.file == "" {
			continue
		}
		text, begun := files[b.file]
		if old, err := os.ReadFile(filepath.Join(w.root, b.file)); err == nil && !begun {
			text = string(old)
		}
		files[b.file] = b.addTo(t, text)
	}
	replace := map[string]string{}
	for name, text := range files {
		if strings.HasSuffix(name, ".go") {
			if want, err := format.Source([]byte(text)); err != nil || string(want) != text {
				t.Errorf("%s is not as gofmt writes it (error: %v)", name, err)
			}
		}
		path := w.path(name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(w.root, filepath.FromSlash(name))] = path
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	w.overlay = w.path("overlay.json")
	if err := os.WriteFile(w.overlay, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// short are the flags that make each subcommand quick; a flag given twice counts the last time.
var short = map[string][]string{
	"gtp": {"--visits", "8"},
	"train": {"--steps", "2", "--set", "training.publish_steps=1", "--set", "training.batch=16",
		"--set", "replay.min_samples=100", "--set", "selfplay.games_in_flight=8"},
	"tournament": {"--games", "2", "--visits", "2"},
}

// do does what a command of the page does, which may begin with printf for its standard input.
func (w *workshop) do(t *testing.T, line string) {
	t.Helper()
	command, input := line, ""
	if printf, piped, ok := strings.Cut(line, " | "); ok {
		text, err := strconv.Unquote(`"` + strings.Trim(strings.TrimPrefix(printf, "printf "), "'") + `"`)
		if err != nil {
			t.Fatalf("%s: want printf 'TEXT' before the bar: %v", line, err)
		}
		command, input = piped, text
	}
	args := strings.Fields(command)
	switch {
	case strings.HasPrefix(command, "go test "):
		for _, pkg := range args[2:] {
			w.goTest(t, pkg)
		}
	case strings.HasPrefix(command, "go build -o tengen "):
		w.run(t, w.root, "", "go", "build", "-overlay", w.overlay, "-o", w.path("tengen"), args[4])
	case strings.HasPrefix(command, "./tengen ") && short[args[1]] != nil:
		w.run(t, w.dir, input, w.path("tengen"), append(args[1:], short[args[1]]...)...)
	default:
		t.Fatalf("%s: this test does not know how to do that", line)
	}
}

// goTest tests a package in two steps, and without vet: vet and go test want to work in the package's folder, and
// a new one's does not exist.
func (w *workshop) goTest(t *testing.T, pkg string) {
	t.Helper()
	w.run(t, w.root, "", "go", "test", "-overlay", w.overlay, "-vet=off", "-c", "-o", w.path("package.test"), pkg)
	dir := w.path(pkg)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	w.run(t, dir, "", w.path("package.test"))
}

// path returns where a file of the workshop is.
func (w *workshop) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

// run runs a program, which must succeed, and must not say no as the Go Text Protocol does.
func (w *workshop) run(t *testing.T, dir, input, program string, args ...string) {
	t.Helper()
	c := exec.Command(program, args...)
	c.Dir, c.Stdin = dir, strings.NewReader(input)
	out, err := c.CombinedOutput()
	if err != nil || strings.Contains("\n"+string(out), "\n? ") {
		t.Fatalf("%s %v: %v\n%s", program, args, err, out)
	}
}

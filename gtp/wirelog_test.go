package gtp

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// chatty is an engine that plays the pass, with carriage returns, talk between its answers, and lines that nobody would read.
func chatty() error {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		c, _ := parseCommand(in.Text())
		answer := map[string]string{"genmove": "PASS  \t", "protocol_version": "2", "final_score": "W+7.5", "list_commands": "a\r\nb"}[c.name]
		fmt.Print("thinking...\r\n\r\n", strings.Repeat("x", 2*maxLine), "\r\n\r\n\r\n")
		fmt.Fprint(os.Stderr, "about ", c.name, "\r\nno end")
		fmt.Printf("=%s %s\r\n\r\n", c.id, answer)
	}
	return in.Err()
}

// An engine that talks is understood, and what it says stands in the log, with the time.
func TestChattyEngine(t *testing.T) {
	dir := t.TempDir()
	limit := 20 * time.Second
	c := start(t, "chatty", ClientParams{Start: limit, Command: limit, Move: limit, Logs: dir})
	g := newGame(t, go5)
	if err := c.NewGame(t.Context(), g, 1); err != nil {
		t.Fatal(err)
	}
	a, resign, err := c.Genmove(t.Context())
	if err != nil || resign || g.New().FormatAction(a) != "pass" {
		t.Fatalf("genmove: %d, %v, %v", a, resign, err)
	}
	if score, err := c.FinalScore(t.Context()); err != nil || score != -7.5 {
		t.Errorf("final_score: %g, %v", score, err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	text := readText(t, filepath.Join(dir, "chatty-1.log"))
	for _, want := range []string{"# run '", "> 1 protocol_version", "< =1 2", "< thinking...", "bytes was skipped", "genmove b", "about genmove", "! no end", "quit", "# ended: exit status 0"} {
		if !strings.Contains(text, want) {
			t.Errorf("the log has no %q:\n%s", want, text)
		}
	}
	stamp := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z [<>!#] `)
	for line := range strings.Lines(text) {
		if !stamp.MatchString(line) {
			t.Errorf("the log has a line without time or mark: %q", line)
		}
	}
}

// An engine that crashes says where its log is.
func TestCrashNamesLog(t *testing.T) {
	dir := t.TempDir()
	c := start(t, "crash", ClientParams{Logs: dir})
	if err := c.NewGame(t.Context(), newGame(t, go5), 1); err != nil {
		t.Fatal(err)
	}
	_, _, err := c.Genmove(t.Context())
	path := filepath.Join(dir, "crash-1.log")
	if err == nil || !strings.Contains(err.Error(), "its log is "+path) {
		t.Errorf("got %v, want it to name %s", err, path)
	}
	if text := readText(t, path); !strings.Contains(text, "! out of cheese") || !strings.Contains(text, "# ended: exit status 3") {
		t.Errorf("the log does not tell the crash:\n%s", text)
	}
}

func TestWireLogIsBounded(t *testing.T) {
	dir := t.TempDir()
	l, err := openWireLog(dir, "an/engine")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 * maxWireLog / maxWireLine {
		l.line(markReceived, fmt.Sprint(i, strings.Repeat("y", 2*maxWireLine)))
	}
	l.line(markReceived, "the last")
	l.close("well")
	l.line(markReceived, "too late")
	now, old := readText(t, filepath.Join(dir, "an_engine-1.log")), readText(t, filepath.Join(dir, "an_engine-1.old.log"))
	if most := maxWireLog + maxWireLine + 100; len(now) > most || len(old) > most || len(old) < maxWireLog {
		t.Errorf("%d and %d bytes, want up to %d", len(now), len(old), maxWireLog)
	}
	if !strings.Contains(now, "the last") || !strings.HasSuffix(now, "# ended: well\n") {
		t.Errorf("the log ends %q", now[max(0, len(now)-100):])
	}
	for range keptLogs + 10 {
		if l, err = openWireLog(dir, "an/engine"); err != nil {
			t.Fatal(err)
		}
		l.close("at once")
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != keptLogs {
		t.Errorf("%d files, %v, want %d", len(files), err, keptLogs)
	}
	if _, err := os.Stat(filepath.Join(dir, fmt.Sprintf("an_engine-%d.log", keptLogs+11))); err != nil {
		t.Error("the newest log is not there:", err)
	}
	if l, err := openWireLog("", "x"); l != nil || err != nil {
		t.Errorf("a log of no folder: %v, %v", l, err)
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Whatever an engine says, an answer is a "=" or "?" with what follows it up to an empty line, in printable characters and of
// bounded length, or an error.
func FuzzReadAnswer(f *testing.F) {
	for _, text := range []string{"=1 D4\n\n", "chatter\n\n=\r\n\r\n", "? no\nreally\n\n", "=1", "\n\n\n", "=\x00\n\n", "= a\n" + strings.Repeat("x", maxLine+1) + "\n\n", strings.Repeat("y", maxLine+1) + "\n=2\n\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		br := bufio.NewReaderSize(strings.NewReader(text), maxLine)
		for range 10 {
			answer, err := readAnswer(br, nil)
			if err != nil {
				return
			}
			if answer == "" || answer[0] != '=' && answer[0] != '?' || len(answer) > maxAnswer+maxLine {
				t.Fatalf("answer of %d bytes: %.80q", len(answer), answer)
			}
			for line := range strings.SplitSeq(answer, "\n") {
				if line == "" || line != printable(line) {
					t.Fatalf("a line of an answer is %q", line)
				}
			}
		}
	})
}

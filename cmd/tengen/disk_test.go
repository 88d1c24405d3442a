package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tengen/net"
	"tengen/replay"
)

// A full disk ends a run with one clear line, and what was stored before is whole. The disk is a small one in
// memory, which this process alone sees.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	script := `mount -t tmpfs -o size=256k tmpfs "$0" && tengen train --config tictactoe --dir "$0/run" --set network.blocks=1 --set network.channels=8; code=$?
mkdir "$0.kept" && cp -r "$0/run" "$0.kept/" && exit $code`
	if out, err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("NOT RUN: the test of a full disk, because this system gives no namespace of mounts: %v: %s", err, out)
	}
	out, err := exec.Command("unshare", "-rm", "sh", "-c", script, dir).CombinedOutput()
	var last string
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "tengen: ") || last != "" {
			last += line
		}
	}
	if err == nil || strings.Count(last, "\n") != 1 || !strings.Contains(last, "no space left on device") {
		t.Errorf("got %v and %q, want one line about the full disk", err, last)
	}
	run := filepath.Join(dir+".kept", "run")
	if report, err := replay.Check(filepath.Join(run, "games")); err != nil || report.Err() != nil {
		t.Errorf("games: %v, %v", err, report)
	}
	if _, err := net.ReadModel(filepath.Join(run, "models", "best.tengen")); err != nil {
		t.Error(err)
	}
	t.Logf("%s", last)
}

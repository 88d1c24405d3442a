package progress

import (
	"strings"
	"testing"
	"time"
)

func TestPlainLines(t *testing.T) {
	now := time.Unix(1000, 0)
	var out strings.Builder
	b := newPlain(&out, 100, "games", func() time.Time { return now })
	for i := range 11 {
		b.Set(int64(i*10), Field{"loss", "1.5"})
		now = now.Add(time.Second)
	}
	b.Finish()
	want := "0/100 games, loss 1.5\n50/100 games, loss 1.5, left 5s\n100/100 games, loss 1.5, left 0s\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

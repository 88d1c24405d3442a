package rating

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// simulated returns the table of a tournament of players whose strength grows with their number. Those with a
// negative step are no checkpoints.
func simulated(t *testing.T, steps ...int64) *Table {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 1))
	var players []Entrant
	for i, step := range steps {
		name := fmt.Sprintf("step-%d", step)
		if step < 0 {
			name = fmt.Sprintf("engine_%d", i)
		}
		players = append(players, Entrant{Name: name, Step: step})
	}
	elo := func(i int) float64 { return 600 * math.Sqrt(float64(i)) }
	var games []entry
	for range 40 {
		for i := range players {
			for j := range i {
				e := entry{Number: len(games), First: players[i].Name, Second: players[j].Name, Outcome: 1}
				switch p := expected(elo(i)*perElo, elo(j)*perElo); {
				case rng.Float64() < 0.1:
					e.Outcome = 0
				case rng.Float64() > p:
					e.Outcome = -1
				}
				games = append(games, e)
			}
		}
	}
	table, err := newTable(players, games, nil)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestPictures(t *testing.T) {
	keep := os.Getenv("TENGEN_PICTURES") // a folder to look at them
	for _, tt := range []struct {
		name  string
		steps []int64
	}{
		{"curve", []int64{0, 2000, 4000, 8000, 12000, 20000, 30000}},
		{"curve-with-others", []int64{0, 2000, -1, 8000, 12000, -1, 30000}},
		{"players", []int64{-1, -1, -1, 5}},
		{"many-players", []int64{-1, -1, -1, -1, -1, -1, -1, -1, -1}},
		{"two-players", []int64{-1, -1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var picture bytes.Buffer
			if err := simulated(t, tt.steps...).WritePlot(&picture, PNG, "Test tournament"); err != nil {
				t.Fatal(err)
			}
			if keep != "" {
				if err := os.WriteFile(filepath.Join(keep, tt.name+".png"), picture.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			img, err := png.Decode(&picture)
			if err != nil {
				t.Fatal(err)
			}
			white, blues := 0, 0
			b := img.Bounds()
			for y := b.Min.Y; y < b.Max.Y; y++ {
				for x := b.Min.X; x < b.Max.X; x++ {
					switch r, g, b, _ := img.At(x, y).RGBA(); {
					case r == 0xffff && g == 0xffff && b == 0xffff:
						white++
					case r>>8 == uint32(blue.R) && g>>8 == uint32(blue.G) && b>>8 == uint32(blue.B):
						blues++
					}
				}
			}
			if b.Dx() < 900 || b.Dy() < 300 || white < b.Dx()*b.Dy()/2 || blues < 50 {
				t.Errorf("%v with %d white and %d blue pixels, want a white picture with points", b, white, blues)
			}
		})
	}
	if err := (&Table{}).WritePlot(&bytes.Buffer{}, PNG, ""); err == nil {
		t.Error("a picture of nobody was drawn")
	}
}

func TestText(t *testing.T) {
	table := simulated(t, -1, -1)
	table.Forfeits = []string{"game 3: engine_1: it crashed"}
	table.Rows[0].Elo, table.Rows[0].Error, table.Rows[1].Elo, table.Rows[1].Error = 300, 40, -300, 40
	for _, tt := range []struct {
		name  string
		write func(*bytes.Buffer) error
		want  []string
	}{
		{"text", func(b *bytes.Buffer) error { return table.WriteText(b) }, []string{
			"rank  player      Elo  ±95%  games  won  drawn  lost  points     95% interval  better than next\n",
			"   1  engine_1  +300.0  40.0     40 ", "   2  engine_0  -300.0  40.0     40 ",
			"engine_0 - engine_1: +", "40 games, 0 duplicates not counted, 1 forfeits, 0 disputed scores\n", "game 3: engine_1: it crashed\n"}},
		{"markdown", func(b *bytes.Buffer) error { return table.WriteMarkdown(b) }, []string{
			"| rank | player | Elo | ±95% | games |", "|--:|:--|--:|", "\n| 1 | engine\\_1 | +300.0 | 40.0 | 40 |", "\n- game 3: engine\\_1: it crashed\n"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := tt.write(&b); err != nil {
				t.Fatal(err)
			}
			// Columns are as wide as their widest cell: only single blanks matter here.
			squeeze := func(s string) string { return strings.Join(strings.Fields(s), " ") }
			for _, want := range tt.want {
				if !strings.Contains(squeeze(b.String()), squeeze(want)) {
					t.Errorf("got\n%s\nwithout %q", b.String(), want)
				}
			}
		})
	}
}

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden holds the tables for a terminal, for a page, and during the games to files that people have read.
func TestGolden(t *testing.T) {
	table := simulated(t, 0, 2000, -1, 8000)
	table.Rows[1].Name = "a_name|with *marks*"
	for _, tt := range []struct {
		file  string
		write func(*bytes.Buffer) error
	}{
		{"table.txt", func(b *bytes.Buffer) error { return table.WriteText(b) }},
		{"table.md", func(b *bytes.Buffer) error { return table.WriteMarkdown(b) }},
		{"ranking.txt", func(b *bytes.Buffer) error { return table.WriteRanking(b, 3) }},
	} {
		t.Run(tt.file, func(t *testing.T) {
			var got bytes.Buffer
			if err := tt.write(&got); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", tt.file)
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil || got.String() != string(want) {
				t.Errorf("got\n%s\nwant (error: %v)\n%s", got.String(), err, want)
			}
		})
	}
}

// TestSuperiority holds the matrix to what it must be: both ways together certain, and in order of rank.
func TestSuperiority(t *testing.T) {
	table := simulated(t, 0, 2000, -1, 8000, -1)
	if len(table.Superiority) != len(table.Rows) {
		t.Fatalf("%d rows of likelihoods for %d players", len(table.Superiority), len(table.Rows))
	}
	for i, row := range table.Superiority {
		for j, p := range row {
			if math.Abs(p+table.Superiority[j][i]-1) > 1e-12 || i < j && p < 0.5 {
				t.Errorf("%d better than %d: %g, the other way round: %g", i, j, p, table.Superiority[j][i])
			}
		}
		if i+1 < len(row) && *table.Rows[i].Superiority != row[i+1] {
			t.Errorf("row %d: %g over the next, the matrix says %g", i, *table.Rows[i].Superiority, row[i+1])
		}
	}
}

// TestJSONKeys holds the names in ratings.json, which other programs read.
func TestJSONKeys(t *testing.T) {
	var b bytes.Buffer
	if err := simulated(t, 0, 100).WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(b.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	keys := func(m any) string {
		var names []string
		for k := range m.(map[string]any) {
			names = append(names, k)
		}
		slices.Sort(names)
		return strings.Join(names, " ")
	}
	for _, tt := range []struct {
		of   any
		want string
	}{
		{all, "disputes duplicates forfeits games groups openings openings_wanted pairings players superiority virtual_draws"},
		{all["players"].([]any)[0], "draws elo elo_error_95 games losses name points_share points_share_high_95 points_share_low_95 step superiority_over_next wins"},
		{all["pairings"].([]any)[0], "draws first losses points_share points_share_high_95 points_share_low_95 second wins"},
	} {
		if got := keys(tt.of); got != tt.want {
			t.Errorf("got keys %s\nwant %s", got, tt.want)
		}
	}
}

package replay

import (
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"testing"

	"tengen/game"
	"tengen/game/tictactoe"
)

// randomRecord plays a random game of tic-tac-toe. About half of its plies are samples.
func randomRecord(g game.Game, rng *rand.Rand) *Record {
	r := &Record{Game: g.Params(), Seed: rng.Uint64(), StartUnixMilli: 1_700_000_000_000, EndUnixMilli: 1_700_000_001_234, Program: "test"}
	for i := range r.ID {
		r.ID[i] = byte(rng.Uint32())
	}
	s := g.New()
	var legal []game.Action
	for !s.Terminal() {
		legal = s.LegalActions(legal[:0])
		p := Ply{Move: legal[rng.IntN(len(legal))], RootValue: rng.Float32()*2 - 1, Model: fmt.Sprint("model", s.Ply()/3), Simulations: 50}
		for _, a := range legal {
			p.Policy = append(p.Policy, ActionVisits{a, rng.Int32N(20) + 1})
		}
		p.Weight = float32(rng.IntN(2))
		r.AddPly(p)
		s.Play(p.Move)
	}
	r.Result = Result{Outcome: int8(game.OutcomeFor(s, game.First)), Ending: Terminal}
	return r
}

func newRNG(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

func randomRecords(t testing.TB, seed uint64, n int) []*Record {
	t.Helper()
	rng := newRNG(seed)
	records := make([]*Record, n)
	for i := range records {
		records[i] = randomRecord(ticTacToe(t), rng)
	}
	return records
}

func mustOpen(t testing.TB, dir string, segmentBytes int64) (*Store, Report) {
	t.Helper()
	s, report, err := OpenStore(dir, Options{SegmentBytes: segmentBytes})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, report
}

func appendAll(t testing.TB, s *Store, records []*Record) {
	t.Helper()
	for _, r := range records {
		if err := s.Append(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
}

// makeStore writes records to a new store and returns its folder.
func makeStore(t testing.TB, segmentBytes int64, records []*Record) string {
	t.Helper()
	dir := t.TempDir()
	s, _ := mustOpen(t, dir, segmentBytes)
	appendAll(t, s, records)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// wantRecords fails unless the store holds exactly the records, in order.
func wantRecords(t testing.TB, s *Store, want []*Record) {
	t.Helper()
	if s.Games() != len(want) {
		t.Fatalf("store holds %d records, want %d", s.Games(), len(want))
	}
	samples := int64(0)
	for i, w := range want {
		got, err := s.Read(i)
		if err != nil || !reflect.DeepEqual(got, w) {
			t.Fatalf("record %d: %v\ngot  %+v\nwant %+v", i, err, got, w)
		}
		samples += int64(w.Samples())
	}
	if s.Samples() != samples {
		t.Fatalf("store counts %d samples, want %d", s.Samples(), samples)
	}
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func writeFile(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func ticTacToe(t testing.TB) game.Game {
	t.Helper()
	return tictactoe.New()
}

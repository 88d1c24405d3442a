package replay

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"tengen/game"
)

func TestRecordRoundTrip(t *testing.T) {
	r := randomRecords(t, 1, 1)[0]
	r.Opening, r.Weights[0], r.Policies[0] = 1, 0, nil
	r.Game.Komi = -15
	r.Game.Rules = "ko=simple"
	r.Result.Score, r.Result.HasScore = 0, true // a score of 0 is a score
	r.NoResign = true
	r.WouldResign = []WouldResign{{game.First, 2}, {game.Second, 3}}
	for _, ending := range []Ending{Terminal, Resignation, PlyLimit} {
		r.Result.Outcome, r.Result.Ending = -1, ending
		packed, err := r.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		got := &Record{Models: []string{"what was there before"}}
		if err := got.UnmarshalBinary(packed); err != nil || !reflect.DeepEqual(got, r) {
			t.Errorf("%v\ngot  %+v\nwant %+v", err, got, r)
		}
	}
}

func TestAddPlyListsModelsOnce(t *testing.T) {
	var r Record
	for _, m := range []string{"a", "a", "b", "a"} {
		r.AddPly(Ply{Model: m})
	}
	if !reflect.DeepEqual(r.Models, []string{"a", "b"}) || !reflect.DeepEqual(r.ModelIndex, []int32{0, 0, 1, 0}) {
		t.Errorf("models %v, indices %v", r.Models, r.ModelIndex)
	}
}

func TestResignation(t *testing.T) {
	for _, tt := range []struct {
		result     Result
		who        game.Player
		resigned   bool
		firstWrong bool // if First would have resigned
	}{
		{Result{Outcome: 1, Ending: Resignation}, game.Second, true, true},
		{Result{Outcome: -1, Ending: Resignation}, game.First, true, false},
		{Result{Outcome: 0, Ending: Terminal}, game.First, false, true},
	} {
		who, resigned := tt.result.Resigned()
		if who != tt.who || resigned != tt.resigned {
			t.Errorf("%+v: player %d resigned: %v", tt.result, who, resigned)
		}
		if (WouldResign{Player: game.First}).Wrong(tt.result) != tt.firstWrong {
			t.Errorf("%+v: First's resignation was wrong: want %v", tt.result, tt.firstWrong)
		}
	}
}

func TestValidate(t *testing.T) {
	nan := float32(math.NaN())
	for _, tt := range []struct {
		name   string
		change func(r *Record)
		want   string
	}{
		{"fine", func(r *Record) {}, ""},
		{"no id", func(r *Record) { r.ID = ID{} }, "its id is zero"},
		{"no game", func(r *Record) { r.Game.Name = "" }, "want name and sizes"},
		{"no sizes", func(r *Record) { r.Game.Width = 0 }, "want name and sizes"},
		{"policies", func(r *Record) { r.Policies = r.Policies[1:] }, "policies for"},
		{"values", func(r *Record) { r.RootValues = nil }, "0 root values for"},
		{"opening", func(r *Record) { r.Opening = 100 }, "its opening has 100 of"},
		{"sampled opening", func(r *Record) { r.Opening = 1 }, "in the opening"},
		{"value", func(r *Record) { r.RootValues[1] = 1.01 }, "ply 1: root value is 1.01"},
		{"value NaN", func(r *Record) { r.RootValues[1] = nan }, "root value is NaN"},
		{"weight", func(r *Record) { r.Weights[1] = -1 }, "weight is -1"},
		{"weight NaN", func(r *Record) { r.Weights[1] = nan }, "weight is NaN"},
		{"no visits", func(r *Record) { r.Policies[0] = nil }, "without visits"},
		{"visits", func(r *Record) { r.Policies[1][0].Visits = -3 }, "-3 visits of action"},
		{"move", func(r *Record) { r.Moves[2] = -1 }, "move is action -1"},
		{"model", func(r *Record) { r.ModelIndex[2] = 9 }, "model 9 of"},
		{"simulations", func(r *Record) { r.Simulations[2] = -1 }, "-1 simulations"},
		{"outcome", func(r *Record) { r.Result.Outcome = 2 }, "outcome is 2"},
		{"ending", func(r *Record) { r.Result.Ending = 0 }, "ending is 0"},
		{"drawn by resignation", func(r *Record) { r.Result = Result{Ending: Resignation} }, "the game was drawn"},
		{"score", func(r *Record) { r.Result.Score, r.Result.HasScore = nan, true }, "score is NaN"},
		{"would resign", func(r *Record) { r.WouldResign = []WouldResign{{2, 1}} }, "player 2 would have resigned"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := randomRecords(t, 3, 1)[0]
			r.Weights[0] = 1
			tt.change(r)
			err := r.Validate()
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if _, packErr := r.MarshalBinary(); (packErr == nil) != (err == nil) {
				t.Errorf("packing: %v", packErr)
			}
		})
	}
}

func TestVerify(t *testing.T) {
	g := ticTacToe(t)
	for _, tt := range []struct {
		name   string
		change func(r *Record)
		want   string
	}{
		{"fine", func(r *Record) {}, ""},
		{"another game", func(r *Record) { r.Game.Komi = 13 }, "is a game of"},
		{"illegal move", func(r *Record) { r.Moves[1] = r.Moves[0] }, "at ply 1 is illegal"},
		{"no such action", func(r *Record) { r.Moves[1] = 5000 }, "action 5000 at ply 1 is illegal"},
		{"illegal visits", func(r *Record) { r.Policies[1] = []ActionVisits{{r.Moves[0], 1}} }, "the policy at ply 1 has the illegal action"},
		{"no end", func(r *Record) { r.Moves[0], r.Moves[2] = r.Moves[2], r.Moves[0]; cut(r, 4) }, "the rules go on"},
		{"other outcome", func(r *Record) { r.Result.Outcome = -r.Result.Outcome }, "by the rules it is"},
		{"resigned early", func(r *Record) { cut(r, 4); r.Result = Result{Outcome: 1, Ending: Resignation} }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := decidedRecord(t)
			tt.change(r)
			if err := r.Verify(g); (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// decidedRecord returns a game that somebody won.
func decidedRecord(t testing.TB) *Record {
	for _, r := range randomRecords(t, 5, 50) {
		if r.Result.Outcome != 0 {
			return r
		}
	}
	t.Fatal("all games were drawn")
	return nil
}

// cut ends a record after n plies, none of which is a sample.
func cut(r *Record, n int) {
	r.Moves, r.Policies, r.RootValues = r.Moves[:n], make([][]ActionVisits, n), r.RootValues[:n]
	r.ModelIndex, r.Simulations, r.Weights = r.ModelIndex[:n], r.Simulations[:n], make([]float32, n)
}

func TestReplayVisitsEveryPosition(t *testing.T) {
	r := decidedRecord(t)
	want := 0
	if err := r.Replay(ticTacToe(t), func(ply int, s game.State) error {
		if ply != want || s.Ply() != ply {
			t.Errorf("visit of ply %d in a state at ply %d, want %d", ply, s.Ply(), want)
		}
		want++
		return nil
	}); err != nil || want != len(r.Moves) {
		t.Errorf("%d visits for %d moves, %v", want, len(r.Moves), err)
	}
	enough := errors.New("enough")
	if err := r.Replay(ticTacToe(t), func(int, game.State) error { return enough }); err != enough {
		t.Errorf("got %v, want the visitor's error", err)
	}
}

func FuzzUnmarshalRecord(f *testing.F) {
	for _, r := range randomRecords(f, 1, 3) {
		packed, err := r.MarshalBinary()
		if err != nil {
			f.Fatal(err)
		}
		data, err := codec().DecodeAll(packed, nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	g := ticTacToe(f)
	// The input is compressed here: mutations of compressed bytes would hardly ever unpack.
	f.Fuzz(func(t *testing.T, data []byte) {
		r := &Record{}
		r.UnmarshalBinary(data) // must not panic
		if r.UnmarshalBinary(codec().EncodeAll(data, nil)) != nil {
			return
		}
		packed, err := r.MarshalBinary()
		if err != nil {
			t.Fatalf("what was unpacked cannot be packed: %v", err)
		}
		again := &Record{}
		if err := again.UnmarshalBinary(packed); err != nil {
			t.Fatal(err)
		}
		if r.Verify(g) == nil {
			newPlan(r)
		}
	})
}

func BenchmarkUnmarshalRecord(b *testing.B) {
	packed, err := randomRecords(b, 1, 1)[0].MarshalBinary()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ReportMetric(float64(len(packed)), "bytes/record")
	for b.Loop() {
		if err := new(Record).UnmarshalBinary(packed); err != nil {
			b.Fatal(err)
		}
	}
}

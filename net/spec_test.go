package net

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

func convSpec() Spec {
	s := smallSpec()
	s.Head, s.PoolingEvery, s.PoolingChannels = HeadConv, 1, 2
	return s
}

func TestModelFileOfConvHeads(t *testing.T) {
	m := smallModel()
	m.Weights = RandomWeights(convSpec(), rand.New(rand.NewPCG(1, 2)))
	path := t.TempDir() + "/m.tengen"
	if err := WriteModel(path, m); err != nil {
		t.Fatal(err)
	}
	got, err := ReadModel(path)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, m) {
		t.Errorf("read %+v\nwant %+v", got, m)
	}
}

func TestOnAnotherBoard(t *testing.T) {
	w := RandomWeights(convSpec(), rand.New(rand.NewPCG(1, 2)))
	larger, err := w.On(Size{19, 7})
	if err != nil {
		t.Fatal(err)
	}
	if s := larger.Spec; s.Height != 19 || s.Width != 7 || s.Actions != 19*7+1 {
		t.Errorf("on 7 columns and 19 lines: %+v", s)
	}
	if err := larger.Validate(); err != nil {
		t.Error(err)
	}
	if back, err := larger.On(w.Spec.Board()); err != nil || back.Spec != w.Spec {
		t.Errorf("back again: %+v, %v", back.Spec, err)
	}
	fc := RandomWeights(smallSpec(), rand.New(rand.NewPCG(1, 2)))
	if _, err := fc.On(fc.Spec.Board()); err != nil {
		t.Errorf("on its own board: %v", err)
	}
	for _, tt := range []struct {
		w    *Weights
		size Size
		want string
	}{
		{fc, Size{4, 4}, `the network has "fc" heads and plays on 4x3 alone`},
		{w, Size{65, 4}, "network height is 65, want 1 to 64"},
	} {
		if _, err := tt.w.On(tt.size); err == nil || err.Error() != tt.want {
			t.Errorf("on %v: %v, want %s", tt.size, err, tt.want)
		}
	}
}

func TestCheckSizes(t *testing.T) {
	for _, tt := range []struct {
		spec  Spec
		sizes []Size
		n     int
		want  string
	}{
		{smallSpec(), nil, 2, ""},
		{smallSpec(), []Size{{3, 4}}, 1, ""},
		{convSpec(), []Size{{3, 4}, {1, 1}}, 2, ""},
		{convSpec(), []Size{{3, 4}}, 2, "batch of 2 has the sizes of 1 boards"},
		{convSpec(), []Size{{3, 4}, {4, 4}}, 2, "board 1 is 4x4, want 1x1 to the network's 4x3"},
		{convSpec(), []Size{{0, 4}}, 1, "board 0 is 4x0, want 1x1 to the network's 4x3"},
		{smallSpec(), []Size{{3, 3}}, 1, `board 0 is 3x3, and a network with "fc" heads plays on 4x3 alone: take "conv" heads`},
	} {
		got := ""
		if err := tt.spec.CheckSizes(tt.sizes, tt.n); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%v of %d: %q, want %q", tt.sizes, tt.n, got, tt.want)
		}
	}
}

func TestCheckInputs(t *testing.T) {
	spec := smallSpec()
	in := spec.InputLen() // 36
	for _, tt := range []struct {
		in   Inputs
		want string
	}{
		{Inputs{Planes: make([]float32, 2*in)}, ""},
		{Inputs{Rows: [][]float32{make([]float32, in), make([]float32, in)}}, ""},
		{Inputs{}, "batch of 2 has 0 numbers of planes, want 72"},
		{Inputs{Planes: make([]float32, in)}, "batch of 2 has 36 numbers of planes, want 72"},
		{Inputs{Rows: [][]float32{make([]float32, 2*in)}}, "batch of 2 has 1 rows of planes"},
		{Inputs{Planes: make([]float32, 2*in), Rows: [][]float32{}}, "batch of 2 has 0 rows of planes"},
		{Inputs{Rows: [][]float32{make([]float32, in), make([]float32, in-1)}}, "row 1 of 2 has 35 numbers of planes, want 36"},
		{Inputs{Planes: make([]float32, 2*in), Sizes: []Size{{3, 4}}}, "batch of 2 has the sizes of 1 boards"},
	} {
		got := ""
		if err := spec.CheckInputs(tt.in, 2); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%d numbers, %d rows: %q, want %q", len(tt.in.Planes), len(tt.in.Rows), got, tt.want)
		}
	}
}

func TestSpecValidate(t *testing.T) {
	for _, tt := range []struct {
		change func(s *Spec)
		want   string
	}{
		{func(s *Spec) {}, ""},
		{func(s *Spec) { s.Actions = 12 }, ""},
		{func(s *Spec) { s.Actions = 14 }, `a network with "conv" heads has 14 actions, want one for each of 12 cells, and at most one more: take "fc" heads`},
		{func(s *Spec) { s.PoolingChannels = 5 }, "network pooling channels is 5, want 1 to 4"},
		{func(s *Spec) { s.Head = "attention" }, `network head is "attention", want "fc" or "conv"`},
		{func(s *Spec) { s.Blocks, s.Planes = 257, 0 }, "network planes is 0, want 1 to 1024\nnetwork blocks is 257, want 0 to 256"},
	} {
		s := convSpec()
		tt.change(&s)
		got := ""
		if err := s.Validate(); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%+v: %q, want %q", s, got, tt.want)
		}
	}
}

package xla

import (
	"testing"

	"tengen/net"
)

// paper is the network of the paper for Go on a square board.
func paper(size, blocks, channels int) net.Spec {
	return net.Spec{Planes: 17, Height: size, Width: size, Actions: size*size + 1, Blocks: blocks, Channels: channels,
		Head: net.HeadFC, PolicyChannels: 2, ValueChannels: 1, ValueHidden: 256}
}

// A batch is as large as a quarter of the memory has room for, counted by hand.
func TestBatches(t *testing.T) {
	const gib = int64(1) << 30
	small, large := paper(9, 6, 64), paper(19, 20, 256)
	// Of large: 4·361·(17 + 8·256) + 4·363 bytes a position, twice, and 3 · 24 million weights.
	for _, tt := range []struct {
		name   string
		spec   net.Spec
		free   int64 // of the device; 0: not known
		leaves int
		want   int
	}{
		{"not known", large, 0, 8, 256},
		{"not known, many leaves", small, 0, 400, 400},
		{"small on 80 GiB", small, 80 * gib, 8, 1024},
		{"large on 80 GiB", large, 80 * gib, 8, 1024},
		{"large on 16 GiB", large, 16 * gib, 8, 512},
		{"large on 8 GiB", large, 8 * gib, 8, 256},
		{"large on 4 GiB", large, 4 * gib, 8, 128},
		{"small on 4 GiB", small, 4 * gib, 8, 1024},
		{"small on 1 GiB", small, gib, 8, 512},
		{"large where its weights do not fit", large, gib, 1, 1},
		{"no room, but a search brings them", large, gib, 8, 8},
	} {
		e := golang(t)
		e.freeMemory = func() int64 { return tt.free }
		got := e.Batches(tt.spec, tt.leaves, 4)
		if want := (net.BatcherParams{MaxBatch: tt.want, Evaluators: 2, ThreadsPerEvaluator: 1}); got != want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, want)
		}
	}
	if got, want := evaluationBytes(mixed, 2), evaluationBytes(mixed, 1)+2*4*(16*(3+8*8)+17+1); got != want {
		t.Errorf("two positions take %d bytes, want %d", got, want)
	}
}

// Memory is asked for once, and of CUDA's devices only.
func TestMemoryOf(t *testing.T) {
	asked := 0
	o := Options{CUDAMemory: func() int64 { asked++; return 7 }}
	free := memoryOf(CUDA, o)
	if asked != 0 {
		t.Error("it was asked before anybody wanted to know")
	}
	for range 2 {
		if got := free(); got != 7 || asked != 1 {
			t.Errorf("%d bytes after %d questions, want 7 after 1", got, asked)
		}
	}
	for _, f := range []func() int64{memoryOf(CPU, o), memoryOf(TPU, o), memoryOf(CUDA, Options{})} {
		if got := f(); got != 0 || asked != 1 {
			t.Errorf("%d bytes after %d questions, want 0 and no more questions", got, asked)
		}
	}
}

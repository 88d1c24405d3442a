package cpu_test

import (
	"bytes"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/nettest"
)

func smallSpec() net.Spec {
	return net.Spec{Planes: 3, Height: 5, Width: 4, Actions: 21, Blocks: 1, Channels: 8,
		Head: net.HeadFC, PolicyChannels: 2, ValueChannels: 1, ValueHidden: 16}
}

func newLearner(t *testing.T, spec net.Spec, threads int) net.Learner {
	t.Helper()
	return newLearnerWith(t, spec, threads, net.SGD, "")
}

func newLearnerWith(t *testing.T, spec net.Spec, threads int, optimizer net.Optimizer, precision net.Precision) net.Learner {
	t.Helper()
	l, err := cpu.New().NewLearner(net.RandomWeights(spec, rand.New(rand.NewPCG(1, 1))), net.LearnerParams{
		Optimizer: optimizer, Momentum: 0.9, SquareMomentum: 0.999,
		WeightDecay: 1e-4, ValueWeight: 1, ClipNorm: 5, StatsMomentum: 0.05, Threads: threads, Precision: precision})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func step(t *testing.T, l net.Learner, mb *net.Minibatch) net.Losses {
	t.Helper()
	losses, err := l.Step(mb, 0.01)
	if err != nil {
		t.Fatal(err)
	}
	return losses
}

// The same seed gives the same weights bit for bit, however many threads share the work.
func TestThreadsDoNotMatter(t *testing.T) {
	spec := smallSpec()
	var all []*net.Weights
	for _, precision := range []net.Precision{"", net.BFloat16} {
		var want *net.Weights
		for _, threads := range []int{1, 2, 3, 8, 11} {
			l := newLearnerWith(t, spec, threads, net.SGD, precision)
			for i := range 3 {
				step(t, l, nettest.Minibatch(spec, 24, uint64(i)))
			}
			if want == nil {
				want = l.Weights()
			} else if !reflect.DeepEqual(l.Weights(), want) {
				t.Errorf("%d threads give other weights than one", threads)
			}
		}
		all = append(all, want)
	}
	if reflect.DeepEqual(all[0], all[1]) {
		t.Error("bfloat16 learns the bits of float32")
	}
}

// What a step leaves behind in its buffers, NaN above all, does not reach a smaller step after it.
func TestNothingIsLeftFromABrokenStep(t *testing.T) {
	spec := smallSpec()
	broken, fresh := newLearner(t, spec, 2), newLearner(t, spec, 2)
	mb := nettest.Minibatch(spec, 60, 1)
	for i := range mb.Planes {
		mb.Planes[i] = float32(math.NaN())
	}
	if _, err := broken.Step(mb, 0.01); !errors.Is(err, net.ErrNotFinite) {
		t.Fatalf("got %v, want ErrNotFinite", err)
	}
	for i, n := range []int{9, 60, 3} {
		mb := nettest.Minibatch(spec, n, uint64(i))
		if got, want := step(t, broken, mb), step(t, fresh, mb); got != want {
			t.Errorf("%d samples: losses %+v, want %+v", n, got, want)
		}
	}
	if !reflect.DeepEqual(broken.Weights(), fresh.Weights()) {
		t.Error("the weights differ")
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	spec := smallSpec()
	for _, optimizer := range []net.Optimizer{net.SGD, net.Adam} {
		for _, threads := range []int{1, 3} {
			l, mb := newLearnerWith(t, spec, threads, optimizer, ""), nettest.Minibatch(spec, 32, 1)
			step(t, l, mb)
			if n := testing.AllocsPerRun(5, func() { step(t, l, mb) }); n != 0 {
				t.Errorf("%s, %d threads: a step allocates %g times", optimizer, threads, n)
			}
		}
	}
}

func TestRestoreRefusesAnotherNetwork(t *testing.T) {
	spec := smallSpec()
	var state bytes.Buffer
	if err := newLearner(t, spec, 1).Save(&state); err != nil {
		t.Fatal(err)
	}
	spec.Channels = 16
	if err := newLearner(t, spec, 1).Restore(&state); err == nil {
		t.Error("the state of another network is taken")
	}
}

func FuzzRestore(f *testing.F) {
	spec := smallSpec()
	l, err := cpu.New().NewLearner(net.RandomWeights(spec, rand.New(rand.NewPCG(1, 1))), net.LearnerParams{Optimizer: net.SGD, Momentum: 0.9, StatsMomentum: 0.05, Threads: 1})
	if err != nil {
		f.Fatal(err)
	}
	var state bytes.Buffer
	if err := l.Save(&state); err != nil {
		f.Fatal(err)
	}
	good := state.Bytes()
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte("tengen learner 1\n\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := l.Restore(bytes.NewReader(data)); err != nil && !bytes.Equal(data, good) {
			var after bytes.Buffer
			if err := l.Save(&after); err != nil || !bytes.Equal(after.Bytes(), good) {
				t.Fatal("a state that was refused has changed the learner")
			}
		}
	})
}

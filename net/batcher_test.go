package net

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
)

// fakeEngine answers a row with planes[0] times the model's step, so that every answer tells which row
// and which model it belongs to.
type fakeEngine struct {
	Engine
	closed atomic.Int32
	// during, if set, is called within every evaluation.
	during func(m *Model, rows int) error
}

type fakePrepared struct{ m *Model }

func (p fakePrepared) Model() *Model { return p.m }

type fakeEvaluator struct{ e *fakeEngine }

func (e *fakeEngine) Name() string { return "fake" }

func (e *fakeEngine) NewEvaluator(Spec, int, int) (Evaluator, error) { return fakeEvaluator{e}, nil }

func (v fakeEvaluator) Close() error { v.e.closed.Add(1); return nil }

func (v fakeEvaluator) Evaluate(p Prepared, inputs Inputs, policy, value []float32) error {
	if v.e.during != nil {
		if err := v.e.during(p.Model(), len(value)); err != nil {
			return err
		}
	}
	step := float32(p.Model().Training.Step)
	for i := range value {
		value[i] = inputs.Row(i, fakeSpec.InputLen())[0] * step
		for a := range fakeSpec.Actions {
			policy[i*fakeSpec.Actions+a] = value[i] + float32(a)
		}
	}
	return nil
}

var fakeSpec = Spec{Planes: 1, Height: 2, Width: 2, Actions: 3, Head: HeadFC, PolicyChannels: 1, ValueChannels: 1, ValueHidden: 1, Channels: 1}

func fakeModel(step int64) Prepared {
	return fakePrepared{&Model{Weights: &Weights{Spec: fakeSpec}, Training: Training{Step: step}}}
}

func newRows(n int) []*Row {
	rows := make([]*Row, n)
	for i := range rows {
		rows[i] = &Row{Planes: make([]float32, fakeSpec.InputLen()), Policy: make([]float32, fakeSpec.Actions)}
	}
	return rows
}

// start runs a Batcher until the test ends or the returned function is called.
func start(t testing.TB, e *fakeEngine, live *Live, p BatcherParams) (*Batcher, func()) {
	t.Helper()
	b, err := NewBatcher(e, fakeSpec, live, p)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Run returned %v, want the cause of its end", err)
		}
	})
	t.Cleanup(stop)
	return b, stop
}

// check says whether the rows hold their own answers, and from models that each row names itself.
func check(rows []*Row) error {
	for i, r := range rows {
		want := r.Planes[0] * float32(r.Model.Training.Step)
		if r.Value != want || r.Policy[2] != want+2 {
			return fmt.Errorf("row %d with input %g from model %d: value %g and policy %v, want %g", i, r.Planes[0], r.Model.Training.Step, r.Value, r.Policy, want)
		}
	}
	return nil
}

func TestBatcherAnswersEveryRowWithItsOwnResult(t *testing.T) {
	for _, p := range []BatcherParams{{1, 1, 1}, {4, 1, 1}, {3, 2, 1}, {64, 4, 1}} {
		t.Run(fmt.Sprintf("max=%d,evaluators=%d", p.MaxBatch, p.Evaluators), func(t *testing.T) {
			var evaluated atomic.Int64
			e := &fakeEngine{during: func(_ *Model, rows int) error {
				if rows > p.MaxBatch {
					return fmt.Errorf("batch of %d, at most %d allowed", rows, p.MaxBatch)
				}
				evaluated.Add(int64(rows))
				return nil
			}}
			live := NewLive(fakeModel(1))
			b, stop := start(t, e, live, p)
			const clients, requests = 9, 60
			var asked atomic.Int64
			var wg sync.WaitGroup
			for id := range clients {
				c := b.Client(1 + id%5)
				wg.Go(func() {
					defer c.Leave()
					rng := rand.New(rand.NewPCG(uint64(id), 1))
					for n := range requests {
						rows := newRows(rng.IntN(8))
						for _, r := range rows {
							r.Planes[0] = float32(rng.IntN(1 << 12))
						}
						if err := c.Evaluate(rows); err != nil {
							t.Error(err)
							return
						}
						if err := check(rows); err != nil {
							t.Error(err)
						}
						asked.Add(int64(len(rows)))
						if n%7 == 0 {
							live.Swap(fakeModel(int64(id*requests + n + 1)))
						}
						switch rng.IntN(6) { // leave for a while, for good, or twice
						case 0:
							c.Leave()
							c.Leave()
						case 1:
							c.Leave()
							c.Join()
							c.Join()
						case 2:
							c.Join()
						}
					}
				})
			}
			wg.Wait()
			if evaluated.Load() != asked.Load() || b.Stats().Rows != asked.Load() {
				t.Errorf("%d rows asked for, %d evaluated, %d counted", asked.Load(), evaluated.Load(), b.Stats().Rows)
			}
			if b.leaves != 0 || b.thinking != 0 || len(b.queue) != 0 {
				t.Errorf("after all left: %d leaves, %d thinking, %d queued", b.leaves, b.thinking, len(b.queue))
			}
			stop()
			if int(e.closed.Load()) != p.Evaluators {
				t.Errorf("%d of %d evaluators closed", e.closed.Load(), p.Evaluators)
			}
		})
	}
}

// After a swap returns, only batches that had loaded their model before may still come from the old one:
// at most one an evaluator, and none waits for the swap.
func TestSwapUnderLoad(t *testing.T) {
	const evaluators = 2
	live := NewLive(fakeModel(1))
	var newest atomic.Int64
	newest.Store(1)
	var old sync.Map // step -> *atomic.Int64 batches of it after its successor was published
	e := &fakeEngine{during: func(m *Model, _ int) error {
		if step := m.Training.Step; step < newest.Load() {
			n, _ := old.LoadOrStore(step, new(atomic.Int64))
			n.(*atomic.Int64).Add(1)
		}
		return nil
	}}
	b, _ := start(t, e, live, BatcherParams{MaxBatch: 8, Evaluators: evaluators, ThreadsPerEvaluator: 1})
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 8 {
		c := b.Client(4)
		wg.Go(func() {
			defer c.Leave()
			for rows := newRows(4); ; {
				select {
				case <-stop:
					return
				default:
				}
				if err := errors.Join(c.Evaluate(rows), check(rows)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	swapper := b.Client(1)
	for step := int64(2); step < 200; step++ {
		live.Swap(fakeModel(step))
		newest.Store(step)
		row := newRows(1)
		if err := swapper.Evaluate(row); err != nil {
			t.Fatal(err)
		}
		if got := row[0].Model.Training.Step; got != step {
			t.Errorf("a row submitted after the swap to model %d came from %d", step, got)
		}
	}
	swapper.Leave()
	close(stop)
	wg.Wait()
	old.Range(func(step, n any) bool {
		if got := n.(*atomic.Int64).Load(); got > evaluators {
			t.Errorf("model %d evaluated %d batches after its successor came, want at most %d", step, got, evaluators)
		}
		return true
	})
}

func TestTarget(t *testing.T) {
	for _, tt := range []struct{ max, evaluators, leaves, want int }{
		{64, 1, 0, 1}, {64, 1, 1, 1}, {64, 1, 3, 2}, {64, 2, 64, 16}, {64, 2, 65, 17}, {8, 1, 1000, 8},
	} {
		b := &Batcher{params: BatcherParams{tt.max, tt.evaluators, 1}, leaves: tt.leaves}
		if got := b.target(); got != tt.want {
			t.Errorf("target of %d leaves on %d evaluators, at most %d: got %d, want %d", tt.leaves, tt.evaluators, tt.max, got, tt.want)
		}
	}
}

// A partial batch waits for a client that is thinking, and goes at once when that client leaves.
func TestPartialBatchDoesNotWaitForTheDeparted(t *testing.T) {
	b, err := NewBatcher(&fakeEngine{}, fakeSpec, NewLive(fakeModel(1)), BatcherParams{64, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	one, other := b.Client(2), b.Client(8)
	if err := one.submit(newRows(2)); err != nil {
		t.Fatal(err)
	}
	if b.ready() {
		t.Error("a partial batch is ready while a joined client thinks")
	}
	other.Leave()
	if !b.ready() {
		t.Error("a partial batch is not ready when the last thinking client has left")
	}
	other.Join()
	if err := other.submit(newRows(2)); err != nil {
		t.Fatal(err)
	}
	if m := new(batch); !b.take(m) || len(m.rows) != 4 {
		t.Errorf("took %d rows, want all 4 since everybody waits", len(m.rows))
	}
	if b.thinking != 0 {
		t.Errorf("%d clients count as thinking while their rows are evaluated", b.thinking)
	}
	late := b.Client(16) // a full batch is now 13
	if err := late.submit(newRows(12)); err != nil {
		t.Fatal(err)
	}
	if !b.ready() {
		t.Error("a partial batch waits for clients whose rows are being evaluated")
	}
}

// A partial batch does not wait for a client that finds in a cache what it asks for, which may go on for long, until
// that client has submitted again.
func TestPartialBatchDoesNotWaitForHits(t *testing.T) {
	b, err := NewBatcher(&fakeEngine{}, fakeSpec, NewLive(fakeModel(1)), BatcherParams{64, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	cache := newCache(t, fakeSpec.Actions, 1)
	waiting, hitting := b.Client(2), b.Client(8)
	known := newRows(1)
	warm := cache.For(&counting{model: b.live.Load().Model()})
	if err := errors.Join(warm.Evaluate(known), waiting.submit(newRows(2))); err != nil {
		t.Fatal(err)
	}
	if b.ready() {
		t.Error("a partial batch is ready while a joined client thinks")
	}
	for range 2 {
		if err := cache.For(hitting).Evaluate(known); err != nil {
			t.Fatal(err)
		}
		if !b.ready() || b.thinking != 0 {
			t.Errorf("ready %v with %d thinking, want a batch that waits for nobody", b.ready(), b.thinking)
		}
	}
	m := new(batch)
	if err := hitting.submit(newRows(1)); err != nil || !b.take(m) || len(m.rows) != 3 {
		t.Fatalf("%v; took %d rows, want all 3", err, len(m.rows))
	}
	b.finish(m, 0, nil)
	if b.thinking != 2 {
		t.Errorf("%d clients think after they were answered, want both", b.thinking)
	}
	hitting.Pass()
	hitting.Leave()
	waiting.Leave()
	if b.thinking != 0 || b.leaves != 0 {
		t.Errorf("%d think and %d leaves after all left", b.thinking, b.leaves)
	}
}

func TestFullBatchDoesNotWait(t *testing.T) {
	b, err := NewBatcher(&fakeEngine{}, fakeSpec, NewLive(fakeModel(1)), BatcherParams{64, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	b.Client(4)
	if err := b.Client(4).submit(newRows(4)); err != nil {
		t.Fatal(err)
	}
	if !b.ready() {
		t.Error("4 rows of 8 leaves on one evaluator are a full batch, but not ready")
	}
}

func TestStopUnblocksEveryone(t *testing.T) {
	b, stop := start(t, &fakeEngine{}, NewLive(fakeModel(1)), BatcherParams{64, 2, 1})
	thinker := b.Client(64) // never submits, so the others wait
	var wg sync.WaitGroup
	for range 5 {
		c := b.Client(1)
		wg.Go(func() {
			if err := c.Evaluate(newRows(1)); !errors.Is(err, context.Canceled) {
				t.Errorf("a waiting client got %v, want the cause", err)
			}
		})
	}
	for waiting := 0; waiting < 5; {
		b.mu.Lock()
		waiting = len(b.queue)
		b.mu.Unlock()
	}
	stop()
	wg.Wait()
	if err := thinker.Evaluate(newRows(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("a later client got %v, want the cause", err)
	}
	if err := b.Run(t.Context()); err == nil {
		t.Error("Run ran twice")
	}
}

func TestEvaluatorErrorGoesToItsClients(t *testing.T) {
	broken := errors.New("device is gone")
	var fail atomic.Bool
	e := &fakeEngine{during: func(*Model, int) error {
		if fail.Load() {
			return broken
		}
		return nil
	}}
	b, _ := start(t, e, NewLive(fakeModel(1)), BatcherParams{2, 1, 1})
	c := b.Client(3)
	defer c.Leave()
	for _, failing := range []bool{false, true, false} {
		fail.Store(failing)
		if err := c.Evaluate(newRows(3)); errors.Is(err, broken) != failing {
			t.Errorf("failing %v: Evaluate returned %v", failing, err)
		}
	}
}

func TestBatcherRefuses(t *testing.T) {
	live := NewLive(fakeModel(1))
	if _, err := NewBatcher(&fakeEngine{}, fakeSpec, live, BatcherParams{}); err == nil {
		t.Error("zero parameters were accepted")
	}
	b, _ := start(t, &fakeEngine{}, live, BatcherParams{2, 1, 1})
	c := b.Client(1)
	defer c.Leave()
	if err := c.Evaluate([]*Row{{Planes: make([]float32, 3), Policy: make([]float32, 3)}}); err == nil {
		t.Error("a row with too few planes was accepted")
	}
	other := fakeSpec
	other.Channels = 2
	live.Swap(fakePrepared{&Model{Weights: &Weights{Spec: other}}})
	if err := c.Evaluate(newRows(1)); err == nil {
		t.Error("a model of another network was used")
	}
}

func TestEvaluateAllocatesNothing(t *testing.T) {
	b, _ := start(t, &fakeEngine{}, NewLive(fakeModel(1)), BatcherParams{4, 1, 1})
	c, rows := b.Client(8), newRows(8)
	defer c.Leave()
	if n := testing.AllocsPerRun(100, func() {
		if err := c.Evaluate(rows); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("Evaluate allocates %g times", n)
	}
}

func BenchmarkBatcher(b *testing.B) {
	batcher, _ := start(b, &fakeEngine{}, NewLive(fakeModel(1)), BatcherParams{64, 1, 1})
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		c, rows := batcher.Client(8), newRows(8)
		defer c.Leave()
		for pb.Next() {
			if err := c.Evaluate(rows); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.ReportMetric(float64(batcher.Stats().Rows)/b.Elapsed().Seconds(), "rows/s")
}

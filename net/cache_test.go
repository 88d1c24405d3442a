package net

import (
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"unsafe"
)

// counting evaluates as fakeEngine does, with the model that it holds, and counts.
type counting struct {
	model *Model
	calls int
	rows  int
	err   error
}

func (c *counting) Model() *Model { return c.model }

func (c *counting) Evaluate(rows []*Row) error {
	c.calls++
	c.rows += len(rows)
	for _, r := range rows {
		r.Model, r.Value = c.model, r.Planes[0]*float32(c.model.Training.Step)
		for a := range r.Policy {
			r.Policy[a] = r.Value + float32(a)
		}
	}
	return c.err
}

func newCache(t testing.TB, actions, mebibytes int) *Cache {
	t.Helper()
	c, err := NewCache(actions, mebibytes)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ask evaluates rows whose first planes hold the numbers, and checks the answers.
func ask(t *testing.T, c *Cached, inputs ...float32) {
	t.Helper()
	rows := newRows(len(inputs))
	for i, r := range rows {
		r.Planes[0] = inputs[i]
	}
	if err := errors.Join(c.Evaluate(rows), check(rows)); err != nil {
		t.Fatal(err)
	}
}

func TestOnlyMissesAreEvaluated(t *testing.T) {
	client := &counting{model: fakeModel(3).Model()}
	cache := newCache(t, fakeSpec.Actions, 1)
	one, other := cache.For(client), cache.For(client)
	for _, step := range []struct {
		by          *Cached
		inputs      []float32
		calls, rows int
	}{
		{one, []float32{1, 2, 3}, 1, 3},
		{one, []float32{3, 1, 2, 1}, 1, 3},   // all known: nobody is asked
		{other, []float32{4, 1, 5, 2}, 2, 5}, // two are new
		{one, []float32{5, 4}, 2, 5},
		{one, nil, 2, 5},
	} {
		ask(t, step.by, step.inputs...)
		if client.calls != step.calls || client.rows != step.rows {
			t.Errorf("after %v: %d calls with %d rows, want %d with %d", step.inputs, client.calls, client.rows, step.calls, step.rows)
		}
	}
	if s := cache.Stats(); s.Hits != 8 || s.Misses != 5 || s.Entries != 5 {
		t.Errorf("got %+v, want 8 hits, 5 misses, 5 entries", s)
	}
}

// Each number of the planes counts: history, colour and all.
func TestEveryPlaneIsPartOfTheKey(t *testing.T) {
	cache := newCache(t, 2, 1)
	planes := make([]float32, 17*19*19)
	seen := map[[2]uint64]int{cache.hash(planes): -1}
	for i := range planes {
		for _, v := range []float32{1, 0.5} {
			planes[i] = v
			if before, ok := seen[cache.hash(planes)]; ok {
				t.Fatalf("%g at %d has the hash of a change at %d", v, i, before)
			}
			seen[cache.hash(planes)] = i
		}
		planes[i] = 0
	}
	if n := len(cache.hash(planes[:5])); n != 2 || cache.hash(planes[:5]) == cache.hash(planes[:6]) {
		t.Error("planes of two lengths have one hash")
	}
}

// What one model said never answers for another, even one that a new object replaced at the same address.
func TestAnOldModelNeverAnswers(t *testing.T) {
	client := &counting{}
	cache := newCache(t, fakeSpec.Actions, 1)
	c := cache.For(client)
	first := fakeModel(1).Model()
	for step := range int64(300) {
		client.model = fakeModel(step + 2).Model()
		ask(t, c, 7, 8) // check compares with the model that the row names
		if client.rows != 2*int(step+1) {
			t.Fatalf("model %d: %d rows evaluated, want %d", step, client.rows, 2*(step+1))
		}
		if step%50 == 0 {
			runtime.GC()
		}
	}
	if n := len(cache.serials); n > 200 {
		t.Errorf("%d models are remembered, most of which are gone", n)
	}
	client.model = first
	ask(t, c, 7)
	rows := client.rows
	client.model = fakeModel(400).Model()
	ask(t, c, 7)
	client.model = first // a model may come back, as the one before does after a match
	ask(t, c, 7)
	if client.rows != rows+1 {
		t.Errorf("%d rows evaluated, want only that of the new model", client.rows-rows)
	}
}

// swapping evaluates with a model newer than the one it names.
type swapping struct{ counting }

func (s *swapping) Evaluate(rows []*Row) error {
	s.model = fakeModel(s.model.Training.Step + 1).Model()
	return s.counting.Evaluate(rows)
}

func TestASwapBetweenLookUpAndEvaluation(t *testing.T) {
	client := &swapping{counting{model: fakeModel(1).Model()}}
	c := newCache(t, fakeSpec.Actions, 1).For(client)
	ask(t, c, 7) // by model 2, which is in use from then on
	ask(t, c, 7)
	if client.rows != 1 {
		t.Errorf("%d rows evaluated, want 1: it was remembered as the model's that made it", client.rows)
	}
}

func TestCacheIsBounded(t *testing.T) {
	const mebibytes, actions = 1, 82
	cache := newCache(t, actions, mebibytes)
	if bytes := len(cache.entries)*int(unsafe.Sizeof(cacheEntry{})) + 4*len(cache.policy); bytes > mebibytes<<20 || bytes < mebibytes<<20*99/100 {
		t.Errorf("%d bytes, want 1 MiB", bytes)
	}
	key := func(i int) cacheKey { return cacheKey{cache.hash([]float32{float32(i)}), 1} }
	row := &Row{Policy: make([]float32, actions)}
	n := len(cache.entries)
	for i := range 10 * n {
		row.Value, row.Policy[actions-1] = float32(i), float32(i)
		cache.put(key(i), row)
		for _, recent := range []int{0, i} { // the first stays, since it is always in use
			if !cache.get(key(recent), row) || row.Value != float32(recent) || row.Policy[actions-1] != float32(recent) {
				t.Fatalf("after %d of 10·%d: entry %d is gone or wrong: %g, %g", i, n, recent, row.Value, row.Policy[actions-1])
			}
		}
	}
	s := cache.Stats()
	if s.Entries > s.Capacity || s.Entries < s.Capacity*9/10 || s.Capacity != int64(n) {
		t.Errorf("%d entries of %d", s.Entries, s.Capacity)
	}
	// Of the last half of a capacity, hardly anything was replaced.
	kept := 0
	for i := 10*n - n/2; i < 10*n; i++ {
		if cache.get(key(i), row) {
			kept++
		}
	}
	if kept < n/2*9/10 {
		t.Errorf("%d of the last %d evaluations are left", kept, n/2)
	}
}

func TestAnEvaluatedRowAgainTakesNoSecondEntry(t *testing.T) {
	client := &counting{model: fakeModel(1).Model()}
	cache := newCache(t, fakeSpec.Actions, 1)
	ask(t, cache.For(client), 1, 1, 1) // one call: all miss
	if s := cache.Stats(); s.Entries != 1 {
		t.Errorf("%d entries for one position", s.Entries)
	}
}

func TestCacheRefuses(t *testing.T) {
	for _, p := range [][2]int{{0, 1}, {82, 0}, {82, -1}, {1 << 20, 1}} {
		if _, err := NewCache(p[0], p[1]); err == nil {
			t.Errorf("%d actions in %d MiB were accepted", p[0], p[1])
		}
	}
	client := &counting{model: fakeModel(1).Model()}
	c := newCache(t, 5, 1).For(client)
	if err := c.Evaluate(newRows(1)); err == nil {
		t.Error("a row of another network was accepted")
	}
	broken := errors.New("device is gone")
	client.err = broken
	c = newCache(t, fakeSpec.Actions, 1).For(client)
	for range 2 { // nothing of a failed evaluation is remembered
		if err := c.Evaluate(newRows(1)); !errors.Is(err, broken) {
			t.Errorf("got %v, want the client's error", err)
		}
	}
}

func TestCachedClientsOfABatcher(t *testing.T) {
	live := NewLive(fakeModel(1))
	b, _ := start(t, &fakeEngine{}, live, BatcherParams{8, 2, 1})
	cache := newCache(t, fakeSpec.Actions, 1)
	var wg sync.WaitGroup
	for id := range 8 {
		client := b.Client(4)
		wg.Go(func() {
			defer client.Leave()
			c, rng := cache.For(client), rand.New(rand.NewPCG(uint64(id), 1))
			for n := range 300 {
				rows := newRows(rng.IntN(6))
				for _, r := range rows {
					r.Planes[0] = float32(rng.IntN(64))
				}
				if err := errors.Join(c.Evaluate(rows), check(rows)); err != nil {
					t.Error(err)
				}
				if n%100 == 99 {
					live.Swap(fakeModel(int64(id*1000 + n)))
				}
			}
		})
	}
	wg.Wait()
	if s := cache.Stats(); s.Hits == 0 || b.Stats().Rows != s.Misses {
		t.Errorf("%+v, and %d rows evaluated, want some hits, and as many rows as misses", s, b.Stats().Rows)
	}
}

func TestCachedAllocatesNothing(t *testing.T) {
	client := &counting{model: fakeModel(1).Model()}
	c, rows := newCache(t, fakeSpec.Actions, 1).For(client), newRows(8)
	next := float32(0)
	for name, change := range map[string]func(){
		"hits": func() {},
		"misses": func() {
			for _, r := range rows {
				next++
				r.Planes[0] = next
			}
		},
	} {
		if n := testing.AllocsPerRun(100, func() {
			change()
			if err := c.Evaluate(rows); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: Evaluate allocates %g times", name, n)
		}
	}
}

func BenchmarkCache(b *testing.B) {
	cache := newCache(b, 82, 64)
	planes := make([]float32, 17*81)
	for i := range planes {
		planes[i] = float32(i % 5 / 4)
	}
	row := &Row{Planes: planes, Policy: make([]float32, 82), Model: fakeModel(1).Model()}
	cached := cache.For(&counting{model: row.Model})
	rows := []*Row{row}
	b.Run("hash", func(b *testing.B) {
		for b.Loop() {
			cache.hash(planes)
		}
	})
	b.Run("hit", func(b *testing.B) {
		for b.Loop() {
			if err := cached.Evaluate(rows); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("put", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			cache.put(cacheKey{[2]uint64{uint64(i) * 0x9e3779b97f4a7c15, 1}, 1}, row)
		}
	})
	b.Run("get/parallel", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			r := &Row{Policy: slices.Clone(row.Policy)}
			for i := uint64(0); pb.Next(); i++ {
				cache.get(cacheKey{[2]uint64{i * 0x9e3779b97f4a7c15, 1}, 1}, r)
			}
		})
	})
}

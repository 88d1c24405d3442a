package rating

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// fixtures numbers n games, of which every colours-th is in the same lane.
func fixtures(n, colours int) (all []fixture) {
	for i := range n {
		all = append(all, fixture{number: i, first: i % colours})
	}
	return all
}

func byFirst(f fixture) lane { return lane{first: f.first} }

// TestDeskKeepsTheOrder has workers of random speed, and games that are to be played again: each lane is stored in
// order, each game once, and no more games are held than is said.
func TestDeskKeepsTheOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const games, colours, workers = 200, 3, 4
		last, tries := map[int]int{}, map[int]int{}
		d := newDesk(fixtures(games, colours), workers, byFirst, func(a assignment, e entry) (bool, error) {
			if tries[a.number] != a.attempt {
				t.Errorf("game %d: attempt %d, want %d", a.number, a.attempt, tries[a.number])
			}
			tries[a.number]++
			if before, ok := last[a.first]; ok && a.number != before+colours || !ok && a.number != a.first {
				t.Errorf("game %d follows %d in its lane", a.number, before)
			}
			if a.number%5 == 0 && a.attempt < 2 {
				return false, nil
			}
			last[a.first] = a.number
			return true, nil
		})
		done := make(chan bool)
		for w := range workers {
			go func() {
				rng := rand.New(rand.NewPCG(1, uint64(w)))
				for {
					a, ok := d.take(t.Context())
					if !ok {
						done <- true
						return
					}
					time.Sleep(time.Duration(rng.IntN(1 + rng.IntN(1000))))
					if err := d.give(a, entry{Number: a.number}); err != nil {
						t.Error(err)
					}
					d.mu.Lock()
					if len(d.held) > d.most+workers { // what is under way comes on top
						t.Errorf("%d games are held, want at most %d", len(d.held), d.most+workers)
					}
					d.mu.Unlock()
				}
			}()
		}
		for range workers {
			<-done
		}
		if len(tries) != games || tries[5] != 3 || tries[6] != 1 || d.open != 0 || len(d.held) != 0 {
			t.Errorf("%d games were stored, one in %d attempts, another in %d; %d are open, %d held", len(tries), tries[5], tries[6], d.open, len(d.held))
		}
	})
}

// TestDeskHoldsBack: while the first game lasts, games are handed out only as far as they may be held.
func TestDeskHoldsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var stored []int
		d := newDesk(fixtures(100, 1), 2, byFirst, func(a assignment, _ entry) (bool, error) {
			stored = append(stored, a.number)
			return true, nil
		})
		first, _ := d.take(t.Context())
		go func() {
			time.Sleep(time.Hour)
			d.give(first, entry{})
		}()
		handed := 0
		for ; ; handed++ {
			a, ok := d.take(t.Context())
			if !ok {
				break
			}
			if len(stored) == 0 && handed >= 2*heldPerWorker {
				t.Fatalf("%d games were handed out before the first was over", handed)
			}
			if err := d.give(a, entry{}); err != nil {
				t.Fatal(err)
			}
		}
		if len(stored) != 100 || !slices.IsSorted(stored) {
			t.Errorf("stored %v, want 100 games in order", stored)
		}
	})
}

// TestDeskEnds: those who wait are woken by the end of their context and by the last game, and after a failure
// nothing is stored.
func TestDeskEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken, stores := errors.New("the disk is full"), 0
		d := newDesk(fixtures(3, 1), 1, byFirst, func(a assignment, _ entry) (bool, error) {
			if stores++; a.number == 1 {
				return true, broken
			}
			return true, nil
		})
		var all []assignment
		for range 3 {
			a, _ := d.take(t.Context())
			all = append(all, a)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if a, ok := d.take(ctx); ok || ctx.Err() == nil {
			t.Errorf("got %+v, %v before the context's end, want to wait for it", a, ok)
		}
		waiting := make(chan bool)
		ctx, cancel = context.WithCancel(t.Context())
		go func() {
			_, ok := d.take(ctx)
			waiting <- ok
		}()
		if err := errors.Join(d.give(all[2], entry{}), d.give(all[0], entry{})); err != nil || stores != 1 {
			t.Errorf("%v, %d games were stored, want 1", err, stores)
		}
		if err := d.give(all[1], entry{}); !errors.Is(err, broken) || stores != 2 {
			t.Errorf("got %v after %d games, want that the disk is full after 2", err, stores)
		}
		if err := d.give(all[2], entry{}); !errors.Is(err, broken) || stores != 2 {
			t.Errorf("got %v after %d games, want no more after the failure", err, stores)
		}
		cancel()
		if <-waiting {
			t.Error("a game was handed out after the failure")
		}
	})
}

package net

import (
	"fmt"
	"hash/maphash"
	"math/bits"
	"sync"
	"unsafe"
	"weak"
)

// Cache remembers evaluations for all who share it: games of one run, searches of one session. It takes a fixed
// amount of memory, without pointers, so that the garbage collector has nothing to walk:
//
//	entries  | set 0: 8 entries | set 1: 8 entries | ...     what was evaluated, by which model, its value
//	policy   | 8 rows of [A]    | 8 rows of [A]    | ...     its logits
//
// What an evaluation is of is a 128-bit hash of the planes as the network saw them, turned by the symmetry and with
// the history that they show: what the network cannot tell apart is one entry. The hash's first half chooses the
// set. A new evaluation replaces the one of its set that was not used for longest; a set of a stripe of sets is
// used with the stripe's lock held. Those of a model that is no longer used go that way too.
//
// A hit is bit for bit what an evaluation would be, since a row does not depend on its batch.
type Cache struct {
	actions int
	seeds   [2]maphash.Seed
	sets    int
	entries []cacheEntry // [sets, cacheWays]
	policy  []float32    // [sets, cacheWays, A]
	stripes [cacheStripes]cacheStripe

	mu      sync.Mutex // guards all below
	serials map[weak.Pointer[Model]]uint32
	serial  uint32 // the last one given
}

const (
	cacheWays    = 8
	cacheStripes = 256
)

// cacheKey says what was evaluated.
type cacheKey struct {
	planes [2]uint64
	model  uint32 // serial of the model, from 1
}

// cacheEntry is one evaluation; without a model it is empty.
type cacheEntry struct {
	key   cacheKey
	used  uint32 // the stripe's clock at the last use
	value float32
}

// cacheStripe guards the sets whose index is its own modulo the number of stripes.
type cacheStripe struct {
	mu                    sync.Mutex
	clock                 uint32 // counts uses
	hits, misses, entries int64
	_                     [24]byte // a cache line of its own
}

// NewCache returns an empty cache of mebibytes MiB for evaluations of networks with so many actions. It errs if
// that is less than one set.
func NewCache(actions, mebibytes int) (*Cache, error) {
	set := cacheWays * (int(unsafe.Sizeof(cacheEntry{})) + 4*actions)
	if actions < 1 || mebibytes < 1 || mebibytes<<20 < set {
		return nil, fmt.Errorf("cache of %d MiB for %d actions, want at least 1 action and 1 MiB, and %d bytes", mebibytes, actions, set)
	}
	sets := mebibytes << 20 / set
	return &Cache{
		actions: actions,
		seeds:   [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		sets:    sets,
		entries: make([]cacheEntry, sets*cacheWays),
		policy:  make([]float32, sets*cacheWays*actions),
		serials: make(map[weak.Pointer[Model]]uint32),
	}, nil
}

// serialOf returns the number that stands for m in keys. Models are told apart as objects and not by ID, which those
// that were never written don't have; a number is never given twice.
func (c *Cache) serialOf(m *Model) uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := weak.Make(m)
	if n, ok := c.serials[p]; ok {
		return n
	}
	for old := range c.serials {
		if old.Value() == nil {
			delete(c.serials, old)
		}
	}
	c.serial++
	c.serials[p] = c.serial
	return c.serial
}

// hash returns 128 bits that stand for planes.
func (c *Cache) hash(planes []float32) [2]uint64 {
	b := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(planes))), 4*len(planes))
	return [2]uint64{maphash.Bytes(c.seeds[0], b), maphash.Bytes(c.seeds[1], b)}
}

// set returns the set that a key belongs to, the index of its first entry, and its stripe.
func (c *Cache) set(k cacheKey) ([]cacheEntry, int, *cacheStripe) {
	i, _ := bits.Mul64(k.planes[0], uint64(c.sets))
	first := int(i) * cacheWays
	return c.entries[first:][:cacheWays], first, &c.stripes[i%cacheStripes]
}

// policyOf returns the logits of an entry.
func (c *Cache) policyOf(entry int) []float32 { return c.policy[entry*c.actions:][:c.actions] }

// get fills in r's Policy and Value if they are known.
func (c *Cache) get(k cacheKey, r *Row) bool {
	set, first, s := c.set(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range set {
		if e := &set[i]; e.key == k {
			s.hits++
			s.clock++
			e.used = s.clock
			r.Value = e.value
			copy(r.Policy, c.policyOf(first+i))
			return true
		}
	}
	s.misses++
	return false
}

// put remembers r's Policy and Value.
func (c *Cache) put(k cacheKey, r *Row) {
	set, first, s := c.set(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock++
	victim, oldest := 0, uint32(0)
	for i := range set {
		e := &set[i]
		if e.key == k || e.key.model == 0 {
			victim = i
			break
		}
		if age := s.clock - e.used; age > oldest {
			victim, oldest = i, age
		}
	}
	if set[victim].key.model == 0 {
		s.entries++
	}
	set[victim] = cacheEntry{k, s.clock, r.Value}
	copy(c.policyOf(first+victim), r.Policy)
}

// CacheStats are totals since the Cache was made, and what it holds.
type CacheStats struct {
	Hits, Misses      int64
	Entries, Capacity int64
}

// Stats returns the totals so far.
func (c *Cache) Stats() CacheStats {
	total := CacheStats{Capacity: int64(len(c.entries))}
	for i := range c.stripes {
		s := &c.stripes[i]
		s.mu.Lock()
		total.Hits += s.hits
		total.Misses += s.misses
		total.Entries += s.entries
		s.mu.Unlock()
	}
	return total
}

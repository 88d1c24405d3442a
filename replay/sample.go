package replay

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sort"
	"sync"

	"tengen/game"
)

// ErrNoSamples is returned when the store has no position to learn from yet.
var ErrNoSamples = errors.New("the replay store has no samples")

// Batch is room for B samples, laid out as net.Minibatch.
type Batch struct {
	Planes []float32 // [B, C, H, W]
	Policy []float32 // [B, A] policy targets, normalised: each row sums to 1
	Value  []float32 // [B] the game's outcome, -1, 0 or 1, for the player to move
	Weight []float32 // [B] weights of the samples, above 0
}

// SamplerParams choose what is drawn and how much memory that may take.
type SamplerParams struct {
	Window     WindowParams
	CacheBytes int64 // of games kept ready; a 9x9 game with 200 visits a move takes some 15 KB

	HoldOut int // records that ID.HeldOut finds for it are never drawn, 2 or more; 0: all are
}

// Sampler draws positions uniformly from the window of a store's newest samples. It is safe for
// concurrent use, and while others append to the store.
type Sampler struct {
	store      *Store
	game       game.Game
	params     SamplerParams
	symmetries *game.Symmetries
	cache      *planCache

	mu   sync.Mutex
	idle []*scratch
}

// scratch is what drawing one sample needs.
type scratch struct {
	state  game.State
	planes []float32 // [C, H, W]
	policy []float32 // [A]
}

// NewSampler returns a Sampler of positions of g. It errs if the store's newest record is not of g.
func NewSampler(store *Store, g game.Game, p SamplerParams) (*Sampler, error) {
	err := p.Window.Validate()
	if p.CacheBytes < 1 {
		err = errors.Join(err, fmt.Errorf("sampler's cache has %d bytes, want 1 or more", p.CacheBytes))
	}
	if p.HoldOut < 0 || p.HoldOut == 1 {
		err = errors.Join(err, fmt.Errorf("sampler holds out one record in %d, want one in 2 or fewer, or 0 for none", p.HoldOut))
	}
	if err != nil {
		return nil, err
	}
	s := &Sampler{store: store, game: g, params: p, symmetries: game.NewSymmetries(g), cache: newPlanCache(p.CacheBytes)}
	if n := store.Games(); n > 0 {
		if _, err := s.load(n - 1); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Window returns how many of the newest samples are drawn from now.
func (s *Sampler) Window() int64 { return Window(s.store.Samples(), s.params.Window) }

// Sample fills b with samples of the window, drawn uniformly and with replacement, each turned by a
// random symmetry. B is len(b.Value); the other lengths must fit it. It errs with ErrNoSamples if the
// store is empty, and if a record cannot be read or is not of the Sampler's game.
func (s *Sampler) Sample(rng *rand.Rand, b *Batch) error {
	n, in, actions := len(b.Value), s.game.Shape().Len(), s.game.Actions()
	if len(b.Planes) != n*in || len(b.Policy) != n*actions || len(b.Weight) != n {
		return fmt.Errorf("batch of %d has %d planes' floats, %d policy's and %d weights, want %d, %d and %d",
			n, len(b.Planes), len(b.Policy), len(b.Weight), n*in, n*actions, n)
	}
	for i := range n {
		var err error
		b.Value[i], b.Weight[i], err = s.SampleInto(rng, b.Planes[i*in:(i+1)*in], b.Policy[i*actions:(i+1)*actions])
		if err != nil {
			return err
		}
	}
	return nil
}

// SampleInto draws one sample: it overwrites planes [C, H, W] and policy [A].
func (s *Sampler) SampleInto(rng *rand.Rand, planes, policy []float32) (value, weight float32, err error) {
	record, i, err := s.choose(rng)
	if err != nil {
		return 0, 0, err
	}
	p, err := s.load(record)
	if err != nil {
		return 0, 0, err
	}
	value = s.build(p, p.samples[i], rng.IntN(s.symmetries.Len()), planes, policy)
	return value, p.samples[i].weight, nil
}

// choose draws a sample of the window: its record, and which of the record's samples it is.
func (s *Sampler) choose(rng *rand.Rand) (record, sample int, err error) {
	total := s.store.Samples()
	window := Window(total, s.params.Window)
	if window == 0 {
		return 0, 0, ErrNoSamples
	}
	for range 1000 { // each meets a record that is held out with a chance of about 1 in HoldOut
		record, sample = s.store.locate(total - 1 - rng.Int64N(window))
		if !s.holdsOut(record) {
			return record, sample, nil
		}
	}
	return 0, 0, fmt.Errorf("%w but those that are held out, among the newest %d", ErrNoSamples, window)
}

// build writes a sample turned by a symmetry and returns its value.
func (s *Sampler) build(p *plan, sample planSample, symmetry int, planes, policy []float32) (value float32) {
	sc := s.take()
	defer s.giveBack(sc)
	p.play(sc.state, sample.ply)
	s.symmetries.StatePlanes(symmetry, sc.state, planes, sc.planes)
	p.policy(sample, sc.policy)
	s.symmetries.Policy(symmetry, policy, sc.policy)
	if sc.state.ToPlay() == game.First {
		return p.outcome
	}
	return -p.outcome
}

// load returns the plan of a record, from the cache or from the store.
func (s *Sampler) load(record int) (*plan, error) {
	if p := s.cache.get(record); p != nil {
		return p, nil
	}
	r, err := s.store.Read(record)
	if err != nil {
		return nil, err
	}
	if err := r.Verify(s.game); err != nil {
		return nil, fmt.Errorf("record %d of %s cannot be learned from: %w", record, s.store.dir, err)
	}
	p := newPlan(r)
	s.cache.put(record, p)
	return p, nil
}

func (s *Sampler) take() *scratch {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.idle); n > 0 {
		sc := s.idle[n-1]
		s.idle = s.idle[:n-1]
		return sc
	}
	return &scratch{
		state:  s.game.New(),
		planes: make([]float32, s.game.Shape().Len()),
		policy: make([]float32, s.game.Actions()),
	}
}

func (s *Sampler) giveBack(sc *scratch) {
	s.mu.Lock()
	s.idle = append(s.idle, sc)
	s.mu.Unlock()
}

// locate returns the record that holds the k-th sample of the store, counted from 0, and which of the
// record's samples it is.
func (s *Store) locate(k int64) (record, sample int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	record = sort.Search(len(s.ends), func(i int) bool { return s.ends[i] > k })
	if record > 0 {
		k -= s.ends[record-1]
	}
	return record, int(k)
}

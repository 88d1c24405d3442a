package replay

import (
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
	"google.golang.org/protobuf/proto"

	"tengen/game"
	pb "tengen/proto/tengen/v1"
)

const (
	maxPacked   = 16 << 20 // bytes of a packed record; one of 19x19 Go has some 50 KB
	maxUnpacked = 64 << 20 // bytes of its protobuf
)

// codec packs and unpacks; both halves are safe for concurrent use with these methods.
var codec = sync.OnceValue(func() (c struct {
	*zstd.Encoder
	*zstd.Decoder
}) {
	var err error
	// A record is smaller than any window; a small one keeps each encoder's tables small.
	if c.Encoder, err = zstd.NewWriter(nil, zstd.WithWindowSize(1<<18), zstd.WithLowerEncoderMem(true)); err != nil {
		panic(err) // only for options that contradict each other
	}
	if c.Decoder, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxUnpacked)); err != nil {
		panic(err)
	}
	return c
})

// MarshalBinary packs the record as zstd(protobuf tengen.v1.Record), after Validate.
func (r *Record) MarshalBinary() ([]byte, error) {
	if err := r.Validate(); err != nil {
		return nil, err
	}
	data, err := proto.Marshal(toProto(r))
	if err != nil {
		return nil, fmt.Errorf("record %s: %w", r.ID, err)
	}
	packed := codec().EncodeAll(data, nil)
	if len(packed) > maxPacked || len(data) > maxUnpacked {
		return nil, fmt.Errorf("record %s has %d bytes, packed %d; want at most %d and %d", r.ID, len(data), len(packed), maxUnpacked, maxPacked)
	}
	return packed, nil
}

// UnmarshalBinary unpacks what MarshalBinary made and validates it.
func (r *Record) UnmarshalBinary(packed []byte) error {
	if len(packed) > maxPacked {
		return fmt.Errorf("unpack record: it has %d bytes, want at most %d", len(packed), maxPacked)
	}
	data, err := codec().DecodeAll(packed, nil)
	if err != nil {
		return fmt.Errorf("unpack record: %w", err)
	}
	m := &pb.Record{}
	if err := proto.Unmarshal(data, m); err != nil {
		return fmt.Errorf("unpack record: %w", err)
	}
	if err := fromProto(r, m); err != nil {
		return fmt.Errorf("unpack record: %w", err)
	}
	return r.Validate()
}

func toProto(r *Record) *pb.Record {
	m := &pb.Record{
		Id: r.ID[:],
		Game: &pb.GameParams{
			Name: r.Game.Name, Width: uint32(r.Game.Width), Height: uint32(r.Game.Height), KomiHalfPoints: int32(r.Game.Komi), Rules: r.Game.Rules,
		},
		Seed: r.Seed, Opening: uint32(r.Opening),
		Moves: convert[uint32](r.Moves), RootValues: r.RootValues, Models: r.Models, ModelIndex: convert[uint32](r.ModelIndex),
		Simulations: convert[uint32](r.Simulations), Weights: r.Weights,
		Result:      &pb.Result{Outcome: int32(r.Result.Outcome), Ending: pb.Ending(r.Result.Ending)},
		NoResign:    r.NoResign,
		StartUnixMs: r.StartUnixMilli, EndUnixMs: r.EndUnixMilli, Program: r.Program,
	}
	if r.Result.HasScore {
		m.Result.Score = &r.Result.Score
	}
	for _, policy := range r.Policies {
		m.PolicyLengths = append(m.PolicyLengths, uint32(len(policy)))
		for _, av := range policy {
			m.PolicyActions = append(m.PolicyActions, uint32(av.Action))
			m.PolicyVisits = append(m.PolicyVisits, uint32(av.Visits))
		}
	}
	for _, w := range r.WouldResign {
		m.WouldResign = append(m.WouldResign, &pb.WouldResign{Player: uint32(w.Player), Ply: uint32(w.Ply)})
	}
	return m
}

// fromProto fills r. Numbers out of range become ones that Validate refuses.
func fromProto(r *Record, m *pb.Record) error {
	if len(m.GetId()) != len(r.ID) {
		return fmt.Errorf("its id has %d bytes, want %d", len(m.GetId()), len(r.ID))
	}
	g, res := m.GetGame(), m.GetResult()
	*r = Record{
		ID:   ID(m.GetId()),
		Game: game.Params{Name: g.GetName(), Width: int(g.GetWidth()), Height: int(g.GetHeight()), Komi: int(g.GetKomiHalfPoints()), Rules: g.GetRules()},
		Seed: m.GetSeed(), Opening: int(m.GetOpening()),
		Moves: convert[game.Action](m.GetMoves()), RootValues: m.GetRootValues(), Models: m.GetModels(), ModelIndex: convert[int32](m.GetModelIndex()),
		Simulations: convert[int32](m.GetSimulations()), Weights: m.GetWeights(),
		Result: Result{
			Outcome: int8(max(-2, min(2, res.GetOutcome()))), Ending: Ending(res.GetEnding()),
			Score: res.GetScore(), HasScore: res != nil && res.Score != nil,
		},
		NoResign:       m.GetNoResign(),
		StartUnixMilli: m.GetStartUnixMs(), EndUnixMilli: m.GetEndUnixMs(), Program: m.GetProgram(),
	}
	for _, w := range m.GetWouldResign() {
		r.WouldResign = append(r.WouldResign, WouldResign{Player: game.Player(min(2, w.GetPlayer())), Ply: int(w.GetPly())})
	}
	return policiesFromProto(r, m)
}

// policiesFromProto cuts the flat visits into one slice a ply; all share one array.
func policiesFromProto(r *Record, m *pb.Record) error {
	actions, visits := m.GetPolicyActions(), m.GetPolicyVisits()
	if len(actions) != len(visits) {
		return fmt.Errorf("its policies have %d actions and %d visits", len(actions), len(visits))
	}
	all := make([]ActionVisits, len(actions))
	for i := range all {
		all[i] = ActionVisits{game.Action(actions[i]), int32(visits[i])}
	}
	for ply, n := range m.GetPolicyLengths() {
		if uint64(n) > uint64(len(all)) {
			return fmt.Errorf("its policies have %d entries, too few at ply %d", len(actions), ply)
		}
		var policy []ActionVisits
		if n > 0 {
			policy = all[:n:n]
		}
		r.Policies = append(r.Policies, policy)
		all = all[n:]
	}
	if len(all) > 0 {
		return fmt.Errorf("its policies have %d entries that belong to no ply", len(all))
	}
	return nil
}

// convert changes the type of all elements.
func convert[To, From ~int32 | ~uint32](from []From) []To {
	if from == nil {
		return nil
	}
	to := make([]To, len(from))
	for i, v := range from {
		to[i] = To(v)
	}
	return to
}

package net

import (
	"fmt"
	"slices"

	"tengen/game"
	pb "tengen/proto/tengen/v1"
)

// headerToProto describes m. sum is the SHA-256 of its tensors' bytes.
func headerToProto(m *Model, sum []byte) *pb.ModelHeader {
	s, t := m.Weights.Spec, m.Training
	h := &pb.ModelHeader{
		Game: &pb.GameParams{
			Name: m.Game.Name, Width: uint32(m.Game.Width), Height: uint32(m.Game.Height), KomiHalfPoints: int32(m.Game.Komi), Rules: m.Game.Rules,
		},
		Spec: &pb.NetworkSpec{
			Planes: uint32(s.Planes), Height: uint32(s.Height), Width: uint32(s.Width), Actions: uint32(s.Actions),
			Blocks: uint32(s.Blocks), Channels: uint32(s.Channels), Head: string(s.Head),
			PolicyChannels: uint32(s.PolicyChannels), ValueChannels: uint32(s.ValueChannels), ValueHidden: uint32(s.ValueHidden),
			PoolingEvery: uint32(s.PoolingEvery), PoolingChannels: uint32(s.PoolingChannels),
		},
		Training: &pb.TrainingHistory{
			Run: t.Run, Step: t.Step, Games: t.Games, Samples: t.Samples, Seconds: t.Seconds, CreatedUnixS: t.Created,
		},
		TensorsSha256: sum,
		Ranges:        m.Ranges,
	}
	for _, r := range m.Reports {
		h.Precisions = append(h.Precisions, &pb.PrecisionReport{
			Precision: string(r.Precision), Positions: uint32(r.Positions), PolicyKl: r.PolicyKL, ValueRms: r.ValueRMS,
		})
	}
	for _, t := range s.Tensors() {
		h.Tensors = append(h.Tensors, &pb.TensorHeader{Name: t.Name, Shape: shapeToProto(t.Shape)})
	}
	return h
}

func shapeToProto(shape []int) []uint32 {
	out := make([]uint32, len(shape))
	for i, d := range shape {
		out[i] = uint32(d)
	}
	return out
}

// modelFromProto makes a Model without tensors from a header that describes one this program can run.
func modelFromProto(h *pb.ModelHeader) (*Model, error) {
	g, s, t := h.GetGame(), h.GetSpec(), h.GetTraining()
	m := &Model{
		Game: game.Params{Name: g.GetName(), Width: int(g.GetWidth()), Height: int(g.GetHeight()), Komi: int(g.GetKomiHalfPoints()), Rules: g.GetRules()},
		Weights: &Weights{Spec: Spec{
			Planes: int(s.GetPlanes()), Height: int(s.GetHeight()), Width: int(s.GetWidth()), Actions: int(s.GetActions()),
			Blocks: int(s.GetBlocks()), Channels: int(s.GetChannels()), Head: Head(s.GetHead()),
			PolicyChannels: int(s.GetPolicyChannels()), ValueChannels: int(s.GetValueChannels()), ValueHidden: int(s.GetValueHidden()),
			PoolingEvery: int(s.GetPoolingEvery()), PoolingChannels: int(s.GetPoolingChannels()),
		}},
		Training: Training{
			Run: t.GetRun(), Step: t.GetStep(), Games: t.GetGames(), Samples: t.GetSamples(), Seconds: t.GetSeconds(), Created: t.GetCreatedUnixS(),
		},
	}
	if err := m.Weights.Spec.Validate(); err != nil {
		return nil, fmt.Errorf("the network in the header cannot be run by this version of tengen: %w", err)
	}
	m.Ranges = h.GetRanges()
	for _, r := range h.GetPrecisions() {
		p := PrecisionReport{Precision: Precision(r.GetPrecision()), Positions: int(r.GetPositions()), PolicyKL: r.GetPolicyKl(), ValueRMS: r.GetValueRms()}
		if slices.Contains(Precisions, p.Precision) { // a later version may know more
			m.Reports = append(m.Reports, p)
		}
	}
	if err := m.checkPrecisions(); err != nil {
		return nil, fmt.Errorf("the header was not made by tengen, or it is damaged: %w; %s", err, mendModel)
	}
	specs := m.Weights.Spec.Tensors()
	if len(specs) != len(h.GetTensors()) {
		return nil, fmt.Errorf("the header lists %d tensors, its network has %d: it was made by another version of tengen",
			len(h.GetTensors()), len(specs))
	}
	for i, want := range specs {
		got := h.GetTensors()[i]
		if got.GetName() != want.Name || !slices.Equal(got.GetShape(), shapeToProto(want.Shape)) {
			return nil, fmt.Errorf("the header's tensor %d is %s %v, want %s %v: it was made by another version of tengen",
				i, got.GetName(), got.GetShape(), want.Name, want.Shape)
		}
	}
	return m, nil
}

package net

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
)

// LearnerState is all that a learner goes on from. Every engine writes it in the same form, so that one may go on with what
// another has learnt.
type LearnerState struct {
	Optimizer Optimizer
	Steps     int64 // made since the beginning
	Weights   *Weights
	Momenta   *Weights // zero for statistics
	Squares   *Weights // Adam's running squares of gradients; nil for SGD
}

// NewLearnerState is where learning starts from w, which it copies.
func NewLearnerState(w *Weights, o Optimizer) *LearnerState {
	s := &LearnerState{Optimizer: o, Weights: w.Clone(), Momenta: NewWeights(w.Spec)}
	if o == Adam {
		s.Squares = NewWeights(w.Spec)
	}
	return s
}

// Its file: magic, length of the header (uint32), the header as JSON, weights, momenta and with Adam running squares as
// float32 in the order of Spec.Tensors, CRC-32C of everything before it. Numbers are little-endian.
const learnerMagic = "tengen learner 1\n"

// maxLearnerHeader bounds what is read before it is known to be a header.
const maxLearnerHeader = 1 << 16

type learnerHeader struct {
	Spec      Spec      `json:"spec"`
	Steps     int64     `json:"steps"`
	Optimizer Optimizer `json:"optimizer"`
}

// parts lists the tensors as they stand in the file.
func (s *LearnerState) parts() []*Weights {
	if s.Squares == nil {
		return []*Weights{s.Weights, s.Momenta}
	}
	return []*Weights{s.Weights, s.Momenta, s.Squares}
}

// Encode writes the state.
func (s *LearnerState) Encode(w io.Writer) error {
	header, err := json.Marshal(learnerHeader{s.Weights.Spec, s.Steps, s.Optimizer})
	if err != nil {
		return fmt.Errorf("save learner: %w", err)
	}
	sum := crc32.New(castagnoli)
	out := io.MultiWriter(w, sum)
	preamble := binary.LittleEndian.AppendUint32([]byte(learnerMagic), uint32(len(header)))
	if _, err := out.Write(append(preamble, header...)); err != nil {
		return fmt.Errorf("save learner: %w", err)
	}
	for _, p := range s.parts() {
		if err := writeTensors(out, p.Tensors); err != nil {
			return fmt.Errorf("save learner: %w", err)
		}
	}
	if _, err := w.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32())); err != nil {
		return fmt.Errorf("save learner: %w", err)
	}
	return nil
}

// DecodeLearnerState reads what Encode wrote, up to its checksum. It errs if that is damaged, or of another network or optimizer
// than are wanted.
func DecodeLearnerState(r io.Reader, spec Spec, o Optimizer) (*LearnerState, error) {
	sum := crc32.New(castagnoli)
	in := io.TeeReader(r, sum)
	cut := func(err error) error { return fmt.Errorf("restore learner: the state is cut short: %w", err) }
	preamble := make([]byte, len(learnerMagic)+4)
	if _, err := io.ReadFull(in, preamble); err != nil {
		return nil, cut(err)
	}
	n := binary.LittleEndian.Uint32(preamble[len(learnerMagic):])
	if !bytes.HasPrefix(preamble, []byte(learnerMagic)) || n > maxLearnerHeader {
		return nil, fmt.Errorf("restore learner: this is not a learner's state, or one of another version of tengen")
	}
	header := make([]byte, n)
	if _, err := io.ReadFull(in, header); err != nil {
		return nil, cut(err)
	}
	h := learnerHeader{Optimizer: SGD} // the first states did not say
	if err := json.Unmarshal(header, &h); err != nil {
		return nil, fmt.Errorf("restore learner: the state's header is damaged: %w", err)
	}
	if h.Spec != spec {
		return nil, fmt.Errorf("restore learner: the state is of another network: %+v, want %+v", h.Spec, spec)
	}
	if h.Optimizer != o {
		return nil, fmt.Errorf("restore learner: the state is of the optimizer %q, want %q: go on with that one, or start anew from a model", h.Optimizer, o)
	}
	s := NewLearnerState(&Weights{Spec: spec}, o)
	s.Steps = h.Steps
	for _, p := range s.parts() {
		var err error
		if p.Tensors, err = readTensors(in, spec.Tensors()); err != nil {
			return nil, fmt.Errorf("restore learner: %w", err)
		}
	}
	want := sum.Sum32()
	var check [4]byte
	if _, err := io.ReadFull(r, check[:]); err != nil {
		return nil, cut(err)
	}
	if got := binary.LittleEndian.Uint32(check[:]); got != want {
		return nil, fmt.Errorf("restore learner: the state is damaged: its checksum is %08x, its content's is %08x", got, want)
	}
	return s, nil
}

package cpu

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"math"

	"tengen/net"
)

// A learner's state as a file: magic, length of the header (uint32), the header as JSON, weights, momenta
// and with Adam running squares as float32 in the order of Spec.Tensors, CRC-32C of everything before it. Numbers are little-endian.
const stateMagic = "tengen learner 1\n"

// maxStateHeader bounds what is read before it is known to be a header.
const maxStateHeader = 1 << 16

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

type stateHeader struct {
	Spec      net.Spec      `json:"spec"`
	Steps     int64         `json:"steps"`
	Optimizer net.Optimizer `json:"optimizer"`
}

// Save implements net.Learner.
func (l *learner) Save(w io.Writer) error {
	header, err := json.Marshal(stateHeader{l.spec, l.steps, l.params.Optimizer})
	if err != nil {
		return fmt.Errorf("save learner: %w", err)
	}
	sum := crc32.New(castagnoli)
	out := io.MultiWriter(w, sum)
	parts := [][]byte{[]byte(stateMagic), binary.LittleEndian.AppendUint32(nil, uint32(len(header))), header}
	for _, w := range l.state() {
		for _, t := range w.Tensors {
			parts = append(parts, floatBytes(t))
		}
	}
	for _, p := range parts {
		if _, err := out.Write(p); err != nil {
			return fmt.Errorf("save learner: %w", err)
		}
	}
	if _, err := w.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32())); err != nil {
		return fmt.Errorf("save learner: %w", err)
	}
	return nil
}

// state lists what a step changes.
func (l *learner) state() []*net.Weights {
	if l.squares == nil {
		return []*net.Weights{l.weights, l.momenta}
	}
	return []*net.Weights{l.weights, l.momenta, l.squares}
}

func floatBytes(x []float32) []byte {
	b := make([]byte, 0, 4*len(x))
	for _, v := range x {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

// Restore implements net.Learner. If it errs the learner is as it was.
func (l *learner) Restore(r io.Reader) error {
	sum := crc32.New(castagnoli)
	in := io.TeeReader(r, sum)
	start := make([]byte, len(stateMagic)+4)
	if _, err := io.ReadFull(in, start); err != nil {
		return fmt.Errorf("restore learner: the state is cut short: %w", err)
	}
	n := binary.LittleEndian.Uint32(start[len(stateMagic):])
	if !bytes.HasPrefix(start, []byte(stateMagic)) || n > maxStateHeader {
		return fmt.Errorf("restore learner: this is not a learner's state, or one of another version of tengen")
	}
	header := make([]byte, n)
	if _, err := io.ReadFull(in, header); err != nil {
		return fmt.Errorf("restore learner: the state is cut short: %w", err)
	}
	h := stateHeader{Optimizer: net.SGD} // the first states did not say
	if err := json.Unmarshal(header, &h); err != nil {
		return fmt.Errorf("restore learner: the state's header is damaged: %w", err)
	}
	if h.Spec != l.spec {
		return fmt.Errorf("restore learner: the state is of another network: %+v, want %+v", h.Spec, l.spec)
	}
	if h.Optimizer != l.params.Optimizer {
		return fmt.Errorf("restore learner: the state is of the optimizer %q, want %q: go on with that one, or start anew from a model", h.Optimizer, l.params.Optimizer)
	}
	var read []*net.Weights
	for range l.state() {
		read = append(read, net.NewWeights(l.spec))
		if err := readFloats(in, read[len(read)-1].Tensors); err != nil {
			return fmt.Errorf("restore learner: the state is cut short: %w", err)
		}
	}
	want := sum.Sum32()
	var check [4]byte
	if _, err := io.ReadFull(r, check[:]); err != nil {
		return fmt.Errorf("restore learner: the state is cut short: %w", err)
	}
	if got := binary.LittleEndian.Uint32(check[:]); got != want {
		return fmt.Errorf("restore learner: the state is damaged: its checksum is %08x, its content's is %08x", got, want)
	}
	for i, w := range l.state() {
		*w = *read[i]
	}
	l.steps = h.Steps
	return nil
}

func readFloats(r io.Reader, tensors [][]float32) error {
	for _, t := range tensors {
		b := make([]byte, 4*len(t))
		if _, err := io.ReadFull(r, b); err != nil {
			return err
		}
		for i := range t {
			t[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		}
	}
	return nil
}

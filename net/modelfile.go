package net

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"tengen/internal/atomicfile"
	pb "tengen/proto/tengen/v1"
)

// A model file, numbers little-endian:
//
//	offset 0   8 bytes   magic "tengenM1"
//	       8   uint32    length n of the header
//	      12   uint32    CRC-32C of the header
//	      16   n bytes   header: protobuf tengen.v1.ModelHeader
//	    16+n   float32s  the tensors in the order of Spec.Tensors, row-major, up to the end of the file
//
// The header has the SHA-256 of all tensor bytes. A model's ID is the SHA-256 of the whole file.
const (
	modelMagic     = "tengenM1"
	modelPreamble  = len(modelMagic) + 8
	maxModelHeader = 1 << 20 // the deepest network that Spec allows needs a tenth
	tensorChunk    = 1 << 14 // floats read or written at once
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// WriteModel writes m to path, all or nothing, and sets m.ID.
func WriteModel(path string, m *Model) error {
	return atomicfile.Write(path, 0o644, func(w io.Writer) error { return EncodeModel(w, m) })
}

// EncodeModel writes m as a model file and sets m.ID.
func EncodeModel(w io.Writer, m *Model) error {
	header, err := encodeHeader(m)
	if err != nil {
		return fmt.Errorf("encode model: %w", err)
	}
	sum := sha256.New()
	w = io.MultiWriter(w, sum)
	preamble := binary.LittleEndian.AppendUint32([]byte(modelMagic), uint32(len(header)))
	preamble = binary.LittleEndian.AppendUint32(preamble, crc32.Checksum(header, castagnoli))
	for _, part := range [][]byte{preamble, header} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	if err := writeTensors(w, m.Weights.Tensors); err != nil {
		return err
	}
	m.ID = hex.EncodeToString(sum.Sum(nil))
	return nil
}

func encodeHeader(m *Model) ([]byte, error) {
	if m.Weights == nil {
		return nil, fmt.Errorf("it has no weights")
	}
	if err := m.Weights.Spec.Validate(); err != nil {
		return nil, err
	}
	if err := m.Weights.Validate(); err != nil {
		return nil, err
	}
	if err := m.checkPrecisions(); err != nil {
		return nil, err
	}
	tensors := sha256.New()
	if err := writeTensors(tensors, m.Weights.Tensors); err != nil {
		return nil, err
	}
	// Deterministic: the same model gives the same ID.
	header, err := proto.MarshalOptions{Deterministic: true}.Marshal(headerToProto(m, tensors.Sum(nil)))
	if err == nil && len(header) > maxModelHeader {
		err = fmt.Errorf("the header has %d bytes, want at most %d; is a name too long?", len(header), maxModelHeader)
	}
	return header, err
}

// writeTensors writes the tensors as they stand in the file.
func writeTensors(w io.Writer, tensors [][]float32) error {
	buf := make([]byte, 0, 4*tensorChunk)
	for _, t := range tensors {
		for chunk := range slices.Chunk(t, tensorChunk) {
			buf = buf[:0]
			for _, v := range chunk {
				buf = binary.LittleEndian.AppendUint32(buf, math.Float32bits(v))
			}
			if _, err := w.Write(buf); err != nil {
				return err
			}
		}
	}
	return nil
}

// ReadModel reads and checks a model file and sets the Model's ID.
func ReadModel(path string) (*Model, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	defer f.Close()
	m, err := DecodeModel(f)
	if err != nil {
		return nil, fmt.Errorf("read model %s: %w", path, err)
	}
	return m, nil
}

// DecodeModel reads and checks a model file up to its end and sets the Model's ID. It holds no more
// memory than a few times what r has delivered, whatever the file claims to be.
func DecodeModel(r io.Reader) (*Model, error) {
	sum := sha256.New()
	r = io.TeeReader(r, sum)
	h, err := readHeader(r)
	if err != nil {
		return nil, err
	}
	m, err := modelFromProto(h)
	if err != nil {
		return nil, err
	}
	tensors := sha256.New()
	if m.Weights.Tensors, err = readTensors(io.TeeReader(r, tensors), m.Weights.Spec.Tensors()); err != nil {
		return nil, err
	}
	if n, err := io.CopyN(io.Discard, r, 1); n != 0 || err != io.EOF {
		return nil, fmt.Errorf("the file goes on after the last tensor (%v); %s", err, mendModel)
	}
	if !bytes.Equal(tensors.Sum(nil), h.GetTensorsSha256()) {
		return nil, fmt.Errorf("the tensors have SHA-256 %x, their header says %x: bytes have changed; %s",
			tensors.Sum(nil), h.GetTensorsSha256(), mendModel)
	}
	if err := m.Weights.Validate(); err != nil {
		return nil, err
	}
	m.ID = hex.EncodeToString(sum.Sum(nil))
	return m, nil
}

// mendModel ends the errors about damaged files.
const mendModel = "copy it again from where it was made, or use another model of the run"

// readHeader reads what stands before the tensors.
func readHeader(r io.Reader) (*pb.ModelHeader, error) {
	var preamble [modelPreamble]byte
	n, err := io.ReadFull(r, preamble[:])
	got := preamble[:min(n, len(modelMagic))]
	if (err == nil || isCut(err)) && !strings.HasPrefix(modelMagic, string(got)) {
		return nil, fmt.Errorf("the file starts with %q, want %q: it is no model file of this version of tengen", got, modelMagic)
	}
	if err != nil {
		return nil, cutError("the preamble", int64(n), int64(modelPreamble), err)
	}
	size := binary.LittleEndian.Uint32(preamble[8:])
	if size > maxModelHeader {
		return nil, fmt.Errorf("the header claims %d bytes at offset 8, want at most %d; %s", size, maxModelHeader, mendModel)
	}
	header := make([]byte, size)
	if n, err := io.ReadFull(r, header); err != nil {
		return nil, cutError("the header", int64(n), int64(size), err)
	}
	want := binary.LittleEndian.Uint32(preamble[12:])
	if got := crc32.Checksum(header, castagnoli); got != want {
		return nil, fmt.Errorf("the header at offset %d has checksum %08x, want %08x: bytes have changed; %s",
			modelPreamble, got, want, mendModel)
	}
	h := &pb.ModelHeader{}
	if err := proto.Unmarshal(header, h); err != nil {
		return nil, fmt.Errorf("the header at offset %d is no ModelHeader: %w", modelPreamble, err)
	}
	return h, nil
}

// readTensors reads the tensors that specs describe. Memory grows with what has been read.
func readTensors(r io.Reader, specs []TensorSpec) ([][]float32, error) {
	tensors := make([][]float32, len(specs))
	buf := make([]byte, 4*tensorChunk)
	for i, spec := range specs {
		t := make([]float32, 0, min(spec.Len(), tensorChunk))
		for len(t) < spec.Len() {
			chunk := buf[:4*min(spec.Len()-len(t), tensorChunk)]
			if n, err := io.ReadFull(r, chunk); err != nil {
				return nil, cutError("tensor "+spec.Name, 4*int64(len(t))+int64(n), 4*int64(spec.Len()), err)
			}
			for ; len(chunk) > 0; chunk = chunk[4:] {
				t = append(t, math.Float32frombits(binary.LittleEndian.Uint32(chunk)))
			}
		}
		tensors[i] = slices.Clip(t)
	}
	return tensors, nil
}

func isCut(err error) bool { return err == io.EOF || err == io.ErrUnexpectedEOF }

// cutError says where a file ends too early, or that it cannot be read.
func cutError(what string, got, want int64, err error) error {
	if isCut(err) {
		return fmt.Errorf("the file is cut off in %s, after %d of %d bytes; %s: %w", what, got, want, mendModel, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("%s: %w", what, err)
}

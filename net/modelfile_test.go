package net

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"google.golang.org/protobuf/proto"

	"tengen/game"
	pb "tengen/proto/tengen/v1"
)

func smallSpec() Spec {
	return Spec{Planes: 3, Height: 3, Width: 4, Actions: 13, Blocks: 1, Channels: 5,
		Head: HeadFC, PolicyChannels: 2, ValueChannels: 1, ValueHidden: 6}
}

func smallModel() *Model {
	return &Model{
		Game:     game.Params{Name: "go", Width: 4, Height: 3, Komi: -15, Rules: "ko=simple"},
		Weights:  RandomWeights(smallSpec(), rand.New(rand.NewPCG(1, 2))),
		Training: Training{Run: "go9", Step: 12000, Games: 345, Samples: 6789, Seconds: 3600, Created: 1_700_000_000},
	}
}

func encode(t testing.TB, m *Model) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := EncodeModel(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestModelFileRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.tengen")
	m := smallModel()
	if err := WriteModel(path, m); err != nil {
		t.Fatal(err)
	}
	data, _ := os.ReadFile(path)
	if sum := sha256.Sum256(data); m.ID != hex.EncodeToString(sum[:]) {
		t.Errorf("ID is %s, want the file's SHA-256 %x", m.ID, sum)
	}
	got, err := ReadModel(path)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, m) {
		t.Errorf("read %+v\nwant %+v", got, m)
	}
	if again := encode(t, got); !bytes.Equal(again, data) {
		t.Error("writing what was read gives another file")
	}
	if got, err := DecodeModel(iotest.OneByteReader(bytes.NewReader(data))); err != nil || !reflect.DeepEqual(got, m) {
		t.Errorf("byte by byte: %v", err)
	}
}

func TestEncodeRefuses(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(m *Model)
		want   string
	}{
		{"no weights", func(m *Model) { m.Weights = nil }, "no weights"},
		{"a spec that cannot be", func(m *Model) { m.Weights.Spec.Channels = 0 }, "channels is 0"},
		{"a tensor too few", func(m *Model) { m.Weights.Tensors = m.Weights.Tensors[1:] }, "tensors"},
		{"a short tensor", func(m *Model) { m.Weights.Tensors[1] = nil }, "stem/gamma has 0 numbers"},
		{"not a number", func(m *Model) { m.Weights.Tensors[0][7] = float32(math.NaN()) }, "stem/w holds NaN at 7"},
		{"a name too long", func(m *Model) { m.Training.Run = strings.Repeat("x", maxModelHeader) }, "name too long"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := smallModel()
			tt.change(m)
			path := filepath.Join(t.TempDir(), "m")
			if err := WriteModel(path, m); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if _, err := os.Stat(path); err == nil {
				t.Error("a file was left")
			}
		})
	}
}

// TestEveryCut cuts the file at every byte: each is refused as cut off.
func TestEveryCut(t *testing.T) {
	data := encode(t, smallModel())
	for n := range data {
		if _, err := DecodeModel(bytes.NewReader(data[:n])); !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "cut off in") {
			t.Fatalf("cut at %d of %d: %v", n, len(data), err)
		}
	}
}

// TestEveryFlip flips one bit in every byte: each is refused.
func TestEveryFlip(t *testing.T) {
	data := encode(t, smallModel())
	for i := range data {
		data[i] ^= 1 << (i % 8)
		if _, err := DecodeModel(bytes.NewReader(data)); err == nil {
			t.Fatalf("bit flipped at %d of %d went unnoticed", i, len(data))
		}
		data[i] ^= 1 << (i % 8)
	}
}

// headerFile makes a file with the given header and tensor bytes, checksum right.
func headerFile(h *pb.ModelHeader, tensors []byte) []byte {
	header, _ := proto.Marshal(h)
	b := binary.LittleEndian.AppendUint32([]byte(modelMagic), uint32(len(header)))
	b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(header, castagnoli))
	return append(append(b, header...), tensors...)
}

func TestDecodeErrors(t *testing.T) {
	good := encode(t, smallModel())
	header := func(change func(h *pb.ModelHeader)) []byte {
		h := headerToProto(smallModel(), make([]byte, 32))
		change(h)
		return headerFile(h, nil)
	}
	for _, tt := range []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "cut off in the preamble, after 0 of 16 bytes"},
		{"another file", []byte("PK\x03\x04 and so on, and so on"), `starts with "PK\x03\x04 and"`},
		{"a short other file", []byte("x"), `starts with "x"`},
		{"a later version", append([]byte("tengenM2"), good[8:]...), `starts with "tengenM2"`},
		{"absurd header", append([]byte(modelMagic), 255, 255, 255, 255, 0, 0, 0, 0), "claims 4294967295 bytes at offset 8"},
		{"more behind it", append(bytes.Clone(good), 0), "goes on after the last tensor"},
		{"absurd network", header(func(h *pb.ModelHeader) { h.Spec.Channels = 1 << 30 }), "channels is 1073741824"},
		{"no spec", headerFile(&pb.ModelHeader{}, nil), "planes is 0"},
		{"tensor missing", header(func(h *pb.ModelHeader) { h.Tensors = h.Tensors[1:] }), "lists"},
		{"tensor renamed", header(func(h *pb.ModelHeader) { h.Tensors[0].Name = "root/w" }), "tensor 0 is root/w"},
		{"tensor reshaped", header(func(h *pb.ModelHeader) { h.Tensors[0].Shape[0] = 5 }), "tensor 0 is stem/w [5 3 3 5], want stem/w [3 3 3 5]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := DecodeModel(bytes.NewReader(tt.data)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant %q", err, tt.want)
			}
		})
	}
	if _, err := ReadModel(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	broken := errors.New("disk on fire")
	if _, err := DecodeModel(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("reader's own error is lost: %v", err)
	}
}

// TestDecodeMemoryIsBounded: a small file that claims tens of gigabytes is refused cheaply.
func TestDecodeMemoryIsBounded(t *testing.T) {
	m := smallModel()
	m.Weights.Spec.Channels, m.Weights.Spec.Blocks = 4096, 256
	data := headerFile(headerToProto(m, nil), make([]byte, 1000))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := DecodeModel(bytes.NewReader(data))
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "cut off in tensor stem/w, after 1000 of") {
		t.Error(err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
		t.Errorf("%d bytes were allocated for a file of %d", used, len(data))
	}
}

func FuzzDecodeModel(f *testing.F) {
	good := encode(f, smallModel())
	f.Add(good)
	f.Add(good[:100])
	f.Add(encode(f, checkedModel()))
	f.Add([]byte(modelMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := DecodeModel(bytes.NewReader(data))
		if err != nil {
			return
		}
		again, err := DecodeModel(bytes.NewReader(encode(t, m)))
		if err != nil {
			t.Fatal(err)
		}
		again.ID = m.ID // differs if the header was spelled in another way; nothing else may
		if !reflect.DeepEqual(again, m) {
			t.Errorf("read %+v\nwrote and read %+v", m, again)
		}
	})
}

func ExampleDecodeModel() {
	var file bytes.Buffer
	m := smallModel()
	if err := EncodeModel(&file, m); err != nil {
		fmt.Println(err)
		return
	}
	got, err := DecodeModel(&file)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(got.Game.Name, got.Training.Step, got.ID == m.ID)
	// Output: go 12000 true
}

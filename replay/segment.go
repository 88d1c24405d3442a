package replay

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// A segment is a file that only grows, numbers little-endian:
//
//	"tengenR1"
//	┌ frame ─────────────────────────────────────────────────────────────┐
//	│  0  uint32   marker, to find the next frame behind a damaged one    │
//	│  4  uint32   CRC-32C of everything that follows in the frame        │
//	│  8  uint32   length n of the payload                                │
//	│ 12  uint32   samples in the record                                  │
//	│ 16  16 bytes id of the record                                       │
//	│ 32  n bytes  payload: the record as Record.MarshalBinary packs it   │
//	└────────────────────────────────────────────────────────────────────┘
//	the next frame follows without a gap
//
// Id and samples stand outside the payload so that opening a store unpacks nothing.
const (
	segmentMagic  = "tengenR1"
	frameMarker   = 0x9E17A5C3 // not text, not zstd, not common in numbers
	frameOverhead = 32
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// frame is a decoded frame; payload shares the bytes it was parsed from.
type frame struct {
	id      ID
	samples uint32
	payload []byte
}

// size returns the bytes that the frame takes in its file.
func (f frame) size() int64 { return frameOverhead + int64(len(f.payload)) }

// unpack returns the record in the frame.
func (f frame) unpack() (*Record, error) {
	r := &Record{}
	if err := r.UnmarshalBinary(f.payload); err != nil {
		return nil, err
	}
	if r.ID != f.id || r.Samples() != int(f.samples) {
		return nil, fmt.Errorf("the frame is for record %s with %d samples, it holds %s with %d", f.id, f.samples, r.ID, r.Samples())
	}
	return r, nil
}

// append appends the frame's bytes to dst.
func (f frame) append(dst []byte) []byte {
	start := len(dst)
	dst = binary.LittleEndian.AppendUint32(dst, frameMarker)
	dst = binary.LittleEndian.AppendUint32(dst, 0)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(f.payload)))
	dst = binary.LittleEndian.AppendUint32(dst, f.samples)
	dst = append(dst, f.id[:]...)
	dst = append(dst, f.payload...)
	binary.LittleEndian.PutUint32(dst[start+4:], crc32.Checksum(dst[start+8:], castagnoli))
	return dst
}

// What is wrong with bytes that are no frame.
var (
	errCut      = errors.New("the frame is cut off")
	errMarker   = errors.New("no frame starts here")
	errLength   = errors.New("the frame's length is absurd")
	errChecksum = errors.New("the frame's checksum is wrong")
)

// parseFrame reads the frame that data starts with.
func parseFrame(data []byte) (frame, error) {
	if len(data) < frameOverhead {
		return frame{}, errCut
	}
	if binary.LittleEndian.Uint32(data) != frameMarker {
		return frame{}, errMarker
	}
	n := binary.LittleEndian.Uint32(data[8:])
	if n > maxPacked {
		return frame{}, errLength
	}
	end := frameOverhead + int(n)
	if len(data) < end {
		return frame{}, errCut
	}
	if crc32.Checksum(data[8:end], castagnoli) != binary.LittleEndian.Uint32(data[4:]) {
		return frame{}, errChecksum
	}
	return frame{
		id:      ID(data[16:frameOverhead]),
		samples: binary.LittleEndian.Uint32(data[12:]),
		payload: data[frameOverhead:end:end],
	}, nil
}

// findFrame returns the offset of the first whole frame in data, or -1.
func findFrame(data []byte) int {
	marker := binary.LittleEndian.AppendUint32(nil, frameMarker)
	for off := 0; ; off++ {
		i := bytes.Index(data[off:], marker)
		if i < 0 {
			return -1
		}
		off += i
		if _, err := parseFrame(data[off:]); err == nil {
			return off
		}
	}
}

// gap is a stretch of a segment that holds no frame.
type gap struct {
	offset, length int64
	why            error
	tail           bool // it reaches to the end of the file
}

// errForeign is returned for a file that is no segment, or one of another version: it must not be cut.
var errForeign = errors.New("it is no segment of this version of tengen")

// scanSegment calls visit with every whole frame of a segment and where it starts, and returns the
// gaps between them. It stops with the error that visit returns.
func scanSegment(data []byte, visit func(offset int64, f frame) error) ([]gap, error) {
	var gaps []gap
	off := len(segmentMagic)
	switch head := data[:min(off, len(data))]; {
	case string(head) == segmentMagic:
	case len(head) < off || len(bytes.Trim(data, "\x00")) == 0: // made just before a crash
		return []gap{{0, int64(len(data)), errCut, true}}, nil
	case findFrame(data) < 0:
		return nil, fmt.Errorf("it starts with %q, want %q: %w", head, segmentMagic, errForeign)
	default:
		gaps = append(gaps, gap{0, int64(off), errors.New("the file's first bytes are wrong"), false})
	}
	for off < len(data) {
		f, err := parseFrame(data[off:])
		if err == nil {
			if err := visit(int64(off), f); err != nil {
				return gaps, err
			}
			off += int(f.size())
			continue
		}
		next := findFrame(data[off+1:])
		if next < 0 {
			return append(gaps, gap{int64(off), int64(len(data) - off), err, true}), nil
		}
		gaps = append(gaps, gap{int64(off), int64(next + 1), err, false})
		off += next + 1
	}
	return gaps, nil
}

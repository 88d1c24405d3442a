package replay

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryCut cuts the store at every byte of its last three frames: the records before the cut are
// all there, the rest is reported, and the store goes on.
func TestEveryCut(t *testing.T) {
	records := randomRecords(t, 1, 8)
	dir := makeStore(t, 1<<20, records[:7])
	path := segmentPath(dir, 1)
	whole := readFile(t, path)
	starts := frameStarts(t, whole)
	for cut := int(starts[4]); cut < len(whole); cut++ {
		writeFile(t, path, whole[:cut])
		kept := 0
		for kept < len(starts) && frameEnd(starts, kept, len(whole)) <= cut {
			kept++
		}
		s, report := mustOpen(t, dir, 1<<20)
		wantRecords(t, s, records[:kept])
		onBoundary := int(starts[kept]) == cut
		if onBoundary != (len(report.Damages) == 0) {
			t.Fatalf("cut at %d: %v", cut, report)
		}
		if !onBoundary {
			d := report.Damages[0]
			if !d.Torn || d.File != path || d.Offset != starts[kept] || d.Offset+d.Length != int64(cut) || !strings.Contains(report.String(), "torn tail") {
				t.Fatalf("cut at %d: %v", cut, report)
			}
		}
		appendAll(t, s, records[7:])
		s.Close()
		s, report = mustOpen(t, dir, 1<<20)
		if len(report.Damages) != 0 || s.Games() != kept+1 {
			t.Fatalf("cut at %d, after another append: %v", cut, report)
		}
		s.Close()
	}
}

// TestEveryCutOfANewFile: a crash while a segment is being made leaves a store that opens.
func TestEveryCutOfANewFile(t *testing.T) {
	records := randomRecords(t, 1, 2)
	for n := range len(segmentMagic) + 1 {
		for _, content := range [][]byte{[]byte(segmentMagic)[:n], make([]byte, n)} {
			dir := makeStore(t, 1<<20, records[:1])
			writeFile(t, segmentPath(dir, 2), content)
			s, _ := mustOpen(t, dir, 1<<20)
			appendAll(t, s, records[1:])
			s.Close()
			s, report := mustOpen(t, dir, 1<<20)
			wantRecords(t, s, records)
			if len(report.Damages) != 0 {
				t.Errorf("%d bytes: %v", n, report)
			}
			s.Close()
		}
	}
}

// TestZeroTail: after a power cut a file may be longer than what was written to it.
func TestZeroTail(t *testing.T) {
	records := randomRecords(t, 1, 3)
	dir := makeStore(t, 1<<20, records)
	path := segmentPath(dir, 1)
	writeFile(t, path, append(readFile(t, path), make([]byte, 4096)...))
	s, report := mustOpen(t, dir, 1<<20)
	wantRecords(t, s, records)
	if len(report.Damages) != 1 || report.Damages[0].Length != 4096 || !report.Damages[0].Torn {
		t.Error(report)
	}
}

// TestEveryFlip flips a bit in every byte of a frame in the middle: that record is lost and reported with
// its place, all others stay, in the last segment as in a closed one.
func TestEveryFlip(t *testing.T) {
	records := randomRecords(t, 1, 5)
	want := append(append([]*Record{}, records[:2]...), records[3:]...)
	for _, closed := range []bool{false, true} {
		dir := makeStore(t, 1<<20, records)
		path := segmentPath(dir, 1)
		whole := readFile(t, path)
		starts := frameStarts(t, whole)
		if closed {
			writeFile(t, segmentPath(dir, 2), []byte(segmentMagic))
		}
		for i := starts[2]; i < starts[3]; i++ {
			data := bytes.Clone(whole)
			data[i] ^= 1 << (i % 8)
			writeFile(t, path, data)
			s, report := mustOpen(t, dir, 1<<20)
			wantRecords(t, s, want)
			if len(report.Damages) != 1 {
				t.Fatalf("bit flipped at %d: %v", i, report)
			}
			if d := report.Damages[0]; d.Torn || d.File != path || d.Offset != starts[2] || d.Length != starts[3]-starts[2] {
				t.Fatalf("bit flipped at %d: %v", i, report)
			}
			s.Close()
			if !bytes.Equal(readFile(t, path), data) {
				t.Fatal("opening changed a segment that was damaged in the middle")
			}
		}
	}
}

func TestFlippedMagic(t *testing.T) {
	records := randomRecords(t, 1, 3)
	dir := makeStore(t, 1<<20, records)
	path := segmentPath(dir, 1)
	data := readFile(t, path)
	data[3] ^= 1
	writeFile(t, path, data)
	s, report := mustOpen(t, dir, 1<<20)
	wantRecords(t, s, records)
	if len(report.Damages) != 1 || report.Damages[0].Torn {
		t.Error(report)
	}
}

// TestCheckUnpacks: a frame that is whole but holds no record is damage to Check.
func TestCheckUnpacks(t *testing.T) {
	records := randomRecords(t, 1, 2)
	dir := makeStore(t, 1<<20, records)
	path := segmentPath(dir, 1)
	data := frame{id: NewID(), samples: 3, payload: []byte("no record")}.append(readFile(t, path))
	payload, err := records[0].MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	data = frame{id: NewID(), samples: 3, payload: payload}.append(data) // another's record
	writeFile(t, path, data)
	report, err := Check(dir)
	if err != nil || report.Games != 2 || len(report.Damages) != 2 || report.Damages[0].Torn {
		t.Errorf("%v, %v", report, err)
	}
	n := 0
	for r, err := range Records(dir) {
		if n++; (r == nil) != (err != nil) || (n == 3) != (err != nil) {
			t.Errorf("yield %d: %v, %v", n, r, err)
		}
	}
	if n != 3 {
		t.Errorf("Records yielded %d times, want 2 records and an error", n)
	}
	if _, err := Check(filepath.Join(dir, "none")); err == nil {
		t.Error("Check of no folder succeeded")
	}
}

func frameStarts(t *testing.T, data []byte) (starts []int64) {
	t.Helper()
	gaps, err := scanSegment(data, func(off int64, _ frame) error { starts = append(starts, off); return nil })
	if err != nil || len(gaps) != 0 {
		t.Fatal(gaps, err)
	}
	return starts
}

func frameEnd(starts []int64, i, size int) int {
	if i+1 < len(starts) {
		return int(starts[i+1])
	}
	return size
}

func FuzzScanSegment(f *testing.F) {
	var good []byte
	good = append(good, segmentMagic...)
	for i := range 3 {
		good = frame{id: ID{byte(i + 1)}, samples: uint32(i), payload: bytes.Repeat([]byte{byte(i)}, 5*i)}.append(good)
	}
	f.Add(good)
	f.Add(good[:len(good)-3])
	f.Add(append(bytes.Clone(good[:30]), good...))
	f.Add([]byte("tengenR2"))
	f.Fuzz(func(t *testing.T, data []byte) {
		end, frames := int64(0), int64(0)
		gaps, err := scanSegment(data, func(off int64, fr frame) error {
			if off < end || !bytes.Equal(fr.append(nil), data[off:off+fr.size()]) {
				t.Fatalf("frame at %d overlaps or is not what is there", off)
			}
			end = off + fr.size()
			frames += fr.size()
			return nil
		})
		if errors.Is(err, errForeign) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		covered := frames
		magic := true
		for i, g := range gaps {
			covered += g.length
			magic = magic && g.offset != 0
			if g.tail && (i != len(gaps)-1 || g.offset+g.length != int64(len(data))) {
				t.Fatalf("tail %+v is not the end", g)
			}
		}
		if magic {
			covered += int64(len(segmentMagic))
		}
		if covered != int64(len(data)) {
			t.Fatalf("frames and gaps cover %d of %d bytes", covered, len(data))
		}
	})
}

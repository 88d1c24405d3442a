package replay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func TestStoreKeepsRecords(t *testing.T) {
	records := randomRecords(t, 1, 50)
	dir := t.TempDir()
	s, report := mustOpen(t, dir, 2000)
	if report.Games != 0 || report.Segments != 0 {
		t.Errorf("new store reports %v", report)
	}
	appendAll(t, s, records)
	wantRecords(t, s, records)
	s.Close()

	s, report = mustOpen(t, dir, 2000)
	wantRecords(t, s, records)
	if report.Games != 50 || report.Samples != s.Samples() || report.Segments < 3 || len(report.Damages) != 0 || report.Duplicates != 0 {
		t.Errorf("reopened store reports %v", report)
	}
	searched := int64(0)
	for _, r := range records {
		searched += int64(len(r.Moves) - r.Opening)
	}
	deep, err := Check(dir)
	if deep.Plies != searched {
		t.Errorf("Check counts %d positions searched, want %d", deep.Plies, searched)
	}
	deep.Plies = 0 // opening does not count them
	if err != nil || deep.String() != report.String() {
		t.Errorf("Check found %v, %v; opening %v", deep, err, report)
	}
	more := randomRecords(t, 2, 5)
	appendAll(t, s, more)
	wantRecords(t, s, slices.Concat(records, more))
}

func TestDuplicates(t *testing.T) {
	records := randomRecords(t, 1, 3)
	dir := t.TempDir()
	s, _ := mustOpen(t, dir, 1<<20)
	appendAll(t, s, slices.Concat(records, records))
	wantRecords(t, s, records)
	if !s.Has(records[0].ID) || s.Has(NewID()) {
		t.Error("Has is wrong")
	}
	s.Close()
	// A second copy in the file, as two stores joined with cat would have.
	path := segmentPath(dir, 1)
	data := readFile(t, path)
	writeFile(t, path, append(data, data[len(segmentMagic):]...))
	s, report := mustOpen(t, dir, 1<<20)
	wantRecords(t, s, records)
	if report.Duplicates != 3 || len(report.Damages) != 0 {
		t.Errorf("report is %v, want 3 duplicates", report)
	}
}

func TestConcurrentAppends(t *testing.T) {
	records := randomRecords(t, 1, 200)
	dir := t.TempDir()
	s, _ := mustOpen(t, dir, 4000)
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for j := i; j < len(records); j += 8 { // every record twice
				if err := s.Append(t.Context(), records[j]); err != nil {
					t.Error(err)
				}
				if !s.Has(records[j].ID) {
					t.Error("Append returned before the record was durable")
				}
			}
		})
	}
	wg.Wait()
	s.Close()
	s, report := mustOpen(t, dir, 4000)
	for _, r := range records {
		if !s.Has(r.ID) {
			t.Errorf("record %s is lost", r.ID)
		}
	}
	if s.Games() != len(records) || report.Duplicates != 0 || len(report.Damages) != 0 {
		t.Errorf("store holds %d records, want %d; %v", s.Games(), len(records), report)
	}
}

// slowFile counts syncs, and holds each back until released.
type slowFile struct {
	segmentFile
	syncs   int
	release chan struct{}
}

func (f *slowFile) Sync() error {
	f.syncs++
	<-f.release
	return f.segmentFile.Sync()
}

// TestGroupCommit: while one sync is under way all others queue up, and the next serves them all.
func TestGroupCommit(t *testing.T) {
	records := randomRecords(t, 1, 33)
	s, _ := mustOpen(t, t.TempDir(), 1<<20)
	slow := &slowFile{segmentFile: s.file, release: make(chan struct{})}
	s.file = slow
	var wg sync.WaitGroup
	for i, r := range records {
		wg.Go(func() {
			if err := s.Append(t.Context(), r); err != nil {
				t.Error(err)
			}
		})
		if i == 0 {
			slow.release <- struct{}{} // let the first through, so that its sync is counted alone
		}
		if i == 1 {
			// The second is being written: it waits, and no longer in the queue.
			waitFor(t, s, func() bool { return s.waiting[r.ID] != nil && len(s.queue.entries) == 0 })
		}
	}
	waitFor(t, s, func() bool { return len(s.waiting) == 32 })
	close(slow.release)
	wg.Wait()
	if slow.syncs != 3 {
		t.Errorf("%d syncs for 33 records, want 3: the first's, the second's, the others'", slow.syncs)
	}
}

// waitFor spins until ok, which is called under mu.
func waitFor(t *testing.T, s *Store, ok func() bool) {
	t.Helper()
	for {
		s.mu.Lock()
		done := ok()
		s.mu.Unlock()
		if done {
			return
		}
		if t.Context().Err() != nil {
			t.Fatal("waited in vain")
		}
	}
}

// badFile fails on command.
type badFile struct {
	segmentFile
	writeErr, syncErr, truncateErr error
}

func (f *badFile) WriteAt(p []byte, off int64) (int, error) {
	if f.writeErr != nil {
		n, _ := f.segmentFile.WriteAt(p[:len(p)/2], off) // a full disk takes what fits
		return n, f.writeErr
	}
	return f.segmentFile.WriteAt(p, off)
}

func (f *badFile) Sync() error {
	if f.syncErr != nil {
		return f.syncErr
	}
	return f.segmentFile.Sync()
}

func (f *badFile) Truncate(n int64) error {
	if f.truncateErr != nil {
		return f.truncateErr
	}
	return f.segmentFile.Truncate(n)
}

func TestBadDisk(t *testing.T) {
	errDisk := errors.New("no space left on device")
	for _, tt := range []struct {
		name     string
		bad      badFile
		recovers bool // without opening the store again
	}{
		{"full", badFile{writeErr: errDisk}, true},
		{"sync fails", badFile{syncErr: errDisk}, false},
		{"full, and cannot be cut", badFile{writeErr: errDisk, truncateErr: errors.New("read-only")}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			records := randomRecords(t, 1, 4)
			dir := t.TempDir()
			s, _ := mustOpen(t, dir, 1<<20)
			appendAll(t, s, records[:2])
			good := s.file
			tt.bad.segmentFile = good
			s.file = &tt.bad
			if err := s.Append(t.Context(), records[2]); !errors.Is(err, errDisk) || !strings.Contains(err.Error(), segmentPath(dir, 1)) {
				t.Errorf("got %v, want an error that names the file and the cause", err)
			}
			wantRecords(t, s, records[:2])
			s.file = good
			want := records[:2]
			err := s.Append(t.Context(), records[3])
			if tt.recovers != (err == nil) {
				t.Errorf("after the disk was mended: %v", err)
			}
			if tt.recovers {
				want = []*Record{records[0], records[1], records[3]}
			}
			s.Close()
			s, _ = mustOpen(t, dir, 1<<20)
			wantRecords(t, s, want)
			appendAll(t, s, records[2:3])
		})
	}
}

func TestFailedRotationKeepsTheOldSegment(t *testing.T) {
	records := randomRecords(t, 1, 3)
	dir := t.TempDir()
	s, _ := mustOpen(t, dir, 100)
	appendAll(t, s, records[:1])
	errDisk := errors.New("no space left on device")
	s.create = func(path string) (segmentFile, error) {
		f, err := createFile(path)
		return &badFile{segmentFile: f, writeErr: errDisk}, err
	}
	if err := s.Append(t.Context(), records[1]); !errors.Is(err, errDisk) {
		t.Errorf("got %v, want the disk's error", err)
	}
	s.create = createFile
	appendAll(t, s, records[1:])
	wantRecords(t, s, records)
}

func TestRefusals(t *testing.T) {
	records := randomRecords(t, 1, 2)
	dir := t.TempDir()
	s, _ := mustOpen(t, dir, 1<<20)
	if _, _, err := OpenStore(dir, DefaultOptions()); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("process %d", os.Getpid())) {
		t.Errorf("second opening: %v, want an error that names the process", err)
	}
	if _, _, err := OpenStore(t.TempDir(), Options{}); err == nil {
		t.Error("segments of 0 bytes were accepted")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Append(ctx, records[0]); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled Append: %v", err)
	}
	if _, err := s.Read(0); err == nil {
		t.Error("read a record of an empty store")
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := s.Append(t.Context(), records[0]); !errors.Is(err, ErrClosed) {
		t.Errorf("Append after Close: %v", err)
	}
	writeFile(t, filepath.Join(dir, "copy of 000001.rec"), nil)
	if _, _, err := OpenStore(dir, DefaultOptions()); err == nil || !strings.Contains(err.Error(), "no segment's name") {
		t.Errorf("strange file: %v", err)
	}
}

func TestForeignFileIsNotCut(t *testing.T) {
	dir := t.TempDir()
	data := []byte("tengenR2 from the future")
	writeFile(t, segmentPath(dir, 1), data)
	if _, _, err := OpenStore(dir, DefaultOptions()); !errors.Is(err, errForeign) {
		t.Errorf("got %v, want errForeign", err)
	}
	if !bytes.Equal(readFile(t, segmentPath(dir, 1)), data) {
		t.Error("the file was changed")
	}
}

func TestRecords(t *testing.T) {
	records := randomRecords(t, 1, 10)
	dir := makeStore(t, 500, records)
	i := 0
	for r, err := range Records(dir) {
		if err != nil || r.ID != records[i].ID {
			t.Fatalf("record %d: %v", i, err)
		}
		i++
	}
	if i != len(records) {
		t.Errorf("%d records, want %d", i, len(records))
	}
	for range Records(dir) {
		break
	}
	for _, err := range Records(filepath.Join(dir, "none")) {
		if !errors.Is(err, os.ErrNotExist) {
			t.Errorf("no folder: %v", err)
		}
	}
}

// TestStoreAgainstModel does random things to a store and to a list that nothing can break.
func TestStoreAgainstModel(t *testing.T) {
	pool := randomRecords(t, 7, 40)
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		open := func() *Store {
			s, _, err := OpenStore(dir, Options{SegmentBytes: 1500})
			if err != nil {
				rt.Fatal(err)
			}
			return s
		}
		s, model := open(), []ID(nil)
		defer func() { s.Close() }()
		rt.Repeat(map[string]func(*rapid.T){
			"append": func(rt *rapid.T) {
				r := rapid.SampledFrom(pool).Draw(rt, "record")
				if err := s.Append(t.Context(), r); err != nil {
					rt.Fatal(err)
				}
				if !slices.Contains(model, r.ID) {
					model = append(model, r.ID)
				}
			},
			"crash in an append": func(rt *rapid.T) {
				s.Close()
				frame := frame{id: NewID(), payload: make([]byte, 100)}.append(nil)
				numbers, _ := listSegments(dir)
				f, err := os.OpenFile(segmentPath(dir, numbers[len(numbers)-1]), os.O_APPEND|os.O_WRONLY, 0)
				if err != nil {
					rt.Fatal(err)
				}
				f.Write(frame[:rapid.IntRange(0, len(frame)-1).Draw(rt, "bytes")])
				f.Close()
				s = open()
			},
			"": func(rt *rapid.T) {
				if s.Games() != len(model) {
					rt.Fatalf("store has %d records, want %d", s.Games(), len(model))
				}
				if n := len(model); n > 0 {
					i := rapid.IntRange(0, n-1).Draw(rt, "read")
					if r, err := s.Read(i); err != nil || r.ID != model[i] {
						rt.Fatalf("record %d: %v", i, err)
					}
				}
			},
		})
	})
}

func BenchmarkAppend(b *testing.B) {
	records := randomRecords(b, 1, 1)
	s, _ := mustOpen(b, b.TempDir(), 64<<20)
	for b.Loop() {
		records[0].ID = NewID()
		if err := s.Append(b.Context(), records[0]); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

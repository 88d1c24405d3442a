package replay

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"tengen/internal/atomicfile"
	"tengen/internal/filelock"
)

// Options choose how a store is kept.
type Options struct {
	SegmentBytes int64 // a segment that has grown to this is closed and a new one begun
}

// DefaultOptions returns segments of 64 MiB: few files, and each is read at once by a check.
func DefaultOptions() Options { return Options{SegmentBytes: 64 << 20} }

// ErrClosed is returned by a Store that was closed.
var ErrClosed = errors.New("the replay store is closed")

// Store holds records in the segments of one folder: games/000001.rec, 000002.rec, ... One Store at a
// time, over all processes, has a folder.
type Store struct {
	dir     string
	options Options
	lock    *filelock.Lock
	create  func(path string) (segmentFile, error) // replaced by tests that break disks

	commit  sync.Mutex // taken before mu; guards what follows
	file    segmentFile
	segment int   // its number
	size    int64 // its bytes, up to the last good frame
	broken  error // why nothing can be appended any more

	mu      sync.RWMutex // guards what follows
	entries []entry
	ends    []int64 // ends[i]: samples in records 0 to i
	known   map[ID]bool
	queue   *batch        // frames that wait for the next commit
	waiting map[ID]*batch // records not yet durable
	closed  bool
}

// entry is where a record stands.
type entry struct {
	location
	bytes int64 // of its frame
	id    ID
}

// segmentFile is what the store needs of the segment it appends to.
type segmentFile interface {
	WriteAt(p []byte, off int64) (int, error)
	Sync() error
	Truncate(size int64) error
	Close() error
}

// OpenStore opens the store in dir, or begins one. A torn tail of the last segment, which is what a
// crash in the middle of an append leaves, is cut off; other damage is left where it is. The Report
// tells of both. Close gives the folder back.
func OpenStore(dir string, options Options) (*Store, Report, error) {
	s := &Store{
		dir: dir, options: options, create: createFile,
		known: map[ID]bool{}, waiting: map[ID]*batch{}, queue: &batch{},
	}
	if options.SegmentBytes < 1 {
		return nil, Report{}, fmt.Errorf("open replay store %s: segments of %d bytes, want 1 or more", dir, options.SegmentBytes)
	}
	report, err := s.open()
	if err != nil {
		if s.lock != nil {
			s.lock.Release()
		}
		return nil, report, fmt.Errorf("open replay store %s: %w", dir, err)
	}
	return s, report, nil
}

func (s *Store) open() (report Report, err error) {
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return report, err
	}
	if s.lock, err = filelock.Acquire(filepath.Join(s.dir, "lock")); err != nil {
		return report, err
	}
	report, err = check(s.dir, func(at location, f frame) error {
		s.index(entry{at, f.size(), f.id}, int64(f.samples))
		return nil
	})
	if err != nil {
		return report, err
	}
	segments, err := listSegments(s.dir)
	if err != nil {
		return report, err
	}
	if len(segments) == 0 {
		return report, s.begin(1)
	}
	return report, s.reopen(segments[len(segments)-1], report)
}

// reopen goes on with the last segment, after cutting off its torn tail.
func (s *Store) reopen(segment int, report Report) error {
	path := segmentPath(s.dir, segment)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return err
	}
	s.file, s.segment, s.size = f, segment, info.Size()
	i := slices.IndexFunc(report.Damages, func(d Damage) bool { return d.Torn })
	if i < 0 {
		return nil
	}
	s.size = report.Damages[i].Offset
	if err := f.Truncate(s.size); err != nil {
		return errors.Join(fmt.Errorf("cut the torn tail: %w", err), f.Close())
	}
	if s.size == 0 { // the crash was in the middle of making the file
		_, err = f.WriteAt([]byte(segmentMagic), 0)
		s.size = int64(len(segmentMagic))
	}
	if err := errors.Join(err, f.Sync()); err != nil {
		return errors.Join(fmt.Errorf("cut the torn tail: %w", err), f.Close())
	}
	return nil
}

// begin makes a new segment the one that is appended to. If it fails the old one stays.
func (s *Store) begin(segment int) error {
	path := segmentPath(s.dir, segment)
	f, err := s.create(path)
	if err != nil {
		return fmt.Errorf("begin a segment: %w", err)
	}
	_, err = f.WriteAt([]byte(segmentMagic), 0)
	if err = errors.Join(err, f.Sync(), atomicfile.SyncDir(s.dir)); err != nil {
		return errors.Join(fmt.Errorf("begin segment %s: %w", path, err), f.Close(), os.Remove(path))
	}
	if s.file != nil {
		s.file.Close() // all of it is synced
	}
	s.file, s.segment, s.size = f, segment, int64(len(segmentMagic))
	return nil
}

func createFile(path string) (segmentFile, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
}

// index makes a durable record known. The caller holds mu, or is alone.
func (s *Store) index(e entry, samples int64) {
	s.entries = append(s.entries, e)
	s.ends = append(s.ends, s.samples()+samples)
	s.known[e.id] = true
}

func (s *Store) samples() int64 {
	if len(s.ends) == 0 {
		return 0
	}
	return s.ends[len(s.ends)-1]
}

// Games returns the number of records in the store.
func (s *Store) Games() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.entries)
}

// Samples returns the number of positions that are training samples, over all records.
func (s *Store) Samples() int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.samples()
}

// Has reports whether the record is in the store, durable.
func (s *Store) Has(id ID) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.known[id]
}

// id returns that of record i, which the store has.
func (s *Store) id(i int) ID {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.entries[i].id
}

// Read returns record i, counted from 0, the oldest.
func (s *Store) Read(i int) (*Record, error) {
	s.mu.RLock()
	if i < 0 || i >= len(s.entries) {
		defer s.mu.RUnlock()
		return nil, fmt.Errorf("read record %d: the store has %d", i, len(s.entries))
	}
	e := s.entries[i]
	s.mu.RUnlock()

	path := segmentPath(s.dir, e.segment)
	r, err := readRecord(path, e)
	if err != nil {
		return nil, fmt.Errorf("read record %d from %s at offset %d: %w", i, path, e.offset, err)
	}
	return r, nil
}

func readRecord(path string, e entry) (*Record, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data := make([]byte, e.bytes)
	if _, err := file.ReadAt(data, e.offset); err != nil {
		return nil, err
	}
	f, err := parseFrame(data)
	if err != nil {
		return nil, fmt.Errorf("%w: the file was changed after it was opened", err)
	}
	return f.unpack()
}

// Close waits for the commit under way and gives the folder back. Appends that come later err. A
// second Close does nothing.
func (s *Store) Close() error {
	s.commit.Lock()
	defer s.commit.Unlock()
	s.mu.Lock()
	closed := s.closed
	s.closed = true
	s.mu.Unlock()
	if closed {
		return nil
	}
	s.broken = ErrClosed
	return errors.Join(s.file.Close(), s.lock.Release())
}

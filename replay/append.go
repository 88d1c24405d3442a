package replay

import (
	"context"
	"errors"
	"fmt"
)

// batch is what one commit writes: the frames of one or more appends.
type batch struct {
	bytes   []byte
	entries []batchEntry
	done    bool // guarded by Store.commit, as is err
	err     error
}

// batchEntry is a frame of the batch.
type batchEntry struct {
	id      ID
	start   int64 // in the batch's bytes
	size    int64
	samples int64
}

// Append stores the record; when it returns nil the record is durable. A record whose id the store
// has is not stored again. Any number of goroutines may append at once: one write and one sync serve
// all that are waiting. If the disk is full, or fails, all of these get the error, none of their records
// is stored, and the store stays valid; after a failed sync nothing more can be appended until the store
// has been opened again, because the system may have dropped what it could not write.
//
// ctx is asked once, before the record is queued: writing cannot be taken back.
func (s *Store) Append(ctx context.Context, r *Record) error {
	if err := context.Cause(ctx); err != nil {
		return fmt.Errorf("append record %s: %w", r.ID, err)
	}
	payload, err := r.MarshalBinary()
	if err != nil {
		return fmt.Errorf("append: %w", err)
	}
	b, err := s.enqueue(frame{id: r.ID, samples: uint32(r.Samples()), payload: payload})
	if err != nil || b == nil {
		return err
	}
	if err := s.wait(b); err != nil {
		return fmt.Errorf("append record %s: %w", r.ID, err)
	}
	return nil
}

// enqueue adds the frame to the queue and returns its batch: nil if the record is durable already.
func (s *Store) enqueue(f frame) (*batch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, fmt.Errorf("append record %s: %w", f.id, ErrClosed)
	}
	if s.known[f.id] {
		return nil, nil
	}
	if b := s.waiting[f.id]; b != nil {
		return b, nil
	}
	b := s.queue
	b.entries = append(b.entries, batchEntry{f.id, int64(len(b.bytes)), f.size(), int64(f.samples)})
	b.bytes = f.append(b.bytes)
	s.waiting[f.id] = b
	return b, nil
}

// wait returns when b is durable or has failed. Whoever gets the commit lock first writes the queue, for
// itself and for all who queued up meanwhile; those find their batch done when their turn comes.
func (s *Store) wait(b *batch) error {
	s.commit.Lock()
	defer s.commit.Unlock()
	if b.done {
		return b.err
	}
	s.mu.Lock()
	s.queue = &batch{} // a batch that is not done is the queue: only here, under commit, it changes
	s.mu.Unlock()

	b.err = s.write(b.bytes)
	b.done = true
	s.publish(b)
	b.bytes = nil
	return b.err
}

// publish makes the records of a batch known, or forgets them if it failed.
func (s *Store) publish(b *batch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	base := s.size - int64(len(b.bytes))
	for _, e := range b.entries {
		delete(s.waiting, e.id)
		if b.err == nil {
			s.index(entry{location{s.segment, base + e.start}, e.size, e.id}, e.samples)
		}
	}
}

// write appends bytes to the last segment, or to a new one, and makes them durable. If it fails the
// segment is as before.
func (s *Store) write(bytes []byte) error {
	if s.broken != nil {
		return s.broken
	}
	if s.size >= s.options.SegmentBytes && s.size > int64(len(segmentMagic)) {
		if err := s.begin(s.segment + 1); err != nil {
			return err
		}
	}
	path := segmentPath(s.dir, s.segment)
	_, err := s.file.WriteAt(bytes, s.size)
	if err != nil {
		err = fmt.Errorf("write %s: %w; make room on the disk and start again", path, err)
	} else if err = s.file.Sync(); err != nil {
		err = fmt.Errorf("sync %s: %w; the disk may be failing: start again when it is mended", path, err)
		s.broken = err
	}
	if err == nil {
		s.size += int64(len(bytes))
		return nil
	}
	if cut := errors.Join(s.file.Truncate(s.size), s.file.Sync()); cut != nil {
		err = errors.Join(err, fmt.Errorf("take back what was written: %w; start again to have it cut", cut))
		s.broken = err
	}
	return err
}

package replay

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Report is what the checker found in the folder of a store.
type Report struct {
	Segments   int
	Games      int   // records, each counted once
	Samples    int64 // positions in them that are training samples
	Plies      int64 // positions in them that were searched; only Check, which unpacks them, knows
	Bytes      int64 // of all segments
	Duplicates int   // records stored a second time, and passed over
	Damages    []Damage
}

// Damage is a stretch of a segment that cannot be read.
type Damage struct {
	File           string
	Offset, Length int64
	Why            error
	Torn           bool // the end of the last segment: what a crash, or a writer at work, leaves; OpenStore cuts it off
}

func (d Damage) String() string {
	kind := "damaged, the records in it are lost"
	if d.Torn {
		kind = "torn tail, never acknowledged"
	}
	return fmt.Sprintf("%s: %d bytes at offset %d: %v (%s)", d.File, d.Length, d.Offset, d.Why, kind)
}

// String tells the report in lines for people.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d games with %d samples", r.Games, r.Samples)
	if r.Plies > 0 {
		fmt.Fprintf(&b, " of %d positions searched", r.Plies)
	}
	fmt.Fprintf(&b, " in %d segments, %d bytes", r.Segments, r.Bytes)
	if r.Duplicates > 0 {
		fmt.Fprintf(&b, ", %d duplicates", r.Duplicates)
	}
	for _, d := range r.Damages {
		fmt.Fprintf(&b, "\n%s", d)
	}
	return b.String()
}

// Err returns what is damaged, nil if nothing is. A torn tail is no damage: nobody was told that it was stored.
func (r Report) Err() error {
	var errs []error
	for _, d := range r.Damages {
		if !d.Torn {
			errs = append(errs, errors.New(d.String()))
		}
	}
	return errors.Join(errs...)
}

// Check reads every record of the store in dir, unpacks and validates it, and reports what is damaged.
// It changes nothing, and may run while another process appends. It errs only if the folder or a file
// cannot be read at all.
func Check(dir string) (Report, error) {
	plies := int64(0)
	report, err := check(dir, func(_ location, f frame) error {
		r, err := f.unpack()
		if err == nil {
			plies += int64(len(r.Moves) - r.Opening)
		}
		return err
	})
	report.Plies = plies
	return report, err
}

// Records yields all records of the store in dir, oldest first, and after them an error if anything was
// damaged. It changes nothing, and may run while another process appends.
func Records(dir string) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		stopped := false
		report, err := check(dir, func(_ location, f frame) error {
			r, err := f.unpack()
			if err != nil {
				return err
			}
			if stopped = !yield(r, nil); stopped {
				return errStop
			}
			return nil
		})
		if stopped {
			return
		}
		if err == nil {
			err = report.Err()
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// errStop ends a check early.
var errStop = errors.New("the consumer has enough")

// location is where a frame stands.
type location struct {
	segment int // its number
	offset  int64
}

// check walks the frames of all segments in order, without duplicates. A frame that visit does not
// accept counts as damaged.
func check(dir string, visit func(at location, f frame) error) (Report, error) {
	var report Report
	segments, err := listSegments(dir)
	if err != nil {
		return report, err
	}
	seen := map[ID]bool{}
	var data []byte
	for i, n := range segments {
		path := segmentPath(dir, n)
		if data, err = readInto(data, path); err != nil {
			return report, err
		}
		report.Segments++
		report.Bytes += int64(len(data))
		gaps, err := scanSegment(data, func(offset int64, f frame) error {
			if seen[f.id] {
				report.Duplicates++
				return nil
			}
			err := visit(location{n, offset}, f)
			if err == errStop {
				return err
			}
			if err != nil {
				report.Damages = append(report.Damages, Damage{File: path, Offset: offset, Length: f.size(), Why: err})
				return nil
			}
			seen[f.id] = true
			report.Games++
			report.Samples += int64(f.samples)
			return nil
		})
		if err != nil {
			return report, fmt.Errorf("%s: %w; move it out of the folder, or use the version that made it", path, err)
		}
		for _, g := range gaps {
			report.Damages = append(report.Damages, Damage{path, g.offset, g.length, g.why, g.tail && i == len(segments)-1})
		}
	}
	return report, nil
}

const segmentSuffix = ".rec"

func segmentPath(dir string, n int) string {
	return filepath.Join(dir, fmt.Sprintf("%06d%s", n, segmentSuffix))
}

// listSegments returns the numbers of the segments in dir, ascending.
func listSegments(dir string) ([]int, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list segments: %w", err)
	}
	var numbers []int
	for _, e := range entries {
		digits, ok := strings.CutSuffix(e.Name(), segmentSuffix)
		if !ok {
			continue
		}
		n, err := strconv.Atoi(digits)
		if err != nil || n < 1 || segmentPath("", n) != e.Name() {
			return nil, fmt.Errorf("%s is no segment's name, want one like %s; move it out of the folder",
				filepath.Join(dir, e.Name()), segmentPath("", 1))
		}
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	return numbers, nil
}

// readInto reads a whole file into buf, which it makes larger if need be.
func readInto(buf []byte, path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	buf = slices.Grow(buf[:0], int(info.Size()))[:info.Size()]
	n, err := io.ReadFull(f, buf)
	if err == io.EOF || err == io.ErrUnexpectedEOF { // a writer has just cut it
		err = nil
	}
	return buf[:n], err
}

package solver

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"
)

// BookPly is the ply of the book's positions: from there on a search takes about a second, and before it a
// search down to the book next to nothing.
const BookPly = 8

//go:generate go run ./gen -out book.bin
//go:embed book.bin
var bookFile []byte

// Book holds what is known of the outcomes of all positions after 8 plies that are not decided by the next two
// discs, mirror images counting as one. It is safe for concurrent use.
//
// Its file has four bits for each position, in the ascending order of their keys and from the lowest bits of each
// byte on: the lower bound of the outcome for the player to move, plus 1, and above it 1 minus the upper bound.
// So nothing is known where there are zeros.
type Book struct {
	keys []uint64 // ascending

	mu     sync.Mutex
	bounds []byte // as in the file
}

// ReadBook reads a book's file; nothing makes an empty book.
func ReadBook(file []byte) (*Book, error) {
	b := &Book{keys: bookKeys()}
	size := (len(b.keys) + 1) / 2
	if len(file) == 0 {
		file = make([]byte, size)
	}
	if len(file) != size {
		return nil, fmt.Errorf("connect four book: %d bytes, want %d: four bits for each of %d positions", len(file), size, len(b.keys))
	}
	b.bounds = slices.Clone(file)
	return b, nil
}

// embedded is the book in the program, read when it is first asked for.
var embedded = sync.OnceValue(func() *Book {
	b, err := ReadBook(bookFile)
	if err != nil {
		panic(err) // TestBook reads it
	}
	return b
})

// bookKeys lists the keys of the book's positions.
func bookKeys() []uint64 {
	layer := []Position{{}}
	for range BookPly {
		seen := make(map[Position]bool, 5*len(layer))
		var next []Position
		for _, p := range layer {
			for x := range Width {
				if !p.CanPlay(x) || p.Wins(x) {
					continue
				}
				if c := p.Play(x).canonical(); !seen[c] {
					seen[c] = true
					next = append(next, c)
				}
			}
		}
		layer = next
	}
	var keys []uint64
	for _, p := range layer {
		if !p.canWin() && p.safe() != 0 {
			keys = append(keys, p.key())
		}
	}
	slices.Sort(keys)
	return keys
}

// get returns bounds of the outcome of a position after 8 plies.
func (b *Book) get(p Position) (lower, upper int) {
	i, in := slices.BinarySearch(b.keys, p.canonical().key())
	if !in {
		return -1, 1
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at(i)
}

// at returns the bounds of a position by its place. The caller holds mu.
func (b *Book) at(i int) (lower, upper int) {
	code := int(b.bounds[i/2] >> (i % 2 * 4))
	return code&3 - 1, 1 - code>>2&3
}

// set enters bounds.
func (b *Book) set(p Position, lower, upper int) {
	i, in := slices.BinarySearch(b.keys, p.canonical().key())
	if !in {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	shift := i % 2 * 4
	b.bounds[i/2] = b.bounds[i/2]&^(15<<shift) | byte(lower+1|(1-upper)<<2)<<shift
}

// Bytes returns the book's file.
func (b *Book) Bytes() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.bounds)
}

// Count returns how many positions there are, and of how many the outcome is known or bounded.
func (b *Book) Count() (positions, known int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.keys {
		if lower, upper := b.at(i); lower > -1 || upper < 1 {
			known++
		}
	}
	return len(b.keys), known
}

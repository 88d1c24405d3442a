package solver

import (
	"cmp"
	_ "embed"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// BookPly is the ply from which on the book has no moves: a search takes about a second there, and minutes at the
// start of the game.
const BookPly = 8

//go:generate go run ./gen -out book.bin
//go:embed book.bin
var bookFile []byte

// Book holds perfect moves of early positions. It is safe for concurrent use.
//
// Its file has 8 bytes a position, little-endian and ascending: the key of the position or of its mirror image,
// whichever is smaller, times 16, plus 8 if the book has a move for every position that the perfect player may
// meet after this one and before ply 8, plus the column to play.
type Book struct {
	mu    sync.Mutex
	moves map[uint64]uint8 // by key: the low four bits of an entry
}

// complete marks a move after which the book goes on to its end.
const complete = 8

// ReadBook reads a book's file; nothing makes an empty book.
func ReadBook(file []byte) (*Book, error) {
	b := &Book{moves: map[uint64]uint8{}}
	if len(file)%8 != 0 {
		return nil, fmt.Errorf("connect four book: %d bytes, want 8 for each position", len(file))
	}
	for i := 0; i < len(file); i += 8 {
		e := binary.LittleEndian.Uint64(file[i:])
		if e>>53 != 0 || e&7 >= Width {
			return nil, fmt.Errorf("connect four book: entry %d is %x: want a key of 49 bits and a column from 0 to 6", i/8, e)
		}
		b.moves[e>>4] = uint8(e & 15)
	}
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

// Bytes returns the book's file.
func (b *Book) Bytes() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	var file []byte
	for _, key := range slices.SortedFunc(maps.Keys(b.moves), cmp.Compare[uint64]) {
		file = binary.LittleEndian.AppendUint64(file, key<<4|uint64(b.moves[key]))
	}
	return file
}

// Len returns the number of positions.
func (b *Book) Len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.moves)
}

// Move returns the column to play in p, whether there is one, and whether the book goes on to its end after it.
func (b *Book) Move(p Position) (x int, known, whole bool) {
	c := p.canonical()
	b.mu.Lock()
	defer b.mu.Unlock()
	e, known := b.moves[c.key()]
	if x = int(e & 7); c != p {
		x = Width - 1 - x
	}
	return x, known, e&complete != 0
}

// Set enters a move.
func (b *Book) Set(p Position, x int, whole bool) {
	c := p.canonical()
	if c != p {
		x = Width - 1 - x
	}
	e := uint8(x)
	if whole {
		e |= complete
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.moves[c.key()] = e
}

// Covers reports whether the program's book has all the moves of games that begin with so many plies of any kind,
// whoever is to move then, up to where searches are quick.
func Covers(plies int) bool {
	b := embedded()
	return plies >= BookPly || covers(b, Position{}, plies) && covers(b, Position{}, plies+1)
}

// covers reports whether b is whole after all positions so many plies after p.
func covers(b *Book, p Position, plies int) bool {
	if plies == 0 {
		_, _, whole := b.Move(p)
		return whole || p.canWin()
	}
	for x := range Width {
		if p.CanPlay(x) && !p.Wins(x) && !covers(b, p.Play(x), plies-1) {
			return false
		}
	}
	return true
}

package sgf

import (
	"errors"
	"fmt"
	"strings"

	"tengen/game"
)

// Position is a Go board as FF[4] draws a file: every move is made, on a taken point too, and takes what has no
// liberty; no rule is asked. It shows any file. What is to be played by the rules is a Game.
type Position struct {
	size   Size
	stones []uint8 // by cell: none, or a player + 1
}

const none = 0

// NewPosition returns an empty board.
func NewPosition(size Size) *Position {
	return &Position{size: size, stones: make([]uint8, size.Width*size.Height)}
}

// Stone returns whose stone is on the cell, if there is one.
func (p *Position) Stone(cell int) (player game.Player, ok bool) {
	return game.Player(p.stones[cell]) - 1, p.stones[cell] != none
}

// String draws the board, top row first.
func (p *Position) String() string {
	var b strings.Builder
	for y := p.size.Height - 1; y >= 0; y-- {
		for _, stone := range p.stones[y*p.size.Width:][:p.size.Width] {
			b.WriteByte(".XO"[stone])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Apply does what a node says: set-up stones first, then moves. The error names values that are no points; all
// others have been applied.
func (p *Position) Apply(n *Node) error {
	errs := []error{p.setUp(n)}
	for _, property := range n.Properties {
		if property.Name != "B" && property.Name != "W" {
			continue
		}
		for _, move := range property.Values {
			if p.size.Pass(move) {
				continue
			}
			cell, err := p.size.Cell(move)
			if err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", property.Name, err))
				continue
			}
			p.play(cell, colorOf(property.Name)+1)
		}
	}
	return errors.Join(errs...)
}

// setUp does what the properties AB, AW and AE of a node say.
func (p *Position) setUp(n *Node) error {
	var errs []error
	for _, property := range n.Properties {
		stone := uint8(none)
		switch property.Name {
		case "AB", "AW":
			stone = colorOf(property.Name[1:]) + 1
		case "AE":
		default:
			continue
		}
		cells, err := p.size.Cells(property.Values)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", property.Name, err))
		}
		for _, cell := range cells {
			p.stones[cell] = stone
		}
	}
	return errors.Join(errs...)
}

// play puts a stone on a cell and takes the opponent's chains there that have no liberty, then its own.
func (p *Position) play(cell int, stone uint8) {
	p.stones[cell] = stone
	for _, next := range p.neighbors(nil, cell) {
		if p.stones[next] != none && p.stones[next] != stone {
			p.takeDead(next)
		}
	}
	p.takeDead(cell)
}

// takeDead removes the chain of the stone on a cell if it has no liberty.
func (p *Position) takeDead(cell int) {
	chain, seen := []int{cell}, map[int]bool{cell: true}
	var buffer [4]int
	for i := 0; i < len(chain); i++ {
		for _, next := range p.neighbors(buffer[:0], chain[i]) {
			switch {
			case p.stones[next] == none:
				return
			case p.stones[next] == p.stones[cell] && !seen[next]:
				seen[next] = true
				chain = append(chain, next)
			}
		}
	}
	for _, dead := range chain {
		p.stones[dead] = none
	}
}

// neighbors appends the cells next to a cell to dst.
func (p *Position) neighbors(dst []int, cell int) []int {
	w := p.size.Width
	if cell%w > 0 {
		dst = append(dst, cell-1)
	}
	if cell%w < w-1 {
		dst = append(dst, cell+1)
	}
	if cell >= w {
		dst = append(dst, cell-w)
	}
	if cell < len(p.stones)-w {
		dst = append(dst, cell+w)
	}
	return dst
}

// colorOf returns the player of the letter B or W.
func colorOf(letter string) uint8 {
	if letter == "B" {
		return uint8(game.First)
	}
	return uint8(game.Second)
}

package gtp

import (
	"context"
	"fmt"
	"strings"

	"tengen/game"
	"tengen/game/goban"
)

// statusWords are what final_status_list may be asked for.
const statusWords = "alive, dead or seki"

// finalStatusList lists stones, a chain a line. Dead are those that stand in what is the opponent's for good
// (goban.State.PassAlive): whatever their owner plays, they can be taken. All others are alive; seki is not told from life.
//
// By area scoring, final_score counts dead stones too, as long as they stand: whoever wants them off takes them, which costs
// nothing and which kgs-genmove_cleanup does. By territory scoring it takes them off itself.
func (s *Server) finalStatusList(_ context.Context, args []string) (string, error) {
	if len(args) != 1 {
		return "", fmt.Errorf("%w: want %s", errSyntax, statusWords)
	}
	word := strings.ToLower(args[0])
	if word != "alive" && word != "dead" && word != "seki" {
		return "", fmt.Errorf("%w: %.20q is no status: want %s", errSyntax, args[0], statusWords)
	}
	st, ok := s.pos.state.(*goban.State)
	if !ok {
		return "", errOnlyGo
	}
	if word == "seki" {
		return "", nil
	}
	dead := deadStones(st)
	var lines []string
	for _, chain := range chains(st) {
		if dead[chain[0]] == (word == "dead") {
			lines = append(lines, vertices(chain, st.Game().Shape().Width))
		}
	}
	return strings.Join(lines, "\n"), nil
}

// chains returns the chains on the board.
func chains(st *goban.State) [][]int {
	shape := st.Game().Shape()
	seen := make([]bool, shape.Cells())
	var all [][]int
	for cell := range seen {
		p, ok := st.Stone(cell)
		if !ok || seen[cell] {
			continue
		}
		seen[cell] = true
		chain := []int{cell}
		for i := 0; i < len(chain); i++ {
			for _, next := range neighbours(chain[i], shape) {
				if q, ok := st.Stone(next); ok && q == p && !seen[next] {
					seen[next] = true
					chain = append(chain, next)
				}
			}
		}
		all = append(all, chain)
	}
	return all
}

// neighbours returns the cells beside a cell.
func neighbours(cell int, shape game.Shape) []int {
	var cells []int
	x, y := cell%shape.Width, cell/shape.Width
	if x > 0 {
		cells = append(cells, cell-1)
	}
	if x < shape.Width-1 {
		cells = append(cells, cell+1)
	}
	if y > 0 {
		cells = append(cells, cell-shape.Width)
	}
	if y < shape.Height-1 {
		cells = append(cells, cell+shape.Width)
	}
	return cells
}

// vertices names cells.
func vertices(cells []int, width int) string {
	names := make([]string, len(cells))
	for i, cell := range cells {
		names[i] = game.FormatVertex(cell, width)
	}
	return strings.Join(names, " ")
}

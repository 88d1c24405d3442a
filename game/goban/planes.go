package goban

// The network input is AlphaGo Zero's (Methods, Neural network architecture).
const (
	history = 8             // positions
	planes  = 2*history + 1 // own and the opponent's stones in each, and the colour
)

// Planes writes [17, H, W] to dst:
//
//	0..7   the stones of the player to move, now and after each of the last 7 actions, newest first
//	8..15  the opponent's stones in the same positions
//	16     ones if Black is to play, zeros if White
//
// Positions before the start are zeros.
func (s *State) Planes(dst []float32) { s.TurnedPlanes(dst, s.game.inPlace) }

// TurnedPlanes writes what Planes writes, but cell c of each plane to cells[c].
func (s *State) TurnedPlanes(dst []float32, cells []int32) {
	n := s.game.cells
	dst = dst[:planes*n]
	clear(dst)
	for i := range history {
		position := s.position(i)
		own, other := position[:s.game.words], position[s.game.words:]
		if s.toPlay == White {
			own, other = other, own
		}
		drawSet(dst[i*n:(i+1)*n], own, cells)
		drawSet(dst[(history+i)*n:(history+i+1)*n], other, cells)
	}
	if s.toPlay == Black {
		for i := 2 * history * n; i < len(dst); i++ {
			dst[i] = 1
		}
	}
}

// drawSet writes ones to dst where cells has those of set.
func drawSet(dst []float32, set []uint64, cells []int32) {
	forEach(set, func(c int) { dst[cells[c]] = 1 })
}

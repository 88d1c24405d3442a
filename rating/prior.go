package rating

// connected reports whether everybody has taken points from everybody else, perhaps by way of others: only
// then are there likeliest ratings (Ford 1957).
func connected(scores [][]Score) bool {
	takes := func(i, j int) bool { return scores[i][j].Points() > 0 }
	gives := func(i, j int) bool { return scores[j][i].Points() > 0 }
	n := len(scores)
	return n == 0 || reached(n, 0, takes) == n && reached(n, 0, gives) == n
}

// reached counts the players that edges lead to from one of them, itself included.
func reached(n, from int, edge func(i, j int) bool) int {
	seen := make([]bool, n)
	return visit(seen, from, edge)
}

// visit marks from and all that edges lead to from it, and returns how many of them were not yet marked.
func visit(seen []bool, from int, edge func(i, j int) bool) int {
	seen[from] = true
	count, queue := 1, []int{from}
	for ; len(queue) > 0; queue = queue[1:] {
		for j := range seen {
			if !seen[j] && edge(queue[0], j) {
				seen[j] = true
				queue = append(queue, j)
				count++
			}
		}
	}
	return count
}

// groups counts the groups of players that have met, perhaps by way of others.
func groups(scores [][]Score) (count int) {
	seen := make([]bool, len(scores))
	for i := range seen {
		if !seen[i] {
			visit(seen, i, func(i, j int) bool { return scores[i][j].Games() > 0 })
			count++
		}
	}
	return count
}

// withAnchorsLinked adds a draw between all anchors: how far they are apart is known as if they had met.
func withAnchorsLinked(scores [][]Score, anchors map[int]float64) [][]Score {
	out := make([][]Score, len(scores))
	for i := range scores {
		out[i] = append([]Score(nil), scores[i]...)
		for j := range out[i] {
			_, fixed := anchors[i]
			if _, also := anchors[j]; fixed && also && i != j {
				out[i][j].Draws++
			}
		}
	}
	return out
}

// withDraws gives one draw to every pairing that has met: with it everybody has taken a point, and ten wins
// in ten games become 10.5 in 11, 529 Elo.
func withDraws(scores [][]Score) [][]Score {
	out := make([][]Score, len(scores))
	for i := range scores {
		out[i] = append([]Score(nil), scores[i]...)
		for j := range out[i] {
			if out[i][j].Games() > 0 {
				out[i][j].Draws++
			}
		}
	}
	return out
}

// withCommonOpponent adds, as the last, a player that has drawn once with each of the others.
func withCommonOpponent(scores [][]Score) [][]Score {
	n := len(scores)
	out := make([][]Score, n+1)
	for i := range scores {
		out[i] = append(append([]Score(nil), scores[i]...), Score{Draws: 1})
		out[n] = append(out[n], Score{Draws: 1})
	}
	out[n] = append(out[n], Score{})
	return out
}

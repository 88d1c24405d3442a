package gametest

import (
	"slices"

	"tengen/game"
)

// checkEditor checks the States of games that can be set up; others promise nothing.
func checkEditor(t tb, g game.Game) func(p *position) {
	return func(p *position) {
		if _, edits := p.state.(game.Editor); !edits || p.ended() {
			return
		}
		checkSetToPlay(t, p)
		checkTwice(t, p)
		checkPlace(t, p)
		checkPlaced(t, p)
		s := p.copied()
		s.(game.Editor).SetToPlay(game.Second)
		s.Reset()
		same(t, "Reset after SetToPlay", look(s), look(g.New()))
	}
}

// checkSetToPlay checks that only the turn changes.
func checkSetToPlay(t tb, p *position) {
	t.Helper()
	before := look(p.state)
	me := before.toPlay
	s := p.copied()
	s.(game.Editor).SetToPlay(me)
	same(t, "SetToPlay of who is to play", look(s), before)
	s.(game.Editor).SetToPlay(me.Opponent())
	if s.ToPlay() != me.Opponent() || s.Ply() != before.ply || !slices.Equal(board(s), board(p.state)) {
		t.Fatalf("SetToPlay(%d): player %d, ply %d\n%s\nwant only another player than in\n%v", me.Opponent(), s.ToPlay(), s.Ply(), s, before)
	}
	if s.Hash() == before.hash {
		t.Fatalf("SetToPlay(%d): the hash is still %x\n%s", me.Opponent(), before.hash, s)
	}
	s.(game.Editor).SetToPlay(me)
	if s.ToPlay() != me || s.Hash() != before.hash {
		t.Fatalf("SetToPlay there and back: player %d, hash %x, want %d, %x\n%s", s.ToPlay(), s.Hash(), me, before.hash, s)
	}
}

// checkTwice lets a player move twice in a row.
func checkTwice(t tb, p *position) {
	t.Helper()
	s := p.game.New()
	s.CopyFrom(p.state)
	me := s.ToPlay()
	s.Play(p.pick())
	if s.Terminal() {
		return
	}
	s.(game.Editor).SetToPlay(me)
	checkLegal(t, s, p)
	if legal := s.LegalActions(nil); len(legal) > 0 {
		s.Play(legal[p.random.IntN(len(legal))])
		if s.Ply() != len(p.played)+2 {
			t.Fatalf("SetToPlay and Play: ply %d after %d actions\n%s", s.Ply(), len(p.played)+2, s)
		}
	}
}

// checkPlace sets up stones on cells drawn at random, some of them taken, and off the board.
func checkPlace(t tb, p *position) {
	t.Helper()
	cells := p.game.Shape().Cells()
	tries := []game.Action{-1, game.Action(cells)}
	for range 4 {
		tries = append(tries, game.Action(p.random.IntN(cells)))
	}
	s := p.copied()
	for _, cell := range tries {
		player := game.Player(p.random.IntN(2))
		placed := place(t, s, cell, player)
		if placed && (cell < 0 || int(cell) >= cells) {
			t.Fatalf("Place(%d, %d): no error, and there is no such cell", cell, player)
		}
		if placed && place(t, s, cell, player.Opponent()) {
			t.Fatalf("Place(%d, %d): no error, and there is a stone already\n%s", cell, player.Opponent(), s)
		}
	}
}

// place sets up one stone and checks what else that changes: nothing at all if it is refused.
func place(t tb, s game.State, cell game.Action, player game.Player) (placed bool) {
	t.Helper()
	before, rows := look(s), board(s)
	if err := s.(game.Editor).Place(cell, player); err != nil {
		same(t, "Place: refused, and the State", look(s), before)
		return false
	}
	if s.ToPlay() != before.toPlay || s.Ply() != before.ply {
		t.Fatalf("Place(%d, %d): player %d, ply %d, want %d and %d as before\n%s", cell, player, s.ToPlay(), s.Ply(), before.toPlay, before.ply, s)
	}
	if slices.Equal(board(s), rows) || s.Hash() == before.hash {
		t.Fatalf("Place(%d, %d): hash %x\n%s\nwant other cells and another hash than\n%v", cell, player, s.Hash(), s, before)
	}
	return true
}

// checkPlaced checks that where a stone set up leaves the same cells as one played, the hash is the same, too.
func checkPlaced(t tb, p *position) {
	t.Helper()
	a := p.pick()
	me := p.state.ToPlay()
	played := p.game.New()
	played.CopyFrom(p.state)
	played.Play(a)
	s := p.copied()
	if int(a) >= p.game.Shape().Cells() || s.(game.Editor).Place(a, me) != nil {
		return
	}
	s.(game.Editor).SetToPlay(played.ToPlay())
	if slices.Equal(board(s), board(played)) && s.Hash() != played.Hash() {
		t.Fatalf("Place(%d, %d): hash %x, want that of the same cells played, %x\n%s", a, me, s.Hash(), played.Hash(), s)
	}
}

package gtp_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"tengen/game"
	"tengen/gtp"
)

// center plays in the middle.
type center struct{}

func (center) NewGame(game.Game) error { return nil }
func (center) Genmove(_ context.Context, q gtp.Question) (game.Action, bool, error) {
	return game.Action(q.State.Game().Shape().Cells() / 2), false, nil
}

func ExampleServer() {
	server, err := gtp.NewServer(center{}, gtp.Params{Name: "center", Version: "1", Game: game.Params{Name: "tictactoe"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	commands := "name\n1 genmove b\n2 play w B2\n"
	if err := server.Serve(context.Background(), strings.NewReader(commands), os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// = center
	//
	// =1 B2
	//
	// ?2 illegal move
}

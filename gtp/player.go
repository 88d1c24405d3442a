package gtp

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"tengen/game"
)

// NewGame starts a game by the rules of g: board, komi, and the seed where the engine takes one.
func (c *Client) NewGame(ctx context.Context, g game.Game, seed uint64) error {
	p := g.Params()
	size := fmt.Sprintf("boardsize %d", p.Width)
	if p.Width != p.Height {
		size = fmt.Sprintf("rectangular_boardsize %d %d", p.Width, p.Height)
	}
	lines := []string{size, "komi " + strconv.FormatFloat(float64(p.Komi)/2, 'f', -1, 64), "clear_board"}
	if c.lists("set_random_seed") { // GNU Go's; it takes an int
		lines = append(lines, fmt.Sprintf("set_random_seed %d", seed&maxID))
	}
	for _, line := range lines {
		if _, err := c.Command(ctx, line); err != nil {
			return fmt.Errorf("new game of %s on %dx%d: %w", p.Name, p.Width, p.Height, err)
		}
	}
	c.state, c.played = g.New(), -1
	return nil
}

// Play tells the engine that a was played by the side to move. Of a move that it has itself just
// chosen it knows already.
func (c *Client) Play(ctx context.Context, a game.Action) error {
	switch {
	case c.state == nil:
		return c.noGame("play")
	case a < 0 || int(a) >= c.state.Game().Actions() || !c.state.Legal(a):
		return fmt.Errorf("engine %s: play action %d: it is illegal on\n%s", c.name, a, c.state)
	case c.played >= 0 && c.played != a:
		return fmt.Errorf("engine %s: play %s: the engine has already played %s on its board; want that, or a new game",
			c.name, c.state.FormatAction(a), c.state.FormatAction(c.played))
	}
	if c.played < 0 {
		line := fmt.Sprintf("play %s %s", colorLetter(c.state.ToPlay()), c.state.FormatAction(a))
		if _, err := c.Command(ctx, line); err != nil {
			return fmt.Errorf("%w\n%s", err, c.state)
		}
	}
	c.played = -1
	c.state.Play(a)
	return nil
}

// Genmove asks the engine for the move of the side to move, and wants Play of it next. An answer
// that is no legal move is ErrIllegalMove, with the board.
func (c *Client) Genmove(ctx context.Context) (a game.Action, resign bool, err error) {
	switch {
	case c.state == nil:
		return 0, false, c.noGame("genmove")
	case c.state.Terminal():
		return 0, false, fmt.Errorf("engine %s: genmove: the game is over on\n%s", c.name, c.state)
	case c.played >= 0:
		return 0, false, fmt.Errorf("engine %s: genmove: the move it chose, %s, has not been played",
			c.name, c.state.FormatAction(c.played))
	}
	text, err := c.Command(ctx, "genmove "+colorLetter(c.state.ToPlay()))
	if err != nil {
		return 0, false, fmt.Errorf("%w\n%s", err, c.state)
	}
	if strings.EqualFold(text, "resign") {
		return 0, true, nil
	}
	a, err = c.state.ParseAction(text)
	if err == nil && !c.state.Legal(a) {
		err = errors.New("the rules forbid it")
	}
	if err != nil {
		return 0, false, fmt.Errorf("engine %s: %w: it answers %.40q to genmove for %s: %w\n%s",
			c.name, ErrIllegalMove, text, colorName(c.state.ToPlay()), err, c.state)
	}
	c.played = a
	return a, false, nil
}

// FinalScore asks the engine for black's points less white's, komi included.
func (c *Client) FinalScore(ctx context.Context) (float32, error) {
	text, err := c.Command(ctx, "final_score")
	if err != nil {
		return 0, err
	}
	score, err := parseScore(text)
	if err != nil {
		return 0, fmt.Errorf("engine %s: final_score: %w", c.name, err)
	}
	return score, nil
}

func (c *Client) noGame(what string) error {
	return fmt.Errorf("engine %s: %s: no game has been started: call NewGame first", c.name, what)
}

// colorLetter names p as every engine understands it.
func colorLetter(p game.Player) string {
	if p == game.First {
		return "b"
	}
	return "w"
}

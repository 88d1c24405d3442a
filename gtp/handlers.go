package gtp

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"tengen/game"
	"tengen/game/games"
	"tengen/game/goban"
	"tengen/mcts"
)

// maxSize is the largest board GTP can name: 25 letters without I.
const maxSize = 25

// handler executes a command. Its error's text is the answer after "?".
type handler func(s *Server, ctx context.Context, args []string) (string, error)

// handlers returns every command that the Server knows, and lists.
func handlers() map[string]handler {
	h := map[string]handler{
		"protocol_version":        text("2"),
		"name":                    (*Server).name,
		"version":                 (*Server).version,
		"known_command":           (*Server).knownCommand,
		"list_commands":           (*Server).listCommands,
		"quit":                    (*Server).quit,
		"boardsize":               (*Server).boardsize,
		"rectangular_boardsize":   (*Server).rectangularBoardsize,
		"clear_board":             (*Server).clearBoard,
		"komi":                    (*Server).komi,
		"play":                    (*Server).play,
		"genmove":                 (*Server).genmove,
		"reg_genmove":             (*Server).regGenmove,
		"undo":                    (*Server).undo,
		"final_score":             (*Server).finalScore,
		"showboard":               (*Server).showboard,
		"fixed_handicap":          (*Server).fixedHandicap,
		"place_free_handicap":     (*Server).placeFreeHandicap,
		"set_free_handicap":       (*Server).setFreeHandicap,
		"all_legal":               (*Server).allLegal,
		"is_legal":                (*Server).isLegal,
		"list_stones":             (*Server).listStones,
		"captures":                (*Server).captures,
		"time_settings":           (*Server).timeSettings,
		"time_left":               (*Server).timeLeft,
		"kgs-time_settings":       (*Server).kgsTimeSettings,
		"kata-time_settings":      (*Server).kataTimeSettings,
		"kata-list_time_settings": (*Server).listTimeSettings,
		"kata-get-rules":          (*Server).getRules,
		"kata-set-rules":          (*Server).setRules,

		"loadsgf":              (*Server).loadSGF,
		"printsgf":             (*Server).printSGF,
		"gg-undo":              (*Server).undoMany,
		"final_status_list":    (*Server).finalStatusList,
		"cputime":              (*Server).cpuTime,
		"kgs-rules":            (*Server).kgsRules,
		"kgs-genmove_cleanup":  (*Server).genmoveCleanup,
		"kgs-chat":             (*Server).kgsChat,
		"kgs-game_over":        (*Server).gameOver,
		"cgos-gameover":        (*Server).gameOver,
		"cgos-opponent_name":   (*Server).noted,
		"cgos-opponent_rating": (*Server).noted,

		"gogui-analyze_commands":   (*Server).goguiAnalyzeCommands,
		"gogui-title":              (*Server).goguiTitle,
		"gogui-play_sequence":      (*Server).playSequence,
		"gogui-setup":              (*Server).goguiSetup,
		"gogui-setup_player":       (*Server).setupPlayer,
		"gogui-undo_setup":         (*Server).undoSetup,
		"gogui-rules_game_id":      (*Server).rulesGameID,
		"gogui-rules_board":        (*Server).rulesBoard,
		"gogui-rules_board_size":   (*Server).rulesBoardSize,
		"gogui-rules_legal_moves":  (*Server).rulesLegalMoves,
		"gogui-rules_side_to_move": (*Server).rulesSideToMove,
		"gogui-rules_final_result": (*Server).rulesFinalResult,
		"gogui-policy":             (*Server).showPolicy,
		"gogui-policy_colors":      (*Server).showPolicyColors,
		"gogui-visits":             (*Server).showVisits,
		"gogui-values":             (*Server).showValues,
		"gogui-value":              (*Server).showValue,
		"gogui-pv":                 (*Server).showPV,
		"gogui-search":             (*Server).showSearch,
		"gogui-settled":            (*Server).showSettled,
		"kata-raw-nn":              (*Server).rawNN,
	}
	maps.Copy(h, analysisCommands())
	return h
}

// text is the handler that always answers t.
func text(t string) handler {
	return func(*Server, context.Context, []string) (string, error) { return t, nil }
}

func (s *Server) name(context.Context, []string) (string, error)    { return s.params.Name, nil }
func (s *Server) version(context.Context, []string) (string, error) { return s.params.Version, nil }

func (s *Server) knownCommand(_ context.Context, args []string) (string, error) {
	if len(args) == 0 {
		return "", errSyntax
	}
	_, ok := s.commands[args[0]]
	return strconv.FormatBool(ok), nil
}

func (s *Server) listCommands(context.Context, []string) (string, error) {
	return strings.Join(slices.Sorted(maps.Keys(s.commands)), "\n"), nil
}

func (s *Server) quit(context.Context, []string) (string, error) {
	s.quitting = true
	return "", nil
}

func (s *Server) boardsize(_ context.Context, args []string) (string, error) {
	n, err := integers(args, 1)
	if err != nil {
		return "", err
	}
	return "", s.resize(n[0], n[0])
}

func (s *Server) rectangularBoardsize(_ context.Context, args []string) (string, error) {
	n, err := integers(args, 2)
	if err != nil {
		return "", err
	}
	return "", s.resize(n[0], n[1])
}

// resize starts a game on a board of this size, if the game has it and the engine can play it.
func (s *Server) resize(width, height int) error {
	if min(width, height) < 1 || max(width, height) > maxSize {
		return fmt.Errorf("%w: %dx%d: boards have 1 to %d lines", errSize, width, height, maxSize)
	}
	p := s.pos.game.Params()
	p.Width, p.Height = width, height
	g, err := games.New(p)
	if err != nil {
		return fmt.Errorf("%w: %w", errSize, err)
	}
	if err := s.begin(newPosition(g)); err != nil {
		return fmt.Errorf("%w: %w", errSize, err)
	}
	s.time.restart()
	return nil
}

func (s *Server) clearBoard(context.Context, []string) (string, error) {
	s.time.restart()
	return "", s.begin(newPosition(s.pos.game))
}

// komi takes any number. The rules keep half points, and a komi above the points of the board decides
// the game whatever its size, so other numbers become the nearest that can be kept.
func (s *Server) komi(_ context.Context, args []string) (string, error) {
	if len(args) == 0 {
		return "", errSyntax
	}
	komi, err := strconv.ParseFloat(args[0], 64)
	if err != nil || math.IsNaN(komi) || math.IsInf(komi, 0) {
		return "", errSyntax
	}
	p := s.pos.game.Params()
	most := float64(2*p.Width*p.Height + 1)
	half := max(-most, min(most, math.Round(2*komi)))
	if half != 2*komi {
		s.log.Warn("komi rounded", "asked", komi, "kept", half/2)
	}
	if int(half) == p.Komi {
		return "", nil
	}
	p.Komi = int(half)
	g, err := games.New(p)
	if err != nil {
		s.log.Warn("komi ignored", "asked", komi, "game", p.Name, "reason", err)
		return "", nil
	}
	pos, ok := s.pos.under(g)
	if !ok {
		return "", fmt.Errorf("komi %g: the moves on the board are not legal with it", komi)
	}
	return "", s.begin(pos)
}

func (s *Server) play(_ context.Context, args []string) (string, error) {
	m, err := s.parseMove(args)
	if err != nil {
		return "", err
	}
	if err := s.pos.full(); err != nil {
		return "", err
	}
	if !s.pos.play(m) {
		s.log.Warn("illegal move", "colour", colorName(m.player), "move", s.pos.state.FormatAction(m.action), "reason", s.pos.explain(m))
		return "", errIllegalMove
	}
	return "", nil
}

func (s *Server) genmove(ctx context.Context, args []string) (string, error) {
	return s.choose(ctx, args, true)
}

func (s *Server) regGenmove(ctx context.Context, args []string) (string, error) {
	return s.choose(ctx, args, false)
}

// choose asks the engine for a move of the colour in args and names it. If commit says so, the move is played, its time
// is taken off the clock, and the engine may ponder. After the end of the game the answer is a pass.
func (s *Server) choose(ctx context.Context, args []string, commit bool) (string, error) {
	if len(args) == 0 {
		return "", errSyntax
	}
	c, err := parseColor(args[0])
	if err != nil {
		return "", err
	}
	return s.chooseFor(ctx, c, commit, s.engine.Genmove)
}

// chooser is Engine.Genmove, or does the same.
type chooser func(ctx context.Context, q Question) (a game.Action, resign bool, err error)

// chooseFor is choose for a colour, by the engine's genmove.
func (s *Server) chooseFor(ctx context.Context, c game.Player, commit bool, genmove chooser) (string, error) {
	if err := s.pos.full(); commit && err != nil {
		return "", err
	}
	if s.pos.state.Terminal() {
		if commit {
			s.pos.play(move{c, s.pos.pass})
		}
		return "pass", nil
	}
	before := s.pos.state.ToPlay()
	if !s.pos.setToPlay(c) {
		return "", fmt.Errorf("it is %s's turn, and in this game nobody moves twice", colorName(before))
	}
	name, a, err := s.ask(ctx, genmove)
	s.pos.restore(before)
	if err == nil && commit && name != "resign" {
		s.commit(move{c, a})
	}
	return name, err
}

// commit plays the engine's own move, if it is legal, and has the time that it took.
func (s *Server) commit(m move) bool {
	if !s.pos.play(m) {
		return false
	}
	s.time.clocks[m.player].Spend(time.Since(s.received))
	s.answered, s.after = s.pos, s.pos.history()
	return true
}

// ask gets the engine's move for the player to move, with its name or "resign".
func (s *Server) ask(ctx context.Context, genmove chooser) (string, game.Action, error) {
	q := Question{State: s.pos.state, History: s.pos.history()}
	q.Budget = s.time.budget(q.State.ToPlay(), mcts.PaceOf(s.pos.game, q.State.Ply()), time.Since(s.received))
	a, resign, err := genmove(ctx, q)
	switch {
	case err != nil:
		return "", 0, fmt.Errorf("no move: %w", err)
	case resign:
		return "resign", 0, nil
	case a < 0 || int(a) >= s.pos.game.Actions() || !s.pos.state.Legal(a):
		return "", 0, fmt.Errorf("no move: the engine chose action %d, which is illegal here", a)
	}
	return s.pos.state.FormatAction(a), a, nil
}

func (s *Server) undo(context.Context, []string) (string, error) {
	if !s.pos.undo() {
		return "", errCannotUndo
	}
	return "", nil
}

// finalScore counts the board as it is in games of points; by territory, stones that are dead for certain are taken off
// first. In other games a finished game is worth a point to its winner.
func (s *Server) finalScore(context.Context, []string) (string, error) {
	if r, err := s.rules(); err == nil && r.Scoring == goban.ScoringTerritory {
		st := s.pos.state.(*goban.State)
		return formatScore(st.ScoreWith(deadStones(st))), nil
	}
	switch st := s.pos.state; {
	case isScorer(st):
		return formatScore(st.(game.Scorer).Score()), nil
	case st.Terminal():
		return formatScore(game.OutcomeFor(st, game.First)), nil
	}
	return "", errCannotScore
}

// isScorer reports whether s counts points.
func isScorer(s game.State) bool {
	_, ok := s.(game.Scorer)
	return ok
}

func (s *Server) showboard(context.Context, []string) (string, error) {
	return "\n" + s.pos.state.String(), nil
}

// integers reads the first n arguments.
func integers(args []string, n int) ([]int, error) {
	if len(args) < n {
		return nil, errSyntax
	}
	out := make([]int, n)
	for i := range out {
		v, err := strconv.ParseInt(args[i], 10, 32)
		if err != nil {
			return nil, errSyntax
		}
		out[i] = int(v)
	}
	return out, nil
}

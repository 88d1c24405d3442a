// Package gtp speaks the Go Text Protocol, version 2, from both ends: a Server lets a board program
// (Sabaki, GoGui) play against an Engine of ours, and a Client lets a match of ours play against
// somebody else's engine. Every game is played over it: black is game.First, white is game.Second,
// and moves travel as the State names them.
//
// Reading order: command.go (a line to a command, a result to an answer), lines.go (bounded reading), queue.go (a line that
// comes while something else goes on), position.go (moves, undo, the same colour twice), server.go, handlers.go, clock.go and
// timecommands.go (whose time it is and how much), ponder.go.
//
// What plays: engine.go (what a Server needs), search_engine.go (a tree that is kept from move to move), think.go (how long),
// manners.go (when it passes and gives up). What the engine thinks while it does: analyze.go (the commands),
// analysis_args.go, avoid.go (moves left out), analysis_text.go (a line), analyzer.go (what a Server needs for it),
// search_analyze.go, ownership.go, rawnn.go. More commands: sgf.go, status.go, bridges.go (to servers), gogui.go, gogui_rules.go, overlays.go with observer.go
// (what the engine knows, drawn).
//
// The other end: split.go (a command line to words), process.go (an engine's process), wirelog.go (what it was told and
// said), client.go (questions and answers), player.go (a game played through them).
//
// Invariants:
//
//   - A command gets exactly one answer, in the order of the commands, and no line, however long or
//     odd, ends the Server.
//   - The Server's State is always what its list of moves leads to.
//   - The Engine is asked one thing at a time: pondering has ended before a command is executed, and an analysis before the
//     command that ends it is.
//   - A Client that timed out or broke the protocol is dead for good: its process is killed, and
//     every later call returns the same error.
//   - What avoid and allow leave out is left out for one command: a tree that knows only some moves serves no other question.
//
// Goroutines: Serve starts one, which reads lines and nothing else; it ends with Serve, or, if it is inside Read just then,
// when that returns. Between two commands it may have the Engine ponder in another, and an analysis runs in another, which
// writes what it tells; Serve waits for both. A SearchEngine that analyses searches in one more, for which it waits, and
// estimates ownership in another, for which Close waits. A Client starts one that reads its engine's answers, and os/exec one
// that collects its stderr; both end in Close. Neither a Server nor a Client may be used by two goroutines at a time.
//
// Sources: G. Farnebäck, "Specification of the Go Text Protocol, version 2, draft 2", 2002; the time commands of KGS and
// KataGo, and the analysis commands of Leela Zero and KataGo, as KataGo's document "GTP_Extensions" has them.
package gtp

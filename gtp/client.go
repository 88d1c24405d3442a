package gtp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"tengen/game"
)

// quitPatience is how long an engine may take to end after quit: what Sabaki gives it.
const quitPatience = 3 * time.Second

// crashPatience lets an engine that has crashed be seen to end by itself before it is killed.
const crashPatience = 100 * time.Millisecond

// ErrIllegalMove is returned by Genmove when the engine answers a move that the rules do not allow:
// by the laws of matches it has lost the game.
var ErrIllegalMove = errors.New("illegal move")

// ClientParams bound how long an engine may take. Zero means no limit.
type ClientParams struct {
	Start   time.Duration // to start: until it has told its commands
	Command time.Duration // to answer a command that does not think
	Move    time.Duration // to answer genmove

	Logs string // folder for a log of each process, which is made if it is not there; "" for none
}

// EngineError is an answer that starts with "?". The engine is well and may be asked on.
type EngineError struct {
	Engine  string // the Client's name
	Command string // what was asked
	Text    string // what it answered
}

// Error implements error.
func (e *EngineError) Error() string {
	return fmt.Sprintf("engine %s answers %q to %q", e.Engine, "? "+e.Text, e.Command)
}

// Refused returns what it answered: an engine that refuses something has not failed.
func (e *EngineError) Refused() string { return e.Text }

// Client is an external engine in a process of its own. It is a player in a match: NewGame, Play,
// Genmove and Close are what one needs.
type Client struct {
	name     string
	params   ClientParams
	proc     *process
	commands []string // what the engine lists
	id       int      // of the last command
	dead     error    // why the process is of no use any more

	state  game.State  // the game as the match plays it; nil before NewGame
	played game.Action // what genmove has played on the engine's board already, -1 for nothing
}

// StartClient runs an engine: command is a program and its arguments, in quotes where they contain
// blanks. name is what people call it, and is free: one engine may play under two names. The process
// lives until Close, or until ctx ends. It errs if the program cannot be run or does not speak GTP 2.
func StartClient(ctx context.Context, name, command string, p ClientParams) (*Client, error) {
	words, err := splitCommand(command)
	if err != nil {
		return nil, fmt.Errorf("engine %s: %q: %w", name, command, err)
	}
	log, err := openWireLog(p.Logs, name)
	if err != nil {
		return nil, fmt.Errorf("engine %s: open a log: %w", name, err)
	}
	log.line(markNote, "run "+command)
	proc, err := startProcess(ctx, words, log)
	if err != nil {
		log.close(err.Error())
		return nil, fmt.Errorf("engine %s: run %q: %w", name, command, err)
	}
	c := &Client{name: name, params: p, proc: proc, played: -1}
	if err := c.greet(ctx); err != nil {
		return nil, c.fail("start", err)
	}
	return c, nil
}

// greet checks the protocol and learns the engine's commands.
func (c *Client) greet(ctx context.Context) error {
	version, err := c.ask(ctx, "protocol_version", c.params.Start)
	if err != nil {
		return err
	}
	if version != "2" {
		return fmt.Errorf("engine %s speaks version %q of GTP: want 2", c.name, version)
	}
	list, err := c.ask(ctx, "list_commands", c.params.Start)
	c.commands = strings.Fields(list)
	return err
}

// Name returns the name given to StartClient.
func (c *Client) Name() string { return c.name }

// Command sends a line, a command with its arguments, and returns the engine's answer. An answer "?"
// is an *EngineError. After any other error the process is gone.
func (c *Client) Command(ctx context.Context, line string) (string, error) {
	limit := c.params.Command
	if strings.HasPrefix(line, "genmove") || strings.HasPrefix(line, "reg_genmove") {
		limit = c.params.Move
	}
	return c.ask(ctx, line, limit)
}

// ask sends a line and waits for the answer, limit at most unless it is 0.
func (c *Client) ask(ctx context.Context, line string, limit time.Duration) (string, error) {
	if c.dead != nil {
		return "", c.dead
	}
	if len(line) >= maxLine/2 || strings.ContainsAny(line, "\r\n#") {
		return "", fmt.Errorf("engine %s: command %.60q: want one line below %d bytes without #", c.name, line, maxLine/2)
	}
	if limit > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, limit, fmt.Errorf("no answer in %v", limit))
		defer stop()
	}
	if err := c.send(line); err != nil {
		return "", c.fail(line, err)
	}
	select {
	case text, ok := <-c.proc.answers:
		if !ok && c.proc.readErr != io.EOF {
			return "", c.fail(line, c.proc.readErr)
		}
		if !ok {
			return "", c.fail(line, errors.New("the engine ended without an answer"))
		}
		return c.read(line, text)
	case <-ctx.Done():
		return "", c.fail(line, context.Cause(ctx))
	}
}

// send writes a line under the next id.
func (c *Client) send(line string) error {
	c.id++
	line = fmt.Sprintf("%d %s", c.id, line)
	c.proc.log.line(markSent, line)
	_, err := io.WriteString(c.proc.stdin, line+"\n")
	return err
}

// read takes an answer to line apart. An id that is not ours means that answers and commands no
// longer match.
func (c *Client) read(line, text string) (string, error) {
	rest, ok := strings.CutPrefix(text[1:], fmt.Sprint(c.id))
	if !ok || rest != "" && !strings.ContainsAny(rest[:1], " \t\n") {
		return "", c.fail(line, fmt.Errorf("it answered %.60q: want the id %d", text, c.id))
	}
	rest = strings.TrimSpace(rest)
	if text[0] == '?' {
		return "", &EngineError{c.name, line, rest}
	}
	return rest, nil
}

// fail kills the process, and returns the error that says why, now and ever after.
func (c *Client) fail(line string, cause error) error {
	if c.dead == nil {
		c.proc.log.line(markNote, fmt.Sprintf("%v: it is ended", cause))
		c.proc.end(crashPatience) // what it returns is in ProcessState too
		c.dead = fmt.Errorf("engine %s at %q: %w (%s%s%s)", c.name, line, cause, c.proc.cmd.ProcessState, &c.proc.stderr, c.proc.log)
	}
	return c.dead
}

// Close asks the engine to quit and kills it if it is not gone after 3 seconds, which is an error. A
// second Close does nothing.
func (c *Client) Close() error {
	if c.dead != nil {
		return nil
	}
	c.dead = fmt.Errorf("engine %s: closed", c.name)
	c.send("quit") // if it cannot be written, the end is near anyway
	if err := c.proc.end(quitPatience); err != nil {
		return fmt.Errorf("engine %s at quit: %w%s", c.name, err, &c.proc.stderr)
	}
	return nil
}

// lists reports whether the engine lists a command.
func (c *Client) lists(command string) bool { return slices.Contains(c.commands, command) }

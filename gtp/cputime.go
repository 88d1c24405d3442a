package gtp

import (
	"context"
	"strconv"
)

// cpuTime answers the seconds of processor time that this program has used, as GNU Go does: of all its threads together.
func (s *Server) cpuTime(context.Context, []string) (string, error) {
	d, err := processTime()
	if err != nil {
		return "", err
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 3, 64), nil
}

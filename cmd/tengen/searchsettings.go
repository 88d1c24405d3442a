package main

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"tengen/game"
	"tengen/internal/nearest"
	"tengen/mcts"
)

// playSearch is how models play g outside of self-play. In Go and Othello no ordinary move wins at once, and looking for
// one would cost as much as a small network.
func playSearch(g game.Game, visits int) mcts.Params {
	p := mcts.Strong()
	p.Simulations = visits
	name := g.Params().Name
	p.SolveAhead = name != "go" && name != "othello"
	return p
}

// withSettings changes search parameters by settings such as "paper", "leaves=8" or "paper,cpuct=2". A key is the name of a
// field of mcts.Params, written as in configs; paper takes AlphaGo Zero's for all but the simulations.
func withSettings(p mcts.Params, settings string) (mcts.Params, error) {
	for setting := range strings.SplitSeq(settings, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(setting), "=")
		if key == "paper" && value == "" {
			simulations := p.Simulations
			p = mcts.AlphaGoZero()
			p.Simulations, p.Leaves = simulations, 1
			continue
		}
		if err := setField(reflect.ValueOf(&p).Elem(), key, value); err != nil {
			return p, fmt.Errorf("search setting %q: %w", setting, err)
		}
	}
	return p, p.Validate()
}

// setField sets the field of a struct that is called key, without regard to case and underscores.
func setField(s reflect.Value, key, value string) error {
	plain := func(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }
	f := s.FieldByNameFunc(func(name string) bool { return plain(name) == plain(key) })
	if !f.IsValid() {
		var known []string
		for i := range s.NumField() {
			known = append(known, snake(s.Type().Field(i).Name))
		}
		if near := nearest.Name(key, known); near != "" {
			known = []string{near}
		}
		return fmt.Errorf("there is no such setting; there is paper, and %s", strings.Join(known, ", "))
	}
	switch f.Kind() {
	case reflect.Bool:
		v, err := strconv.ParseBool(value)
		if err != nil {
			return errors.New("want true or false")
		}
		f.SetBool(v)
	case reflect.Int:
		v, err := strconv.Atoi(value)
		if err != nil {
			return errors.New("want a whole number")
		}
		f.SetInt(int64(v))
	default:
		v, err := strconv.ParseFloat(value, 32)
		if err != nil {
			return errors.New("want a number")
		}
		f.SetFloat(v)
	}
	return nil
}

// snake writes a Go name as configs do: FPUReduction is fpu_reduction.
func snake(name string) string {
	var b strings.Builder
	lower := func(i int) bool { return i < len(name) && name[i] >= 'a' && name[i] <= 'z' }
	for i := range len(name) {
		if i > 0 && !lower(i) && (lower(i+1) || lower(i-1)) {
			b.WriteByte('_')
		}
		b.WriteByte(name[i])
	}
	return strings.ToLower(b.String())
}

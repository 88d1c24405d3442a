package gorgonia

import (
	"errors"
	"fmt"

	"tengen/net"
)

// evaluator implements net.Evaluator. A graph is for a fixed number of boards, so it keeps one for each power of two that
// was needed, and fills batches up with boards of no cells.
type evaluator struct {
	spec     net.Spec
	maxBatch int
	machines map[int]*inference // by boards
}

// inference is a machine for positions.
type inference struct {
	*machine
	logits, value *result
	loaded        *prepared // whose weights it holds
}

func newInference(spec net.Spec, boards int) *inference {
	building.Lock()
	defer building.Unlock()
	m := &inference{machine: &machine{graph: newGraph(spec, boards, false)}}
	m.logits, m.value = m.read(m.graph.logits), m.read(m.graph.value)
	m.compile()
	return m
}

// minBoards is the least number of boards of a graph: with one, matrices become vectors.
const minBoards = 2

// boardsFor returns the size of the graph for n positions.
func (e *evaluator) boardsFor(n int) int {
	boards := minBoards
	for boards < n {
		boards *= 2
	}
	return max(minBoards, min(boards, e.maxBatch))
}

// Evaluate implements net.Evaluator.
func (e *evaluator) Evaluate(p net.Prepared, in net.Inputs, policy, value []float32) error {
	model, ok := p.(*prepared)
	if !ok || model.model.Weights.Spec != e.spec {
		return fmt.Errorf("gorgonia evaluator: the model was prepared for another network or engine")
	}
	n := len(value)
	if err := e.spec.CheckBatch(in, policy, value, e.maxBatch); err != nil {
		panic("gorgonia evaluator: " + err.Error())
	}
	boards := e.boardsFor(n)
	m := e.machines[boards]
	if m == nil {
		m = newInference(e.spec, boards)
		e.machines[boards] = m
	}
	if m.loaded != model {
		for _, p := range m.params {
			p.load(model.folded)
		}
		m.loaded = model
	}
	m.set(in, n)
	if err := m.run(); err != nil {
		return err
	}
	copy(policy, m.logits.numbers())
	copy(value, m.value.numbers())
	e.spec.ForbidBeyond(policy, in.Sizes)
	return nil
}

// Close implements net.Evaluator.
func (e *evaluator) Close() error {
	var errs []error
	for _, m := range e.machines {
		errs = append(errs, m.close())
	}
	clear(e.machines)
	return errors.Join(errs...)
}

package gorgonia

import (
	"fmt"
	"sync"

	G "gorgonia.org/gorgonia"
)

// building is held while a graph is built: Gorgonia's constants, which all graphs share, are written then.
var building sync.Mutex

// machine is a graph compiled to what runs it. It is for one goroutine at a time.
type machine struct {
	*graph
	vm      G.VM
	results []*result
}

// result is what a run leaves of a node.
type result struct {
	node  *G.Node
	value G.Value
}

// read has every run copy a node's value.
func (m *machine) read(node *G.Node) *result {
	r := &result{node: node}
	m.results = append(m.results, r)
	return r
}

// numbers returns what the last run left.
func (r *result) numbers() []float32 {
	if x, ok := r.value.Data().([]float32); ok {
		return x
	}
	return []float32{r.value.Data().(float32)}
}

// compile makes the machine that computes what is read, and nothing else.
func (m *machine) compile() {
	var roots G.Nodes
	for _, r := range m.results {
		roots = append(roots, G.Read(r.node, &r.value))
	}
	m.vm = G.NewTapeMachine(m.g.SubgraphRoots(roots...))
}

// run computes the results from what the inputs and parameters hold.
func (m *machine) run() error {
	m.vm.Reset()
	if err := m.vm.RunAll(); err != nil {
		return fmt.Errorf("gorgonia: batch of %d: %w", m.n, err)
	}
	return nil
}

func (m *machine) close() error { return m.vm.Close() }

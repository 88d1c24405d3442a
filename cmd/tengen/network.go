package main

import (
	"fmt"

	"tengen/game"
	"tengen/gtp"
	"tengen/mcts"
	"tengen/net"
)

// network is a model that judges positions beside a search, with a workspace of its own that is made when it is first
// asked. It is for one goroutine at a time.
type network struct {
	game     game.Game
	prepared net.Prepared // nil: there is no model
	open     func(net.Spec, int, int) (net.Evaluator, error)

	evaluator  net.Evaluator
	direct     *mcts.Direct
	symmetries *game.Symmetries
	rows       []*net.Row
	scratch    []float32
}

// EvaluateNetwork implements gtp.Network.
func (n *network) EvaluateNetwork(leaves []*mcts.Leaf, symmetry int) error {
	if n.prepared == nil {
		return gtp.ErrNoNetwork
	}
	if n.direct == nil {
		if err := n.prepare(); err != nil {
			return err
		}
	}
	if symmetry < 0 || symmetry >= n.symmetries.Len() || len(leaves) > len(n.rows) {
		return fmt.Errorf("evaluate %d positions in symmetry %d: want up to %d, and 0 to %d", len(leaves), symmetry, len(n.rows), n.symmetries.Len()-1)
	}
	rows := n.rows[:len(leaves)]
	for i, l := range leaves {
		n.symmetries.StatePlanes(symmetry, l.State, rows[i].Planes, n.scratch)
	}
	if err := n.direct.Evaluate(rows); err != nil {
		return err
	}
	for i, l := range leaves {
		n.symmetries.PolicyBack(symmetry, l.Logits, rows[i].Policy)
		l.Value, l.Model = rows[i].Value, rows[i].Model
	}
	return nil
}

// prepare makes the workspace.
func (n *network) prepare() (err error) {
	if n.evaluator, err = n.open(n.prepared.Model().Weights.Spec, gtp.MaxNetworkLeaves, 1); err != nil {
		return err
	}
	n.direct, n.symmetries = mcts.NewDirect(n.evaluator, n.prepared), game.NewSymmetries(n.game)
	n.scratch = make([]float32, n.game.Shape().Len())
	for range gtp.MaxNetworkLeaves {
		n.rows = append(n.rows, &net.Row{Planes: make([]float32, n.game.Shape().Len()), Policy: make([]float32, n.game.Actions())})
	}
	return nil
}

func (n *network) close() error {
	if n.evaluator == nil {
		return nil
	}
	return n.evaluator.Close()
}

package mcts

import "tengen/net"

// Direct runs one model on an evaluator of its own, on the caller's goroutine, without a Batcher: for one
// search at a time, as in a GTP session or a match. It is for one goroutine at a time.
type Direct struct {
	evaluator net.Evaluator
	prepared  net.Prepared
	inputs    [][]float32 // [B] of [C, H, W]: the rows' own
	policy    []float32   // [B, A]
	value     []float32   // [B]
}

// NewDirect returns a RowEvaluator of p on ev, which stays the caller's to close. ev must have room for
// as many positions as one call of Evaluate brings: a search's Params.Leaves.
func NewDirect(ev net.Evaluator, p net.Prepared) *Direct { return &Direct{evaluator: ev, prepared: p} }

// Model returns the model that evaluates.
func (d *Direct) Model() *net.Model { return d.prepared.Model() }

// Evaluate implements RowEvaluator with one batch.
func (d *Direct) Evaluate(rows []*net.Row) error {
	if len(rows) == 0 {
		return nil
	}
	n, out := len(rows), len(rows[0].Policy)
	d.inputs, d.policy, d.value = d.inputs[:0], resize(d.policy, n*out), resize(d.value, n)
	for _, r := range rows {
		d.inputs = append(d.inputs, r.Planes)
	}
	if err := d.evaluator.Evaluate(d.prepared, net.Inputs{Rows: d.inputs}, d.policy, d.value); err != nil {
		return err
	}
	for i, r := range rows {
		copy(r.Policy, d.policy[i*out:])
		r.Value, r.Model = d.value[i], d.prepared.Model()
	}
	return nil
}

// resize returns x with length n, and new memory only if it has too little.
func resize(x []float32, n int) []float32 {
	if cap(x) < n {
		return make([]float32, n)
	}
	return x[:n]
}

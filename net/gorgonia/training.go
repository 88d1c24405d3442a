package gorgonia

import (
	"math"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"tengen/net"
)

// training is a machine that computes losses and their gradient.
type training struct {
	*machine
	policyLoss, valueLoss *result
	gradients             []*result // of each parameter
	seen                  []seen
}

// seen is what a batch normalisation saw.
type seen struct {
	norm           *norm
	mean, variance *result
}

func newTraining(spec net.Spec, boards int, valueWeight float32) *training {
	building.Lock()
	defer building.Unlock()
	b := newGraph(spec, boards, true)
	b.inputs.policy = b.input("policy target", boards, spec.Actions)
	b.inputs.target = b.input("outcome", boards, 1)
	b.inputs.weight = b.input("weight", boards, 1)

	policy := must(G.Neg(must(G.Sum(scale(b.inputs.policy.node, b.logSoftmax(b.logits))))))
	errors := must(G.Square(must(G.Sub(b.value, b.inputs.target.node))))
	value := must(G.Sum(scale(b.inputs.weight.node, errors)))
	loss := add(policy, scale(G.NewConstant(valueWeight), value))

	var params G.Nodes
	for _, p := range b.params {
		params = append(params, p.node)
	}
	gradients, err := G.Grad(loss, params...)
	if err != nil {
		panic("gorgonia: " + err.Error())
	}
	m := &training{machine: &machine{graph: b}}
	m.policyLoss, m.valueLoss = m.read(policy), m.read(value)
	for _, g := range gradients {
		m.gradients = append(m.gradients, m.read(g))
	}
	for _, n := range b.norms {
		m.seen = append(m.seen, seen{n, m.read(n.mean), m.read(n.variance)})
	}
	m.compile()
	return m
}

// logSoftmax returns the logarithms of the softmax of each row. Gorgonia's LogSoftMax is not taken: it subtracts from every row
// the maximum of its numbers but the first and of the first number of the first row, so that exponentials can be 0 or infinite.
func (b *graph) logSoftmax(x *G.Node) *G.Node {
	rows, cols := x.Shape()[0], x.Shape()[1]
	across := b.ones(1, cols)
	highest := must(G.Reshape(b.highest(x, lowestLogit), tensor.Shape{rows, 1}))
	x = must(G.Sub(x, b.times(highest, across)))
	sum := b.times(must(G.Exp(x)), b.ones(cols, 1))
	return must(G.Sub(x, b.times(must(G.Log(sum)), across)))
}

// differentiate computes the losses of a minibatch, whose samples' weights sum to total, and their gradient.
func (m *training) differentiate(w *net.Weights, mb *net.Minibatch, total float64, grads *net.Weights) (net.Losses, error) {
	for _, p := range m.params {
		p.load(w)
	}
	m.set(mb.Inputs, len(mb.Value))
	entropy := m.setTargets(mb, total)
	if err := m.run(); err != nil {
		return net.Losses{}, err
	}
	for i, p := range m.params {
		p.store(m.gradients[i].numbers(), grads)
	}
	return net.Losses{Policy: m.policyLoss.numbers()[0], Value: m.valueLoss.numbers()[0], Entropy: float32(entropy)}, nil
}

// setTargets writes what is to be learnt, and returns the policy targets' entropy.
func (m *training) setTargets(mb *net.Minibatch, total float64) float64 {
	policy, target, weight := m.inputs.policy.data, m.inputs.target.data, m.inputs.weight.data
	clear(policy)
	clear(target)
	clear(weight)
	copy(target, mb.Value)
	entropy := 0.0
	for k, w := range mb.Weight {
		share := float64(w) / total
		weight[k] = float32(share)
		row := policy[k*m.spec.Actions:]
		for a, t := range mb.Policy[k*m.spec.Actions:][:m.spec.Actions] {
			row[a] = float32(share) * t
			if t > 0 {
				entropy -= share * float64(t) * math.Log(float64(t))
			}
		}
	}
	return entropy
}

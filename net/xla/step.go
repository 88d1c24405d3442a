package xla

import (
	"fmt"

	"github.com/gomlx/gomlx/pkg/core/graph"

	"tengen/net"
)

// state lists the tensors that a learner has on the device: weights, momenta and with Adam squares. Statistics have
// neither momenta nor squares.
func state(spec net.Spec, o net.Optimizer) []parameter {
	var weights, rest []parameter
	for _, t := range spec.Tensors() {
		weights = append(weights, parameter{name: t.Name, shape: t.Shape})
	}
	kinds := []string{"momentum of ", "square of "}
	if o != net.Adam {
		kinds = kinds[:1]
	}
	for _, kind := range kinds {
		for _, t := range spec.Tensors() {
			if t.Kind != net.KindStatistic {
				rest = append(rest, parameter{name: kind + t.Name, shape: t.Shape})
			}
		}
	}
	return append(weights, rest...)
}

// targets are a step's parameters beside state and inputs.
func targets(spec net.Spec, batch int) []parameter {
	return []parameter{
		{"policy", []int{batch, spec.Actions}, true}, {"value", []int{batch}, true},
		{"share", []int{batch}, true},            // of each sample in the losses; they sum to 1
		{"rates", []int{1, len(rates{})}, false}, // see rates
	}
}

// rates are the numbers that a step is made with: the learning rate, the rate over the correction of Adam's m, and one over the
// root of that of v.
type rates [3]float32

// seen are the numbers that a step returns, in the order of net.Losses.
const seen = 4

// compileStep compiles a step of the optimizer: state, inputs and targets to losses [seen] and the next state.
func (e *Engine) compileStep(spec net.Spec, batch int, p net.LearnerParams) (*program, error) {
	ps := append(append(state(spec, p.Optimizer), inputs(spec, batch)...), targets(spec, batch)...)
	return e.compile(fmt.Sprintf("step on %d", batch), e.devices, ps, func(in []*graph.Node) []*graph.Node {
		s := &step{params: p, next: map[string]*graph.Node{}, at: map[string]*graph.Node{}}
		for i, t := range ps {
			s.at[t.name] = in[i]
		}
		precision := e.precision
		if p.Precision != "" {
			precision = p.Precision
		}
		s.network = network{spec: spec, engine: e, precision: precision, weights: s.at, training: true, sizes: s.at["sizes"], moments: map[string]*graph.Node{}}
		out := []*graph.Node{s.build()}
		for _, t := range state(spec, p.Optimizer) {
			out = append(out, s.next[t.name])
		}
		return out
	})
}

// step builds the graph of one step.
type step struct {
	network
	params   net.LearnerParams
	at, next map[string]*graph.Node // tensors by name, before and after
}

// build returns what the step saw.
func (s *step) build() *graph.Node {
	logits, values := s.forward(s.at["planes"])
	share, target := s.at["share"], s.at["policy"]
	policy := graph.Neg(graph.ReduceAllSum(graph.Mul(share, graph.ReduceSum(graph.Mul(target, graph.LogSoftmax(logits)), 1))))
	entropy := graph.Neg(graph.ReduceAllSum(graph.Mul(share, graph.ReduceSum(graph.Mul(target, graph.Log(graph.MaxScalar(target, 1e-37))), 1))))
	value := graph.ReduceAllSum(graph.Mul(share, graph.Square(graph.Sub(s.at["value"], values))))

	var trained []net.TensorSpec
	var weights []*graph.Node
	for _, t := range s.spec.Tensors() {
		if t.Kind == net.KindStatistic {
			s.track(t.Name)
			continue
		}
		trained = append(trained, t)
		weights = append(weights, s.at[t.Name])
	}
	gradients := graph.Gradient(graph.Add(policy, graph.MulScalar(value, s.params.ValueWeight)), weights...)
	square := graph.ScalarZero(share.Graph(), share.DType())
	for _, g := range gradients {
		square = graph.Add(square, graph.ReduceAllSum(graph.Square(g)))
	}
	norm := graph.Sqrt(square)
	for i, t := range trained {
		s.update(t, s.clip(gradients[i], norm))
	}
	var all []*graph.Node
	for _, v := range []*graph.Node{policy, value, entropy, norm} {
		all = append(all, graph.Reshape(v, 1))
	}
	return graph.Concatenate(all, 0)
}

// track moves a running statistic towards that of the minibatch.
func (s *step) track(name string) {
	running := s.at[name]
	s.next[name] = graph.Add(running, graph.MulScalar(graph.Sub(graph.StopGradient(s.moments[name]), running), s.params.StatsMomentum))
}

// clip shortens a gradient if the length of all is above the limit.
func (s *step) clip(g, norm *graph.Node) *graph.Node {
	if s.params.ClipNorm == 0 {
		return g
	}
	return graph.Mul(g, graph.Div(graph.Scalar(g.Graph(), g.DType(), s.params.ClipNorm), graph.MaxScalar(norm, s.params.ClipNorm)))
}

// rate returns one of rates, as a scalar.
func (s *step) rate(i int) *graph.Node {
	return graph.Reshape(graph.Slice(s.at["rates"], graph.AxisRange(), graph.AxisRange(i, i+1)))
}

// update makes the optimizer's step of one tensor; see net.Optimizer.
func (s *step) update(t net.TensorSpec, g *graph.Node) {
	w, m := s.at[t.Name], s.at["momentum of "+t.Name]
	decay := graph.ZerosLike(w)
	if t.Kind == net.KindWeight {
		decay = graph.MulScalar(w, 2*s.params.WeightDecay)
	}
	if s.params.Optimizer == net.SGD {
		m = graph.Add(graph.MulScalar(m, s.params.Momentum), graph.Add(g, decay))
		s.next["momentum of "+t.Name] = m
		s.next[t.Name] = graph.Sub(w, graph.Mul(m, s.rate(0)))
		return
	}
	v := s.at["square of "+t.Name]
	m = graph.Add(graph.MulScalar(m, s.params.Momentum), graph.MulScalar(g, 1-s.params.Momentum))
	v = graph.Add(graph.MulScalar(v, s.params.SquareMomentum), graph.MulScalar(graph.Square(g), 1-s.params.SquareMomentum))
	s.next["momentum of "+t.Name], s.next["square of "+t.Name] = m, v
	root := graph.AddScalar(graph.Mul(graph.Sqrt(v), s.rate(2)), net.AdamEpsilon)
	s.next[t.Name] = graph.Sub(w, graph.Add(graph.Div(graph.Mul(m, s.rate(1)), root), graph.Mul(decay, s.rate(0))))
}

package gorgonia

import (
	"fmt"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"tengen/net"
)

// parameter is a node that holds lines of a tensor, which is read as a matrix of as many columns as its last dimension.
type parameter struct {
	node   *G.Node
	data   []float32 // of the node
	tensor int
	rows   []int // the tensor's row in each row of the node
	cols   int
}

// load copies the weights into the node.
func (p *parameter) load(w *net.Weights) {
	t := w.Tensors[p.tensor]
	for i, r := range p.rows {
		copy(p.data[i*p.cols:][:p.cols], t[r*p.cols:])
	}
}

// store copies a gradient of the node to where it belongs in that of the weights.
func (p *parameter) store(gradient []float32, w *net.Weights) {
	t := w.Tensors[p.tensor]
	for i, r := range p.rows {
		copy(t[r*p.cols:][:p.cols], gradient[i*p.cols:])
	}
}

// rows makes a parameter of some rows of a tensor.
func (b *graph) rows(name string, rows []int) *G.Node {
	i := b.index[name]
	shape := b.tensors[i].Shape
	cols := shape[len(shape)-1]
	in := b.input(fmt.Sprintf("%s from %d", name, rows[0]), len(rows), cols)
	b.params = append(b.params, &parameter{in.node, in.data, i, rows, cols})
	return in.node
}

// matrix makes a parameter of a whole tensor.
func (b *graph) matrix(name string) *G.Node {
	t := b.tensors[b.index[name]]
	rows := make([]int, t.Len()/t.Shape[len(t.Shape)-1])
	for r := range rows {
		rows[r] = r
	}
	return b.rows(name, rows)
}

// row makes a parameter of a tensor of one dimension.
func (b *graph) row(name string) *G.Node { return b.rows(name, []int{0}) }

// flattened makes a parameter of a dense layer that reads x [N·P, C] by board: tensors read [C, P], the graph [P, C].
func (b *graph) flattened(name string, x *G.Node) *G.Node {
	c := x.Shape()[1]
	var rows []int
	for cell := range b.cells() {
		for ch := range c {
			rows = append(rows, ch*b.cells()+cell)
		}
	}
	return b.rows(name+"/w", rows)
}

// input is a node whose numbers are written before each run.
type input struct {
	node *G.Node
	data []float32
}

func (b *graph) input(name string, shape ...int) *input {
	t := tensor.New(tensor.WithShape(shape...), tensor.Of(tensor.Float32))
	node := G.NewTensor(b.g, tensor.Float32, len(shape), G.WithShape(shape...), G.WithName(name), G.WithValue(t))
	return &input{node, t.Data().([]float32)}
}

// constant is a matrix of the same number everywhere.
func (b *graph) constant(rows, cols int, v float32) *G.Node {
	in := b.input(fmt.Sprintf("%g %dx%d", v, rows, cols), rows, cols)
	for i := range in.data {
		in.data[i] = v
	}
	return in.node
}

func (b *graph) ones(rows, cols int) *G.Node { return b.constant(rows, cols, 1) }

// chosen is a matrix that takes n of all columns, from first on, or, back, puts n columns there among zeros.
func (b *graph) chosen(all, first, n int, back bool) *G.Node {
	if back {
		in := b.input(fmt.Sprintf("columns %d to %d of %d", first, first+n, all), n, all)
		for i := range n {
			in.data[i*all+first+i] = 1
		}
		return in.node
	}
	in := b.input(fmt.Sprintf("from columns %d to %d of %d", first, first+n, all), all, n)
	for i := range n {
		in.data[(first+i)*n+i] = 1
	}
	return in.node
}

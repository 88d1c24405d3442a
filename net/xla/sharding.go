package xla

import (
	"github.com/gomlx/gomlx/pkg/core/distributed"
	"github.com/gomlx/gomlx/pkg/core/dtypes"
	"github.com/gomlx/gomlx/pkg/core/graph"
	"github.com/gomlx/gomlx/pkg/core/shapes"
)

// layout says how a program's tensors lie on several devices. The graph knows of none: XLA's partitioner makes of it what each
// device computes and when they sum, as in "GSPMD: General and Scalable Parallelization for ML Computation Graphs" (arXiv
// 2105.04663). A mean over a minibatch is one over all devices' parts of it.
type layout struct {
	mesh *distributed.DeviceMesh // nil: there is one device
}

// axisName is the name of the mesh's only axis.
const axisName = "devices"

// newLayout prepares a graph for so many devices.
func newLayout(g *graph.Graph, devices int) (l layout, err error) {
	if devices == 1 {
		return l, nil
	}
	if l.mesh, err = distributed.NewDeviceMesh([]int{devices}, []string{axisName}); err != nil {
		return l, err
	}
	return l, g.SetAutoSharding(l.mesh)
}

// parameter adds an input to the graph. One that is split has as many rows on every device; those beyond the last are cut off.
func (l layout) parameter(g *graph.Graph, p parameter) *graph.Node {
	shape := shapes.Make(dtypes.Float32, p.shape...)
	if l.mesh == nil || !p.split {
		return graph.ShardedParameter(g, p.name, shape, l.whole(len(p.shape)))
	}
	spec := l.whole(len(p.shape))
	spec.Axes[0] = distributed.AxisSpec{axisName}
	shape.Dimensions[0] = rowsEach(p.shape[0], g.NumDevices()) * g.NumDevices()
	return graph.Slice(graph.ShardedParameter(g, p.name, shape, spec), graph.AxisRange(0, p.shape[0]))
}

// results says that each device has the whole of what a program returns.
func (l layout) results(out []*graph.Node) (all []*distributed.ShardingSpec) {
	if l.mesh == nil {
		return nil
	}
	for _, n := range out {
		all = append(all, l.whole(n.Rank()))
	}
	return all
}

// whole says that each device has the whole of a tensor with so many axes.
func (l layout) whole(axes int) *distributed.ShardingSpec {
	if l.mesh == nil {
		return nil
	}
	return &distributed.ShardingSpec{Mesh: l.mesh, Axes: make([]distributed.AxisSpec, axes)}
}

// rowsEach is how many of n rows each device has; the last ones may have fewer, and zeros in their place.
func rowsEach(n, devices int) int { return (n + devices - 1) / devices }

// rowsOf returns the rows [n, ...] of one of so many devices.
func rowsOf(t []float32, n, device, devices int) []float32 {
	each := rowsEach(n, devices) * (len(t) / n)
	from, to := min(device*each, len(t)), (device+1)*each
	if to <= len(t) {
		return t[from:to]
	}
	return append(make([]float32, 0, each), t[from:]...)[:each]
}

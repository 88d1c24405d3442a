package mcts

import (
	"sync"
	"sync/atomic"
	"unsafe"

	"tengen/game"
	"tengen/net"
)

// tree holds nodes and edges in two arenas that point to each other by index:
//
//	nodes   | 0          | 1          | 2 pending | ...
//	          |  4 edges   |  3 edges     no edges
//	          v            v
//	edges   | 1 2 | D4 E5 | F6 G7 H8 | ...
//	          opened  not opened: a prior and an action each
//
// A node's edges lie side by side. Those that have been opened come first, in the order in which that happened, and each
// holds the child's index; the others hold their priors. Of the edges without visits the one with the highest prior is
// always the best, so it is kept next in line: a descent looks at the opened edges and that one, not at all.
//
// Six bytes an edge and 64 a node: with 82 moves, 556 bytes.
type tree struct {
	nodes *arena[nodeChunk]
	edges *arena[edgeChunk]

	top      nodeID                       // the root
	models   atomic.Pointer[[]*net.Model] // those that evaluated nodes; nil stands for evaluators without a model
	modelsMu sync.Mutex                   // held while models grows
	kept     []nodeID                     // memory for advancing
	blocks   []uint64                     // the same
}

const (
	nodeShift = 12
	nodeMask  = 1<<nodeShift - 1
	edgeShift = 16
)

type nodeChunk [1 << nodeShift]node

type edgeChunk struct {
	slots   [1 << edgeShift]uint32 // of an opened edge its child's nodeID, of the others the prior, as float32 bits
	actions [1 << edgeShift]uint16
}

// The limits that the fields of nodes set.
const (
	maxActions = 1<<16 - 1
	maxLeaves  = 1<<16 - 1
)

func newTree(workers int) tree {
	return tree{nodes: newArena[nodeChunk](nodeShift, workers), edges: newArena[edgeChunk](edgeShift, workers)}
}

// reset empties the tree but for a fresh root, and keeps the memory.
func (t *tree) reset(toPlay game.Player) {
	t.nodes.truncate(0)
	t.edges.truncate(0)
	if m := t.models.Load(); m != nil && len(*m) > 1 {
		t.models.Store(nil) // one may stay: most often it is the next game's too
	}
	t.top = nodeID(t.nodes.alloc(0, 1))
	*t.root() = node{toPlay: toPlay}
}

// node returns a node that exists.
func (t *tree) node(id nodeID) *node {
	return &t.nodes.chunk(uint32(id))[id&nodeMask]
}

func (t *tree) root() *node { return t.node(t.top) }

// edgesOf returns the edges of an expanded node, as slots and actions.
func (t *tree) edgesOf(n *node) (slots []uint32, actions []uint16) {
	return t.edgesAt(n.firstEdge, n.edgeCount)
}

func (t *tree) edgesAt(first uint32, count uint16) (slots []uint32, actions []uint16) {
	chunk, from := t.edges.chunk(first), first&(1<<edgeShift-1)
	to := from + uint32(count)
	return chunk.slots[from:to:to], chunk.actions[from:to:to]
}

// children returns the nodes that the opened edges of n lead to, as a function of their places.
func (t *tree) children(n *node) []uint32 {
	w := n.load()
	if w.stage() != expanded {
		return nil
	}
	slots, _ := t.edgesOf(n)
	return slots[:w.opened()]
}

// bytes returns the memory that the tree's chunks take.
func (t *tree) bytes() int {
	return int(t.nodes.inUse.Load())*int(unsafe.Sizeof(nodeChunk{})) + int(t.edges.inUse.Load())*int(unsafe.Sizeof(edgeChunk{}))
}

// modelIndex returns the index of m in models, adding it if it is new. A tree sees few models, and the
// last one nearly always.
func (t *tree) modelIndex(m *net.Model) uint16 {
	if i := find(t.models.Load(), m); i >= 0 {
		return uint16(i)
	}
	t.modelsMu.Lock()
	defer t.modelsMu.Unlock()
	old := t.models.Load()
	if i := find(old, m); i >= 0 {
		return uint16(i)
	}
	var models []*net.Model
	if old != nil {
		models = append(models, *old...)
	}
	models = append(models, m)
	t.models.Store(&models)
	return uint16(len(models) - 1)
}

func find(models *[]*net.Model, m *net.Model) int {
	if models != nil {
		for i := len(*models) - 1; i >= 0; i-- {
			if (*models)[i] == m {
				return i
			}
		}
	}
	return -1
}

package mcts

import (
	"tengen/game"
	"tengen/net"
)

// nodeID is an index in tree.nodes. The root is node 0 and nobody's child, so 0 also says "no child".
type nodeID uint32

const (
	root    nodeID = 0
	noChild nodeID = 0
)

// tree holds nodes and edges in two arenas that point to each other by index. Neither holds a pointer, so
// that the garbage collector does not look into them:
//
//	nodes   | 0 root     | 1          | 2 pending | ...
//	          |  4 edges   |  3 edges     no edges
//	          v            v
//	edges   | D4 E5 F6 G7 | D4 F6 G7  | ...
//	            |     '------------------> child 2: evaluation under way
//	            '-> child 1
//
// A node's edges lie side by side, one a legal action in ascending order. A node is added when a descent first
// reaches it, and gets its edges when it has been evaluated; leaves are evaluated in the order in which they were
// added. So a node lies behind its parent, and edges lie in the order of their nodes: advance.go needs both.
type tree struct {
	nodes     []node
	edges     []edge
	models    []*net.Model // those that evaluated nodes; nil stands for evaluators without a model
	oldModels []*net.Model // memory for the next models
}

// node is a position that a descent has reached.
type node struct {
	valueSum     float64 // own evaluation and backups, for toPlay
	firstEdge    uint32
	edgeCount    int32   // 0: terminal, or not evaluated yet
	visits       int32   // descents backed up through its edges
	inFlight     int32   // descents under way through its edges
	visitedPrior float32 // sum of the priors of the edges with visits
	newID        nodeID  // while advancing; else 0
	model        uint16  // index in tree.models
	toPlay       game.Player
	terminal     bool
	noisy        bool // root noise is in its edges' priors
}

// edge is an action in a node's position. There are many more edges than anything else: 24 bytes.
type edge struct {
	valueSum float64 // W, for the player who chooses the edge
	prior    float32
	visits   int32 // N
	child    nodeID
	action   uint16 // a game.Action
	inFlight uint16 // descents under way through it
}

// The limits that the fields of an edge set.
const (
	maxActions = 1 << 16
	maxLeaves  = 1<<16 - 1
)

// evaluated reports whether the node's edges, or its outcome, are known.
func (n *node) evaluated() bool { return n.edgeCount > 0 || n.terminal }

// value returns the mean of the node's own evaluation and all backups, for toPlay.
func (n *node) value() float32 { return float32(n.valueSum / float64(n.visits+1)) }

// q returns W/N, for the player who chooses the edge; the edge has visits.
func (e *edge) q() float32 { return float32(e.valueSum / float64(e.visits)) }

// reset empties the tree but for a root that is not evaluated, and keeps the memory.
func (t *tree) reset(toPlay game.Player) {
	t.nodes = append(t.nodes[:0], node{toPlay: toPlay})
	t.edges = t.edges[:0]
	clear(t.models)
	t.models = t.models[:0]
}

// add adds a node that is not evaluated.
func (t *tree) add(toPlay game.Player) nodeID {
	t.nodes = append(t.nodes, node{toPlay: toPlay})
	return nodeID(len(t.nodes) - 1)
}

// edgesOf returns the edges of n.
func (t *tree) edgesOf(n *node) []edge {
	return t.edges[n.firstEdge : n.firstEdge+uint32(n.edgeCount)]
}

// modelIndex returns the index of m in models, adding it if it is new. A tree sees few models, and the
// last one nearly always.
func (t *tree) modelIndex(m *net.Model) uint16 {
	for i := len(t.models) - 1; i >= 0; i-- {
		if t.models[i] == m {
			return uint16(i)
		}
	}
	t.models = append(t.models, m)
	return uint16(len(t.models) - 1)
}

// best returns the edge with the most visits, or nil if n has no edges. Ties go to the higher prior, then to the lower action.
func (t *tree) best(n *node) *edge {
	var best *edge
	edges := t.edgesOf(n)
	for i := range edges {
		e := &edges[i]
		if best == nil || e.visits > best.visits || e.visits == best.visits && e.prior > best.prior {
			best = e
		}
	}
	return best
}

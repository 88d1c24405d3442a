package mcts

import (
	"math"
	"sync/atomic"

	"tengen/game"
)

// nodeID is an index in tree.nodes.
type nodeID uint32

// node is a position that a descent has reached, with the statistics of the edge that leads to it: 64 bytes, one cache
// line. All that changes while others look is atomic; the rest is written before the node is published, by way of
// its parent's edges word (action, prior), or of its own (all below it).
type node struct {
	visits atomic.Uint64 // N in the lower half, descents under way in the upper
	value  atomic.Int64  // W: the sum of N values, for game.First, in units of 1/valueUnit
	square atomic.Int64  // the sum of their squares, in units of 1/valueUnit
	score  atomic.Int64  // the sum of their scores, First's points less Second's, in units of 1/scoreUnit
	edges  atomic.Uint64 // an edgesWord
	prior  float32       // of action
	action uint16        // a game.Action: it leads here from the parent

	edgeCount uint16  // 0: terminal, or not evaluated yet
	firstEdge uint32  // of edgeCount places in tree.edges
	own       float32 // the evaluator's value, for toPlay
	model     uint16  // index in tree.models
	toPlay    game.Player
	newID     nodeID // while advancing
}

// Sums are kept in fixed point: adding integers gives the same whatever the order, so a tree does not depend on which of
// several leaves was backed up first, and one atomic instruction adds.
const (
	valueUnit = 1 << 32
	scoreUnit = 1 << 20

	// What is added to node.visits when a descent comes by, when its leaf is backed up, and when it is taken back.
	started   uint64 = 1 << 32
	landed           = math.MaxUint64 - started + 2
	cancelled        = math.MaxUint64 - started + 1
)

// visitsOf splits a visits word into N and descents under way.
func visitsOf(w uint64) (n, underWay int32) { return int32(uint32(w)), int32(w >> 32) }

// n returns N, the descents that were backed up through the node, its own evaluation being the first.
func (n *node) n() int32 { return int32(uint32(n.visits.Load())) }

// sign is +1 for First and -1 for Second: a value for one player times both signs is the value for the other.
func sign(p game.Player) float32 { return 1 - 2*float32(p) }

// mean returns W/N for p, with N above 0.
func (n *node) mean(p game.Player) float32 {
	return sign(p) * (float32(n.value.Load()) * (1.0 / valueUnit)) / float32(n.n())
}

// q returns what a descent that has ended here is worth for p: the outcome if it is proven, else W/N. N is above 0.
func (n *node) q(p game.Player) float32 {
	if o, ok := edgesWord(n.edges.Load()).proven(); ok {
		return sign(p) * o
	}
	return n.mean(p)
}

// add adds to the sums of values, of their squares and of scores.
func (n *node) add(value, square, score int64) {
	n.value.Add(value)
	n.square.Add(square)
	if score != 0 {
		n.score.Add(score)
	}
}

// edgesWord says what is known below a node. It is one word so that one load sees all of it at one time, and one
// compare-and-swap claims what only one goroutine may do:
//
//	bits  0-15  edges that have been opened, that is, lead to a node
//	bit     16  somebody is opening one
//	bits 17-18  stage
//	bits 19-20  0: open; else 2 + the proven outcome for First
//	bits 32-63  prior of the best edge that has not been opened, as float32 bits
type edgesWord uint64

const (
	openedMask  edgesWord = 1<<16 - 1
	opening     edgesWord = 1 << 16
	stageShift            = 17
	stageMask   edgesWord = 3 << stageShift
	provenShift           = 19
	provenMask  edgesWord = 3 << provenShift
	priorShift            = 32
)

// The stages of a node.
const (
	fresh    = edgesWord(iota) << stageShift // nobody evaluates it yet
	pending                                  // its evaluation is under way
	expanded                                 // its edges are known
	terminal                                 // the game is over
)

func (w edgesWord) opened() int        { return int(w & openedMask) }
func (w edgesWord) stage() edgesWord   { return w & stageMask }
func (w edgesWord) nextPrior() float32 { return math.Float32frombits(uint32(w >> priorShift)) }

// proven returns the outcome for First, and whether it is proven.
func (w edgesWord) proven() (outcome float32, ok bool) {
	p := w & provenMask >> provenShift
	return float32(p) - 2, p != 0
}

func (w edgesWord) withProven(outcome float32) edgesWord {
	return w&^provenMask | edgesWord(outcome+2)<<provenShift
}

func (w edgesWord) withStage(stage edgesWord) edgesWord { return w&^stageMask | stage }

// load returns the node's edges word.
func (n *node) load() edgesWord { return edgesWord(n.edges.Load()) }

// swap replaces the edges word unless somebody else has.
func (n *node) swap(old, new edgesWord) bool { return n.edges.CompareAndSwap(uint64(old), uint64(new)) }

// update replaces the edges word by f of it.
func (n *node) update(f func(edgesWord) edgesWord) {
	for {
		if w := n.load(); n.swap(w, f(w)) {
			return
		}
	}
}

// Package mcts is AlphaGo Zero's tree search (Silver et al. 2017, Methods, Search algorithm): descents
// from the root choose edges by value and prior (PUCT), a network evaluates the leaf, and its value is
// added to every edge of the path. The visit counts of the root's edges are the stronger policy.
//
// Reading order: params.go (the numbers), tree.go (how nodes and edges are stored), search.go (descents and
// backup), puct.go (which edge), expand.go (evaluation and priors), noise.go (at the root), choose.go (from
// visits to a move), advance.go (keeping the subtree of the move played). Evaluators: netevaluator.go (a
// network, through symmetries), direct.go (without a Batcher), rollout.go (without a network).
//
// Invariants:
//
//   - A value belongs to the player to move in its state; an edge's Q to the player who chooses the
//     edge. Signs change by comparing players, so a player may move twice in a row.
//   - Between calls of Run no descent is under way and every node but a terminal one has its edges.
//   - A node's visits are the sum of its edges' visits.
//   - The same seed, evaluator and calls give the same tree, bit for bit.
//   - Nothing is allocated per simulation once the arenas have grown.
//
// A Search starts no goroutine and belongs to one goroutine at a time, as does its Evaluator.
package mcts

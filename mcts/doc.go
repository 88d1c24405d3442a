// Package mcts is AlphaGo Zero's tree search (Silver et al. 2017, Methods, Search algorithm): descents
// from the root choose edges by value and prior (PUCT), a network evaluates the leaf, and its value is
// added to every node of the path. The visit counts of the root's moves are the stronger policy. What later work found
// better can be switched on in Params: see AlphaGoZero and Strong.
//
// Reading order: params.go (the numbers), node.go and tree.go (how nodes and edges are stored), search.go (one goroutine),
// worker.go (a descent, from root to backup), select.go (which edge), expand.go (evaluation and priors), solver.go (proven
// outcomes), advance.go (keeping the subtree of the move played), restriction.go (leaving moves out). At the root: rootedges.go, rootview.go, noise.go, gumbel.go. What comes
// of it: choose.go (the move), target.go (the policy to learn), explain.go (for people). parallel.go lets many goroutines
// search one tree, clock.go and budget.go say how long. Evaluators: netevaluator.go (a network, through symmetries), direct.go
// (without a Batcher), rollout.go (without a network). reference_test.go is the same search in obvious code.
//
// Invariants:
//
//   - What goes in and out is for the player to move: a Leaf's value in its state, a Move's Q in the root. Inside, a node's
//     sums are for game.First, whoever moves, so backing up is the same addition everywhere.
//   - Between calls of Run no descent is under way, and a node's visits are 1 for its own evaluation and the sum of its
//     children's. An interrupted search leaves nodes without evaluation behind, with 0 visits, that later ones take up.
//   - A node's opened edges lead to its children, those with the higher prior first. The next one in line has the highest
//     prior of the others.
//   - A tree has the edges that its restriction leaves and no others: all that is known of it, proofs too, is known among those.
//   - The same seed, evaluator, calls and one worker give the same tree, bit for bit.
//   - Nothing is allocated per simulation once the arenas have grown.
//
// A Search starts no goroutine and belongs to one goroutine at a time, as does its Evaluator. A Parallel starts one for each
// of its evaluators, and Close waits for them.
package mcts

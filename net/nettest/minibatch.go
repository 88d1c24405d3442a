package nettest

import (
	"math/rand/v2"

	"tengen/net"
)

// Minibatch draws n samples on boards as large as the network, of one move and an outcome each.
func Minibatch(spec net.Spec, n int, seed uint64) *net.Minibatch {
	rng := rand.New(rand.NewPCG(seed, 2))
	mb := &net.Minibatch{Inputs: net.Inputs{Planes: make([]float32, n*spec.InputLen())}, Policy: make([]float32, n*spec.Actions), Value: make([]float32, n), Weight: make([]float32, n)}
	for i := range mb.Planes {
		mb.Planes[i] = float32(rng.IntN(2))
	}
	for i := range n {
		mb.Policy[i*spec.Actions+rng.IntN(spec.Actions)] = 1
		mb.Value[i], mb.Weight[i] = float32(rng.IntN(3)-1), 1
	}
	return mb
}

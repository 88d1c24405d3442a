package xla

import (
	"sync"

	"tengen/net"
)

// evaluatorsPerDevice is how many batches a device has at a time, so that positions travel to it while it works.
const evaluatorsPerDevice = 2

// usualBatch is the most positions that self-play has evaluated together where the memory of the devices is not known: a card
// of 4 GiB has room for half as many of 20 blocks of 256 channels on 19x19, one of 8 GiB for all.
const usualBatch = 256

// mostBatch is the most however large the memory: on 9x9, the smallest board of Go that is played much, a convolution then is a
// product of 83,000 rows, some 600 tiles of 128, several for each of the 132 units of the largest GPU. More makes searches wait
// for each other and leaves hardly a unit less idle. bench/gpu/check.sh measures 64 to 2048.
const mostBatch = 1024

// activations is how many layers' outputs [B, H, W, channels] XLA has at a time. Its CPU compiler needs 6 to 8 (memory reports of
// 6x64, 4x256 and networks that pool, in float32; 4 in bfloat16).
const activations = 8

// models is how many sets of weights a device holds: those in use, those that follow, and a copy in bfloat16.
const models = 3

// memoryShare is what part of a device's free memory evaluators may fill. The rest is for the learner, which keeps the
// activations of all layers, and for what convolutions need besides.
const memoryShare = 4

// Batches implements net.Engine.
func (e *Engine) Batches(spec net.Spec, leaves, _ int) net.BatcherParams {
	most := usualBatch
	if free := e.freeMemory(); free > 0 {
		most = fittingBatch(spec, free)
	}
	return net.BatcherParams{MaxBatch: max(most, leaves), Evaluators: evaluatorsPerDevice * e.devices, ThreadsPerEvaluator: 1}
}

// memoryOf returns what tells the free memory of a plug-in's devices.
func memoryOf(k Kind, o Options) func() int64 {
	if k == CUDA && o.CUDAMemory != nil {
		return sync.OnceValue(o.CUDAMemory)
	}
	return func() int64 { return 0 }
}

// fittingBatch returns the largest power of two, up to mostBatch, so that the evaluators of a device keep within their share of
// its free memory in bytes; 1 if none does.
func fittingBatch(spec net.Spec, free int64) int {
	n := mostBatch
	for n > 1 && evaluationBytes(spec, n) > free/memoryShare {
		n /= 2
	}
	return n
}

// evaluationBytes is how much memory the evaluators of a device take when each has a batch of n positions.
func evaluationBytes(spec net.Spec, n int) int64 {
	weights := 0
	for _, t := range folded(spec) {
		numbers := 1
		for _, d := range t.shape {
			numbers *= d
		}
		weights += numbers
	}
	position := spec.Cells()*(spec.Planes+activations*spec.Channels) + spec.Actions + 1
	return 4 * (int64(models*weights) + int64(evaluatorsPerDevice*n)*int64(position))
}

package xla

import "tengen/net"

// selfplayBatch is the most positions that self-play has evaluated together: enough for an accelerator's many units, where the
// games in flight bring as many.
const selfplayBatch = 256

// Batches implements net.Engine: two evaluators a device, so that positions travel to it while it works.
func (e *Engine) Batches(leaves, _ int) net.BatcherParams {
	return net.BatcherParams{MaxBatch: max(selfplayBatch, leaves), Evaluators: 2 * e.devices, ThreadsPerEvaluator: 1}
}

// Accelerated reports whether the plug-in that Open would take drives a GPU or TPU that this machine has.
func Accelerated() bool {
	found := FindPlugins()
	return len(found) > 0 && rank(found[0].Kind) == 0 && found[0].Kind != Other
}

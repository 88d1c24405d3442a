package xla

import "tengen/net"

// selfplayBatch is the most positions that self-play has evaluated together: enough for an accelerator's many units, where the
// games in flight bring as many.
const selfplayBatch = 256

// Batches implements net.Engine: two evaluators a device, so that positions travel to it while it works.
func (e *Engine) Batches(leaves, _ int) net.BatcherParams {
	return net.BatcherParams{MaxBatch: max(selfplayBatch, leaves), Evaluators: 2 * e.devices, ThreadsPerEvaluator: 1}
}

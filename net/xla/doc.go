// Package xla is the engine for accelerators: networks as graphs of GoMLX, compiled by XLA for what a PJRT plug-in
// drives: NVIDIA's GPUs, TPUs, and CPUs too. Open needs a program built with `-tags xla` and cgo. Without them the package
// builds all the same, and its tests run on GoMLX's backend in Go, which is slow and compiles nothing.
//
// Read engine.go, then network.go (net.Spec as a graph), convolution.go (its two forms), pooling.go, program.go (graphs
// compiled once), sharding.go (on several devices), prepared.go and evaluator.go (inference), step.go (losses and
// optimizers as a graph) and learner.go; batches.go says in which batches to play, peak.go what the devices reach at most;
// plugins.go finds plug-ins and open_xla.go opens them.
//
// A batch is padded to one of a few sizes, each of them a program of its own, and programs of different sizes may round
// differently: unlike net/cpu's, a row's result depends on the size of its batch, by about 1e-6. For the same size
// it is the same.
//
// Evaluators take several devices in turn, and a learner's step is made by all of them together: each has the whole state
// and an equal part of the minibatch. Losses, gradients and the moments of batch normalisation are those of the whole
// minibatch, so that a step is that of one device up to the order of its sums. Best its size is a multiple of the number of
// devices: the last of them have less to do where it is none, and XLA sends more from one to another.
//
// Goroutines: none of ours. An Evaluator blocks while its batch is sent, computed and fetched. Several of one device, each on
// its own goroutine, send batches while others compute.
package xla

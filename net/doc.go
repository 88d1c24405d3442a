// Package net holds the network's description and the doors between those who want positions evaluated
// and those who evaluate them.
//
// Read spec.go (the architecture), weights.go (its tensors), model.go (what plays), modelfile.go (its file), engine.go
// (what an engine must do), peak.go (what some say of their devices), checks.go (what each of them checks), learnerstate.go (what
// learning goes on from), live.go (the cell that holds the model in use), batcher.go (many goroutines in, batches out), cache.go (evaluations remembered) and cached.go (who asks it), in this order. The standard library's net is imported as stdnet.
package net

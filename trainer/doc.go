// Package trainer is the learning loop: it plays, learns, publishes and resumes.
//
// Read params.go, trainer.go (what a run is made of, and how it starts or resumes), loop.go (the loop itself),
// publish.go (models out, hot swap), measure.go (in which
// precisions they may play), checkpoint.go (all that resume needs, in one file), gate.go, metrics.go.
//
// Goroutines: Run starts the Batcher, the self-play pool, the learning loop and the reporter, and waits for
// all of them. The learning loop alone touches the learner, the checkpoint and the metrics. Whichever ends
// first ends the others; a checkpoint is written last.
//
// A kill at any instant loses at most the steps since the last checkpoint; they are made again from the same
// learner state and counted once, because step numbers and metrics go back to the checkpoint too. A stop while a model is
// measured or in the gate leaves it due, as the checkpoint says: the next sitting begins by publishing it.
package trainer

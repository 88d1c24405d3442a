// Package rundir knows the names of a run's files, and nothing else does:
//
//	config.textproto              the resolved configuration
//	games/                        the replay store
//	models/step-000012000.tengen  a published model, by optimizer step
//	models/best.tengen            copy of the best (without gating: the latest)
//	models/latest.tengen          copy of the newest
//	trainer/                      what resume needs
//	metrics.jsonl                 one line a step or event
//	ratings/                      matches and their results
//	lock                          held by the process that trains
//
// Read rundir.go, models.go, lock.go. A Dir is immutable and safe for concurrent use; what is in the
// files is their readers' and writers' affair.
package rundir

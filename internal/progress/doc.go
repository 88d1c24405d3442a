// Package progress shows long work: a bar on a terminal, a plain line every few seconds elsewhere. Lines
// such as a table may stand above the bar.
//
// Read progress.go. A Bar is safe for concurrent use. On a terminal the bar is redrawn by one goroutine of the
// pb package from New until Finish, which ends it; elsewhere there is none, and lines are written by Set.
package progress

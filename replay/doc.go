// Package replay keeps the games of self-play: what a game's Record is, the crash-safe Store that holds
// them on disk, and the Sampler that draws training positions from the newest of them.
//
// Read record.go (a game) and recordproto.go (its bytes), segment.go (a file of them, drawn), check.go
// (what reads such files, for everybody), store.go and append.go (one writer's folder of them),
// window.go (which positions may be drawn), sample.go with cache.go (drawing) and heldout.go (those that are never learnt from).
//
// Promises:
//
//   - When Append returns without error the record is durable: a kill or a power cut loses no
//     acknowledged record.
//   - What is damaged is reported with file and offset, and costs only the records it hit.
//   - A record is stored once, however often it is appended.
//   - Records are moves, not planes: a Sampler replays them into whatever features the game has now.
//
// The package starts no goroutine. Appending goroutines commit for each other: the first one to the
// disk writes and syncs what all have queued. A Store and a Sampler are safe for concurrent use; a
// Record is plain data. Store has two locks: commit (the open file), taken before mu (index and queue).
// A Sampler's lock is never held while another is taken.
package replay

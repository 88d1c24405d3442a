// Package proto holds the protobuf schemas of what tengen writes to disk and sends between machines,
// below tengen/v1, with the Go code that is generated from them.
//
// The generated types stay at the doors (replay, net's model file, configs); everything else uses
// plain structs. After a change of a .proto file run
//
//	go generate ./proto
//
// which needs nothing but Go, and commit the .pb.go files with it. A field's number is never used
// for another meaning: files of old runs must stay readable.
package proto

//go:generate go run -C ../internal/tools ./genpb -root ../../proto

// Package configs holds ready runs, one commented file of text-format protobuf each, and reads, checks,
// changes, compares and spells out such files.
//
// Read fields.go (every key with its default, range and effect), configs.go (load), override.go (change),
// validate.go (check), parse.go with scan.go and nearest.go (errors with file, line and key), spell.go and
// diff.go (write, compare).
//
// A config that Load or Parse returned has every field set and is valid. The package has no state and starts
// no goroutine.
package configs

// Package configs holds ready runs, one commented file of text-format protobuf each, and reads, checks,
// changes and spells out such files.
//
// Read fields.go (every key with its default and range), configs.go (load), parse.go (errors with file, line
// and key), spell.go (write). The package has no state and starts no goroutine.
package configs

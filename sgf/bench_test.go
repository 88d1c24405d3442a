package sgf

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// benchmarkTree is a game of 300 moves with comments, as self-play exports them.
func benchmarkTree() Collection {
	root := &Node{Properties: []Property{{"CA", []string{"UTF-8"}}}}
	last := root
	for range 300 {
		next := &Node{Properties: []Property{{"B", []string{"dd"}}, {"C", []string{strings.Repeat("x", 150)}}, {"SBKV", []string{"51.20"}}}}
		last.Children, last = []*Node{next}, next
	}
	return Collection{root}
}

func BenchmarkParse(b *testing.B) {
	var file bytes.Buffer
	if err := benchmarkTree().Write(&file); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(bytes.NewReader(file.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	c := benchmarkTree()
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Write(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

package cpu_test

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"tengen/net/cpu"
)

// All tests of this package run with the instructions that -cpu-features names: avx512, avx2 or generic.
func TestMain(m *testing.M) {
	features := flag.String("cpu-features", "", "instructions to test instead of the best")
	flag.Parse()
	if *features != "" {
		if err := cpu.SelectFeatures(*features); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

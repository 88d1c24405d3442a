// Command tengen-cu prints what the CUDA driver says of a machine's devices, as one JSON object (internal/cuda.Report).
//
// It is not part of tengen because gorgonia.org/cu ends the process where there is no driver or no device. Everything that
// imports it has the build tag nvidia; without the tag the command says how to build it.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	report, err := ask()
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(report)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tengen-cu:", err)
		os.Exit(1)
	}
}

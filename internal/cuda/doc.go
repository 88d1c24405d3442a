// Package cuda finds out which NVIDIA devices a machine has, without any CUDA in this binary: whatever links the CUDA driver
// does not start where there is none. So a program of its own, tengen-cu, asks the driver and prints what it says; this package
// runs it. See docs/decisions/0018-gorgonia.md.
//
// Read report.go (what tengen-cu prints), find.go (who runs it).
package cuda

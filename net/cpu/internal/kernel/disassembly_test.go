//go:build !purego && amd64

package kernel

import (
	"bufio"
	"bytes"
	"debug/elf"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The instructions that are written as bytes are those meant: their registers are those of the other products of pairs.
func TestBytesAreInstructions(t *testing.T) {
	objdump, err := exec.LookPath("objdump")
	if err != nil {
		t.Skip("NOT RUN: the disassembly of VDPBF16PS, which needs objdump (Debian: apt-get install binutils)")
	}
	binary := filepath.Join(t.TempDir(), "kernel.test") // go test itself runs one without symbols
	build := exec.Command("go", "test", "-c", "-o", binary, ".")
	build.Env = append(os.Environ(), "GOOS=linux") // the bytes are the same on all systems
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go test -c: %v\n%s", err, out)
	}
	from, to := kernelText(t, binary)
	out, err := exec.Command(objdump, "-d", "--no-show-raw-insn", fmt.Sprintf("--start-address=%#x", from), fmt.Sprintf("--stop-address=%#x", to), binary).Output()
	if err != nil {
		t.Fatal(err)
	}
	function, instruction := regexp.MustCompile(`^[0-9a-f]+ <.*kernel\.(\w+?)(?:\.abi0)?>:`), regexp.MustCompile(`^\s*[0-9a-f]+:\s+(?:\{vex\} )?(\w+|\(bad\))\s*(\S*)`)
	operands := map[string][]string{} // by function and instruction
	name := ""
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		if m := function.FindSubmatch(lines.Bytes()); m != nil {
			name = string(m[1])
		} else if m := instruction.FindSubmatch(lines.Bytes()); m != nil {
			key := name + " " + string(m[1])
			operands[key] = append(operands[key], string(m[2]))
		}
	}
	for _, h := range []string{"5", "9", "12", "13", "14"} {
		got, want := operands["bfloat16x"+h+"AVX512 vdpbf16ps"], operands["int16x"+h+"AVX512 vpdpwssd"]
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%s rows: VDPBF16PS of %v, want that of %v", h, got, want)
		}
	}
	if got, want := operands["peakBFloat16AVX512 vdpbf16ps"], operands["peakInt16AVX512 vpdpwssd"]; len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("the peak's VDPBF16PS of %v, want that of %v", got, want)
	}
	for rows := 4; rows <= 6; rows++ {
		var want []string
		for range 8 { // steps: four of a round, with and without fetching
			for i := range rows {
				want = append(want, fmt.Sprintf("%%ymm14,%%ymm12,%%ymm%d", 2*i), fmt.Sprintf("%%ymm14,%%ymm13,%%ymm%d", 2*i+1))
			}
		}
		if got := operands[fmt.Sprintf("int16x%dVNNI vpdpwssd", rows)]; !slices.Equal(got, want) {
			t.Errorf("%d rows: VPDPWSSD of %v, want %v", rows, got, want)
		}
		want = want[:len(want)/2] // does not fetch
		for i, w := range want {
			want[i] = fmt.Sprintf("%s,%s%s", w[7:13], w[:7], w[14:]) // VPDPBUSD tells its factors apart
		}
		if got := operands[fmt.Sprintf("bytes%dVNNI vpdpbusd", rows)]; !slices.Equal(got, want) {
			t.Errorf("%d rows: VPDPBUSD of %v, want %v", rows, got, want)
		}
	}
	if got := operands["peakInt16VNNI vpdpwssd"]; len(got) != 12 || got[11] != "%ymm12,%ymm12,%ymm11" {
		t.Errorf("the peak's VPDPWSSD of %v", got)
	}
	if got := operands["peakBytesVNNI vpdpbusd"]; len(got) != 12 || got[11] != "%ymm12,%ymm12,%ymm11" {
		t.Errorf("the peak's VPDPBUSD of %v", got)
	}
	if got := operands["toBFloat16AVX512 vcvtneps2bf16"]; !slices.Equal(got, []string{"%zmm0,%ymm0"}) {
		t.Errorf("VCVTNEPS2BF16 of %v, want one of Z0 to Y0", got)
	}
}

// kernelText returns from where to where this package's functions lie in a binary, which has a hundred times as many others.
func kernelText(t *testing.T, binary string) (from, to uint64) {
	f, err := elf.Open(binary)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	symbols, err := f.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	from = math.MaxUint64
	for _, s := range symbols {
		if elf.ST_TYPE(s.Info) == elf.STT_FUNC && strings.HasPrefix(s.Name, "tengen/net/cpu/internal/kernel.") {
			from, to = min(from, s.Value), max(to, s.Value+s.Size)
		}
	}
	return from, to
}

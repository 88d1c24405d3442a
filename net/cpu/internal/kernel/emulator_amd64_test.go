//go:build !purego

package kernel

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"
	"unsafe"

	"github.com/klauspost/cpuid/v2"
)

// emulator calls assembly of this test's own program on an emulated CPU, which has AVX-512, VNNI and BF16 where this machine
// may have none of them. What the assembly may touch is mapped at the addresses that it has here:
//
//	what an argument points to: a struct, to be read, or memory of allocate, to be read and written
//	what the struct's fields point to, likewise
//
// Everything else is a fault. One goroutine at a time.
type emulator struct {
	in      *bufio.Writer
	close   func() error // in
	out     *bufio.Reader
	cmd     *exec.Cmd
	message bytes.Buffer // of cmd, complete when that has ended
	text    []byte       // this program's code
	textAt  uintptr
	fresh   []region // goes with the next request, and is kept there
	known   []memory // of allocate
}

// region is memory here and its address there.
type region struct {
	memory
	at    uint64
	flags uint64
}

// Flags of a region, as testdata/emulate.py has them.
const (
	writable   = 1
	kept       = 2
	executable = 4
)

// callLimit ends calls that never return.
const callLimit = time.Minute

// errNoEmulator is that of a machine without Python or its package.
var errNoEmulator = errors.New("no emulator")

// startEmulator starts an emulator that ends with the test, which it skips where there is none.
func startEmulator(t testing.TB) *emulator {
	t.Helper()
	e := &emulator{}
	switch err := e.start(); {
	case errors.Is(err, errNoEmulator) && cpuid.CPU.Supports(cpuid.AVX512F):
		t.Skipf("AVX-512 is run on this machine, but not emulated as well: %v", err)
	case errors.Is(err, errNoEmulator):
		t.Skipf("NOT RUN: AVX-512, which this machine has not, and which an emulator runs that make test-emulated installs: %v", err)
	case err != nil:
		t.Fatal(err)
	}
	allocations = &e.known
	t.Cleanup(func() {
		allocations = nil
		e.end()
	})
	return e
}

func (e *emulator) start() error {
	if err := e.loadProgram(); err != nil {
		return err
	}
	const script = "testdata/emulate.py"
	installed, err := filepath.Abs("../../../../.bench/bochs") // by the Makefile
	if err != nil {
		return err
	}
	for _, used := range []string{script, installed} {
		os.Stat(used) // go test, which sees this, runs again when they change
	}
	e.cmd = exec.Command("python3", script)
	e.cmd.Env = append(os.Environ(), "PYTHONPATH="+installed+string(filepath.ListSeparator)+os.Getenv("PYTHONPATH"))
	e.cmd.Stderr = &e.message
	in, errIn := e.cmd.StdinPipe()
	out, errOut := e.cmd.StdoutPipe()
	if err := errors.Join(errIn, errOut); err != nil {
		return err
	}
	e.close, e.in, e.out = in.Close, bufio.NewWriter(in), bufio.NewReader(out)
	if err := e.cmd.Start(); err != nil {
		return fmt.Errorf("%w: %w", errNoEmulator, err)
	}
	if line, _ := e.out.ReadString('\n'); line != "ready\n" {
		err := e.end()
		if e.cmd.ProcessState.ExitCode() == 2 {
			err = errors.Join(errNoEmulator, err)
		}
		return err
	}
	return nil
}

// end ends the process and returns what it has said.
func (e *emulator) end() error {
	e.close()
	err := e.cmd.Wait()
	return fmt.Errorf("%s has ended (%v): %s", e.cmd, err, bytes.TrimSpace(e.message.Bytes()))
}

// call calls fn, a function in assembly without results or, in bytes, machine code that finds its arguments like that from
// 8(SP) on. It fails the test where that touches what it should not, or has an instruction that the CPU doesn't know.
func (e *emulator) call(t testing.TB, fn any, args ...any) {
	t.Helper()
	if err := e.try(fn, args...); err != nil {
		t.Fatal(err)
	}
}

// try is call, whose fault it returns.
func (e *emulator) try(fn any, args ...any) error {
	regions := slices.Clone(e.fresh)
	var pc uint64
	if code, ok := fn.([]byte); ok {
		r := mapped(memory{unsafe.Pointer(&code[0]), uintptr(len(code))}, executable)
		regions, pc = append(regions, r), r.at
	} else {
		var err error
		if pc, err = e.assembled(fn); err != nil {
			return err
		}
	}
	var words []uint64
	for _, arg := range args {
		switch v := reflect.ValueOf(arg); v.Kind() {
		case reflect.Pointer:
			words = append(words, uint64(v.Pointer()))
			var err error
			if regions, err = e.reach(regions, v); err != nil {
				return err
			}
		case reflect.Int:
			words = append(words, uint64(v.Int()))
		case reflect.Float32: // the last argument: it takes half a word
			words = append(words, uint64(math.Float32bits(float32(v.Float()))))
		default:
			return fmt.Errorf("an argument is a %T, want a pointer, an int or a float32", arg)
		}
	}
	return e.exchange(pc, words, regions)
}

// mapped is memory at the address that it has here.
func mapped(m memory, flags uint64) region { return region{m, uint64(uintptr(m.start)), flags} }

func (m memory) has(p unsafe.Pointer) bool { return uintptr(p)-uintptr(m.start) < m.size }

// reach adds what p points to.
func (e *emulator) reach(regions []region, p reflect.Value) ([]region, error) {
	if p.IsNil() {
		return regions, nil
	}
	start := p.UnsafePointer()
	if slices.ContainsFunc(regions, func(r region) bool { return r.has(start) }) {
		return regions, nil
	}
	for _, m := range slices.Backward(e.known) {
		if m.has(start) {
			return append(regions, mapped(m, writable)), nil
		}
	}
	s := p.Elem()
	if s.Kind() != reflect.Struct {
		return nil, fmt.Errorf("a %v points to what is not from allocate", p.Type())
	}
	regions = append(regions, mapped(memory{start, s.Type().Size()}, 0))
	for i := range s.NumField() {
		if f := s.Field(i); f.Kind() == reflect.Pointer {
			var err error
			if regions, err = e.reach(regions, f); err != nil {
				return nil, fmt.Errorf("%v.%s: %w", s.Type(), s.Type().Field(i).Name, err)
			}
		}
	}
	return regions, nil
}

// exchange is a request and its answer.
func (e *emulator) exchange(pc uint64, args []uint64, regions []region) error {
	watch := time.AfterFunc(callLimit, func() { e.cmd.Process.Kill() })
	defer watch.Stop()
	request := append([]uint64{pc, uint64(len(args)), uint64(len(regions))}, args...)
	for _, r := range regions {
		request = append(request, r.at, uint64(r.size), r.flags)
	}
	binary.Write(e.in, binary.LittleEndian, request)
	for _, r := range regions {
		e.in.Write(unsafe.Slice((*byte)(r.start), r.size))
	}
	e.in.Flush() // what fails ends the answer
	e.fresh = nil
	var answer struct{ PC, Size uint64 }
	err := binary.Read(e.out, binary.LittleEndian, &answer)
	text := make([]byte, answer.Size)
	_, errText := io.ReadFull(e.out, text)
	err = errors.Join(err, errText)
	for _, r := range regions {
		if r.flags&writable != 0 {
			_, errRegion := io.ReadFull(e.out, unsafe.Slice((*byte)(r.start), r.size))
			err = errors.Join(err, errRegion)
		}
	}
	if err != nil {
		return fmt.Errorf("%w\nA call that takes longer than %v is ended", e.end(), callLimit)
	}
	if len(text) == 0 {
		return nil
	}
	before := uintptr(answer.PC) - 1 // in the instruction that has failed
	if f := runtime.FuncForPC(before); f != nil {
		file, line := f.FileLine(before)
		return fmt.Errorf("%s:%d: %s: %s", filepath.Base(file), line, f.Name(), text)
	}
	return fmt.Errorf("%#x: %s", answer.PC, text)
}

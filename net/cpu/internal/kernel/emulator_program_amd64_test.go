//go:build !purego

package kernel

import (
	"debug/elf"
	"encoding/binary"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"unsafe"
)

// loadProgram reads this program's code and constants.
func (e *emulator) loadProgram() error {
	name, err := os.Executable()
	if err != nil {
		return err
	}
	f, err := elf.Open(name)
	if err != nil {
		return fmt.Errorf("%w: %w", errNoEmulator, err)
	}
	defer f.Close()
	if f.Type != elf.ET_EXEC {
		return fmt.Errorf("%w of programs that are %v: build without -buildmode=pie", errNoEmulator, f.Type)
	}
	for _, p := range f.Progs {
		if p.Type != elf.PT_LOAD || p.Flags&elf.PF_W != 0 {
			continue
		}
		content := make([]byte, p.Filesz)
		if _, err := p.ReadAt(content, 0); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		r := region{memory{unsafe.Pointer(&content[0]), uintptr(len(content))}, p.Vaddr, kept}
		if p.Flags&elf.PF_X != 0 {
			r.flags |= executable
			e.text, e.textAt = content, uintptr(p.Vaddr)
		}
		e.fresh = append(e.fresh, r)
	}
	return nil
}

// assembled returns the address of what stands in the assembly. The value of such a function is a wrapper, made by the linker,
// that takes arguments from registers and calls it.
func (e *emulator) assembled(fn any) (uint64, error) {
	wrapper := reflect.ValueOf(fn).Pointer()
	name := runtime.FuncForPC(wrapper).Name()
	code := e.text[wrapper-e.textAt:]
	for i := range uintptr(len(code) - 4) {
		if f := runtime.FuncForPC(wrapper + i); f == nil || f.Entry() != wrapper {
			break
		}
		if code[i] != 0xE8 && code[i] != 0xE9 {
			continue // not CALL or JMP
		}
		target := wrapper + i + 5 + uintptr(int32(binary.LittleEndian.Uint32(code[i+1:])))
		if f := runtime.FuncForPC(target); f != nil && f.Entry() == target && target != wrapper && f.Name() == name {
			return uint64(target), nil
		}
	}
	return 0, fmt.Errorf("%s is not in assembly", name)
}

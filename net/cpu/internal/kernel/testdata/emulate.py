"""Calls machine code in an emulated x86 CPU that has AVX-512, VNNI and BF16. For emulator_amd64_test.go.

Needs the package bochscpu-python 0.4.0 of PyPI: bindings (MIT licence, github.com/hugsy/bochscpu-python) to the CPU of
Bochs (LGPL 2.1, bochs.sourceforge.io).

Requests on standard input and answers on standard output are little-endian:

    request   address of the function, number n of arguments, number m of regions; n words;
              m times address, size, flags; the contents of the m regions
    answer    instruction pointer, size of a text, the text, and the contents of the regions that may be written

The function is called as Go's ABI0 has it: arguments on the stack, registers undefined. The text is empty where it has
returned, and otherwise says what was wrong.
"""

import bisect
import ctypes
import mmap
import os
import struct
import sys

# The package asks for symbols of a newer libc than it needs.
sys.setdlopenflags(os.RTLD_LAZY)
try:
    import bochscpu
    import bochscpu.cpu
    import bochscpu.memory
except ImportError as problem:
    print(problem, file=sys.stderr)
    sys.exit(2)

WRITE, KEEP, EXECUTE = 1, 2, 4  # flags of a region: may be written; stays for all requests; is code

PAGE = 4096
ARENA = 1 << 30  # bytes of physical memory, of which the host gives what is touched
STACK, STACK_SIZE = 0x7FFF_0000_0000, 16 * PAGE
RETURN = 0x7FFE_0000_0000  # where functions return to: a hlt
THREAD = 0x7FFD_0000_0000  # FS of the thread: Go's g, and before it a pointer to it
SAPPHIRE_RAPIDS = 30  # Bochs' number of the one of its CPUs that has VNNI and BF16
NO_EXECUTE = 1 << 63

EXCEPTIONS = {
    0: "divides by zero",
    6: "unknown instruction",
    7: "has no vector unit",
    13: "general protection",
    14: "page fault",
    19: "floating-point exception",
}


def choose_cpu(number):
    """The bindings fix the CPU's model; what they fix is a parameter of Bochs."""
    lib = ctypes.CDLL(bochscpu._bochscpu.__file__)
    lib.sim_get_param_enum.restype = ctypes.c_void_p
    model = ctypes.c_void_p(lib.sim_get_param_enum(b"cpu.model"))
    lib._ZN14bx_param_num_c9set_rangeEmm(model, ctypes.c_ulong(0), ctypes.c_ulong(number))
    lib._ZN14bx_param_num_c3setEl(model, ctypes.c_long(number))


class Memory:
    """Physical pages, handed out from both ends: those at the bottom for good, those at the top for one request.

    Bochs remembers the instructions of a physical page, so that code never gets one that was used.
    """

    def __init__(self):
        self.arena = mmap.mmap(-1, ARENA)
        self.host = ctypes.addressof(ctypes.c_char.from_buffer(self.arena))
        self.inserted = set()
        self.bottom, self.top = PAGE, ARENA
        self.root = self.page(True)
        self.pages = {}  # virtual page: physical page
        self.passing = []  # entries of the page tables that end with the request

    def page(self, keep):
        if keep:
            physical, self.bottom = self.bottom, self.bottom + PAGE
        else:
            self.top -= PAGE
            physical = self.top
        if physical not in self.inserted:
            self.inserted.add(physical)
            bochscpu.memory.page_insert(physical, self.host + physical)
        return physical

    def map(self, virtual, flags):
        """Returns the physical page of a virtual one, which it makes where there is none."""
        if virtual in self.pages:
            return self.pages[virtual]
        table = self.root
        for shift in (39, 30, 21):
            at = table + 8 * (virtual >> shift & 511)
            (entry,) = struct.unpack_from("<Q", self.arena, at)
            if not entry:
                entry = self.page(True) | 7
                struct.pack_into("<Q", self.arena, at, entry)
            table = entry & ~0xFFF
        at = table + 8 * (virtual >> 12 & 511)
        physical = self.page(flags & (KEEP | EXECUTE))
        struct.pack_into("<Q", self.arena, at, physical | 7 | (0 if flags & EXECUTE else NO_EXECUTE))
        self.pages[virtual] = physical
        if not flags & KEEP:
            self.passing.append((virtual, at))
        return physical

    def parts(self, address, size, flags):
        """Yields the physical address and size of each page's part of a region."""
        while size > 0:
            offset = address % PAGE
            n = min(size, PAGE - offset)
            yield self.map(address - offset, flags) + offset, n
            address, size = address + n, size - n

    def write(self, address, data, flags):
        done = 0
        for at, n in self.parts(address, len(data), flags):
            self.arena[at : at + n] = data[done : done + n]
            done += n

    def read(self, address, size):
        return b"".join(self.arena[at : at + n] for at, n in self.parts(address, size, 0))

    def forget(self):
        for virtual, at in self.passing:
            del self.pages[virtual]
            struct.pack_into("<Q", self.arena, at, 0)
        self.passing.clear()
        self.top = ARENA


def segment(selector, attributes, base):
    s = bochscpu.Segment()
    s.present, s.selector, s.base, s.limit, s.attr = True, selector, base, 0xFFFFFFFF, attributes
    return s


def vector(q):
    z = bochscpu._bochscpu.Zmm()
    z.q = q
    return z


class Machine:
    def __init__(self):
        choose_cpu(SAPPHIRE_RAPIDS)
        self.session = bochscpu.Session()
        self.session.missing_page_handler = lambda physical: os._exit(3)
        self.hook = bochscpu.Hook()
        self.hook.exception = self.on_exception
        self.hook.lin_access = self.on_access
        self.hook.hlt = lambda session, cpu: session.stop()
        self.memory = Memory()
        self.memory.write(RETURN, b"\xf4", KEEP | EXECUTE)
        # Functions with a frame compare the stack pointer with the limit at 16 in g, here 0.
        self.memory.write(THREAD - 8, struct.pack("<5Q", THREAD, 0, 0, 0, 0), KEEP)
        self.memory.write(STACK, bytes(STACK_SIZE), KEEP)
        self.kept = [(THREAD - 8, 40, KEEP), (STACK, STACK_SIZE, WRITE | KEEP)]
        self.state = self.first_state()

    def first_state(self):
        """The state of a program of 64 bits whose registers hold nothing that makes sense."""
        s = bochscpu.State()
        bochscpu.cpu.set_long_mode(s)
        s.cr3 = self.memory.root
        s.cr4 |= 1 << 18 | 1 << 10 | 1 << 9  # OSXSAVE, OSXMMEXCPT, OSFXSR
        s.xcr0 = 0xE7  # x87, SSE, AVX and the three parts of AVX-512
        s.mxcsr, s.mxcsr_mask, s.rflags = 0x1F80, 0xFFFF, 2
        s.cs = segment(0x10, 0x209B, 0)
        s.ss = s.ds = s.es = s.gs = segment(0x18, 0xC93, 0)
        s.fs = segment(0x18, 0xC93, THREAD)
        s.zmm = [vector([0xFFFF_FFFF_FFFF_FFFF] * 8) for _ in range(32)]
        for r in "rax rbx rcx rdx rsi rdi rbp r8 r9 r10 r11 r12 r13 r14 r15".split():
            setattr(s, r, 0xDEAD_BEEF_DEAD_BEEF)
        return s

    def stop(self, text):
        if not self.fault:
            self.fault, self.rip = text, self.session.cpu.rip
        self.session.stop()

    def on_exception(self, session, cpu, number, code):
        text = EXCEPTIONS.get(number, f"exception {number}")
        if number == 14:
            text += ", at an address far from what it was given"
        self.stop(text)

    def on_access(self, session, cpu, address, physical, size, kind, rw):
        i = bisect.bisect_right(self.starts, address) - 1
        start, length, flags = self.regions[max(i, 0)]
        if i >= 0 and address + size <= start + length and (rw == 0 or flags & WRITE):
            return
        verb = "writes" if rw else "reads"
        text = f"{verb} {size} bytes at {address:#x}"
        if i >= 0 and address < start + length:
            if address + size <= start + length:
                text += ", which it may only read"
            text += f": {address - start} into the {length} bytes at {start:#x}"
        elif i >= 0:
            text += f": {address - start - length} past the end of the {length} bytes at {start:#x}"
        self.stop(text)

    def call(self, function, arguments, regions, contents):
        """Returns the instruction pointer and what was wrong."""
        for (address, size, flags), data in zip(regions, contents):
            self.memory.write(address, data, flags)
        self.kept += [r for r in regions if r[2] & KEEP]
        self.regions = sorted(self.kept + [r for r in regions if not r[2] & KEEP])
        self.starts = [r[0] for r in self.regions]
        stack = struct.pack(f"<{1 + len(arguments)}Q", RETURN, *arguments)
        top = STACK + STACK_SIZE - len(stack)
        self.memory.write(top, stack, KEEP)
        self.state.rip, self.state.rsp = function, top
        self.fault, self.rip = "", 0
        self.session.cpu.state = self.state
        self.session.run([self.hook])
        cpu = self.session.cpu
        if not self.fault and (cpu.rip & ~0xFFF != RETURN or cpu.rsp != top + 8):
            self.fault, self.rip = "returns where it was not called from, or with another stack pointer", cpu.rip
        return self.rip, self.fault


def read(n):
    data = sys.stdin.buffer.read(n)
    if len(data) < n:
        sys.stdout.flush()
        os._exit(0)
    return data


def main():
    machine = Machine()
    out = sys.stdout.buffer
    out.write(b"ready\n")
    out.flush()
    while True:
        function, n, m = struct.unpack("<QQQ", read(24))
        arguments = struct.unpack(f"<{n}Q", read(8 * n))
        regions = [struct.unpack("<QQQ", read(24)) for _ in range(m)]
        rip, fault = machine.call(function, arguments, regions, [read(r[1]) for r in regions])
        text = fault.encode()
        out.write(struct.pack("<QQ", rip, len(text)) + text)
        for address, size, flags in regions:
            if flags & WRITE:
                out.write(machine.memory.read(address, size))
        out.flush()
        machine.memory.forget()


try:
    main()
except Exception as problem:
    print(problem, file=sys.stderr, flush=True)
    os._exit(1)  # Bochs fails when Python takes it down

#!/usr/bin/env python3
"""Measures tengen and its peers in turns on the same cores, and prints medians, spread and ratios.

    compare.py [--threads N] [--rounds N] [--python PYTHON ...] [--only NETWORK ...]
               [--peers NAME ...] [--scaling | --alone]   from the project's root

Needs g++ and oneDNN (Debian: apt-get install g++ libdnnl-dev), Leela Zero (leela-zero), and each PYTHON with PyTorch
(python3-torch, for /usr/bin/python3); a peer that is missing is named and left out. C++ is this folder's winograd.cpp.
tengen takes part once for each precision that the CPU has. It runs its whole network, Leela Zero too, within its search, and the others the tower without heads, so that tengen's
ratios to them are a little too low. With --alone it compares a convolution of the trunk, like for like: half of what a block more takes.
With --scaling it measures tengen alone, on one thread and on --threads, in turns.
Run nothing else meanwhile: what else used the processors is printed at the end.
"""
import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time

NETWORKS = [(4, 32, 9, 16), (6, 64, 9, 16), (6, 96, 9, 16), (10, 128, 19, 8), (20, 256, 19, 8)]
LEARNING = [(6, 64, 9, 256)]
HERE = os.path.dirname(os.path.abspath(__file__))
peaks = []


def output(command, threads):
    cores = ",".join(str(core) for core in sorted(os.sched_getaffinity(0))[:threads])
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads))
    return subprocess.run(["taskset", "-c", cores] + command, env=environment, check=True, capture_output=True, text=True).stdout


def tengen(shape, threads, extra, precision="float32"):
    blocks, channels, size, batch = map(str, shape)
    line = output([".bench/tengen", "bench", "--json", "--seconds", "1.4", "--blocks", blocks, "--channels", channels,
                   "--size", size, "--batch", batch, "--threads", str(threads), "--precision", precision] + extra, threads)
    result = json.loads(line)
    peaks.append(result["peak_float32_gflops"])
    return result.get("samples_per_second") or result["evals_per_second"]


def precisions(extra):
    """Those that this CPU has."""
    lines = output([".bench/tengen", "bench", "--json", "--seconds", "0.1", "--blocks", "1", "--channels", "8", "--size", "5"] + extra, 1)
    return list(dict.fromkeys(json.loads(line)["precision"] for line in lines.splitlines()))


def flops(shape):
    """Of an evaluation's convolutions, computed directly."""
    blocks, channels, size, _ = shape
    return 18 * size * size * channels * (17 + 2 * blocks * channels)


def play(name, rate, shape):
    """The rate, or None where a peer says that it cannot do this here."""
    try:
        return rate(shape)
    except subprocess.CalledProcessError as e:
        if e.returncode != 3:
            sys.exit("%s: %s\n%s" % (name, e, e.stderr))


def compiled(name, options):
    return subprocess.run(["g++", "-std=c++17", "-o", ".bench/" + name, HERE + "/" + name + ".cpp"] + options).returncode == 0


class Peers:
    """The peers that this machine has, as functions of a network's shape."""

    def __init__(self, threads, pythons):
        self.threads = threads
        self.onednn = compiled("onednn", ["-O2", "-ldnnl", "-fopenmp"])
        self.winograd = compiled("winograd", ["-O3", "-march=native", "-lpthread"])
        self.leela = os.access("/usr/games/leelaz", os.X_OK)
        for has, name in [(self.onednn, "oneDNN"), (self.winograd, "C++"), (self.leela, "Leela Zero")]:
            if not has:
                print("LEFT OUT: " + name)
        self.torch = {}
        for python in pythons:
            found = subprocess.run([python, "-c", "import torch; print(torch.__version__)"], capture_output=True, text=True)
            if found.returncode == 0:
                self.torch["PyTorch " + found.stdout.strip()] = python
            else:
                print("LEFT OUT: PyTorch, which %s does not have" % python)

    def program(self, command, *more):
        return lambda shape: float(output(command + [str(n) for n in shape] + [str(n) for n in more], self.threads))

    def modes(self, onednn, torch):
        extra = ["--train"] if "train" in onednn else []
        found = {"tengen " + p: lambda shape, p=p: tengen(shape, self.threads, extra, p) for p in precisions(extra)}
        if self.onednn:
            found.update(("oneDNN " + mode, self.program([".bench/onednn", mode])) for mode in onednn)
        for name, python in self.torch.items():
            found.update((name + " " + mode, self.program([python, HERE + "/pytorch.py", mode], self.threads)) for mode in torch)
        return found

    def playing(self, shape):
        found = self.modes(["direct", "winograd", "bfloat16", "int8", "int8_winograd"], ["eager", "optimized"])
        if self.winograd:
            found["C++"] = self.program([".bench/winograd"], self.threads)
        if self.leela and shape[2] == 19:
            command = [sys.executable, HERE + "/leela.py"]
            found["Leela Zero"] = lambda shape: float(output(command + [str(n) for n in shape[:2] + (self.threads,)], self.threads))
        return found

    def learning(self, _):
        return self.modes(["train"], ["train", "train_channels_last"])


def chosen(players, names):
    return {n: p for n, p in players.items() if not names or n.startswith("tengen") or n.startswith(tuple(names))}


def measure(players, rounds, rate):
    """The rates of all rounds, by name; those of a peer that cannot do this here are left out."""
    rates = {name: [] for name in players}
    for _ in range(rounds):
        for name in list(rates):
            found = rate(name)
            if found is None:
                print("LEFT OUT: %s, which has no kernels for this CPU" % name)
                del rates[name]
            else:
                rates[name].append(found)
    return rates


def show(rates, figures):
    """A line for each, with figures(median, least, most), and with how tengen's medians compare with it."""
    ours = {name.split()[1]: statistics.median(r) for name, r in rates.items() if name.startswith("tengen")}
    for name, r in rates.items():
        m = statistics.median(r)
        times = ", ".join("%s %.2f" % (precision, rate / m) for precision, rate in ours.items())
        print("  %-36s %s  tengen is so many times as fast: %s" % (name, figures(m, min(r), max(r)), times))
    sys.stdout.flush()


def compare(shape, players, rounds, threads, passes):
    rates = measure(players, rounds, lambda name: play(name, players[name], shape))
    print("%dx%d on %dx%d, batch %d, %d thread%s%s" % (shape[:2] + (shape[2],) + shape[2:] + (threads, "s" * (threads > 1), ", learning" * (passes > 1))))
    show(rates, lambda m, least, most: "%9.1f /s [%.1f - %.1f]  %6.1f GFLOP/s" % (m, least, most, passes * m * flops(shape) / 1e9))


def alone(shape, players, rounds, threads):
    """A convolution of the trunk: half of what a block more takes."""
    blocks, channels, size, batch = shape

    def rate(name):
        many, one = (play(name, players[name], (n, channels, size, batch)) for n in (blocks, 1))
        return many and one and 2 * (blocks - 1) / batch / (1 / many - 1 / one)

    rates = measure(players, rounds, rate)
    print("a convolution of %d channels on %dx%d, batch %d, %d thread%s" % (channels, size, size, batch, threads, "s" * (threads > 1)))
    operations = 18 * size * size * channels * channels
    show(rates, lambda m, least, most: "%9.4f ms [%.4f - %.4f]  %6.1f GFLOP/s" % (1e3 / m, 1e3 / most, 1e3 / least, m * batch * operations / 1e9))


def scaling(shape, rounds, threads, extra):
    """tengen on one thread and on several: a batch, and where it plays a single position."""
    for batch in [shape[3]] + [1] * (not extra):
        rates = {1: [], threads: []}
        for _ in range(rounds):
            for n in rates:
                rates[n].append(tengen(shape[:3] + (batch,), n, extra))
        one, all = (statistics.median(r) for r in rates.values())
        print("%dx%d on %dx%d, batch %d%s: %.1f/s on one thread [%.1f - %.1f], %.1f/s on %d [%.1f - %.1f]: %.2f times" % (
            shape[:2] + (shape[2], shape[2], batch, ", learning" * bool(extra), one, min(rates[1]), max(rates[1]), all, threads,
                         min(rates[threads]), max(rates[threads]), all / one)))
        sys.stdout.flush()


def used():
    """Seconds on all processors so far: of everything, of what this program ran, and taken by the host."""
    user, nice, system, _, _, irq, soft, steal = map(int, open("/proc/stat").readline().split()[1:9])
    own = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    tick = os.sysconf("SC_CLK_TCK")
    return (user + nice + system + irq + soft) / tick, sum(r.ru_utime + r.ru_stime for r in own), steal / tick


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--python", nargs="*", default=["/usr/bin/python3"], help="each that has a PyTorch")
    parser.add_argument("--only", nargs="*", help="networks, as in 6x64, or learn")
    parser.add_argument("--peers", nargs="*", help="beginnings of their names, as in Leela")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--alone", action="store_true", help="a convolution of the trunk instead of whole networks")
    instead.add_argument("--scaling", action="store_true", help="tengen alone, on one thread and on --threads")
    o = parser.parse_args()
    os.makedirs(".bench", exist_ok=True)
    subprocess.run(["go", "build", "-o", ".bench/tengen", "./cmd/tengen"], check=True)
    playing = [shape for shape in NETWORKS if not o.only or "%dx%d" % shape[:2] in o.only]
    learning = [shape for shape in LEARNING if not o.only or "learn" in o.only]
    peers = None if o.scaling else Peers(o.threads, o.python)
    start, before = time.perf_counter(), used()
    if o.scaling:
        for shape in playing:
            scaling(shape, o.rounds, o.threads, [])
        for shape in learning:
            scaling(shape, o.rounds, o.threads, ["--train"])
    elif o.alone:
        for shape in playing:
            alone(shape, chosen(peers.playing(shape), o.peers), o.rounds, o.threads)
    else:
        for shape in playing:
            compare(shape, chosen(peers.playing(shape), o.peers), o.rounds, o.threads, 1)
        for shape in learning:
            compare(shape, chosen(peers.learning(shape), o.peers), o.rounds, o.threads, 3)
    everything, own, stolen = (b - a for a, b in zip(before, used()))
    seconds = time.perf_counter() - start
    print("float32 peak of a core: %.1f GFLOP/s [%.1f - %.1f]" % (statistics.median(peaks), min(peaks), max(peaks)))
    print("%.0f seconds; other programs used %.3f of a core, the host took %.3f" % (seconds, max(0, everything - own) / seconds, stolen / seconds))


main()

#!/usr/bin/env python3
"""Measures tengen and its peers in turns on the same cores, and prints medians, spread and ratios.

    compare.py [--threads N] [--rounds N] [--python PYTHON]      from the project's root

Needs g++ and oneDNN (Debian: apt-get install g++ libdnnl-dev) and a PYTHON with PyTorch (Debian: python3-torch, for
/usr/bin/python3); a peer that is missing is named and left out. The peers run the tower without heads, tengen the whole
network, so that its ratios are a little too low. Run nothing else meanwhile; the load is printed with the results.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

NETWORKS = [(4, 32, 9, 16), (6, 64, 9, 16), (6, 96, 9, 16), (10, 128, 19, 8), (20, 256, 19, 8)]
LEARNING = [(6, 64, 9, 256)]
HERE = os.path.dirname(os.path.abspath(__file__))


def output(command, threads):
    cores = ",".join(str(core) for core in sorted(os.sched_getaffinity(0))[:threads])
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads))
    return subprocess.run(["taskset", "-c", cores] + command, env=environment, check=True, capture_output=True, text=True).stdout


def tengen(extra, shape, threads):
    blocks, channels, size, batch = map(str, shape)
    line = output([".bench/tengen", "bench", "--json", "--seconds", "1.25", "--blocks", blocks, "--channels", channels,
                   "--size", size, "--batch", batch, "--threads", str(threads)] + extra, threads)
    result = json.loads(line)
    PEAKS.append(result["peak_float32_gflops"])
    return result.get("samples_per_second") or result["evals_per_second"]


PEAKS = []


def flops(shape):
    blocks, channels, size, _ = shape
    return 18 * size * size * channels * (17 + 2 * blocks * channels)


def compare(shape, players, rounds, threads, passes):
    rates = {name: [] for name in players}
    for _ in range(rounds):
        for name, play in players.items():
            rates[name].append(play(shape))
    ours = statistics.median(rates["tengen"])
    print("%dx%d on %dx%d, batch %d, %d thread%s%s" % (shape[:2] + (shape[2],) + shape[2:] + (threads, "s" * (threads > 1), ", learning" * (passes > 1))))
    for name, r in rates.items():
        m = statistics.median(r)
        print("  %-28s %9.1f /s [%.1f - %.1f]  %6.1f GFLOP/s  tengen is %.2f times as fast" %
              (name, m, min(r), max(r), passes * m * flops(shape) / 1e9, ours / m))
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--python", default="/usr/bin/python3", help="one that has PyTorch")
    o = parser.parse_args()
    os.makedirs(".bench", exist_ok=True)
    subprocess.run(["go", "build", "-o", ".bench/tengen", "./cmd/tengen"], check=True)
    dnnl = subprocess.run(["g++", "-O2", "-std=c++17", "-o", ".bench/onednn", HERE + "/onednn.cpp", "-ldnnl", "-fopenmp"]).returncode == 0
    torch = subprocess.run([o.python, "-c", "import torch; print('PyTorch', torch.__version__)"]).returncode == 0
    if not dnnl:
        print("LEFT OUT: oneDNN, which could not be built against")
    if not torch:
        print("LEFT OUT: PyTorch, which %s does not have" % o.python)
    print("load of the last minute: %.2f" % os.getloadavg()[0])

    def peer(program, mode, more=()):
        return lambda shape: float(output(program + [mode] + [str(n) for n in shape] + list(more), o.threads))

    def peers(modes, torch_modes):
        found = {}
        for mode in modes if dnnl else []:
            found["oneDNN " + mode] = peer([".bench/onednn"], mode)
        for mode in torch_modes if torch else []:
            found["PyTorch " + mode] = peer([o.python, HERE + "/pytorch.py"], mode, (str(o.threads),))
        return found

    for shape in NETWORKS:
        players = {"tengen": lambda shape: tengen([], shape, o.threads)}
        players.update(peers(["direct", "winograd"], ["eager", "optimized"]))
        compare(shape, players, o.rounds, o.threads, 1)
    for shape in LEARNING:
        players = {"tengen": lambda shape: tengen(["--train"], shape, o.threads)}
        players.update(peers(["train"], ["train", "train_channels_last"]))
        compare(shape, players, o.rounds, o.threads, 3)
    print("float32 peak of a core: %.1f GFLOP/s [%.1f - %.1f]" % (statistics.median(PEAKS), min(PEAKS), max(PEAKS)))


main()

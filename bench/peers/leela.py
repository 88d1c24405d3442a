"""Leela Zero's CPU engine on a random network, 19x19.

    leela.py BLOCKS CHANNELS THREADS    prints one number: positions a second, its search included

Needs Debian's leela-zero. A playout is one evaluation of the whole network; each thread evaluates one position at a time.
"""
import random
import subprocess
import sys
import tempfile
import time

PLANES, CELLS, HIDDEN = 18, 361, 256


def write_network(file, blocks, channels):
    """Writes Leela Zero's text format, version 1: one line a tensor, batch normalisation after each convolution."""
    rng = random.Random(1)

    def weights(n, scale):
        words = ["%.4g" % rng.gauss(0, scale) for _ in range(997)]
        file.write(" ".join(rng.choices(words, k=n)) + "\n")

    def convolution(inputs, outputs, side):
        weights(inputs * outputs * side * side, 0.7 * (2 / (inputs * side * side)) ** 0.5)
        for value in ("0", "0", "1"):  # bias, mean, variance
            file.write(" ".join([value] * outputs) + "\n")

    file.write("1\n")
    convolution(PLANES, channels, 3)
    for _ in range(2 * blocks):
        convolution(channels, channels, 3)
    convolution(channels, 2, 1)
    weights(2 * CELLS * (CELLS + 1), 0.05)
    weights(CELLS + 1, 0.01)
    convolution(channels, 1, 1)
    weights(CELLS * HIDDEN, 0.05)
    weights(HIDDEN, 0.01)
    weights(HIDDEN, 0.1)
    weights(1, 0.01)


def seconds(path, threads, visits):
    start = time.perf_counter()
    subprocess.run(["/usr/games/leelaz", "--benchmark", "--cpu-only", "-t", str(threads), "-v", str(visits), "-w", path],
                   check=True, capture_output=True, timeout=600)
    return time.perf_counter() - start


def rate(path, threads, few, many):
    """What more visits take more time: what the engine prints is a whole number, which is too coarse."""
    return (many - few) / (seconds(path, threads, many) - seconds(path, threads, few))


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    blocks, channels, threads = map(int, sys.argv[1:])
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        write_network(file, blocks, channels)
        file.flush()
        more = max(50, 250 * 10 * 128**2 // (blocks * channels**2))
        print("%.1f" % rate(file.name, threads, 10, 10 + more))


main()

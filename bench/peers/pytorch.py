"""AlphaGo Zero's network on PyTorch.

    pytorch.py MODE BLOCKS CHANNELS SIZE BATCH THREADS    prints one number: evaluations or samples a second

MODE: eager, native (without oneDNN), optimized (frozen, traced, optimize_for_inference): the tower without heads,
batch normalisation folded; train, train_channels_last: the whole step with batch normalisation, heads, losses, SGD.
"""
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

PLANES = 17


class Block(nn.Module):
    def __init__(self, channels, norm):
        super().__init__()
        conv = lambda: nn.Conv2d(channels, channels, 3, padding=1, bias=not norm)
        bn = lambda: nn.BatchNorm2d(channels) if norm else nn.Identity()
        self.a, self.na, self.b, self.nb = conv(), bn(), conv(), bn()

    def forward(self, x):
        return F.relu(x + self.nb(self.b(F.relu(self.na(self.a(x))))))


class Tower(nn.Module):
    def __init__(self, blocks, channels, norm):
        super().__init__()
        self.stem = nn.Conv2d(PLANES, channels, 3, padding=1, bias=not norm)
        self.norm = nn.BatchNorm2d(channels) if norm else nn.Identity()
        self.blocks = nn.Sequential(*[Block(channels, norm) for _ in range(blocks)])

    def forward(self, x):
        return self.blocks(F.relu(self.norm(self.stem(x))))


class Network(nn.Module):
    def __init__(self, blocks, channels, size):
        super().__init__()
        cells = size * size
        self.tower = Tower(blocks, channels, True)
        self.policy = nn.Sequential(nn.Conv2d(channels, 2, 1, bias=False), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(2 * cells, cells + 1))
        self.value = nn.Sequential(nn.Conv2d(channels, 1, 1, bias=False), nn.BatchNorm2d(1), nn.ReLU(), nn.Flatten(),
                                   nn.Linear(cells, 256), nn.ReLU(), nn.Linear(256, 1), nn.Tanh())

    def forward(self, x):
        x = self.tower(x)
        return self.policy(x), self.value(x)


def rate(items, once):
    """Best of five measurements of a quarter of a second: others on the machine only slow it."""
    once()
    best = 0
    for _ in range(5):
        n, start = 0, time.perf_counter()
        while time.perf_counter() - start < 0.25:
            once()
            n += 1
        best = max(best, items * n / (time.perf_counter() - start))
    return best


def evaluate(mode, blocks, channels, size, batch):
    x = torch.randn(batch, PLANES, size, size)
    net = Tower(blocks, channels, False).eval()
    with torch.no_grad(), torch.backends.mkldnn.flags(enabled=mode != "native"):
        if mode == "optimized":
            net = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(net, x)))
        return rate(batch, lambda: net(x))


def train(channels_last, blocks, channels, size, batch):
    net = Network(blocks, channels, size).train()
    x = torch.randn(batch, PLANES, size, size)
    if channels_last:
        net, x = net.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
    target = torch.softmax(torch.randn(batch, size * size + 1), 1)
    outcome = torch.sign(torch.randn(batch, 1))
    sgd = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4)

    def step():
        sgd.zero_grad()
        policy, value = net(x)
        loss = -(target * F.log_softmax(policy, 1)).sum(1).mean() + F.mse_loss(value, outcome)
        loss.backward()
        sgd.step()

    return rate(batch, step)


def main():
    if len(sys.argv) != 7:
        sys.exit(__doc__)
    mode = sys.argv[1]
    blocks, channels, size, batch, threads = map(int, sys.argv[2:])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    if mode.startswith("train"):
        result = train(mode == "train_channels_last", blocks, channels, size, batch)
    else:
        result = evaluate(mode, blocks, channels, size, batch)
    print("%.1f" % result)


main()

"""Writes two pairs of networks that no path joins below a known level, and their data.

Usage:  python3 examples/models/make-counterexamples.py          (needs numpy; a few seconds)

Networks have one hidden ReLU layer and no biases, f(x) = relu(x K1) K2 with K1 = dense1.kernel [in, hidden] and
K2 = dense2.kernel [hidden, out]. The loss is the mean over samples of the SUM of squares over outputs. Endpoint b
is endpoint a with two hidden units swapped, so both compute the same function. All data are float32 values.

cyclic  Inputs are three points of the unit circle, 120 degrees apart; the target of each is the next one; 2-3-2 net.
        Endpoint a is trained in float64, from the first seed that reaches TARGET; of the three swaps the one with the
        highest straight line is taken.
        EVERY path from a to b meets a loss of at least 1/6. Let H = relu(X K1) be the 3x3 hidden values. A loss near 0
        needs det H != 0, and the swap changes its sign, so a path has a point with det H = 0, where n'H = 0 for a
        unit vector n. Were all entries of n of one strict sign, H >= 0 would be zero and the loss 1. Else, for n or -n,
        0 <= sum(n) <= sqrt(2), and loss >= |n'(H K2 - Y)|^2 / 3 = |n'Y|^2 / 3 = (1 - sum(n)^2 / 3) / 2 >= 1/6
        (to about 1e-7, since the points are rounded to float32).
        Source of the example: Freeman and Bruna, "Topology and Geometry of Half-Rectified Network Optimization",
        arXiv:1611.01540; the bound is derived here.

t1      Inputs -1 and 1, both with target 1; 1-2-1 net; a has K1 = (1, -1), K2 = (1, 1).
        With p = f(1) and q = f(-1) the loss is ((p-1)^2 + (q-1)^2) / 2. Below 1/2 both p and q are positive, so one
        unit has a positive and the other a negative input weight all along a path, and a swap must reach 1/2. It is
        enough: fade the output weight of one unit to 0 (loss 1/2), turn its input weight round, hand the other's share
        over to it, and so on. The least possible maximum of the loss is exactly 1/2.
"""

import json
from pathlib import Path

import numpy
from safetensors_writer import write_safetensors

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "examples" / "models"
DATA = ROOT / "examples" / "data"
TARGET = 1e-12
GRID = numpy.linspace(0.0, 1.0, 1001)


def hidden(x, net):
    return numpy.maximum(x @ net[0], 0.0)


def loss(x, y, net):
    return float(((hidden(x, net) @ net[1] - y) ** 2).sum(axis=1).mean())


def gradient(x, y, net):
    h = hidden(x, net)
    error = 2.0 * (h @ net[1] - y) / len(x)
    return [x.T @ ((error @ net[1].T) * (h > 0)), h.T @ error]


def train(x, y, seed, width, steps=20000, rate=0.01):
    """Full-batch Adam from a normal start; the net, or None when TARGET is not reached."""
    random = numpy.random.default_rng(seed)
    net = [random.normal(size=(x.shape[1], width)), random.normal(size=(width, y.shape[1]))]
    mean, square = [0.0, 0.0], [0.0, 0.0]
    for step in range(1, steps + 1):
        if loss(x, y, net) <= TARGET:
            return net
        for i, g in enumerate(gradient(x, y, net)):
            mean[i] = 0.9 * mean[i] + 0.1 * g
            square[i] = 0.999 * square[i] + 0.001 * g**2
            size = numpy.sqrt(square[i] / (1 - 0.999**step)) + 1e-12
            net[i] = net[i] - rate * mean[i] / (1 - 0.9**step) / size
    return None


def swapped(net, i, j):
    order = list(range(net[0].shape[1]))
    order[i], order[j] = j, i
    return [net[0][:, order], net[1][order]]


def straight_peak(x, y, a, b):
    """Largest loss at 1001 even points of the straight line from a to b."""
    return max(loss(x, y, [(1 - t) * p + t * q for p, q in zip(a, b)]) for t in GRID)


def cyclic():
    angles = numpy.deg2rad([90.0, 210.0, 330.0])
    x = numpy.float32(numpy.stack([numpy.cos(angles), numpy.sin(angles)], axis=1)).astype(float)
    x[0, 0] = 0.0  # cos 90 degrees, which floating point misses by 6e-17
    y = x[[1, 2, 0]]
    found = next(net for net in (train(x, y, seed, 3) for seed in range(100)) if net is not None)
    a = [numpy.float32(kernel).astype(float) for kernel in found]
    swaps = [swapped(a, i, j) for i, j in ((0, 1), (0, 2), (1, 2))]
    b = max(swaps, key=lambda candidate: straight_peak(x, y, a, candidate))
    return x, y, a, b


def toy():
    x, y = numpy.array([[-1.0], [1.0]]), numpy.array([[1.0], [1.0]])
    a = [numpy.array([[1.0, -1.0]]), numpy.array([[1.0], [1.0]])]
    return x, y, a, swapped(a, 0, 1)


def write(name, header, x, y, a, b, least_peak):
    rows = [",".join(repr(float(value)) for value in row) for row in numpy.hstack([x, y])]
    (DATA / f"{name}.csv").write_text("\n".join([header, *rows]) + "\n", newline="\n")
    for letter, net in (("a", a), ("b", b)):
        tensors = {"dense1.kernel": net[0], "dense2.kernel": net[1]}
        write_safetensors(MODELS / f"{name}-{letter}.safetensors", tensors)
    return {
        "lossA": loss(x, y, a),
        "lossB": loss(x, y, b),
        "straightPeak": straight_peak(x, y, a, b),
        "leastPeakOfAnyPath": least_peak,
    }


def main():
    expected = {
        "cyclic": write("cyclic", "x1,x2,y1,y2", *cyclic(), {"atLeast": 1 / 6}),
        "t1": write("t1", "x,y", *toy(), {"exactly": 1 / 2}),
    }
    text = json.dumps(expected, indent=2) + "\n"
    (MODELS / "counterexamples-expected.json").write_text(text, newline="\n")
    print(text, end="")


if __name__ == "__main__":
    main()

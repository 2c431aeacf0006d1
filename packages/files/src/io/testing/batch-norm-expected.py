"""Losses along the line between two networks Linear(3, 6), BatchNorm1d, ReLU, Linear(6, 1) in numpy, float64.

Run in this folder: python3 batch-norm-expected.py > batch-norm-expected.json
"""

import json
import struct

import numpy as np


def load(path):
    with open(path, "rb") as file:
        data = file.read()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + size])
    body = data[8 + size :]
    return {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], "<f8").reshape(entry["shape"])
        for name, entry in header.items()
    }


A, B = load("batch-norm-a.safetensors"), load("batch-norm-b.safetensors")
ROWS = np.genfromtxt("batch-norm.csv", delimiter=",", skip_header=1)
X, Y = ROWS[:, :3], ROWS[:, 3:]


def loss(model, fresh):
    z = X @ model["0.weight"].T + model["0.bias"]
    mean, variance = model["1.running_mean"], model["1.running_var"]
    if fresh:
        mean, variance = z.mean(0), z.var(0)
    h = (z - mean) / np.sqrt(variance + 1e-5) * model["1.weight"] + model["1.bias"]
    y = np.maximum(h, 0) @ model["3.weight"].T + model["3.bias"]
    return float(np.mean(np.sum((y - Y) ** 2, 1)))


def along(t, fresh):
    return loss({name: (1 - t) * A[name] + t * B[name] for name in A}, fresh)


T = [0, 0.25, 0.5, 0.75, 1]
print(
    json.dumps(
        {
            "t": T,
            "interpolated": [along(t, False) for t in T],
            "reestimated": [along(t, True) for t in T],
        },
        indent=2,
    )
)

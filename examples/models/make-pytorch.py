"""Trains two small PyTorch classifiers on iris and writes what the import example and its test need.

Usage:  python3 examples/models/make-pytorch.py          (needs torch and numpy; a few seconds)

Reads   packages/core/data/iris.csv
Writes  examples/data/iris.csv                        inputs exactly as the nets saw them, species 0, 1 or 2
        examples/models/pytorch-mlp-a.safetensors     state_dict of nn.Sequential(Linear(4, 16), ReLU, Linear(16, 3))
        examples/models/pytorch-mlp-b.safetensors     the same from another seed
        examples/models/pytorch-mlp-expected.json     PyTorch's own float64 losses and logits of these two files

Inputs are standardised per column (mean 0, population standard deviation 1) and rounded to multiples of 1/256, which
float32, float64 and the decimal text of the CSV all hold without error. Both nets are trained with cross-entropy
(nats, mean over all 150 rows; there is no test part) by full-batch Adam until the loss is at most STOP: not to the
bottom, so that lower losses remain within reach for the models of a path between them. The files committed were
made with torch 1.13.1 on one thread; another version of torch may give other (equally good) nets.
"""

import json
from pathlib import Path

import numpy
import torch
from safetensors_writer import write_safetensors

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "examples" / "models"
COLUMNS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
SEEDS = {"a": 1, "b": 2}
STOP = 0.07
HIDDEN = 16


def iris():
    """Scaled inputs [150, 4] and species [150]."""
    table = numpy.loadtxt(ROOT / "packages" / "core" / "data" / "iris.csv", delimiter=",", skiprows=1)
    raw, species = table[:, :4], table[:, 4].astype(int)
    scaled = (raw - raw.mean(axis=0)) / raw.std(axis=0)
    return numpy.round(scaled * 256) / 256, species


def write_csv(inputs, species):
    lines = [",".join([*COLUMNS, "species"])]
    lines += [",".join([*(f"{value:.8f}" for value in row), str(kind)]) for row, kind in zip(inputs, species)]
    (ROOT / "examples" / "data" / "iris.csv").write_text("\n".join(lines) + "\n", newline="\n")


def network():
    return torch.nn.Sequential(torch.nn.Linear(4, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 3))


def train(seed, inputs, species):
    torch.manual_seed(seed)
    net = network()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for _ in range(5000):
        loss = torch.nn.functional.cross_entropy(net(inputs), species)
        if loss.item() <= STOP:
            return net
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    raise SystemExit(f"seed {seed}: loss {loss.item():.4f} after 5000 steps, wanted {STOP}")


def expected(net, inputs, species):
    """The stored float32 parameters evaluated in float64."""
    exact = network().double()
    exact.load_state_dict({name: tensor.double() for name, tensor in net.state_dict().items()})
    with torch.no_grad():
        logits = exact(inputs.double())
        loss = torch.nn.functional.cross_entropy(logits, species).item()
    accuracy = (logits.argmax(dim=1) == species).double().mean().item()
    return {"loss": loss, "accuracy": accuracy, "logits": logits[:5].tolist()}


def main():
    torch.set_num_threads(1)
    values, kinds = iris()
    write_csv(values, kinds)
    inputs, species = torch.tensor(values, dtype=torch.float32), torch.tensor(kinds)
    record = {
        "data": "examples/data/iris.csv",
        "inputs": COLUMNS,
        "target": "species",
        "architecture": f"Sequential(Linear(4, {HIDDEN}), ReLU, Linear({HIDDEN}, 3))",
        "loss": "cross-entropy in nats, mean over all 150 rows, float64",
        "logits": "of the first 5 rows, float64",
        "models": {},
    }
    for letter, seed in SEEDS.items():
        net = train(seed, inputs, species)
        name = f"pytorch-mlp-{letter}.safetensors"
        tensors = {key: tensor.numpy() for key, tensor in net.state_dict().items()}
        write_safetensors(MODELS / name, tensors, {"format": "pt"})
        record["models"][name] = expected(net, inputs, species)
        print(name, {key: tensor.shape for key, tensor in tensors.items()}, record["models"][name])
    (MODELS / "pytorch-mlp-expected.json").write_text(json.dumps(record, indent=2) + "\n", newline="\n")


if __name__ == "__main__":
    main()

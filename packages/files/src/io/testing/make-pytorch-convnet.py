"""Makes a small PyTorch network with a flattening and what it computes, for the test of the importer.

Usage:  python3 packages/core/src/io/testing/make-pytorch-convnet.py          (needs torch and numpy; a second)

Writes  pytorch-convnet.safetensors       its state_dict, in PyTorch's names and axis order
        pytorch-convnet-expected.json     inputs (channels last, as Isthmus has them) and PyTorch's own float64 outputs

Height, width and channels all differ where the network flattens, so that no wrong order of axes goes unseen. The
network is as it was initialised. The files committed were made with torch 1.13; another version may give other weights.
"""

import json
import sys
import textwrap
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[4] / "examples" / "models"))
from safetensors_writer import write_safetensors  # noqa: E402


def network():
    return torch.nn.Sequential(
        torch.nn.Conv2d(2, 4, 3),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(3 * 2 * 4, 5),
        torch.nn.Tanh(),
        torch.nn.Linear(5, 3),
    )


def text_of(record):
    """JSON laid out as the repository's formatter wants it."""
    members = []
    for key, values in record.items():
        line = json.dumps(values)
        if len(line) > 80:
            line = "[\n" + textwrap.fill(line[1:-1], 100, initial_indent="    ", subsequent_indent="    ") + "\n  ]"
        members.append(f'  "{key}": {line}')
    return "{\n" + ",\n".join(members) + "\n}\n"


def main():
    torch.manual_seed(1)
    net = network()
    # Multiples of 1/16, which float32 and decimal text hold without error.
    inputs = torch.round(torch.randn(3, 2, 8, 6) * 16) / 16
    exact = network().double()
    exact.load_state_dict({name: tensor.double() for name, tensor in net.state_dict().items()})
    with torch.no_grad():
        outputs = exact(inputs.double())
    tensors = {name: tensor.numpy() for name, tensor in net.state_dict().items()}
    write_safetensors(HERE / "pytorch-convnet.safetensors", tensors, {"format": "pt"})
    record = {
        "input": [8, 6, 2],
        "x": inputs.permute(0, 2, 3, 1).flatten().tolist(),
        "outputs": outputs.flatten().tolist(),
    }
    (HERE / "pytorch-convnet-expected.json").write_text(text_of(record), newline="\n")


if __name__ == "__main__":
    main()

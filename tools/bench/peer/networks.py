"""The networks of the cases in PyTorch, from parameters in Isthmus's layout ([in, out], channels last)."""

import torch
from torch import nn
from torch.nn import functional as F


def tensors(problem, name):
    return torch.from_numpy(problem.array(name))


def inputs_and_targets(problem):
    """Inputs as PyTorch wants them (images `[N, C, H, W]`), targets as values or class indices."""
    x = tensors(problem, "x")
    if x.dim() == 4:
        x = x.permute(0, 3, 1, 2).contiguous()
    y = tensors(problem, "y")
    if problem.about["loss"] == "core/cross-entropy":
        y = y.argmax(dim=1)
    return x, y


def loss_of(problem):
    """Mean over samples of the sum over outputs, as Isthmus means its losses."""
    if problem.about["loss"] == "core/cross-entropy":
        return F.cross_entropy
    return lambda z, y: F.mse_loss(z, y) * z.shape[-1]


def module_of(problem, model=0):
    """One network as an `nn.Sequential`, with the initial parameters of the model."""
    layers, channels = [], None
    for layer in problem.about["layers"]:
        if layer["op"] == "relu":
            layers.append(nn.ReLU())
        elif layer["op"] == "flatten":
            layers.append(nn.Flatten())
        elif layer["op"] == "maxPool":
            layers.append(nn.MaxPool2d(layer["size"]))
        elif layer["op"] == "conv":
            kernel = tensors(problem, layer["kernel"])[model].permute(3, 2, 0, 1).contiguous()
            conv = nn.Conv2d(kernel.shape[1], kernel.shape[0], kernel.shape[2], padding="same")
            layers.append(filled(conv, kernel, tensors(problem, layer["bias"])[model]))
            channels = kernel.shape[0]
        elif layer["op"] == "dense":
            kernel = tensors(problem, layer["kernel"])[model]
            if channels is not None:  # rows are (h, w, c) there and (c, h, w) here
                kernel = kernel.reshape(-1, channels, kernel.shape[1]).permute(1, 0, 2)
                kernel, channels = kernel.reshape(-1, kernel.shape[2]), None
            linear = nn.Linear(kernel.shape[0], kernel.shape[1])
            layers.append(filled(linear, kernel.t(), tensors(problem, layer["bias"])[model]))
        else:
            raise ValueError(f"no layer {layer['op']}")
    return nn.Sequential(*layers)


def filled(module, weight, bias):
    with torch.no_grad():
        module.weight.copy_(weight)
        module.bias.copy_(bias)
    return module


def dense_layers(problem):
    return [layer for layer in problem.about["layers"] if layer["op"] == "dense"]


def stack_of(problem):
    """Weights `[K, out, in]` and biases `[K, out, 1]` of K networks side by side."""
    return [
        part.clone()
        for layer in dense_layers(problem)
        for part in (
            tensors(problem, layer["kernel"]).transpose(1, 2).contiguous(),
            tensors(problem, layer["bias"]).unsqueeze(2),
        )
    ]


def stacked_forward(parameters, x):
    """Outputs `[K, out, B]` of K ReLU networks on inputs `[in, B]`: channels first, one baddbmm a layer."""
    h = x.expand(parameters[0].shape[0], *x.shape)
    last = len(parameters) - 2
    for at in range(0, len(parameters), 2):
        h = torch.baddbmm(parameters[at + 1], parameters[at], h)
        if at < last:
            h = h.relu_()
    return h


def stacked_losses(parameters, x, y, loss):
    """Losses `[K]` of K networks on inputs `[in, B]` and targets `[out, B]` or class indices `[B]`."""
    z = stacked_forward(parameters, x)
    if loss == "core/cross-entropy":
        log_p = F.log_softmax(z, dim=1)
        return -log_p.gather(1, y.expand(z.shape[0], 1, -1)).mean(dim=(1, 2))
    return (z - y).square().sum(dim=1).mean(dim=1)

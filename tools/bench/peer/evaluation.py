"""Losses of one network on a data set, and along the segment between two networks."""

import torch
from torch.nn import functional as F

import networks

ROWS = 2000  # of a pass: larger blocks leave the caches, and are no faster


class Value:
    """The mean loss of one network."""

    def __init__(self, problem, work):
        self.problem, self.about = problem, {}
        self.x, self.y = networks.inputs_and_targets(problem)
        self.network = networks.module_of(problem).eval()
        if self.x.dim() == 4:
            self.network = self.network.to(memory_format=torch.channels_last)
            self.x = self.x.contiguous(memory_format=torch.channels_last)
        self.loss = networks.loss_of(problem)

    @torch.no_grad()
    def value(self):
        rows = len(self.x)
        sums = [
            self.loss(self.network(x), y) * len(x)
            for x, y in zip(self.x.split(self.block()), self.y.split(self.block()))
        ]
        return sum(sums).item() / rows

    def block(self):
        return 500 if self.x.dim() == 4 else ROWS

    run = value

    def check(self):
        return {"values": [self.value()]}


class Scan:
    """Losses at many t of the segment from model 0 to model 1: a plain loop, one network for each t."""

    def __init__(self, problem, work):
        self.problem, self.work, self.about = problem, work, {}
        self.x, self.y = networks.inputs_and_targets(problem)
        self.ends = [
            [networks.tensors(problem, layer[part])[model] for layer in networks.dense_layers(problem) for part in ("kernel", "bias")]
            for model in (0, 1)
        ]
        self.loss = networks.loss_of(problem)

    def at(self, t):
        return [torch.lerp(a, b, t) for a, b in zip(*self.ends)]

    def forward(self, parameters, x):
        for at in range(0, len(parameters), 2):
            x = torch.addmm(parameters[at + 1], x, parameters[at])
            if at < len(parameters) - 2:
                x = torch.relu_(x)
        return x

    @torch.no_grad()
    def losses(self, points):
        sums = [0.0] * len(points)
        for x, y in zip(self.x.split(ROWS), self.y.split(ROWS)):
            for i, t in enumerate(points):
                sums[i] += self.loss(self.forward(self.at(t), x), y).item() * len(x)
        return [total / len(self.x) for total in sums]

    def run(self):
        return self.losses(self.work["t"])

    def check(self):
        if self.work["do"] == "peak":
            return {"values": [max(self.run())]}
        return {"values": self.losses(self.work.get("checkT") or self.work["t"])}


class ShortcutScan(Scan):
    """The first layer is affine in the parameters: its products at both ends serve every t."""

    @torch.no_grad()
    def losses(self, points):
        (a, a_bias), (b, b_bias) = self.ends[0][:2], self.ends[1][:2]
        sums = [0.0] * len(points)
        for x, y in zip(self.x.split(ROWS), self.y.split(ROWS)):
            first, last = torch.addmm(a_bias, x, a), torch.addmm(b_bias, x, b)
            for i, t in enumerate(points):
                h = torch.relu_(torch.lerp(first, last, t))
                sums[i] += self.loss(self.forward(self.at(t)[2:], h), y).item() * len(x)
        return [total / len(self.x) for total in sums]


class StackedScan:
    """A tiny network at many t of a segment: the t are the batch of one baddbmm a layer."""

    def __init__(self, problem, work):
        self.problem, self.work, self.about = problem, work, {}
        x, y = networks.inputs_and_targets(problem)
        self.x, self.y = x.t().contiguous(), y.t().contiguous()
        self.t = torch.tensor(work["t"]).reshape(-1, 1, 1)
        self.ends = networks.stack_of(problem)

    @torch.no_grad()
    def losses(self):
        parameters = [torch.lerp(p[:1], p[1:2], self.t) for p in self.ends]
        return networks.stacked_losses(parameters, self.x, self.y, self.problem.about["loss"])

    def run(self):
        return self.losses().tolist()

    def check(self):
        return {"values": self.run()}


def load(problem, work):
    if work["do"] == "value":
        return Value(problem, work)
    if work.get("stacked"):
        return StackedScan(problem, work)
    return (ShortcutScan if work.get("shortcut") else Scan)(problem, work)

"""Greedy Dynamic String Sampling in PyTorch: the algorithm of Isthmus's `dss/greedy`.

The networks are ReLU multilayer perceptrons. Everything that can be done at once is: the points of
a scan are one batch of networks, the beads of a depth descend side by side. Parameters of K networks
are one matrix `[K, P]`, of which each layer is a view, so an optimizer step is a few operations.
"""

import torch

import networks
from rules import Rule

GRID = 33
BRACKETS = 3
TOLERANCE = 2**-20
FLAT = 1e-3


class Greedy:
    def __init__(self, problem, work):
        self.about, self.loss = {}, problem.about["loss"]
        self.level, self.batch = problem.about["level"], problem.about["batch"]
        self.options, self.pairs = problem.about["greedy"], problem.about["pairs"]
        self.rule = problem.about["optimizer"]
        self.shapes, columns = [], []
        for layer in networks.dense_layers(problem):
            kernel = networks.tensors(problem, layer["kernel"]).transpose(1, 2)
            bias = networks.tensors(problem, layer["bias"]).unsqueeze(2)
            for part in (kernel, bias):
                self.shapes.append(part.shape[1:])
                columns.append(part.reshape(len(part), -1))
        self.endpoints = torch.cat(columns, dim=1).contiguous()
        self.sizes = [shape[0] * shape[1] for shape in self.shapes]
        self.train, self.probe = self.split(problem, "train"), self.split(problem, "probe")
        self.together = work.get("together", False)
        self.counts = {"beads": 0, "gradients": 0, "losses": 0}

    def split(self, problem, name):
        x, y = networks.tensors(problem, name + "X"), networks.tensors(problem, name + "Y")
        y = y.argmax(dim=1) if self.loss == "core/cross-entropy" else y.t().contiguous()
        return x.t().contiguous(), y

    def layers(self, points):
        """Views of `[K, P]` as weights `[K, out, in]` and biases `[K, out, 1]`."""
        parts = points.split(self.sizes, dim=1)
        return [part.view(-1, *shape) for part, shape in zip(parts, self.shapes)]

    @torch.no_grad()
    def losses(self, points):
        """Losses `[K]` on the evaluation set."""
        self.counts["losses"] += len(points)
        return networks.stacked_losses(self.layers(points), *self.probe, self.loss)

    def gradients(self, points):
        """Gradients `[K, P]` of the training loss on one batch that all share."""
        self.counts["gradients"] += len(points)
        x, y = self.train
        if self.batch:
            rows = torch.randperm(x.shape[1])[: self.batch]
            x, y = x[:, rows], y[..., rows]
        points = points.detach().requires_grad_()
        networks.stacked_losses(self.layers(points), x, y, self.loss).sum().backward()
        return points.grad

    def peaks(self, starts, ends):
        """Where the loss is largest on each of E segments: t `[E]` and losses `[E]`."""
        grid = torch.linspace(0, 1, GRID)
        t, loss = grid.expand(len(starts), -1), self.along(starts, ends, grid.expand(len(starts), -1))
        low, high = torch.full_like(loss[:, :1], -torch.inf), loss
        left = torch.cat([low, high[:, :-1]], dim=1)
        right = torch.cat([high[:, 1:], low], dim=1)
        tops = torch.where((high > left) & (high >= right), high, low)
        at = tops.topk(BRACKETS, dim=1).indices
        mid, best, width = grid[at], high.gather(1, at), 1 / (GRID - 1)
        valid = tops.gather(1, at) > -torch.inf
        # Every look divides the width of a bracket by 8: 17 points over two widths.
        while width > TOLERANCE:
            offsets = torch.linspace(-width, width, 17)
            near = (mid.unsqueeze(2) + offsets).clamp(0, 1)
            found = self.along(starts, ends, near.flatten(1)).view(near.shape)
            step, index = found.max(dim=2)
            better = step > best
            mid = torch.where(better, near.gather(2, index.unsqueeze(2)).squeeze(2), mid)
            best = torch.maximum(best, step)
            width /= 8
            if width < TOLERANCE**0.5 and mid.shape[1] > 1:  # the highest bracket goes on alone
                lead = torch.where(valid, best, -torch.inf).argmax(dim=1, keepdim=True)
                mid, best, valid = mid.gather(1, lead), best.gather(1, lead), valid.gather(1, lead)
        return mid[:, 0], best[:, 0]

    def along(self, starts, ends, t):
        """Losses `[E, T]` at T points of each of E segments."""
        points = torch.lerp(starts.unsqueeze(1), ends.unsqueeze(1), t.unsqueeze(2))
        return self.losses(points.flatten(0, 1)).view(t.shape)

    def descend(self, origins, reach):
        """Moves beads down to alpha times the level; where they settled `[K, P]`, and which did `[K]`."""
        every, limit = self.options["evaluateEvery"], self.options["maxStepsPerBead"]
        beads = Beads(origins, reach, self.losses(origins), Rule(self.rule, origins))
        settled = torch.zeros(len(origins), dtype=torch.bool)
        points, step = origins.clone(), 0
        self.collect(beads, points, settled, step)
        while len(beads.index) > 0 and step < limit:
            gradient = self.gradients(beads.point)
            step += 1
            if step == 1:
                flat = gradient.norm(dim=1) * beads.reach <= FLAT * beads.best
                size = self.options["noise"] * beads.reach * flat
                beads.point += self.noise(len(flat)) * size.unsqueeze(1)
                gradient[flat] = 0
            beads.point += beads.rule.update(gradient)
            if step % every == 0:
                beads.evaluated(self.losses(beads.point), step, self.options["stall"]["improvement"])
                self.collect(beads, points, settled, step)
        return points, settled

    def collect(self, beads, points, settled, step):
        """Takes out the beads that need not move on, and starts stalled ones again."""
        low = beads.best <= self.options["alpha"] * self.level
        stuck = (step - beads.marked >= self.options["stall"]["window"]) & ~low
        low |= stuck & (beads.best <= self.level)
        lost = stuck & ~low & (beads.restarts >= self.options["restarts"])
        for bead in torch.nonzero(stuck & ~low & ~lost).flatten().tolist():
            size = min(self.options["noise"] * 4 ** (beads.restarts[bead].item() + 1), 1)
            beads.restart(bead, self.noise(1)[0] * size * beads.reach[bead], step)
        if low.any() or lost.any():
            points[beads.index[low]], settled[beads.index[low]] = beads.best_point[low], True
            beads.keep(~(low | lost))

    def noise(self, count):
        """Directions `[K, P]` of length about 1."""
        size = self.endpoints.shape[1]
        return torch.randn(count, size) / size**0.5

    def connect(self, pairs):
        """Searches between the endpoints of pairs; for each whether it was connected."""
        strings = {pair: [self.endpoints[2 * pair], self.endpoints[2 * pair + 1]] for pair in pairs}
        checked = {pair: [None] for pair in pairs}
        connected = {}
        for depth in range(self.options["maxDepth"] + 1):
            self.search(strings, checked)
            for pair in [pair for pair in strings if self.holds(checked[pair])]:
                connected[pair] = True
                self.counts["beads"] += len(strings.pop(pair)) - 2
            if not strings or depth == self.options["maxDepth"]:
                break
            self.split_failing(strings, checked)
        return [connected.get(pair, False) for pair in pairs]

    def holds(self, edges):
        return all(loss <= self.level for _, loss in edges)

    def search(self, strings, checked):
        """Finds the peaks of all edges that have not been searched, at once."""
        open_edges = [(p, e) for p in strings for e, peak in enumerate(checked[p]) if peak is None]
        starts = torch.stack([strings[p][e] for p, e in open_edges])
        ends = torch.stack([strings[p][e + 1] for p, e in open_edges])
        t, loss = self.peaks(starts, ends)
        for (p, e), *peak in zip(open_edges, t.tolist(), loss.tolist()):
            checked[p][e] = peak

    def split_failing(self, strings, checked):
        """Inserts a bead at the peak of every edge above the level, and lets all descend."""
        failing = [(p, e) for p in strings for e, (_, loss) in enumerate(checked[p]) if loss > self.level]
        starts = torch.stack([strings[p][e] for p, e in failing])
        ends = torch.stack([strings[p][e + 1] for p, e in failing])
        t = torch.tensor([checked[p][e][0] for p, e in failing]).unsqueeze(1)
        beads, settled = self.descend(torch.lerp(starts, ends, t), (ends - starts).norm(dim=1))
        for (p, e), bead, fine in reversed(list(zip(failing, beads, settled.tolist()))):
            if not fine:
                strings.pop(p, None)
            elif p in strings:
                strings[p].insert(e + 1, bead)
                checked[p][e : e + 1] = [None, None]

    def run(self):
        torch.manual_seed(1)
        if self.together:
            return self.connect(range(self.pairs))
        return [found for pair in range(self.pairs) for found in self.connect([pair])]

    def check(self):
        self.counts = dict.fromkeys(self.counts, 0)
        found = self.run()
        counts = {**self.counts, "beads": self.counts["beads"] / len(found)}
        return {"values": [sum(found) / len(found)], **counts}


class Beads:
    """The beads that still move: one row each."""

    ROWS = ("index", "origin", "reach", "point", "best", "best_point", "mark", "marked", "restarts")

    def __init__(self, origins, reach, loss, rule):
        self.index, self.origin, self.reach, self.rule = torch.arange(len(origins)), origins, reach, rule
        self.point, self.best, self.best_point = origins.clone(), loss.clone(), origins.clone()
        self.mark, self.marked = loss.clone(), torch.zeros(len(origins))
        self.restarts = torch.zeros(len(origins))

    def evaluated(self, loss, step, improvement):
        better = loss < self.best
        self.best = torch.where(better, loss, self.best)
        self.best_point = torch.where(better.unsqueeze(1), self.point, self.best_point)
        headway = loss < (1 - improvement) * self.mark
        self.mark = torch.where(headway, loss, self.mark)
        self.marked = torch.where(headway, float(step), self.marked)

    def restart(self, bead, noise, step):
        self.point[bead] = self.origin[bead] + noise
        self.mark[bead], self.marked[bead] = torch.inf, step
        self.restarts[bead] += 1
        self.rule.forget(bead)

    def keep(self, rows):
        for name in self.ROWS:
            setattr(self, name, getattr(self, name)[rows])
        self.rule.keep(rows)


def load(problem, work):
    return Greedy(problem, work)

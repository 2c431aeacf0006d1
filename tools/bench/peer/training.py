"""Training of one network (nn.Module and torch.optim) and of many tiny ones (stacked, baddbmm)."""

import torch

import networks
import rules


def optimizer_of(problem, parameters):
    """The same formula as Isthmus's optimizer of that name."""
    about = problem.about["optimizer"]
    use, options = about["use"], about["options"]
    rate = options["learningRate"]
    if use == "core/sgd":
        return torch.optim.SGD(parameters, lr=rate, foreach=True)
    if use == "core/rmsprop":
        return torch.optim.RMSprop(
            parameters, lr=rate, alpha=options["decay"], eps=options["epsilon"], foreach=True
        )
    if use == "core/adam":
        betas = (options["beta1"], options["beta2"])
        return torch.optim.Adam(parameters, lr=rate, betas=betas, eps=options["epsilon"], foreach=True)
    raise ValueError(f"no optimizer {use}")


class Training:
    """Steps of an optimizer, begun anew every `episode` steps, so that no contender trains longer."""

    def __init__(self, problem, work):
        self.problem, self.work, self.about = problem, work, {}
        self.order = problem.rows()
        if self.order is not None:
            self.order = torch.from_numpy(self.order).long()
        self.x, self.y = networks.inputs_and_targets(problem)
        self.prepare()
        self.reset()

    def prepare(self):
        self.loss = networks.loss_of(self.problem)

    def begin(self):
        self.network = networks.module_of(self.problem)
        if self.x.dim() == 4:
            self.network = self.network.to(memory_format=torch.channels_last)
        return list(self.network.parameters())

    def batch_loss(self, x, y):
        return self.loss(self.network(x), y)

    def reset(self):
        self.optimizer = optimizer_of(self.problem, self.begin())
        self.done = 0

    def batch(self):
        if self.order is None:
            return self.x, self.y
        size = self.problem.about["batch"]
        at = self.done * size % len(self.order)
        rows = self.order[at : at + size]
        return self.x[rows], self.y[rows]

    def step(self):
        x, y = self.batch()
        self.optimizer.zero_grad(set_to_none=True)
        self.batch_loss(x, y).backward()
        self.optimizer.step()
        self.done += 1

    def run(self):
        for _ in range(self.work["stepsPerCall"]):
            if self.done >= self.work["episode"]:
                self.reset()
            self.step()

    def final_losses(self):
        return [self.batch_loss(self.x, self.y).item()]

    def check(self):
        self.reset()
        for _ in range(self.work["checkSteps"]):
            self.step()
        with torch.no_grad():
            values = self.final_losses()
        self.reset()
        return {"values": values}


class TinyTraining(Training):
    """One tiny network, where calls cost more than arithmetic: channels first, one flat update."""

    def prepare(self):
        self.x, self.y = self.x.t().contiguous(), self.y.t().contiguous()

    def reset(self):
        stack = [part[0] for part in networks.stack_of(self.problem)]
        self.flat = torch.cat([part.flatten() for part in stack])
        parts = self.flat.split([part.numel() for part in stack])
        self.parameters = [
            part.view(like.shape).detach().requires_grad_() for part, like in zip(parts, stack)
        ]
        self.rule = rules.Rule(self.problem.about["optimizer"], self.flat.unsqueeze(0))
        self.done = 0

    def batch_loss(self, x, y):
        h, last = x, len(self.parameters) - 2
        for at in range(0, len(self.parameters), 2):
            h = torch.addmm(self.parameters[at + 1], self.parameters[at], h)
            if at < last:
                h = h.relu_()
        return torch.nn.functional.mse_loss(h, y)

    def step(self):
        gradients = torch.autograd.grad(self.batch_loss(self.x, self.y), self.parameters)
        gradient = torch.cat([part.flatten() for part in gradients])
        self.flat += self.rule.update(gradient.unsqueeze(0))[0]
        self.done += 1


class StackedTraining(Training):
    """Many tiny networks on one batch: the gradient of the sum of their losses is that of each."""

    def prepare(self):
        self.x, self.y = self.x.t().contiguous(), self.y.t().contiguous()

    def begin(self):
        self.parameters = [p.requires_grad_() for p in networks.stack_of(self.problem)]
        return self.parameters

    def losses(self):
        return networks.stacked_losses(self.parameters, self.x, self.y, self.problem.about["loss"])

    def batch_loss(self, x, y):
        return self.losses().sum()

    def final_losses(self):
        return self.losses().tolist()


def load(problem, work):
    if problem.about["models"] > 1:
        return StackedTraining(problem, work)
    tiny = problem.about["loss"] == "core/mse" and problem.about["output"] == [1]
    return (TinyTraining if tiny else Training)(problem, work)

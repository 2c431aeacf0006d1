"""Optimizers of K networks side by side: parameters, gradients and updates are `[K, P]`."""

import torch


class Rule:
    """RMSProp or Adam for K networks side by side, the formulas of torch.optim."""

    def __init__(self, rule, points):
        self.use, self.options = rule["use"], rule["options"]
        self.nu, self.mu = torch.zeros_like(points), torch.zeros_like(points)
        self.count = torch.zeros(len(points), 1)

    def update(self, g):
        """The updates `[K, P]` of gradients; the state moves on."""
        rate, epsilon = self.options["learningRate"], self.options["epsilon"]
        if self.use == "core/rmsprop":
            decay = self.options["decay"]
            self.nu.mul_(decay).addcmul_(g, g, value=1 - decay)
            return g.mul(-rate).div_(self.nu.sqrt().add_(epsilon))
        beta1, beta2 = self.options["beta1"], self.options["beta2"]
        self.count += 1
        self.mu.lerp_(g, 1 - beta1)
        self.nu.mul_(beta2).addcmul_(g, g, value=1 - beta2)
        root = (self.nu / (1 - beta2**self.count)).sqrt_().add_(epsilon)
        return self.mu.div(1 - beta1**self.count).mul_(-rate).div_(root)

    def forget(self, row):
        self.nu[row], self.mu[row], self.count[row] = 0, 0, 0

    def keep(self, rows):
        self.nu, self.mu, self.count = self.nu[rows], self.mu[rows], self.count[rows]

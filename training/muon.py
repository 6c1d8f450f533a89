"""Muon: momentum made orthogonal for matrices (Jordan et al. 2024), Adam for everything else."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn


def orthogonal(g: Tensor) -> Tensor:
    """Nearest semi-orthogonal matrices to g [K, m, n], by five Newton-Schulz steps in bfloat16; float32."""
    x = g.bfloat16()
    tall = x.shape[1] > x.shape[2]
    x = x.mT if tall else x
    x = x / (x.norm(dim=(1, 2), keepdim=True) * 1.02 + 1e-7)
    for _ in range(5):
        a = x @ x.mT
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * (a @ a)) @ x
    return (x.mT if tall else x).float()


class Muon(torch.optim.Optimizer):
    """A kernel [out, in, h, w] is handled as a matrix [out, h w in]. `lr` is on Adam's scale for all."""

    def __init__(self, matrices: Iterable[nn.Parameter], rest: Iterable[nn.Parameter], lr: float) -> None:
        super().__init__([{"params": list(matrices), "muon": True}, {"params": list(rest), "muon": False}], {"lr": lr})

    def orthogonal_step(self, parameters: list[Tensor], lr: float) -> None:
        """One step of matrices that are all of one shape."""
        updates = []
        for p in parameters:
            assert p.grad is not None
            m = self.state[p].setdefault("m", torch.zeros_like(p))
            m.lerp_(p.grad, 0.05)
            updates.append(p.grad.lerp(m, 0.95).contiguous().flatten(1))
        o = orthogonal(torch.stack(updates))
        scale = 0.2 * math.sqrt(max(o.shape[1:]))
        for p, u in zip(parameters, o):
            p.sub_(u.view(p.shape), alpha=lr * scale)

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            lr, ps = group["lr"], group["params"]
            if group["muon"]:
                shapes: dict[torch.Size, list[Tensor]] = {}
                for p in ps:
                    shapes.setdefault(p.shape, []).append(p)
                for same in shapes.values():
                    self.orthogonal_step(same, lr)
            else:
                for p in ps:
                    st = self.state[p]
                    m, v = st.setdefault("m", torch.zeros_like(p)), st.setdefault("v", torch.zeros_like(p))
                    t = st["t"] = st.get("t", 0) + 1
                    m.lerp_(p.grad, 0.1)
                    v.lerp_(p.grad.square(), 0.01)
                    p.sub_(m / (1 - 0.9**t) / ((v / (1 - 0.99**t)).sqrt() + 1e-8), alpha=lr)

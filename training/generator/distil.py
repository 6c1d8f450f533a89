"""Teaches a copy of the trained generator to do in few steps, and without guidance, what it does in many with it.

    python distil.py --minutes 40                # WORK/runs/generator-fast, of the run "generator"; then
    python export.py --run generator-fast --guidance 1

From a picture with noise the teacher goes to the next level of the schedule in SMALL_STEPS steps, each guided (two runs of the
network); the copy has to arrive there in one step and one run (progressive distillation, Salimans and Ho 2022; of guidance: Meng
et al. 2023). So a picture of eight steps costs eight runs instead of forty. The learning rate falls over the sitting.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor

from export import load
from learning import Lesson
from network import Generator
from places import RUNS
from sampling import NEAREST, guided
from train import options, train

SMALL_STEPS = 3


class Shortcut(Lesson):
    """The copy's one step is to be the teacher's small ones."""

    guidance = 1.0

    def __init__(self, teacher: Generator, steps: int, guidance: float) -> None:
        self.teacher, self.steps, self.scale = teacher.requires_grad_(False), steps, guidance

    def times(self, n: int, generator: torch.Generator) -> Tensor:
        return torch.randint(self.steps, (n,), generator=generator, device=generator.device) / self.steps

    @torch.no_grad()
    def arrival(self, noisy: Tensor, ids: Tensor, t: Tensor) -> Tensor:
        """Where the teacher is, one step of the copy later."""
        x, small = noisy, 1 / self.steps / SMALL_STEPS
        told, untold = self.teacher.text(ids), self.teacher.text(torch.zeros_like(ids))
        for k in range(SMALL_STEPS):
            at = t + k * small
            clean = guided(self.teacher, x, at, told, untold, self.scale)
            x = x + (clean - x) * small / (1 - at).clamp(min=NEAREST)[:, None, None, None]
        return x

    def loss(self, net: Generator, pictures: Tensor, ids: Tensor, t: Tensor, noise: Tensor) -> Tensor:
        """Squared error of the velocity."""
        at = t[:, None, None, None]
        noisy = (1 - at) * noise + at * pictures
        with torch.autocast(pictures.device.type, torch.bfloat16):
            velocity = (self.arrival(noisy, ids, t) - noisy) * self.steps
            out = net(noisy, t, ids)
        return ((out.float() - noisy) / (1 - at) - velocity.float()).square().mean()


def main() -> None:
    p = options(__doc__)
    p.add_argument("--teacher", default="generator", help="name of the run to learn from")
    p.add_argument("--steps", type=int, default=8)
    p.add_argument("--guidance", type=float, default=2.5)
    p.set_defaults(name="generator-fast", rate=3e-4, keep=0.998, decay=True)
    args = p.parse_args()
    teacher, _ = load(RUNS / args.teacher)
    net = copy.deepcopy(teacher).requires_grad_(True).train()
    teacher.to(args.device).share_memory()
    train(args, Shortcut(teacher, args.steps, args.guidance), net, copy.deepcopy(teacher), RUNS / args.name)


if __name__ == "__main__":
    main()

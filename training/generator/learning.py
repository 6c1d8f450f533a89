"""What training is made of, on processors and on GPUs: network, loss, optimiser, moving average, checkpoint.

A run is a folder. `net.pt` are the weights, `average.pt` their moving average, which is exported, and `state-*.pt` what the
optimiser remembers of every parameter, by its name: a run may go on with other processes, and on another device, than it began with.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

import places  # noqa: F401  (the folder of muon.py is looked into from there on)
from alike import liken
from network import Generator, Plan
from words import VOCABULARY

from muon import Muon  # isort: skip

WARM_UP = 300  # steps
NEAREST = 0.1  # the weight of the loss is 1 / (1 - t)^2, with 1 - t no less than this
TIME_MEAN, TIME_SPREAD = -1.1, 1.2  # of the logit of t; what is drawn is settled early, where the words are needed most
FROM_NOTHING = 0.04  # of the times are 0: all is told by the words
AVERAGE_EVERY = 8  # steps


def build(seed: int) -> Generator:
    torch.manual_seed(seed)
    net = Generator(Plan(words=len(VOCABULARY) + 2))
    net.text.words.weight.data = liken(net.text.words.weight.data)
    for p in net.parameters():
        if p.ndim == 4:
            p.data = p.data.contiguous(memory_format=torch.channels_last)
    return net


class Lesson:
    """What the network is to learn of a rendered picture: which times it is asked at, and how wrong it is."""

    steps, guidance = 20, 2.5  # of the contact sheet

    def times(self, n: int, generator: torch.Generator) -> Tensor:
        """On the generator's device."""
        t = torch.sigmoid(torch.randn(n, generator=generator, device=generator.device) * TIME_SPREAD + TIME_MEAN)
        return t * (torch.rand(n, generator=generator, device=generator.device) >= FROM_NOTHING)

    def loss(self, net: Generator, pictures: Tensor, ids: Tensor, t: Tensor, noise: Tensor) -> Tensor:
        """Squared error of the velocity: that of the clean picture over (1 - t)^2. Pictures float32 -1..1."""
        at = t[:, None, None, None]
        noisy = (1 - at) * noise + at * pictures
        with torch.autocast(pictures.device.type, torch.bfloat16):
            out = net(noisy, t, ids)
        weight = 1 / (1 - t).clamp(min=NEAREST).square()
        return ((out.float() - pictures).square().mean((1, 2, 3)) * weight).mean()


def to_tensor(pictures: Tensor | np.ndarray) -> Tensor:
    """uint8 [N, H, W, 3] to float32 [N, 3, H, W], -1..1."""
    return torch.as_tensor(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1


def optimiser_of(net: Generator, names: list[str], rate: float, adam: bool) -> Muon:
    """Muon for kernels and matrices inside the networks; Adam for words, biases, and what meets pixels."""
    table = dict(net.named_parameters())

    def is_matrix(name: str) -> bool:
        outer = ("text.words", "text.places", "text.start", "denoiser.stem", "denoiser.fine", "denoiser.time.0")
        return not adam and table[name].ndim in (2, 4) and not name.startswith(outer)

    return Muon([table[n] for n in names if is_matrix(n)], [table[n] for n in names if not is_matrix(n)], rate)


def rate_at(args: Any, step: int, minutes: float) -> float:
    """The learning rate, `minutes` after this sitting began. It stays as it is until the sitting that decays."""
    rate: float = args.rate * min(1.0, (step + 1) / WARM_UP)
    return rate * max(0.01, 1 - minutes / args.minutes) if args.decay else rate


@torch.no_grad()
def follow(average: dict[str, Tensor], table: dict[str, Tensor], names: Iterable[str], step: int, keep: float) -> None:
    """Moves the average of the parameters `names`; called every AVERAGE_EVERY steps."""
    keep = min(keep, (1 + step) / (10 + step)) ** AVERAGE_EVERY
    names = list(names)
    torch._foreach_lerp_([average[n] for n in names], [table[n].detach() for n in names], 1 - keep)


def write(path: Path, thing: Any) -> None:
    part = path.with_suffix(".part")
    torch.save(thing, part)
    os.replace(part, path)


def save_state(run: Path, part: int, optimiser: Muon, table: dict[str, Tensor], names: list[str], counters: dict[str, Any]) -> None:
    write(run / f"state-{part}.pt", {"memory": {n: dict(optimiser.state[table[n]]) for n in names}, **counters})


def save_net(run: Path, parts: int, net: Generator, average: Generator, step: int) -> None:
    for old in run.glob("state-*.pt"):
        if int(old.stem.split("-")[1]) >= parts:
            old.unlink()
    write(run / "net.pt", {"net": net.state_dict(), "step": step})
    write(run / "average.pt", {"average": average.state_dict(), "plan": net.plan.facts(), "step": step})


def load_net(run: Path, net: Generator, average: Generator) -> None:
    """Goes on from the checkpoint, where there is one."""
    if not (run / "net.pt").exists():
        return
    files = {f: torch.load(f, map_location="cpu") for f in [run / "net.pt", run / "average.pt", *run.glob("state-*.pt")]}
    steps = {f.name: thing["step"] for f, thing in files.items()}
    assert len(set(steps.values())) == 1, f"the checkpoint was cut off in the middle: {steps}"
    net.load_state_dict(files[run / "net.pt"]["net"])
    average.load_state_dict(files[run / "average.pt"]["average"])


def load_state(run: Path, optimiser: Muon, table: dict[str, Tensor], names: list[str]) -> dict[str, Any]:
    """What the optimiser remembers of its parameters, and the counters step, used (minutes) and pictures."""
    counters: dict[str, Any] = {"step": 0, "used": 0.0, "pictures": 0}
    for file in run.glob("state-*.pt"):
        state = torch.load(file, map_location="cpu")
        for name, memory in state.pop("memory").items():
            if name in names:
                p = table[name]
                optimiser.state[p] = {k: v.to(p.device) if isinstance(v, Tensor) else v for k, v in memory.items()}
        counters = state
    return counters

"""Trains the generator on pictures rendered as it goes.

    python train.py --minutes 60             # a sitting; the same command goes on from its checkpoint
    python train.py --minutes 40 --decay     # the last sitting: the learning rate falls to nothing over it
    python train.py --test                   # two minutes from nothing: fails unless the loss falls

WORK/runs/generator: `state-*.pt` every two minutes and when the process is asked to end (SIGTERM); `average.pt`, the moving
average of the weights, which is exported; `log.jsonl`, a line every two minutes; `sheet.png`, the 64 prompts of pairs.py,
every fifteen.

The work is split over processes of one thread each, which hold the parameters in common: each draws its part of a batch
and takes its gradients, then each makes the step of its part of the parameters. That is quicker than threads inside the
operations, and far quicker when something else runs beside it. The learning rate stays as it is until
--decay, so that nobody need know beforehand how long training will go on.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch import multiprocessing as processes

from network import Generator, Plan
from pairs import sheet_prompts
from pictures import Pictures, grid
from places import RUNS
from sampling import sample
from words import VOCABULARY, tokens

from muon import Muon  # isort: skip

WARM_UP = 300  # steps
SAVE_EVERY, SHEET_EVERY = 120, 900  # seconds
NEAREST = 0.1  # the weight of the loss is 1 / (1 - t)^2, with 1 - t no less than this
TIME_MEAN, TIME_SPREAD = -1.1, 1.2  # of the logit of t; what is drawn is settled early, where the words are needed most
FROM_NOTHING = 0.04  # of the times are 0: all is told by the words
AVERAGE_EVERY = 8  # steps
HELD, HELD_SEED = 192, 987654321  # pictures of the fixed batch on which the loss is logged
PATIENCE = 300  # seconds a process waits for the others before it takes them for dead


def plan_now() -> Plan:
    return Plan(words=len(VOCABULARY) + 2)


def build(seed: int) -> Generator:
    torch.manual_seed(seed)
    net = Generator(plan_now())
    for p in net.parameters():
        if p.ndim == 4:
            p.data = p.data.contiguous(memory_format=torch.channels_last)
    return net


def loss_of(net: Generator, pictures: Tensor, ids: Tensor, t: Tensor, noise: Tensor) -> Tensor:
    """Squared error of the velocity: that of the clean picture over (1 - t)^2. Pictures float32 -1..1."""
    at = t[:, None, None, None]
    noisy = (1 - at) * noise + at * pictures
    with torch.autocast("cpu", torch.bfloat16):
        out = net(noisy, t, ids)
    weight = 1 / (1 - t).clamp(min=NEAREST).square()
    return ((out.float() - pictures).square().mean((1, 2, 3)) * weight).mean()


def times(n: int, generator: torch.Generator) -> Tensor:
    t = torch.sigmoid(torch.randn(n, generator=generator) * TIME_SPREAD + TIME_MEAN)
    return t * (torch.rand(n, generator=generator) >= FROM_NOTHING)


def to_tensor(pictures: np.ndarray) -> Tensor:
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1


def share_of(net: Generator, part: int, parts: int) -> list[str]:
    """Names of the parameters that process `part` steps: whole shapes stay together, sizes are evened out."""
    shapes: dict[torch.Size, list[str]] = {}
    for name, p in net.named_parameters():
        shapes.setdefault(p.shape, []).append(name)
    loads, mine = [0.0] * parts, []
    for shape, names in sorted(shapes.items(), key=lambda s: (-s[0].numel() * len(s[1]), s[1][0])):
        lightest = loads.index(min(loads))
        loads[lightest] += shape.numel() * len(names)
        if lightest == part:
            mine += names
    return mine


def optimiser_of(net: Generator, names: list[str], rate: float, adam: bool) -> torch.optim.Optimizer:
    """Muon for kernels and matrices inside the networks; Adam for words, biases, and what meets pixels."""
    table = dict(net.named_parameters())

    def is_matrix(name: str) -> bool:
        outer = ("text.words", "text.places", "text.start", "denoiser.stem", "denoiser.fine", "denoiser.time.0")
        return not adam and table[name].ndim in (2, 4) and not name.startswith(outer)

    return Muon([table[n] for n in names if is_matrix(n)], [table[n] for n in names if not is_matrix(n)], rate)


def write(path: Path, thing: Any) -> None:
    part = path.with_suffix(".part")
    torch.save(thing, part)
    os.replace(part, path)


class Watch:
    """What the first process does besides training: log and contact sheet."""

    def __init__(self, run: Path, average: Generator) -> None:
        self.run, self.average = run, average
        pictures, texts = Pictures().batch(HELD, np.random.default_rng(HELD_SEED))
        g = torch.Generator().manual_seed(HELD_SEED)
        self.held = (to_tensor(pictures), torch.from_numpy(texts), times(HELD, g), torch.randn(HELD, 3, *pictures.shape[1:3], generator=g))

    @torch.no_grad()
    def held_loss(self) -> dict[str, float]:
        """The loss, and the squared error of what is painted from words alone."""
        parts = []
        for i in range(0, HELD, 32):
            clean, ids, t, noise = (h[i : i + 32] for h in self.held)
            parts.append([loss_of(self.average, clean, ids, at, noise).item() for at in (t, torch.zeros_like(t))])
        held, told = np.mean(parts, 0)
        return {"held": round(float(held), 4), "from words": round(float(told), 4)}

    def sheet(self) -> None:
        prompts = sheet_prompts()
        ids = torch.tensor([tokens(p.text, p.language) for p in prompts])
        Image.fromarray(grid(sample(self.average, ids, [p.seed for p in prompts]).numpy())).save(self.run / "sheet.png")

    def log(self, line: dict[str, Any]) -> None:
        with (self.run / "log.jsonl").open("a", encoding="utf-8") as f:
            f.write(json.dumps(line) + "\n")
        print(line, flush=True)


def work(part: int, args: argparse.Namespace, net: Generator, average: Generator, gradients: Tensor, signals: Tensor, barrier: Barrier, run: Path) -> None:
    """One of the processes. `gradients` [parts, P] and `signals` [2] (end, save) are common to all."""
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    cv2.setNumThreads(1)
    if part == 0:
        asked: list[int] = []
        signal.signal(signal.SIGTERM, lambda *_: asked.append(1))
    else:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the first one asks
    table, averages = dict(net.named_parameters()), dict(average.named_parameters())
    places, at = {}, 0
    for name, p in table.items():
        places[name] = slice(at, at + p.numel())
        at += p.numel()
    names = share_of(net, part, args.processes)
    optimiser = optimiser_of(net, names, args.rate, args.adam)
    step, used, shown = 0, 0.0, 0
    file = run / f"state-{part}.pt"
    if file.exists():
        state = torch.load(file)
        optimiser.load_state_dict(state["optimiser"])
        step, used, shown = state["step"], state["used"], state["pictures"]
    source, size = Pictures(), args.batch // args.processes
    random = torch.Generator().manual_seed(args.seed * 1000003 + step * args.processes + part)
    rng = np.random.default_rng([args.seed, step, part])
    watch = Watch(run, average) if part == 0 else None
    began, before, shown_before = time.time(), used, shown
    saved, sheet = time.time(), time.time()
    recent: list[float] = []
    if watch and step == 0:
        watch.log({"minutes": 0.0, "pictures": 0, **watch.held_loss()})
    while True:
        gone = time.time() - began
        rate = args.rate * min(1.0, (step + 1) / WARM_UP)
        if args.decay:
            rate *= max(0.01, 1 - gone / 60 / args.minutes)
        for g in optimiser.param_groups:
            g["lr"] = rate
        pictures, texts = source.batch(size, rng)
        clean = to_tensor(pictures)
        loss = loss_of(net, clean, torch.from_numpy(texts), times(size, random), torch.randn(clean.shape, generator=random))
        net.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        recent.append(loss.item())
        for name, p in table.items():
            assert p.grad is not None
            gradients[part, places[name]].view(p.shape).copy_(p.grad)
        if watch:
            signals[0] = int(bool(asked) or gone > args.minutes * 60)
            signals[1] = int(time.time() - saved > SAVE_EVERY)
        barrier.wait(PATIENCE)
        end, save = bool(signals[0]), bool(signals[1])
        total = gradients.mean(0)
        total.mul_(min(1.0, args.clip / (float(total.norm()) + 1e-9)))
        for name in names:
            table[name].grad = total[places[name]].view(table[name].shape)
        optimiser.step()
        step, shown, used = step + 1, shown + args.batch, before + gone / 60
        if step % AVERAGE_EVERY == 0:
            keep = min(args.keep, (1 + step) / (10 + step)) ** AVERAGE_EVERY
            with torch.no_grad():
                torch._foreach_lerp_([averages[n] for n in names], [table[n].detach() for n in names], 1 - keep)
        if end or save:
            barrier.wait(PATIENCE)  # every part of the parameters and of the average is of this step
            write(file, {"optimiser": optimiser.state_dict(), "step": step, "used": used, "pictures": shown})
            if watch:
                write(run / "net.pt", {"net": net.state_dict(), "step": step})
                write(run / "average.pt", {"average": average.state_dict(), "plan": net.plan.facts(), "step": step})
                watch.log(
                    {
                        "minutes": round(used, 2),
                        "pictures": shown,
                        "loss": round(float(np.mean(recent)), 4),
                        **watch.held_loss(),
                        "per second": round((shown - shown_before) / max(gone, 1e-3), 1),
                        "rate": rate,
                    }
                )
                if end or time.time() - sheet > SHEET_EVERY:
                    watch.sheet()
                    sheet = time.time()
                recent, saved = [], time.time()
        barrier.wait(PATIENCE)
        if end:
            return


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--minutes", type=float, default=60, help="length of this sitting")
    p.add_argument("--decay", action="store_true", help="the learning rate falls over this sitting: the last one")
    p.add_argument("--test", action="store_true", help="two minutes from nothing in a run of its own; fails unless the loss falls")
    p.add_argument("--name", default="generator", help="name of the run")
    p.add_argument("--rate", type=float, default=1e-3)
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--keep", type=float, default=0.9995, help="of the moving average, for every step")
    p.add_argument("--clip", type=float, default=1.0, help="greatest norm of a gradient")
    p.add_argument("--adam", action="store_true", help="Adam instead of Muon")
    p.add_argument("--processes", type=int, default=max(1, os.cpu_count() or 1))
    p.add_argument("--seed", type=int, default=1)
    args = p.parse_args()
    if args.test:
        args.name, args.minutes = "generator-test", min(args.minutes, 2.0)
    run = RUNS / args.name
    run.mkdir(parents=True, exist_ok=True)
    if args.test:
        for old in run.iterdir():
            old.unlink()
    Pictures()  # draws the sprites before anyone else needs them
    net, average = build(args.seed), build(args.seed)
    if (run / "net.pt").exists():
        steps = {torch.load(f)["step"] for f in [run / "net.pt", run / "average.pt", *run.glob("state-*.pt")]}
        assert len(steps) == 1, f"the checkpoint was cut off in the middle: steps {steps}"
        assert len(list(run.glob("state-*.pt"))) == args.processes, "a run goes on with as many processes as it began with"
        net.load_state_dict(torch.load(run / "net.pt")["net"])
        average.load_state_dict(torch.load(run / "average.pt")["average"])
    average.requires_grad_(False)
    net.share_memory()
    average.share_memory()
    total = sum(q.numel() for q in net.parameters())
    gradients = torch.zeros(args.processes, total).share_memory_()  # type: ignore[no-untyped-call]
    signals = torch.zeros(2, dtype=torch.int64).share_memory_()  # type: ignore[no-untyped-call]
    context = processes.get_context("spawn")
    barrier = context.Barrier(args.processes)
    others = [context.Process(target=work, args=(k, args, net, average, gradients, signals, barrier, run), daemon=True) for k in range(1, args.processes)]
    for o in others:
        o.start()
    work(0, args, net, average, gradients, signals, barrier, run)
    for o in others:
        o.join(PATIENCE)
    if args.test:
        lines = [json.loads(x) for x in (run / "log.jsonl").read_text().splitlines()]
        first, last = lines[0]["held"], lines[-1]["held"]
        print(f"held-out loss {first} -> {last}")
        assert last < 0.7 * first, "the loss did not fall"


if __name__ == "__main__":
    main()

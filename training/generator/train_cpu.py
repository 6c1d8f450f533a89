"""Training on the processor's cores.

The work is split over processes of one thread each, which hold the parameters in common: each draws its part of a batch
and takes its gradients, then each makes the step of its part of the parameters. That is quicker than threads inside the
operations, and far quicker when something else runs beside it.
"""

from __future__ import annotations

import argparse
import signal
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor
from torch import multiprocessing as processes

from learning import AVERAGE_EVERY, Lesson, follow, load_state, optimiser_of, rate_at, save_net, save_state, to_tensor
from network import Generator
from pictures import Pictures
from watch import Watch

PATIENCE = 300  # seconds a process waits for the others before it takes them for dead


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


def work(
    part: int,
    args: argparse.Namespace,
    lesson: Lesson,
    net: Generator,
    average: Generator,
    gradients: Tensor,
    signals: Tensor,
    barrier: Barrier,
    run: Path,
) -> None:
    """One of the processes. `gradients` [parts, P] and `signals` [2] (end, save) are common to all."""
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    cv2.setNumThreads(1)
    if part == 0:
        asked: list[int] = []
        signal.signal(signal.SIGTERM, lambda *_: asked.append(1))
    else:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the first one asks
    table: dict[str, Tensor] = dict(net.named_parameters())
    averages: dict[str, Tensor] = dict(average.named_parameters())
    places, at = {}, 0
    for name, p in table.items():
        places[name] = slice(at, at + p.numel())
        at += p.numel()
    names = share_of(net, part, args.processes)
    optimiser = optimiser_of(net, names, args.rate, args.adam)
    counters = load_state(run, optimiser, table, names)
    step, used, shown = counters["step"], counters["used"], counters["pictures"]
    source, size = Pictures(), args.batch // args.processes
    random = torch.Generator().manual_seed(args.seed * 1000003 + step * args.processes + part)
    rng = np.random.default_rng([args.seed, step, part])
    watch = Watch(run, average, lesson) if part == 0 else None
    began, before, shown_before = time.time(), used, shown
    saved, sheet = time.time(), time.time()
    recent: list[float] = []
    if watch and step == 0:
        watch.log({"minutes": 0.0, "pictures": 0, **watch.held_loss()})
    while True:
        gone = time.time() - began
        rate = rate_at(args, step, gone / 60)
        for g in optimiser.param_groups:
            g["lr"] = rate
        pictures, texts = source.batch(size, rng)
        clean = to_tensor(pictures)
        t, noise = lesson.times(size, random), torch.randn(clean.shape, generator=random)
        loss = lesson.loss(net, clean, torch.from_numpy(texts), t, noise)
        net.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        recent.append(loss.item())
        for name, p in table.items():
            assert p.grad is not None
            gradients[part, places[name]].view(p.shape).copy_(p.grad)
        if watch:
            signals[0] = int(bool(asked) or gone > args.minutes * 60)
            signals[1] = int(time.time() - saved > args.save_every)
        barrier.wait(PATIENCE)
        end, save = bool(signals[0]), bool(signals[1])
        total = gradients.mean(0)
        total.mul_(min(1.0, args.clip / (float(total.norm()) + 1e-9)))
        for name in names:
            table[name].grad = total[places[name]].view(table[name].shape)
        optimiser.step()
        step, shown, used = step + 1, shown + args.batch, before + gone / 60
        if step % AVERAGE_EVERY == 0:
            follow(averages, table, names, step, args.keep)
        if end or save:
            barrier.wait(PATIENCE)  # every part of the parameters and of the average is of this step
            save_state(run, part, optimiser, table, names, {"step": step, "used": used, "pictures": shown})
            if watch:
                save_net(run, args.processes, net, average, step)
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
                if end or time.time() - sheet > args.sheet_every:
                    watch.sheet()
                    sheet = time.time()
                recent, saved = [], time.time()
        barrier.wait(PATIENCE)
        if end:
            return


def train(args: argparse.Namespace, lesson: Lesson, net: Generator, average: Generator, run: Path) -> None:
    net.share_memory()
    average.share_memory()
    total = sum(q.numel() for q in net.parameters())
    gradients = torch.zeros(args.processes, total).share_memory_()  # type: ignore[no-untyped-call]
    signals = torch.zeros(2, dtype=torch.int64).share_memory_()  # type: ignore[no-untyped-call]
    context = processes.get_context("spawn")
    common = (lesson, net, average, gradients, signals, context.Barrier(args.processes), run)
    others = [context.Process(target=work, args=(k, args, *common), daemon=True) for k in range(1, args.processes)]
    for o in others:
        o.start()
    work(0, args, *common)
    for o in others:
        o.join(PATIENCE)

"""Training on a GPU: one process trains, and others render for it, since they would be far too slow one by one.

They hand over whole batches through memory that all of them see. Tests may call it with `--device cpu:0`, which
is the processor by the same way.
"""

from __future__ import annotations

import argparse
import signal
import time
from multiprocessing.queues import Queue
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor
from torch import multiprocessing as processes

from learning import AVERAGE_EVERY, Lesson, follow, load_state, optimiser_of, rate_at, save_net, save_state, to_tensor
from network import Generator
from pictures import Pictures
from scenery import SIDE
from watch import Watch
from words import LENGTH

AHEAD = 2  # batches that wait for every process that renders
PATIENCE = 300  # seconds


def render(seed: list[int], pictures: Tensor, texts: Tensor, free: Queue[int], ready: Queue[int]) -> None:
    """Fills slots of `pictures` [S, N, SIDE, SIDE, 3] and `texts` [S, N, LENGTH] until the number -1 comes."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the one that trains asks
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    source, rng = Pictures(), np.random.default_rng(seed)
    while (slot := free.get()) >= 0:
        drawn, said = source.batch(pictures.shape[1], rng)
        pictures[slot].copy_(torch.from_numpy(drawn))
        texts[slot].copy_(torch.from_numpy(said))
        ready.put(slot)


def train(args: argparse.Namespace, lesson: Lesson, net: Generator, average: Generator, run: Path) -> None:
    device = torch.device(args.device)
    net.to(device)
    average.to(device)
    table: dict[str, Tensor] = dict(net.named_parameters())
    averages: dict[str, Tensor] = dict(average.named_parameters())
    names = list(table)
    optimiser = optimiser_of(net, names, args.rate, args.adam)
    counters = load_state(run, optimiser, table, names)
    step, used, shown = counters["step"], counters["used"], counters["pictures"]
    slots = args.processes * AHEAD
    pictures = torch.empty(slots, args.batch, SIDE, SIDE, 3, dtype=torch.uint8).share_memory_()  # type: ignore[no-untyped-call]
    texts = torch.empty(slots, args.batch, LENGTH, dtype=torch.int64).share_memory_()  # type: ignore[no-untyped-call]
    context = processes.get_context("spawn")
    free, ready = context.Queue(), context.Queue()
    for slot in range(slots):
        free.put(slot)
    renderers = [context.Process(target=render, args=([args.seed, step, k], pictures, texts, free, ready), daemon=True) for k in range(args.processes)]
    for r in renderers:
        r.start()
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: asked.append(1))
    random = torch.Generator(device).manual_seed(args.seed * 1000003 + step)
    watch = Watch(run, average, lesson)
    if step == 0:
        watch.log({"minutes": 0.0, "pictures": 0, **watch.held_loss()})
    began, before, shown_before = time.time(), used, shown
    saved = sheet = began
    recent: list[Tensor] = []
    end = False
    while not end:
        gone = time.time() - began
        rate = rate_at(args, step, gone / 60)
        for g in optimiser.param_groups:
            g["lr"] = rate
        slot = ready.get(timeout=PATIENCE)
        clean = to_tensor(pictures[slot].to(device)).contiguous(memory_format=torch.channels_last)
        ids = texts[slot].to(device, copy=True)
        free.put(slot)
        t, noise = lesson.times(args.batch, random), torch.randn(clean.shape, generator=random, device=device)
        loss = lesson.loss(net, clean, ids, t, noise)
        net.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        recent.append(loss.detach())
        torch.nn.utils.clip_grad_norm_(net.parameters(), args.clip)
        optimiser.step()
        step, shown, used = step + 1, shown + args.batch, before + gone / 60
        if step % AVERAGE_EVERY == 0:
            follow(averages, table, names, step, args.keep)
        end = bool(asked) or gone > args.minutes * 60
        if end or time.time() - saved > args.save_every:
            save_state(run, 0, optimiser, table, names, {"step": step, "used": used, "pictures": shown})
            save_net(run, 1, net, average, step)
            speed = round((shown - shown_before) / max(gone, 1e-3), 1)
            loss_now = round(float(torch.stack(recent).mean()), 4)
            watch.log({"minutes": round(used, 2), "pictures": shown, "loss": loss_now, **watch.held_loss(), "per second": speed, "rate": rate})
            if end or time.time() - sheet > args.sheet_every:
                watch.sheet()
                sheet = time.time()
            recent, saved = [], time.time()
    for _ in renderers:
        free.put(-1)
    for r in renderers:
        r.join(PATIENCE)

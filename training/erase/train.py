"""Trains the eraser on the rendered pictures of ../render.py, with masks of masks.py.

    python train.py --minutes 90

A run lives in WORK/runs/erase: `state.pt` is written every two minutes and when the process is asked to end (SIGTERM), and the same
command goes on from it. The learning rate follows the fraction of `--minutes` used: flat, then a cosine down to nothing; so a longer
`--minutes` on a run in its flat part just extends it. `average.pt` holds the moving average of the weights, which is what export.py takes.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import queue
import shlex
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from places import PICTURES, RUNS  # first: makes what is shared importable

import cv2  # isort: skip
import numpy as np
import torch
from torch import Tensor

from masks import Array, mask
from muon import Muon
from network import Eraser

HELD_OUT = 2  # the first blocks are for validation only
LUMA = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)


class Batches:
    """Random patches and masks, prepared ahead in a thread."""

    def __init__(self, size: int, side: int, seed: int) -> None:
        self.size, self.side = size, side
        self.rng = np.random.default_rng(seed)
        self.seen: set[str] = set()
        self.pictures: list[Array] = []
        self.held: list[Array] = []
        self.refresh()
        self.queue: queue.Queue[tuple[Array, Array]] = queue.Queue(8)
        threading.Thread(target=self.work, daemon=True).start()

    def refresh(self) -> None:
        """Takes in blocks that the renderer has finished since."""
        for path in sorted(PICTURES.glob("block-*.npy")):
            if path.name in self.seen:
                continue
            self.seen.add(path.name)
            into = self.held if len(self.seen) <= HELD_OUT else self.pictures
            into.extend(np.load(path))

    def one(self) -> tuple[Array, Array]:
        rng, side = self.rng, self.side
        picture = self.pictures[int(rng.integers(len(self.pictures)))]
        # Pictures seen from further away: more happens in the same number of pixels.
        part = int(rng.integers(side, picture.shape[0] + 1)) if rng.random() < 0.5 else side
        y, x = (int(v) for v in rng.integers(0, picture.shape[0] - part + 1, 2))
        patch = picture[y : y + part, x : x + part]
        if part != side:
            patch = cv2.resize(patch, (side, side), interpolation=cv2.INTER_AREA)
        if rng.random() < 0.5:
            patch = patch[:, ::-1]
        if rng.random() < 0.5:
            patch = patch[::-1]
        if rng.random() < 0.5:
            patch = patch.transpose(1, 0, 2)
        return patch, mask(rng, side, side)

    def work(self) -> None:
        while True:
            pairs = [self.one() for _ in range(self.size)]
            self.queue.put((np.stack([a for a, _ in pairs]), np.stack([b for _, b in pairs])))

    def take(self) -> tuple[Tensor, Tensor]:
        """Pictures [B, 3, side, side], 0..1, and masks [B, 1, side, side]."""
        a, b = self.queue.get()
        return torch.from_numpy(a).permute(0, 3, 1, 2).float() / 255, torch.from_numpy(b)[:, None].float()


def loss_of(out: Tensor, target: Tensor, erased: Tensor, softness: float) -> Tensor:
    """
    Charbonnier distance over what was erased, of colours and of brightness; and the logarithm of each picture's squared error, which
    is what a mean of PSNR is a mean of.
    """
    d = (out - target) * erased
    covered = erased.sum((1, 2, 3)).clamp(min=1)
    y = (d * LUMA).sum(1, keepdim=True)

    def distance(values: Tensor) -> Tensor:
        return (((values.square() + softness**2).sqrt() - softness) * erased).sum() / (covered.sum() * values.shape[1])

    squared = d.square().sum((1, 2, 3)) / (3 * covered)
    return distance(d) + distance(y) + 0.01 * (squared + 1e-5).log().mean()


def validate(net: Eraser, batches: Batches) -> float:
    """Mean PSNR in dB over the erased pixels of held-out rendered pictures, with masks that are always the same."""
    rows = []
    rng = np.random.default_rng(7)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for picture in batches.held:
            erased = torch.from_numpy(mask(rng, *picture.shape[:2], 0.05, 0.15))[None, None].float()
            x = torch.from_numpy(picture.copy()).permute(2, 0, 1)[None].float() / 255
            d = ((net(x, erased).float().clamp(0, 1) - x) * erased).square().sum() / (3 * erased.sum())
            rows.append(-10 * math.log10(max(float(d), 1e-10)))
    return float(np.mean(rows))


def optimiser(net: Eraser, rate: float) -> Muon:
    """Muon for the kernels of 3 x 3 of the blocks; Adam for the rest."""

    def is_matrix(name: str) -> bool:
        return name.startswith(("down", "up")) and name.endswith("weight")

    named = list(net.named_parameters())
    return Muon((p for n, p in named if is_matrix(n)), (p for n, p in named if not is_matrix(n)), rate)


def channels_last(net: Eraser) -> None:
    """Kernels in the memory order that the CPU's bfloat16 convolutions like best."""
    for p in net.parameters():
        if p.ndim == 4:
            p.data = p.data.contiguous(memory_format=torch.channels_last)


def write(path: Path, thing: Any) -> None:
    part = path.with_suffix(".part")
    torch.save(thing, part)
    os.replace(part, path)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--minutes", type=float, required=True, help="length of the whole run, resumed parts included")
    p.add_argument("--flat", type=float, default=0.5, help="fraction of the run before the learning rate falls")
    p.add_argument("--rate", type=float, default=1e-3)
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--side", type=int, default=192, help="pixels of a patch")
    p.add_argument("--softness", type=float, default=0.02, help="of the Charbonnier loss, in 0..1")
    p.add_argument("--name", default="erase", help="name of the run")
    p.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    p.add_argument("--seed", type=int, default=1)
    args = p.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    run = RUNS / args.name
    run.mkdir(parents=True, exist_ok=True)
    net, average = Eraser(), Eraser()
    average.load_state_dict(net.state_dict())
    channels_last(net)
    channels_last(average)
    opt = optimiser(net, args.rate)
    step, used = 0, 0.0
    if (run / "state.pt").exists():
        state = torch.load(run / "state.pt")
        net.load_state_dict(state["net"])
        average.load_state_dict(state["average"])
        opt.load_state_dict(state["optimiser"])
        step, used = state["step"], state["used"]
    batches = Batches(args.batch, args.side, args.seed + step)
    print(f"{len(batches.pictures)} pictures, step {step}, {used / 60:.1f} min used", flush=True)
    total, last, saved, said, losses = args.minutes * 60, time.time(), time.time(), time.time(), []

    def save() -> None:
        write(run / "state.pt", {"net": net.state_dict(), "average": average.state_dict(), "optimiser": opt.state_dict(), "step": step, "used": used})
        write(run / "average.pt", average.state_dict())
        facts = {
            "command": f"python training/erase/train.py {shlex.join(sys.argv[1:])}",
            "pictures": len(batches.pictures),
            "steps": step,
            "minutes": round(used / 60, 1),
            "batch": args.batch,
            "patch": args.side,
        }
        (run / "facts.json").write_text(json.dumps(facts))

    asked_to_end = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: asked_to_end.set())
    while used < total and not asked_to_end.is_set():
        done = used / total
        fall = 0.0 if done < args.flat else (done - args.flat) / (1 - args.flat)
        rate = args.rate * min(1.0, (step + 1) / 200) * (0.5 + 0.5 * math.cos(math.pi * min(fall, 1.0))) + 1e-6
        for g in opt.param_groups:
            g["lr"] = rate
        x, erased = batches.take()
        with torch.autocast("cpu", torch.bfloat16):
            out = net(x, erased)
        loss = loss_of(out, x, erased, args.softness)
        opt.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        opt.step()
        with torch.no_grad():
            keep = min(0.999, (1 + step) / (20 + step))
            torch._foreach_lerp_(list(average.parameters()), list(net.parameters()), 1 - keep)
        step += 1
        losses.append(loss.item())
        now = time.time()
        used, last = used + now - last, now
        if now - said > 30:
            print(f"{used / 60:6.1f} min  step {step}  {len(losses) * args.batch / (now - said):.0f} pictures/s  rate {rate:.1e}  loss {np.mean(losses):.5f}", flush=True)
            losses, said = [], now
        if now - saved > 120:
            save()
            batches.refresh()
            print(f"    held-out {validate(average, batches):.3f} dB, {len(batches.pictures)} pictures", flush=True)
            saved = last = time.time()
    save()
    print(f"stopped at {used / 60:.1f} min, step {step}: held-out {validate(average, batches):.3f} dB", flush=True)


if __name__ == "__main__":
    main()

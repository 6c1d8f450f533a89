"""Trains one network on the rendered pictures.

    python train.py enlarge-x2 --minutes 76 --softness 0.01
    python train.py enlarge-x4 --minutes 37 --flat 0.3 --rate 8e-4 --softness 0.01 --start-from enlarge-x2
    python train.py repair --minutes 100 --softness 0.02

A run lives in WORK/runs/<id>: `state.pt` is written every two minutes and when the process is asked to end
(SIGTERM), and the same command goes on from it. The learning rate follows the fraction of `--minutes` used: flat, then a cosine down to nothing;
so a longer `--minutes` on a run in its flat part just extends it. `average.pt` holds the moving average
of the weights, which is what export.py takes.
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

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from degrade import damage, grow, shrink
from muon import Muon
from networks import PLANS, Network, Plan, warm_start
from render import PLAIN_BLOCKS
from workplace import PICTURES, RUNS

HELD_OUT = 2  # the first blocks are for validation only
RICH_SHARE = 0.65  # of the patches come from pictures whose every surface has texture
LUMA = torch.tensor([65.481, 128.553, 24.966]).view(1, 3, 1, 1) / 219  # BT.601, of RGB in 0..1, range 0..1


class Pictures:
    """All rendered blocks in memory; new ones are picked up as the renderer finishes them."""

    def __init__(self, factor: int, limit: int) -> None:
        self.factor, self.limit = factor, limit
        self.seen: set[str] = set()
        self.high: list[np.ndarray] = []
        self.low: list[np.ndarray] = []
        self.held: list[tuple[np.ndarray, np.ndarray]] = []
        self.plain = 0  # so many of `high` are plain; they come first
        self.refresh()

    def refresh(self) -> None:
        for path in sorted(PICTURES.glob("block-*.npy"))[: self.limit]:
            if path.name in self.seen:
                continue
            self.seen.add(path.name)
            for hr in np.load(path):
                lr = shrink(hr, self.factor) if self.factor > 1 else hr
                if len(self.seen) <= HELD_OUT:
                    self.held.append((hr, lr))
                else:
                    self.high.append(hr)
                    self.low.append(lr)
                    self.plain += int(path.stem.split("-")[1]) < PLAIN_BLOCKS

    def draw(self, rng: np.random.Generator) -> int:
        """Number of a random picture."""
        if self.plain < len(self.high) and (not self.plain or rng.random() < RICH_SHARE):
            return int(rng.integers(self.plain, len(self.high)))
        return int(rng.integers(self.plain))


class Batches:
    """Random patches, prepared ahead in a thread. `patch` counts input pixels."""

    def __init__(self, plan: Plan, pictures: Pictures, size: int, patch: int, seed: int) -> None:
        self.plan, self.pictures, self.size, self.patch = plan, pictures, size, patch
        self.rng = np.random.default_rng(seed)
        self.queue: queue.Queue[tuple[np.ndarray, np.ndarray]] = queue.Queue(6)
        threading.Thread(target=self.fill, daemon=True).start()

    def place(self, i: int, margin: int) -> tuple[int, int]:
        """Corner of a patch in the input of picture i: of two candidates the busier one, usually."""
        low, p = self.pictures.low[i], self.patch + margin
        best, best_score = (0, 0), -1.0
        for _ in range(2 if self.rng.random() < 0.75 else 1):
            y, x = (int(v) for v in self.rng.integers(0, np.array(low.shape[:2]) - p + 1))
            g = low[y : y + p : 2, x : x + p, 1].astype(np.int16)
            score = float(np.abs(np.diff(g, axis=1)).mean())
            if score > best_score:
                best, best_score = (y, x), score
        return best

    def one(self) -> tuple[np.ndarray, np.ndarray]:
        rng, p, s = self.rng, self.patch, self.plan.scale
        i = self.pictures.draw(rng)
        if s > 1:
            y, x = self.place(i, 0)
            hr = self.pictures.high[i][y * s : (y + p) * s, x * s : (x + p) * s]
            lr = self.pictures.low[i][y : y + p, x : x + p]
        else:  # cut a little more, so that JPEG's blocks begin anywhere in the patch
            y, x = self.place(i, 16)
            hr = self.pictures.high[i][y : y + p + 16, x : x + p + 16]
        if rng.random() < 0.5:
            hr = hr[:, ::-1]
            lr = lr[:, ::-1] if s > 1 else hr
        if rng.random() < 0.5:
            hr = hr[::-1]
            lr = lr[::-1] if s > 1 else hr
        if rng.random() < 0.5:
            hr = hr.transpose(1, 0, 2)
            lr = lr.transpose(1, 0, 2) if s > 1 else hr
        if s == 1:
            hr = np.ascontiguousarray(hr)
            lr = damage(hr, rng)
            y, x = (int(v) for v in rng.integers(0, 17, 2))
            hr, lr = hr[y : y + p, x : x + p], lr[y : y + p, x : x + p]
        return lr, hr

    def fill(self) -> None:
        while True:
            pairs = [self.one() for _ in range(self.size)]
            self.queue.put((np.stack([a for a, _ in pairs]), np.stack([b for _, b in pairs])))

    def take(self) -> tuple[Tensor, Tensor]:
        """Input [B, 3, p, p] and target [B, 3, s p, s p], float32 0..1, channels last in memory."""
        lr, hr = self.queue.get()
        return tuple(torch.from_numpy(a).permute(0, 3, 1, 2).float() / 255 for a in (lr, hr))  # type: ignore[return-value]


def muon_of(net: Network, rate: float) -> Muon:
    """Muon for the body's kernels, which are all wider than tall; Adam for the rest."""

    def is_matrix(name: str, p: nn.Parameter) -> bool:
        return name.startswith("body") and p.ndim == 4

    named = list(net.named_parameters())
    return Muon((p for n, p in named if is_matrix(n, p)), (p for n, p in named if not is_matrix(n, p)), rate)


def loss_of(out: Tensor, target: Tensor, softness: float) -> Tensor:
    """Charbonnier distance of the colours plus that of the brightness, which the eye weighs most."""
    d = out - target
    y = (d * LUMA).sum(1, keepdim=True)
    e = softness**2
    return (d.square() + e).sqrt().mean() + (y.square() + e).sqrt().mean()


def luma_psnr(a: np.ndarray, b: np.ndarray) -> float:
    """dB between two uint8 RGB pictures, Y of BT.601 (16..235)."""
    w = np.array([65.481, 128.553, 24.966]) / 255
    return float(10 * np.log10(255**2 / max(np.mean(((a.astype(np.float64) - b) @ w) ** 2), 1e-10)))


def validate(net: Network, pictures: Pictures, plan: Plan) -> float:
    """Mean gain in dB on held-out rendered pictures: over bicubic, or over the damaged input."""
    gains, rng = [], np.random.default_rng(7)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for hr, lr in pictures.held[:24]:
            if plan.scale == 1:
                lr = base = damage(hr, rng)
            else:
                base = grow(lr, plan.scale)
            x = torch.from_numpy(lr.copy()).permute(2, 0, 1)[None].float() / 255
            o = (net(x).clamp(0, 1) * 255).round()[0].permute(1, 2, 0).byte().numpy()
            if plan.scale > 1 or not np.array_equal(lr, hr):
                gains.append(luma_psnr(o, hr) - luma_psnr(base, hr))
    return float(np.mean(gains))


def channels_last(net: Network) -> None:
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
    p.add_argument("id", choices=list(PLANS))
    p.add_argument("--minutes", type=float, required=True, help="length of the whole run, resumed parts included")
    p.add_argument("--flat", type=float, default=0.5, help="fraction of the run before the learning rate falls")
    p.add_argument("--stop-after", type=float, default=1e9, help="leave after so many minutes in all, to be resumed")
    p.add_argument("--rate", type=float, default=1e-3)
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--patch", type=int, default=0, help="input pixels; 0: 48 when enlarging, 96 when repairing")
    p.add_argument("--softness", type=float, default=1e-3, help="of the Charbonnier loss, in 0..1")
    p.add_argument("--start-from", default="", help="id of a run whose weights to begin with")
    p.add_argument("--name", default="", help="name of the run; default: the id")
    p.add_argument("--blocks", type=int, default=100000, help="use at most so many blocks of pictures")
    p.add_argument("--adam", action="store_true", help="Adam instead of Muon")
    p.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    p.add_argument("--seed", type=int, default=1)
    args = p.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    plan = PLANS[args.id]
    run = RUNS / (args.name or args.id)
    run.mkdir(parents=True, exist_ok=True)

    net = Network(plan)
    ancestor: dict[str, Any] = {}
    if args.start_from:
        ancestor = json.loads((RUNS / args.start_from / "facts.json").read_text())
        warm_start(net, torch.load(RUNS / args.start_from / "average.pt"))
    channels_last(net)
    average = Network(plan)
    average.load_state_dict(net.state_dict())
    channels_last(average)
    opt = torch.optim.Adam(net.parameters(), args.rate, (0.9, 0.99)) if args.adam else muon_of(net, args.rate)
    step, used = 0, 0.0
    if (run / "state.pt").exists():
        state = torch.load(run / "state.pt")
        net.load_state_dict(state["net"])
        average.load_state_dict(state["average"])
        opt.load_state_dict(state["optimiser"])
        step, used = state["step"], state["used"]
        ancestor = state.get("ancestor", ancestor)  # as it was when this run began

    pictures = Pictures(plan.scale, args.blocks)
    print(f"{args.id}: {len(pictures.high)} pictures, step {step}, {used / 60:.1f} min used", flush=True)
    batches = Batches(plan, pictures, args.batch, args.patch or (48 if plan.scale > 1 else 96), args.seed + step)
    total, last, saved, losses, said = args.minutes * 60, time.time(), time.time(), [], time.time()

    def save() -> None:
        state = {"net": net.state_dict(), "average": average.state_dict(), "optimiser": opt.state_dict(), "step": step, "used": used, "ancestor": ancestor}
        write(run / "state.pt", state)
        write(run / "average.pt", average.state_dict())
        facts = {
            "command": f"python training/train.py {shlex.join(sys.argv[1:])}",
            "pictures": len(pictures.high),
            "steps": step,
            "minutes": round(used / 60, 1),
            "batch": args.batch,
            "patch": batches.patch,
        }
        if args.start_from:
            facts["startedFrom"] = {"id": args.start_from, **ancestor}
        (run / "facts.json").write_text(json.dumps(facts))

    asked_to_end = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: asked_to_end.set())
    while used < min(total, args.stop_after * 60) and not asked_to_end.is_set():
        done = used / total
        fall = 0.0 if done < args.flat else (done - args.flat) / (1 - args.flat)
        rate = args.rate * min(1.0, (step + 1) / 200) * (0.5 + 0.5 * math.cos(math.pi * min(fall, 1.0))) + 1e-6
        for g in opt.param_groups:
            g["lr"] = rate
        x, y = batches.take()
        with torch.autocast("cpu", torch.bfloat16):
            out = net(x)
        loss = loss_of(out, y, args.softness)
        opt.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        if args.adam:
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        with torch.no_grad():
            keep = min(0.999, (1 + step) / (20 + step))
            torch._foreach_lerp_(list(average.parameters()), list(net.parameters()), 1 - keep)
        step += 1
        losses.append(loss.item())
        now = time.time()
        used, last = used + now - last, now
        if now - said > 30:
            print(f"{used / 60:6.1f} min  step {step}  {len(losses) / (now - said):.1f}/s  rate {rate:.1e}  loss {np.mean(losses):.5f}", flush=True)
            losses, said = [], now
        if now - saved > 120:
            save()
            pictures.refresh()
            print(f"    held-out gain {validate(average, pictures, plan):+.3f} dB, {len(pictures.high)} pictures", flush=True)
            saved = last = time.time()
    save()
    print(f"stopped at {used / 60:.1f} min, step {step}: held-out gain {validate(average, pictures, plan):+.3f} dB", flush=True)


if __name__ == "__main__":
    main()

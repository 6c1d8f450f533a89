"""Trains the generator on pictures rendered as it goes.

    python train.py --minutes 60             # a sitting; the same command goes on from its checkpoint
    python train.py --minutes 40 --decay     # the last sitting: the learning rate falls to nothing over it
    python train.py --test                   # two minutes from nothing: fails unless the loss falls
    python train.py --device cuda --batch 512 --minutes 9 --decay    # on a GPU, all at once

WORK/runs/generator: the checkpoint, every two minutes and when the process is asked to end (SIGTERM); `average.pt`, the moving
average of the weights, which is exported; `log.jsonl`, a line every two minutes; `sheet.png`, the 64 prompts of pairs.py,
every fifteen.

The learning rate stays as it is until --decay, so that nobody need know beforehand how long training will go on.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
from pathlib import Path

import train_cpu
import train_gpu
from learning import Lesson, build, load_net
from network import Generator
from pictures import Pictures
from places import RUNS


def options(description: str | None) -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--minutes", type=float, default=60, help="length of this sitting")
    p.add_argument("--decay", action="store_true", help="the learning rate falls over this sitting: the last one")
    p.add_argument("--name", default="generator", help="name of the run")
    p.add_argument("--rate", type=float, default=1e-3)
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--keep", type=float, default=0.9995, help="of the moving average, for every step")
    p.add_argument("--clip", type=float, default=1.0, help="greatest norm of a gradient")
    p.add_argument("--adam", action="store_true", help="Adam instead of Muon")
    p.add_argument("--device", default="cpu", help="cpu, or cuda")
    p.add_argument("--processes", type=int, default=max(1, os.cpu_count() or 1), help="that train, or that render for a GPU")
    p.add_argument("--save-every", type=float, default=120, help="seconds")
    p.add_argument("--sheet-every", type=float, default=900, help="seconds")
    p.add_argument("--seed", type=int, default=1)
    return p


def train(args: argparse.Namespace, lesson: Lesson, net: Generator, average: Generator, run: Path) -> None:
    """From the run's checkpoint, where there is one, else from the networks that are given."""
    run.mkdir(parents=True, exist_ok=True)
    Pictures()  # draws the sprites before anyone else needs them
    load_net(run, net, average)
    average.requires_grad_(False)
    (train_cpu if args.device == "cpu" else train_gpu).train(args, lesson, net, average, run)


def main() -> None:
    p = options(__doc__)
    p.add_argument("--test", action="store_true", help="two minutes from nothing in a run of its own; fails unless the loss falls")
    args = p.parse_args()
    if args.test:
        args.name, args.minutes = "generator-test", min(args.minutes, 2.0)
    run = RUNS / args.name
    if args.test:
        shutil.rmtree(run, ignore_errors=True)
    train(args, Lesson(), build(args.seed), build(args.seed), run)
    if args.test:
        lines = [json.loads(x) for x in (run / "log.jsonl").read_text().splitlines()]
        first, last = lines[0]["held"], lines[-1]["held"]
        print(f"held-out loss {first} -> {last}")
        assert last < 0.7 * first, "the loss did not fall"


if __name__ == "__main__":
    main()

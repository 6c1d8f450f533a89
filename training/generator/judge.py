"""The judge: says which object and which style a picture shows, to count how often the generator does as it is told.

    python judge.py            # trains it, 64,000 renderings; fails unless it knows held-out renderings

It is trained on renderings alone, fresh ones for every step, damaged a little so that soft edges and specks do not mislead it, and it never
sees a picture that the generator made. An object is one of objects.json, look-alikes under one name; a style is one of
STYLES or the plain one. Pairs that are held out from the generator are shown to the judge: it shall know them as well as others.

WORK/runs/judge: `judge.pt`, the weights; `judge.json`, how often it is right on renderings it was not trained on.
"""

from __future__ import annotations

import argparse
import json
import math

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from pictures import Pictures
from places import RUNS
from words import COLOUR, COLOURS, OBJECTS, PLAIN, STYLES, Scene, Thing

from muon import Muon  # isort: skip

Array = NDArray
RUN = RUNS / "judge"
KINDS = (PLAIN, *STYLES)
UNDAMAGED = 0.3  # of the pictures it is trained on
STYLED = 0.5  # of the pictures, in any style but the plain one
TRAIN_SEED, HELD_SEED = 20261126, 31415926
HELD = 4096  # renderings on which it is tested
MUST_REACH = 0.95  # of plain ones, and of styles
RATE, WARM_UP, BATCH = 2e-3, 100, 64


class Block(nn.Module):
    """Half the grid, then two convolutions added to it."""

    def __init__(self, i: int, o: int) -> None:
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(i, o, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU())
        self.first, self.norm1 = nn.Conv2d(o, o, 3, padding=1, bias=False), nn.BatchNorm2d(o)
        self.second, self.norm2 = nn.Conv2d(o, o, 3, padding=1, bias=False), nn.BatchNorm2d(o)

    def forward(self, x: Tensor) -> Tensor:
        x = self.down(x)
        return F.relu(x + self.norm2(self.second(F.relu(self.norm1(self.first(x))))))


def layer(i: int, o: int, kernel: int = 3) -> list[nn.Module]:
    """Half the grid."""
    return [nn.Conv2d(i, o, kernel, stride=2, padding=kernel // 2, bias=False), nn.BatchNorm2d(o), nn.ReLU()]


class Judge(nn.Module):
    """Pictures float32 [N, 3, 128, 128], -1..1, to scores of objects [N, OBJECTS] and of styles [N, KINDS]."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(*layer(3, 24, 5), *layer(24, 64))
        self.blocks = nn.Sequential(Block(64, 96), Block(96, 160), Block(160, 256))
        self.steps = nn.Sequential(*layer(6, 32), *layer(32, 64), *layer(64, 64))
        self.object, self.style = nn.Linear(256, len(OBJECTS)), nn.Linear(256 + 64, len(KINDS))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        far = self.blocks(self.stem(x)).mean((2, 3))
        # Styles are told by how colours change from pixel to pixel: squares of pixel art were not learnt from the colours.
        changes = torch.cat([(x[:, :, :-1, 1:] - x[:, :, :-1, :-1]).abs(), (x[:, :, 1:, :-1] - x[:, :, :-1, :-1]).abs()], 1)
        near = self.steps(changes * 4).mean((2, 3))
        return self.object(far), self.style(torch.cat([far, near], 1))


def draw(source: Pictures, rng: np.random.Generator) -> tuple[Array, int, int]:
    """(a single object on one colour, uint8 [SIDE, SIDE, 3], its number, the number of its style)."""
    i = int(rng.integers(len(OBJECTS)))
    style = int(rng.integers(1, len(KINDS))) if rng.random() < STYLED else 0
    scene = Scene((Thing(OBJECTS[i]),), "", KINDS[style], COLOUR, (COLOURS[int(rng.integers(len(COLOURS)))],))
    return source.paint(scene, [i], rng), i, style


def damage(picture: Array, rng: np.random.Generator) -> Array:
    """What a picture that was not rendered may have: bent and soft edges, specks, colours a little off, a part missing."""
    n = picture.shape[0]
    y, x = np.mgrid[0:n, 0:n].astype(np.float32)
    bend = rng.uniform(0, 2.5)
    dx, dy = (cv2.resize(rng.normal(0, bend, (6, 6)).astype(np.float32), (n, n), interpolation=cv2.INTER_CUBIC) for _ in range(2))
    grow = rng.uniform(0.88, 1.12)
    mx, my = (x - n / 2) * grow + n / 2 + dx, (y - n / 2) * grow + n / 2 + dy
    p = cv2.remap(picture, mx, my, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if rng.random() < 0.5:
        p = cv2.GaussianBlur(p, (0, 0), rng.uniform(0.3, 1.5))
    f = p.astype(np.float32) * rng.uniform(0.9, 1.1, 3).astype(np.float32) + rng.uniform(-8, 8, 3).astype(np.float32)
    if rng.random() < 0.5:
        f += rng.normal(0, rng.uniform(0, 10), f.shape).astype(np.float32)
    if rng.random() < 0.3:
        a, b = (int(v) for v in rng.integers(8, n - 40, 2))
        f[a : a + int(rng.integers(8, 32)), b : b + int(rng.integers(8, 32))] = rng.uniform(0, 255, 3)
    return np.clip(f, 0, 255).astype(np.uint8)


def to_tensor(pictures: list[Array]) -> Tensor:
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1


@torch.no_grad()
def scores(judge: Judge, pictures: list[Array]) -> tuple[Tensor, Tensor]:
    """Scores of objects and of styles, float32, on the CPU."""
    parts = [judge(to_tensor(pictures[i : i + 64])) for i in range(0, len(pictures), 64)]
    return torch.cat([p[0] for p in parts]), torch.cat([p[1] for p in parts])


def load() -> Judge:
    judge = Judge()
    judge.load_state_dict(torch.load(RUN / "judge.pt"))
    return judge.eval()


def examine(judge: Judge, source: Pictures) -> dict[str, float]:
    """How often it is right on undamaged renderings that were not trained on."""
    rng = np.random.default_rng(HELD_SEED)
    drawn = [draw(source, rng) for _ in range(HELD)]
    objects, styles = scores(judge, [d[0] for d in drawn])
    which, kind = torch.tensor([d[1] for d in drawn]), torch.tensor([d[2] for d in drawn])
    first, plain = objects.argmax(1) == which, kind == 0
    top5 = (objects.topk(5).indices == which[:, None]).any(1)
    return {
        "object top-1, plain": float(first[plain].float().mean()),
        "object top-5, plain": float(top5[plain].float().mean()),
        "object top-1, any style": float(first.float().mean()),
        "style top-1": float((styles.argmax(1) == kind).float().mean()),
    }


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--steps", type=int, default=1000, help=f"of {BATCH} renderings")
    args = p.parse_args()
    torch.manual_seed(TRAIN_SEED)
    cv2.setNumThreads(1)
    judge, source, rng = Judge(), Pictures(), np.random.default_rng(TRAIN_SEED)
    matrices = [q for n, q in judge.named_parameters() if q.ndim == 4 and not n.startswith(("stem.0", "steps"))]
    chosen = set(map(id, matrices))
    optimiser = Muon(matrices, [q for q in judge.parameters() if id(q) not in chosen], RATE)
    for step in range(args.steps):
        for g in optimiser.param_groups:
            g["lr"] = RATE * min(1, (step + 1) / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * step / args.steps))
        drawn = [draw(source, rng) for _ in range(BATCH)]
        clean = to_tensor([d[0] if rng.random() < UNDAMAGED else damage(d[0], rng) for d in drawn])
        with torch.autocast("cpu", torch.bfloat16):
            objects, styles = judge(clean.contiguous(memory_format=torch.channels_last))
        loss = F.cross_entropy(objects.float(), torch.tensor([d[1] for d in drawn]), label_smoothing=0.05)
        loss = loss + F.cross_entropy(styles.float(), torch.tensor([d[2] for d in drawn]), label_smoothing=0.05)
        judge.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        if step % 50 == 49:
            right = (styles.argmax(1) == torch.tensor([d[2] for d in drawn])).float().mean()
            print(f"{(step + 1) * BATCH} renderings, loss {loss.item():.3f}, styles right {right:.2f}", flush=True)
    facts = {k: round(v, 4) for k, v in examine(judge.eval(), source).items()}
    RUN.mkdir(parents=True, exist_ok=True)
    torch.save(judge.state_dict(), RUN / "judge.pt")
    (RUN / "judge.json").write_text(json.dumps({"renderings": args.steps * BATCH, **facts}, indent=2) + "\n")
    print(facts)
    assert facts["object top-1, plain"] >= MUST_REACH and facts["style top-1"] >= MUST_REACH, "the judge is not good enough to judge"


if __name__ == "__main__":
    main()

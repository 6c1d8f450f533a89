"""Measures the exported generator: does it draw what it is told?

    python evaluate.py                       # every prompt of pairs.py: about half an hour; fills in the card
    python evaluate.py --every 8 --steps 32  # of every eighth prompt; does not touch the card

Runs the very files of models/starter/generator with ONNX Runtime, by the schedule that the extension uses, and asks judge.py's
judge. Writes the 64 prompts of the contact sheet as contact-sheet.webp beside them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from PIL import Image

import judge as judging
from pairs import Prompt, prompts, sheet_prompts
from pictures import grid
from places import EXPORTED
from sampling import noise_of
from tokenizer import START
from words import COLOURS, OBJECTS, PALETTE, PLAIN, tokens

from onnx_graph import session_of  # isort: skip

Array = NDArray
BATCH = 16
BORDER = 4  # pixels of the edge whose median is the background
TWICE = 48  # prompts that are drawn again, from the same seed and from another


class Checkpoint:
    """The files of an export, as they are run."""

    def __init__(self, folder: Path, threads: int) -> None:
        def open_graph(name: str) -> onnxruntime.InferenceSession:
            return session_of((folder / name / "model.onnx").read_bytes(), threads)

        self.text, self.denoiser = open_graph("text_encoder"), open_graph("unet")
        self.shift = json.loads((folder / "scheduler" / "scheduler_config.json").read_text())["shift"]

    def read(self, texts: list[str]) -> Array:
        ids = np.array([[START, *tokens(t)] for t in texts], np.int64)
        said: Array = self.text.run(None, {"input_ids": ids})[0]
        return said

    def sigmas(self, steps: int) -> Array:
        even = np.linspace(1, 1 / steps, steps)
        return np.append(self.shift * even / (1 + (self.shift - 1) * even), 0).astype(np.float32)

    def draw(self, texts: list[str], seeds: list[int], steps: int, guidance: float) -> Array:
        """uint8 [N, SIDE, SIDE, 3]."""
        x = noise_of(seeds).numpy()
        words = self.read(texts if guidance == 1 else [*texts, *[""] * len(texts)])
        runs = len(words) // len(x)
        sigmas = self.sigmas(steps)
        for now, then in zip(sigmas, sigmas[1:]):
            inputs = {"sample": np.concatenate([x] * runs), "timestep": np.full(len(words), now * 1000, np.float32), "encoder_hidden_states": words}
            told, *untold = np.split(self.denoiser.run(None, inputs)[0], runs)
            x = x + (then - now) * (told if not untold else untold[0] + guidance * (told - untold[0]))
        return ((x.clip(-1, 1) + 1) * 127.5).round().astype(np.uint8).transpose(0, 2, 3, 1)

    def draw_all(self, wanted: list[Prompt], steps: int, guidance: float, other_seed: int = 0) -> Array:
        parts = [wanted[i : i + BATCH] for i in range(0, len(wanted), BATCH)]
        return np.concatenate([self.draw([p.text for p in part], [p.seed + other_seed for p in part], steps, guidance) for part in parts])


def border_colour(picture: Array) -> Array:
    b = BORDER
    edge = [picture[:b], picture[-b:], picture[b:-b, :b], picture[b:-b, -b:]]
    median: Array = np.median(np.concatenate([e.reshape(-1, 3) for e in edge]), 0)
    return median


def background_of(picture: Array) -> str:
    palette = np.array(list(PALETTE.values()), np.float32)
    return COLOURS[int(np.square(palette - border_colour(picture)).sum(1).argmin())]


def inside_both(a: Array, b: Array) -> float:
    """Mean absolute difference, 0..1, where both pictures show something else than their background."""
    shown = [np.abs(p - border_colour(p)).max(-1) > 40 for p in (a.astype(np.float32), b.astype(np.float32))]
    where = shown[0] & shown[1]
    return float(np.abs(a[where].astype(np.float32) - b[where]).mean() / 255) if where.any() else 0.0


def share(hits: Array, which: Array) -> float | None:
    return round(float(hits[which].mean()), 4) if which.any() else None


def figures_of(wanted: list[Prompt], drawn: Array) -> dict[str, Any]:
    objects, styles = judging.scores(judging.load(), list(drawn))
    number = {o.id: i for i, o in enumerate(OBJECTS)}
    truth = torch.tensor([number[p.object] for p in wanted])
    top5 = objects.topk(5).indices == truth[:, None]
    first, five = top5[:, 0].numpy(), top5.any(1).numpy()
    kind = (styles.argmax(1) == torch.tensor([judging.KINDS.index(p.style) for p in wanted])).numpy()
    ground = np.array([background_of(d) == p.colour for p, d in zip(wanted, drawn)])
    plain, held = np.array([p.style == PLAIN for p in wanted]), np.array([p.held for p in wanted])
    english = np.array([p.language == "en" for p in wanted])
    return {
        "prompts": len(wanted),
        "background named": share(ground, ground | True),
        "object top-1": share(first, plain & ~held),
        "object top-5": share(five, plain & ~held),
        "object top-1, held-out backgrounds": share(first, plain & held),
        "object top-5, held-out backgrounds": share(five, plain & held),
        "object top-1, English": share(first, plain & english),
        "object top-1, Turkish": share(first, plain & ~english),
        "style top-1": share(kind, ~plain & ~held),
        "style top-1, held-out objects": share(kind, ~plain & held),
        "style top-1, English": share(kind, ~plain & english),
        "style top-1, Turkish": share(kind, ~plain & ~english),
        "styles": {s: share(kind, np.array([p.style == s for p in wanted])) for s in judging.KINDS},
    }


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--folder", type=Path, default=EXPORTED)
    p.add_argument("--every", type=int, default=1, help="of the prompts, this one and no others")
    p.add_argument("--steps", type=int, help="other ones than the card says")
    p.add_argument("--guidance", type=float, help="likewise")
    p.add_argument("--threads", type=int, default=2)
    args = p.parse_args()
    checkpoint, path = Checkpoint(args.folder, args.threads), args.folder / "card.json"
    card = json.loads(path.read_text())
    steps, guidance = args.steps or card["steps"], args.guidance or card["guidance"]
    whole = args.every == 1 and (steps, guidance) == (card["steps"], card["guidance"])
    if whole:
        sheet = checkpoint.draw_all(sheet_prompts(), steps, guidance)
        Image.fromarray(grid(sheet)).save(args.folder / "contact-sheet.webp", quality=92, method=6)
    script = prompts()
    order = np.random.default_rng(0).permutation(len(script))[:: args.every]
    wanted = [script[i] for i in sorted(order)]
    figures = {"steps": steps, "guidance": guidance, **figures_of(wanted, checkpoint.draw_all(wanted, steps, guidance))}
    twice = [w for w in wanted if w.style == PLAIN][:TWICE]
    once, again, other = (checkpoint.draw_all(twice, steps, guidance, s) for s in (0, 0, 1))
    figures["difference of two seeds inside the object"] = round(float(np.mean([inside_both(a, b) for a, b in zip(once, other)])), 4)
    figures["one seed gives the same bytes again"] = bool(np.array_equal(once, again))
    figures["bytes"] = sum(f.stat().st_size for f in args.folder.rglob("*") if f.suffix in (".onnx", ".json") and f.name != "card.json")
    figures["judge"] = json.loads((judging.RUN / "judge.json").read_text())
    print("\n".join(f"{k:45} {v}" for k, v in figures.items()))
    if whole:
        card["figures"] = {"command": "python training/generator/evaluate.py", **figures}
        path.write_text(json.dumps(card, indent=1) + "\n")


if __name__ == "__main__":
    main()

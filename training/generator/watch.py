"""What is written down while the generator is trained: losses, and a contact sheet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from learning import Lesson, to_tensor
from network import Generator
from pairs import sheet_prompts
from pictures import Pictures, grid
from sampling import sample
from words import tokens

HELD, HELD_SEED = 192, 987654321  # pictures of the fixed batch on which the loss is logged


class Watch:
    """`log.jsonl` and `sheet.png` of a run, both of the moving average."""

    def __init__(self, run: Path, average: Generator, lesson: Lesson) -> None:
        self.run, self.average, self.lesson = run, average, lesson
        pictures, texts = Pictures().batch(HELD, np.random.default_rng(HELD_SEED))
        g = torch.Generator().manual_seed(HELD_SEED)
        t = lesson.times(HELD, g)
        self.held = (to_tensor(pictures), torch.from_numpy(texts), t, torch.randn(HELD, 3, *pictures.shape[1:3], generator=g))

    @torch.no_grad()
    def held_loss(self) -> dict[str, float]:
        """The loss, and the squared error of what is painted from words alone."""
        device = next(self.average.parameters()).device
        parts = []
        for i in range(0, HELD, 32):
            clean, ids, t, noise = (h[i : i + 32].to(device) for h in self.held)
            parts.append([self.lesson.loss(self.average, clean, ids, at, noise).item() for at in (t, torch.zeros_like(t))])
        held, told = np.mean(parts, 0)
        return {"held": round(float(held), 4), "from words": round(float(told), 4)}

    def sheet(self) -> None:
        prompts = sheet_prompts()
        ids = torch.tensor([tokens(p.text) for p in prompts])
        pictures = sample(self.average, ids, [p.seed for p in prompts], self.lesson.steps, self.lesson.guidance)
        Image.fromarray(grid(pictures.numpy())).save(self.run / "sheet.png")

    def log(self, line: dict[str, Any]) -> None:
        with (self.run / "log.jsonl").open("a", encoding="utf-8") as f:
            f.write(json.dumps(line) + "\n")
        print(line, flush=True)

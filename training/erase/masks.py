"""Masks as people paint them: strokes of a round brush, now and then a box or an ellipse. uint8 [side, side], 1 where erased."""

from __future__ import annotations

import cv2
import numpy as np

Array = np.ndarray
Rng = np.random.Generator


def stroke(rng: Rng, mask: Array, width: int) -> None:
    """One stroke: a line that wanders."""
    h, w = mask.shape
    at = rng.uniform(0, 1, 2) * (w, h)
    heading = rng.uniform(0, 2 * np.pi)
    for _ in range(int(rng.integers(1, 7))):
        heading += rng.normal(0, 0.7)
        length = rng.uniform(0.3, 2.0) * width
        to = np.clip(at + length * np.array([np.cos(heading), np.sin(heading)]), 0, (w - 1, h - 1))
        cv2.line(mask, [int(v) for v in at], [int(v) for v in to], 1, width)
        cv2.circle(mask, [int(v) for v in to], width // 2, 1, -1)
        at = to


def shape(rng: Rng, mask: Array, size: float) -> None:
    """A box or an ellipse of about this size."""
    h, w = mask.shape
    x, y = (int(v) for v in rng.uniform(0, 1, 2) * (w, h))
    a, b = (max(2, int(v)) for v in size * np.exp(rng.normal(0, 0.3, 2)) / 2)
    if rng.random() < 0.5:
        cv2.rectangle(mask, (x - a, y - b), (x + a, y + b), 1, -1)
    else:
        cv2.ellipse(mask, (x, y), (a, b), float(rng.uniform(0, 180)), 0, 360, 1, -1)


def mask(rng: Rng, height: int, width: int, least: float = 0.04, most: float = 0.2) -> Array:
    """A mask that covers a share of the picture between `least` and `most`."""
    wanted = rng.uniform(least, most)
    side = min(height, width)
    brush = int(np.exp(rng.uniform(np.log(6), np.log(max(7, min(64, side / 3))))))
    out = np.zeros((height, width), np.uint8)
    for _ in range(200):
        before = out.copy()
        if rng.random() < 0.15:
            shape(rng, out, brush * rng.uniform(1, 2))
        else:
            stroke(rng, out, brush)
        covered = out.mean()
        if covered > most:
            # What went too far is taken back, and a thinner brush goes on.
            out, brush = before, max(4, brush * 2 // 3)
        elif covered >= wanted:
            break
    return out

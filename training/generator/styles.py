"""Styles: what an object, already in its place, looks like on its background.

`layer` is float32 [SIDE, SIDE, 4], 0..1, RGB times alpha and alpha; `ground` is float32 [SIDE, SIDE, 3], 0..1.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray
Rng = np.random.Generator
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
SHADOW_LENGTH = 26  # pixels of the long shadow of the flat style
PIXEL = 4  # side of a square of the pixel style


def over(layer: Array, ground: Array) -> Array:
    return layer[..., :3] + ground * (1 - layer[..., 3:])


def colours_of(layer: Array) -> Array:
    return layer[..., :3] / np.maximum(layer[..., 3:], 1e-3)


def ink_for(ground: Array) -> Array:
    """Dark on bright grounds, bright on dark ones."""
    bright = float((ground[:4] @ LUMA).mean()) > 0.33
    return np.array([0.1, 0.1, 0.13] if bright else [0.96, 0.96, 0.94], np.float32)


def edges(layer: Array) -> Array:
    """Where colours or the shape change, 0..1 [SIDE, SIDE]."""
    soft = cv2.GaussianBlur(layer, (0, 0), 0.8)
    gx, gy = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    return np.clip((np.sqrt(gx**2 + gy**2).max(-1) - 0.3) * 1.2, 0, 1)


def draw_in(mask: Array, ink: Array, ground: Array) -> Array:
    return ground + (ink - ground) * mask[..., None]


def flat(layer: Array, ground: Array, rng: Rng) -> Array:
    """Few colours (the sprite has them already) and a long shadow to the lower right."""
    shade = layer[..., 3].copy()
    step = 1
    while step < SHADOW_LENGTH:
        shade[step:, step:] = np.maximum(shade[step:, step:], shade[:-step, :-step])
        step *= 2
    return over(layer, ground * (1 - 0.3 * shade[..., None]))


def outline(layer: Array, ground: Array, rng: Rng) -> Array:
    line = cv2.GaussianBlur(np.clip(edges(layer) * 1.6, 0, 1), (0, 0), 0.6)
    return draw_in(np.clip(line * 1.25, 0, 1), ink_for(ground), ground)


def pixel(layer: Array, ground: Array, rng: Rng) -> Array:
    n = layer.shape[0] // PIXEL
    small = cv2.resize(layer, (n, n), interpolation=cv2.INTER_AREA)
    solid = (small[..., 3:] > 0.45).astype(np.float32)
    c = np.round(np.clip(colours_of(small), 0, 1) * 6) / 6
    big = cv2.resize(np.concatenate([c * solid, solid], -1), (layer.shape[1], layer.shape[0]), interpolation=cv2.INTER_NEAREST)
    return over(big, ground)


def hatch(shape: tuple[int, int], rng: Rng) -> Array:
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    a = rng.uniform(0.6, 1.0)
    wobble = cv2.resize(rng.normal(0, 1, (9, 9)).astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)
    return 0.5 + 0.5 * np.sin((x * np.cos(a) + y * np.sin(a)) * 1.7 + wobble * 1.4)


def sketch(layer: Array, ground: Array, rng: Rng) -> Array:
    """Grey pencil lines, and hatching where the object is dark."""
    ink = ink_for(ground)
    tone = colours_of(layer) @ LUMA
    dark = (1 - tone if ink[0] < 0.5 else tone) * layer[..., 3]
    grain = rng.uniform(0.55, 1.0, tone.shape).astype(np.float32)
    mask = np.maximum(np.clip(edges(layer) * 1.3, 0, 1) * 0.85, dark * hatch(tone.shape, rng) * 0.8) * grain
    return draw_in(np.clip(mask, 0, 1), ink, ground)


def watercolour(layer: Array, ground: Array, rng: Rng) -> Array:
    """Uneven, translucent colour that gathers at a ragged edge, on paper."""
    h, w = layer.shape[:2]
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    dx, dy = (cv2.resize(rng.normal(0, 1.1, (18, 18)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC) for _ in range(2))
    ragged = cv2.GaussianBlur(cv2.remap(layer, x + dx, y + dy, cv2.INTER_LINEAR), (0, 0), 0.7)
    a = ragged[..., 3]
    pool = np.clip(a - cv2.GaussianBlur(a, (0, 0), 3), 0, 1)
    blot = cv2.resize(rng.normal(0, 1, (7, 7)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    amount = a * np.clip(0.8 + 0.16 * blot + 1.1 * pool, 0.2, 1)
    paper = ground * (1 + 0.035 * cv2.GaussianBlur(rng.normal(0, 1, (h, w)).astype(np.float32), (0, 0), 0.8))[..., None]
    tint = colours_of(ragged) * 0.85 + 0.15
    pale = np.clip(paper * 0.4 + 0.6, 0, 1)
    return paper * (1 - amount[..., None]) + tint * pale * amount[..., None]


def sticker(layer: Array, ground: Array, rng: Rng) -> Array:
    """A white border and a soft shadow."""
    k = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (11, 11))
    paper = cv2.GaussianBlur(cv2.dilate(layer[..., 3], k), (0, 0), 0.7)
    shadow = cv2.GaussianBlur(np.roll(paper, 2, 0), (0, 0), 2.2)
    lit = ground * (1 - 0.42 * shadow[..., None])
    return over(layer, draw_in(paper, np.ones(3, np.float32), lit))


def silhouette(layer: Array, ground: Array, rng: Rng) -> Array:
    return draw_in(np.clip(layer[..., 3] * 1.1, 0, 1), ink_for(ground), ground)


NEON = np.array([[1, 0.2, 0.6], [0.2, 0.9, 1], [0.5, 1, 0.3], [1, 0.6, 0.15], [0.7, 0.4, 1]], np.float32)


def neon(layer: Array, ground: Array, rng: Rng) -> Array:
    """Bright tubes along the edges, and their glow."""
    line = np.clip(cv2.GaussianBlur(edges(layer), (0, 0), 0.9) * 1.5, 0, 1)
    c = NEON[int(rng.integers(len(NEON)))]
    glow = np.clip(cv2.GaussianBlur(line, (0, 0), 5) * 1.6, 0, 1)
    lit = draw_in(glow * 0.8, c, ground * (1 - 0.35 * layer[..., 3:]))
    return draw_in(line, c * 0.45 + 0.55, lit)


PAINT = {f.__name__: f for f in (flat, outline, pixel, sketch, watercolour, sticker, silhouette, neon)}

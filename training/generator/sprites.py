"""Every object drawn large from the colour emoji font, and a version of it in a few flat colours.

    python sprites.py            # writes WORK/generator/sprites.npy and flat.npy; seconds

Both are uint8 [objects, SIDE, SIDE, 4], RGB times alpha, alpha; the object fills EXTENT pixels of the longer side.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from places import GENERATOR
from words import OBJECTS

Array = NDArray
FONT = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")  # Debian package fonts-noto-color-emoji
STRIKE = 109  # the one size that the font has, in points; its pictures are 136 x 128
SIDE, EXTENT = 144, 128
FLAT_COLOURS = 4


def draw(glyph: str) -> Array:
    """uint8 [SIDE, SIDE, 4], RGB times alpha."""
    font = ImageFont.truetype(str(FONT), STRIKE)
    im = Image.new("RGBA", (160, 160), (0, 0, 0, 0))
    ImageDraw.Draw(im).text((8, 8), glyph, font=font, embedded_color=True)
    box = im.getbbox()
    assert box is not None, f"the font has no {glyph}"
    im = im.crop(box)
    scale = EXTENT / max(im.size)
    w, h = max(1, round(im.width * scale)), max(1, round(im.height * scale))
    rgba = np.asarray(im).astype(np.float32)
    rgba[..., :3] *= rgba[..., 3:] / 255
    resized: Array = cv2.resize(rgba, (w, h), interpolation=cv2.INTER_CUBIC)
    out = np.zeros((SIDE, SIDE, 4), np.float32)
    y, x = (SIDE - h) // 2, (SIDE - w) // 2
    out[y : y + h, x : x + w] = resized
    out[..., 3] = np.clip(out[..., 3], 0, 255)
    return np.clip(out, 0, out[..., 3:]).round().astype(np.uint8)


def flatten(sprite: Array) -> Array:
    """The sprite in FLAT_COLOURS colours without shading or small detail."""
    alpha = sprite[..., 3]
    rgb = sprite[..., :3].astype(np.float32) / np.maximum(alpha[..., None], 1) * 255
    soft = cv2.medianBlur(np.clip(rgb, 0, 255).astype(np.uint8), 7)
    opaque = alpha > 127
    points = soft[opaque].astype(np.float32)
    cv2.setRNGSeed(1)
    _, labels, centres = cv2.kmeans(points, FLAT_COLOURS, np.empty(0), (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 1.0), 2, cv2.KMEANS_PP_CENTERS)
    nearest = np.square(soft[..., None, :].astype(np.float32) - centres).sum(-1).argmin(-1)
    shape = cv2.GaussianBlur((cv2.medianBlur(alpha, 5) > 127).astype(np.float32), (0, 0), 0.8)[..., None]
    return np.concatenate([centres[nearest] * shape, 255 * shape], -1).round().astype(np.uint8)


def load() -> tuple[Array, Array]:
    """(sprites, flat sprites), drawn on the first call."""
    files = [GENERATOR / "sprites.npy", GENERATOR / "flat.npy"]
    if not all(f.exists() for f in files):
        GENERATOR.mkdir(parents=True, exist_ok=True)
        sprites = np.stack([draw(o.glyph) for o in OBJECTS])
        np.save(files[1], np.stack([flatten(s) for s in sprites]))
        np.save(files[0], sprites)
    return np.load(files[0], mmap_mode="r"), np.load(files[1], mmap_mode="r")


if __name__ == "__main__":
    print([a.shape for a in load()])

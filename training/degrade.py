"""How a good picture becomes the input of a network. All pictures here are uint8 RGB, [H, W, 3]."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

Array = np.ndarray
Rng = np.random.Generator


def shrink(picture: Array, factor: int) -> Array:
    """PIL's bicubic (antialiased, a = -0.5, rounded to uint8); sides must be multiples of `factor`."""
    h, w = picture.shape[:2]
    return np.asarray(Image.fromarray(picture).resize((w // factor, h // factor), Image.Resampling.BICUBIC))


def grow(picture: Array, factor: int) -> Array:
    """PIL's bicubic enlargement: the baseline."""
    h, w = picture.shape[:2]
    return np.asarray(Image.fromarray(picture).resize((w * factor, h * factor), Image.Resampling.BICUBIC))


def jpeg(picture: Array, quality: int, subsampling: int = 2) -> Array:
    """Through PIL's JPEG encoder; subsampling 2 is 4:2:0, 1 is 4:2:2, 0 is 4:4:4."""
    b = io.BytesIO()
    Image.fromarray(picture).save(b, "JPEG", quality=quality, subsampling=subsampling)
    b.seek(0)
    return np.asarray(Image.open(b))


def add_noise(picture: Array, sigma: float, rng: Rng) -> Array:
    """Independent Gaussian noise of `sigma` grey levels on every channel, rounded and clipped."""
    noisy = picture + rng.standard_normal(picture.shape, np.float32) * np.float32(sigma)
    return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)


def add_coloured_noise(picture: Array, sigma: float, rng: Rng) -> Array:
    """Noise as cameras leave it: correlated between channels, stronger where it is light, `sigma` at middle grey."""
    noise = rng.standard_normal(picture.shape, np.float32)
    k = np.float32(rng.uniform(0, 1))
    noise = noise * (1 - k) + noise[..., :1] * k
    noise *= np.sqrt(np.maximum(picture.astype(np.float32), 8) / 128) * np.float32(sigma / (noise.std() + 1e-6))
    return np.clip(np.rint(picture + noise), 0, 255).astype(np.uint8)


def damage(picture: Array, rng: Rng) -> Array:
    """One of the ways in which pictures go bad, or none: JPEG quality 10..95, noise up to 30 grey levels, both."""

    def some_jpeg(p: Array) -> Array:
        return jpeg(p, int(rng.integers(10, 96)), 2 if rng.random() < 0.7 else int(rng.integers(0, 2)))

    def some_noise(p: Array) -> Array:
        add = add_noise if rng.random() < 0.8 else add_coloured_noise
        return add(p, float(rng.uniform(0, 30)), rng)

    kind = rng.random()
    if kind < 0.10:
        return picture
    if kind < 0.45:
        return some_jpeg(picture)
    if kind < 0.80:
        return some_noise(picture)
    if kind < 0.95:
        return some_jpeg(some_noise(picture))
    return some_jpeg(some_jpeg(picture))

"""Random textures: the small-scale statistics of the rendered pictures.

Every function returns a float32 array [n, n] with mean 0 and standard deviation 1; the caller chooses
colour and contrast. Amplitude spectra of natural pictures fall as 1/f^a with a near 1 (Field 1987,
"Relations between the statistics of natural images and the response properties of cortical cells"),
which is why power-law noise is the base of most kinds.
"""

from __future__ import annotations

import cv2
import numpy as np

Array = np.ndarray
Rng = np.random.Generator


def normalise(t: Array) -> Array:
    """Mean 0, standard deviation 1, float32."""
    t = t.astype(np.float32)
    t -= t.mean()
    return t / (t.std() + 1e-6)


def power_noise(rng: Rng, n: int, exponent: float | None = None, stretch: float = 1.0) -> Array:
    """Noise with amplitude spectrum 1/f^exponent; `stretch` > 1 draws it out along a random direction."""
    a = rng.uniform(0.5, 2.0) if exponent is None else exponent
    fy, fx = np.fft.fftfreq(n)[:, None], np.fft.rfftfreq(n)[None]
    th = rng.uniform(0, np.pi)
    u, v = fx * np.cos(th) + fy * np.sin(th), -fx * np.sin(th) + fy * np.cos(th)
    f = np.maximum(np.hypot(u * stretch, v / stretch), 1.0 / n)
    spectrum = f ** -a * np.exp(2j * np.pi * rng.random(f.shape))
    return normalise(np.fft.irfft2(spectrum, s=(n, n)))


def grid(n: int) -> tuple[Array, Array]:
    """Pixel coordinates x, y, float32 [n, n]."""
    y, x = np.mgrid[0:n, 0:n].astype(np.float32)
    return x, y


def warped_grid(rng: Rng, n: int) -> tuple[Array, Array]:
    """Coordinates bent by a smooth field, so that gratings curve as they do on cloth, bark or water."""
    x, y = grid(n)
    if rng.random() < 0.6:
        amount = rng.uniform(2, 30)
        x = x + amount * power_noise(rng, n, rng.uniform(1.6, 2.6))
        y = y + amount * power_noise(rng, n, rng.uniform(1.6, 2.6))
    return x, y


def wave(rng: Rng, phase: Array) -> Array:
    """A periodic profile of `phase` (radians): sine, soft square, saw or thin line."""
    kind = rng.integers(4)
    if kind == 0:
        return np.sin(phase)
    if kind == 1:
        return np.tanh(np.sin(phase) * rng.uniform(2, 30))
    if kind == 2:
        return np.mod(phase / (2 * np.pi), 1.0)
    return (np.cos(phase) > rng.uniform(0.3, 0.95)).astype(np.float32)


def grating(rng: Rng, n: int) -> Array:
    """Stripes, straight or bent; period log-uniform from 3 to 80 pixels."""
    x, y = warped_grid(rng, n)
    f, th = 2 * np.pi / np.exp(rng.uniform(np.log(3), np.log(80))), rng.uniform(0, np.pi)
    return normalise(wave(rng, f * (x * np.cos(th) + y * np.sin(th))))


def weave(rng: Rng, n: int) -> Array:
    """Two crossed gratings: checks, cloth, bricks, windows."""
    x, y = warped_grid(rng, n)
    f1, f2 = 2 * np.pi / np.exp(rng.uniform(np.log(4), np.log(80), 2))
    th = rng.uniform(0, np.pi)
    u, v = x * np.cos(th) + y * np.sin(th), -x * np.sin(th) + y * np.cos(th)
    if rng.random() < 0.4:  # brick bond: every second row shifted by half a brick
        u = u + np.where(np.mod(np.floor(v * f2 / (2 * np.pi)), 2) > 0, np.pi / f1, 0)
    a, b = wave(rng, f1 * u), wave(rng, f2 * v)
    return normalise(a * b if rng.random() < 0.5 else np.maximum(a, b))


def cells(rng: Rng, n: int) -> Array:
    """Distance to scattered points: pebbles, scales, skin, cracked paint, foam."""
    dots = np.full((n, n), 255, np.uint8)
    count = int(np.exp(rng.uniform(np.log(60), np.log(6000))))
    dots[rng.integers(0, n, count), rng.integers(0, n, count)] = 0
    d = cv2.distanceTransform(dots, cv2.DIST_L2, 5)
    scale = n / np.sqrt(count)
    return normalise(np.sin(d / scale * rng.uniform(2, 12)) if rng.random() < 0.3 else np.minimum(d / scale, rng.uniform(0.3, 1.0)))


def ridges(rng: Rng, n: int) -> Array:
    """Power-law noise through a hard non-linearity: veins, rock, blotches, marble."""
    t = power_noise(rng, n, rng.uniform(0.9, 2.0), np.exp(rng.uniform(0, 1.0)))
    kind = rng.integers(4)
    if kind == 0:
        t = np.abs(t)
    elif kind == 1:
        t = np.tanh(t * rng.uniform(2, 20))
    elif kind == 2:
        t = np.sin(t * rng.uniform(2, 10))
    else:
        t = np.exp(t * rng.uniform(0.4, 1.0))
    return normalise(t + power_noise(rng, n) * rng.uniform(0, 0.4))


def hair(rng: Rng, n: int) -> Array:
    """Thousands of thin curved strokes along a smooth direction field: fur, grass, straw, brushed metal."""
    field = power_noise(rng, n, rng.uniform(1.8, 2.6)) * rng.uniform(0.1, 0.9) + rng.uniform(0, 2 * np.pi)
    t = np.full((n, n), 128, np.uint8)
    count, length = int(rng.uniform(2000, 5000)), np.exp(rng.uniform(np.log(12), np.log(70)))
    spread, jitter = rng.uniform(15, 60), rng.uniform(0.02, 0.4)
    k = 5
    p = rng.uniform(0, n, (count, 2))
    angle = field[p[:, 1].astype(int), p[:, 0].astype(int)] + rng.normal(0, jitter, count)
    bend = rng.normal(0, 0.12, count)
    points = [p]
    step = rng.uniform(0.4, 1.3, count) * length / k
    for _ in range(k):
        p = p + np.stack([np.cos(angle), np.sin(angle)], 1) * step[:, None]
        angle = angle + bend
        points.append(p)
    curves = (np.stack(points, 1) * 16).astype(np.int32)
    grey = np.clip(128 + rng.normal(0, spread, count), 0, 255)
    thick = 1 + (rng.random(count) < rng.uniform(0, 0.4)).astype(int)
    for c, g, w in zip(curves, grey, thick):
        cv2.polylines(t, [c], False, float(g), int(w), cv2.LINE_AA, 4)
    return normalise(t)


def speckle(rng: Rng, n: int) -> Array:
    """White noise smoothed a little: sand, asphalt, plaster, film grain."""
    t: Array = rng.standard_normal((n, n)).astype(np.float32)
    t = cv2.GaussianBlur(t, (0, 0), np.exp(rng.uniform(np.log(0.6), np.log(4))))
    return normalise(np.maximum(t, 0) ** 2 if rng.random() < 0.3 else t)


KINDS = (power_noise, power_noise, grating, weave, cells, ridges, ridges, hair, hair, speckle)


def texture(rng: Rng, n: int) -> Array:
    """One texture of a random kind, sometimes the product or sum of two."""
    t = KINDS[rng.integers(len(KINDS))](rng, n)
    if rng.random() < 0.35:
        other = power_noise(rng, n, rng.uniform(0.8, 2.0))
        t = normalise(t * np.clip(0.6 + 0.5 * other, 0, 2) if rng.random() < 0.5 else t + rng.uniform(0.2, 1.2) * other)
    return np.clip(t, -4, 4)

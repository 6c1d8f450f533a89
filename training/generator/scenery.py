"""Backgrounds painted by procedure: uint8 [SIDE, SIDE, 3] RGB. Patterns of two colours, and places by time of day."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray
Rng = np.random.Generator
SIDE = 128
FINE = 4  # fractional bits of coordinates handed to OpenCV
GRID_Y, GRID_X = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)


def vary(colour: tuple[int, int, int] | Array, rng: Rng, amount: float = 4) -> Array:
    """The colour a little off, float32 [3]."""
    return np.clip(np.asarray(colour, np.float32) + rng.normal(0, amount, 3), 0, 255).astype(np.float32)


def ramp(top: Array, bottom: Array) -> Array:
    t = np.linspace(0, 1, SIDE, dtype=np.float32)[:, None, None]
    return (np.broadcast_to(top * (1 - t) + bottom * t, (SIDE, SIDE, 3)) + 0.5).astype(np.uint8)


def pattern(kind: str, a: Array, b: Array, rng: Rng) -> Array:
    """A pattern of the colours a and b, float32 [3]."""
    angle, period = rng.uniform(0, np.pi), rng.uniform(14, 34)
    u = GRID_X * np.cos(angle) + GRID_Y * np.sin(angle)
    v = -GRID_X * np.sin(angle) + GRID_Y * np.cos(angle)
    phase = rng.uniform(0, period)
    if kind == "gradient":
        if rng.random() < 0.3:
            t = np.hypot(GRID_X - SIDE / 2, GRID_Y - SIDE / 2) / (SIDE * 0.7)
        else:
            t = (u - u.min()) / (u.max() - u.min())
    elif kind == "stripes":
        t = np.abs(((u + phase) % period) - period / 2) - period / 4 + 0.5
    elif kind == "dots":
        t = period * 0.3 - np.hypot((u + phase) % period - period / 2, v % period - period / 2)
    elif kind == "checks":
        x, y = (GRID_X + phase) % (2 * period) - period, (GRID_Y + phase) % (2 * period) - period
        t = np.minimum(np.abs(x), period - np.abs(x)) * 0 + ((x > 0) ^ (y > 0))
    elif kind == "zigzag":
        t = np.abs((GRID_Y + np.abs((GRID_X + phase) % period - period / 2)) % period - period / 2) - period / 4 + 0.5
    else:
        n = int(rng.integers(7, 12))
        t = np.sin(np.arctan2(GRID_Y - SIDE / 2, GRID_X - SIDE / 2) * n + phase) * np.hypot(GRID_X - SIDE / 2, GRID_Y - SIDE / 2) / n + 0.5
    t = np.clip(t, 0, 1)[..., None]
    return (a * (1 - t) + b * t + 0.5).astype(np.uint8)


SKIES = {
    "day": ((86, 168, 240), (196, 228, 252)),
    "dawn": ((120, 150, 220), (252, 200, 180)),
    "sunset": ((88, 60, 130), (252, 150, 76)),
    "night": ((12, 16, 48), (44, 52, 104)),
}
LIGHT = {"day": (1.0, 1.0, 1.0), "dawn": (1.0, 0.88, 0.86), "sunset": (0.95, 0.7, 0.62), "night": (0.32, 0.36, 0.55)}


class Painter:
    """A canvas and the few shapes that landscapes are made of; colours are lit by the time of day."""

    def __init__(self, rng: Rng, time: str) -> None:
        self.rng, self.time = rng, time
        top, bottom = SKIES[time]
        self.canvas = np.ascontiguousarray(ramp(vary(top, rng), vary(bottom, rng)))

    def lit(self, colour: tuple[int, int, int], amount: float = 6) -> tuple[float, float, float]:
        r, g, b = vary(colour, self.rng, amount) * LIGHT[self.time]
        return float(r), float(g), float(b)

    def disc(self, x: float, y: float, r: float, colour: tuple[float, float, float]) -> None:
        k = 1 << FINE
        cv2.circle(self.canvas, (int(x * k), int(y * k)), int(max(r, 0.4) * k), colour, -1, cv2.LINE_AA, FINE)

    def area(self, points: Array, colour: tuple[float, float, float]) -> None:
        cv2.fillPoly(self.canvas, [(points * (1 << FINE)).astype(np.int32)], colour, cv2.LINE_AA, FINE)

    def below(self, heights: Array, colour: tuple[float, float, float]) -> None:
        """Everything under a line; heights are y at evenly spaced x."""
        x = np.linspace(-2, SIDE + 2, len(heights))
        line = np.stack([x, heights], 1)
        self.area(np.concatenate([line, [(SIDE + 2, SIDE + 2), (-2, SIDE + 2)]]), colour)

    def waves(self, y: float, height: float, n: int = 33) -> Array:
        rng = self.rng
        x = np.linspace(0, 1, n)
        parts = [height / k * np.sin(2 * np.pi * (k * x * rng.uniform(0.7, 1.6) + rng.random())) for k in (1, 2, 3)]
        return y + np.sum(parts, 0)

    def stars(self, n: int, lowest: float = SIDE) -> None:
        for x, y, r in zip(self.rng.uniform(0, SIDE, n), self.rng.uniform(0, lowest, n), self.rng.uniform(0.4, 1.2, n)):
            self.disc(x, y, r, (250.0, 248.0, 225.0))

    def lights_of_sky(self, horizon: float) -> None:
        rng = self.rng
        if self.time == "night":
            self.stars(int(rng.integers(20, 45)), horizon)
            x, y = rng.uniform(16, 112), rng.uniform(14, horizon * 0.4)
            self.disc(x, y, rng.uniform(6, 10), (250.0, 244.0, 214.0))
        elif self.time == "day":
            self.disc(rng.uniform(12, 116), rng.uniform(10, 34), rng.uniform(7, 12), (255.0, 226.0, 90.0))
            for _ in range(int(rng.integers(0, 4))):
                self.cloud(rng.uniform(0, SIDE), rng.uniform(10, horizon * 0.6), rng.uniform(5, 10))
        else:
            self.disc(rng.uniform(20, 108), horizon - rng.uniform(-2, 14), rng.uniform(9, 15), (255.0, 222.0, 120.0))

    def cloud(self, x: float, y: float, r: float) -> None:
        c = self.lit((255, 255, 255), 2)
        for dx, dr in ((-1.2, 0.7), (0, 1), (1.2, 0.75), (0.5, 0.8)):
            self.disc(x + dx * r, y + (1 - dr) * r, r * dr, c)

    def tree(self, x: float, y: float, h: float) -> None:
        self.area(np.array([(x - h * 0.06, y), (x - h * 0.06, y - h * 0.3), (x + h * 0.06, y - h * 0.3), (x + h * 0.06, y)]), self.lit((110, 72, 44)))
        c = self.lit((40, 116, 62), 10)
        if self.rng.random() < 0.6:
            for k in range(3):
                w, base = h * (0.3 - 0.06 * k), y - h * (0.2 + 0.22 * k)
                self.area(np.array([(x - w, base), (x, base - h * 0.4), (x + w, base)]), c)
        else:
            self.disc(x, y - h * 0.6, h * 0.32, c)


def sky(p: Painter) -> None:
    p.lights_of_sky(110)
    for _ in range(int(p.rng.integers(3, 7))):
        p.cloud(p.rng.uniform(0, SIDE), p.rng.uniform(15, 120), p.rng.uniform(7, 14))


def mountains(p: Painter) -> None:
    rng = p.rng
    p.lights_of_sky(70)
    for k in range(2):
        for x in rng.uniform(0, SIDE, 3):
            h, y = rng.uniform(36, 66) * (1 - 0.3 * k), 96.0 + 6 * k
            w = h * rng.uniform(0.7, 1.1)
            p.area(np.array([(x - w, y), (x, y - h), (x + w, y)]), p.lit(((108, 122, 152), (84, 98, 124))[k]))
            p.area(np.array([(x - w * 0.28, y - h * 0.72), (x, y - h), (x + w * 0.28, y - h * 0.72), (x + w * 0.1, y - h * 0.64), (x - w * 0.1, y - h * 0.66)]), p.lit((245, 248, 252), 2))
    p.below(p.waves(98, 2), p.lit((92, 150, 84)))


def sea(p: Painter) -> None:
    y = p.rng.uniform(58, 80)
    p.lights_of_sky(y)
    for k in range(5):
        shade = 1 - 0.1 * k
        p.below(p.waves(y + k * (SIDE - y) / 5, 0.4 + 0.9 * k), p.lit((int(40 * shade), int(136 * shade), int(200 * shade)), 3))


def desert(p: Painter) -> None:
    y = p.rng.uniform(60, 82)
    p.lights_of_sky(y)
    for k in range(3):
        p.below(p.waves(y + 18 * k, 6), p.lit((238 - 16 * k, 196 - 18 * k, 120 - 14 * k)))


def forest(p: Painter) -> None:
    rng = p.rng
    p.lights_of_sky(60)
    for k in range(3):
        y = 84 + 9 * k
        if k == 2:
            p.below(p.waves(y - 2, 1.5), p.lit((84, 142, 70)))
        else:
            p.below(p.waves(y - 2, 1.5), p.lit((58 + 10 * k, 110 + 14 * k, 64)))
        for x in np.sort(rng.uniform(-4, SIDE + 4, 9 - 3 * k)):
            p.tree(x, y + rng.uniform(-2, 3), rng.uniform(34, 52) + 6 * k)


def city(p: Painter) -> None:
    rng = p.rng
    p.lights_of_sky(60)
    lamp = (252.0, 222.0, 120.0) if p.time in ("night", "sunset") else p.lit((214, 228, 240), 4)
    for k in range(2):
        x = -rng.uniform(0, 10)
        while x < SIDE:
            w, h = rng.uniform(12, 22), rng.uniform(26, 66) - 8 * k
            p.area(np.array([(x, 112), (x, 112 - h), (x + w, 112 - h), (x + w, 112)]), p.lit(((120, 130, 152), (86, 94, 118))[k], 10))
            if k == 1:
                for wy in np.arange(112 - h + 4, 106, 7):
                    for wx in np.arange(x + 3, x + w - 3, 5):
                        if rng.random() < 0.7:
                            p.area(np.array([(wx, wy), (wx + 2, wy), (wx + 2, wy + 3), (wx, wy + 3)]), lamp)
            x += w + rng.uniform(-2, 3)
    p.below(np.full(3, 111.0), p.lit((98, 102, 110)))


def meadow(p: Painter) -> None:
    rng = p.rng
    y = rng.uniform(62, 78)
    p.lights_of_sky(y)
    p.below(p.waves(y, 5), p.lit((112, 178, 86)))
    p.below(p.waves(y + 16, 4), p.lit((92, 160, 70)))
    hues = ((240, 90, 110), (250, 210, 70), (250, 250, 250), (170, 110, 220), (250, 150, 190))
    for fy in np.sort(rng.uniform(y + 8, SIDE, 26)):
        x, r = rng.uniform(0, SIDE), 0.9 + (fy - y) / 26
        c = p.lit(hues[int(rng.integers(len(hues)))], 4)
        for a in np.arange(5) * 1.2566:
            p.disc(x + r * np.cos(a), fy + r * np.sin(a), r * 0.7, c)
        p.disc(x, fy, r * 0.6, p.lit((250, 190, 50), 4))


def snow(p: Painter) -> None:
    rng = p.rng
    p.lights_of_sky(60)
    p.below(p.waves(78, 6), p.lit((226, 234, 246), 3))
    for x in rng.uniform(0, SIDE, 5):
        p.tree(x, 90 + rng.uniform(-4, 4), rng.uniform(26, 40))
    p.below(p.waves(92, 4), p.lit((246, 249, 254), 2))
    for x, y in rng.uniform(0, SIDE, (40, 2)):
        p.disc(x, y, rng.uniform(0.5, 1.4), (255.0, 255.0, 255.0))


def space(p: Painter) -> None:
    rng = p.rng
    p.canvas[:] = ramp(vary((14, 12, 40), rng), vary((40, 22, 74), rng))
    p.stars(90)
    if rng.random() < 0.7:
        hues = ((206, 128, 84), (96, 150, 214), (190, 120, 200), (228, 196, 120))
        r = rng.uniform(8, 18)
        p.disc(rng.uniform(10, 118), rng.uniform(10, 118), r, tuple(float(c) for c in hues[int(rng.integers(4))]))  # type: ignore[arg-type]


def underwater(p: Painter) -> None:
    rng = p.rng
    p.canvas[:] = ramp(vary((70, 178, 214), rng), vary((14, 66, 132), rng))
    p.below(p.waves(114, 4), p.lit((214, 190, 130)))
    for x in rng.uniform(0, SIDE, 7):
        h = rng.uniform(14, 40)
        t = np.linspace(0, 1, 12)
        sway = 3 * np.sin(6 * t + rng.uniform(0, 6))
        line = np.stack([x + sway, 120 - h * t], 1)
        cv2.polylines(p.canvas, [(line * 16).astype(np.int32)], False, p.lit((40, 140, 84)), 3, cv2.LINE_AA, FINE)
    for x, y in rng.uniform(0, 112, (14, 2)):
        cv2.circle(p.canvas, (int(x * 16), int(y * 16)), int(rng.uniform(1.5, 4) * 16), (196, 232, 246), 1, cv2.LINE_AA, FINE)


def road(p: Painter) -> None:
    rng = p.rng
    p.lights_of_sky(70)
    p.below(p.waves(76, 4), p.lit((112, 174, 92)))
    p.below(np.full(3, 92.0), p.lit((92, 94, 100), 4))
    for x in np.arange(-rng.uniform(0, 20), SIDE, 26):
        p.area(np.array([(x, 109.0), (x + 14, 109), (x + 13, 112), (x - 1, 112)]), p.lit((250, 246, 230), 2))


def room(p: Painter) -> None:
    rng = p.rng
    walls = ((246, 226, 196), (206, 226, 236), (222, 236, 210), (240, 210, 214))
    p.canvas[:] = vary(walls[int(rng.integers(4))], rng).astype(np.uint8)
    wood = p.lit((176, 124, 78))
    p.below(np.full(3, 92.0), wood)
    for k in range(5):
        cv2.line(p.canvas, (0, 92 + k * k * 2 + 3 * k), (SIDE, 92 + k * k * 2 + 3 * k), tuple(0.86 * c for c in wood), 1, cv2.LINE_AA)
    x, y = int(rng.uniform(8, 84)), int(rng.uniform(10, 20))
    cv2.rectangle(p.canvas, (x, y), (x + 34, y + 40), (250, 250, 248), -1, cv2.LINE_AA)
    cv2.rectangle(p.canvas, (x + 3, y + 3), (x + 31, y + 37), (150, 206, 244), -1, cv2.LINE_AA)
    cv2.line(p.canvas, (x + 17, y), (x + 17, y + 40), (250, 250, 248), 2)


PAINTERS = {f.__name__: f for f in (sky, mountains, sea, desert, forest, city, meadow, snow, space, underwater, road, room)}
TIMELESS = {"space", "underwater", "room"}


def place(kind: str, time: str, rng: Rng) -> Array:
    p = Painter(rng, time or "day")
    PAINTERS[kind](p)
    return p.canvas

"""Renders the training pictures: nothing here reads a photograph.

Each picture is a "dead leaves" composition (Lee, Mumford & Huang 2001, "Occlusion models for natural
images"): opaque shapes whose radii follow a power law, painted over each other, which gives the
scale invariance and the occlusion edges of photographs. On top of that come textures with natural
spectra (`textures.py`), shading, defocus between layers, fur, foliage, lettering in the system's
fonts, and a camera: optical blur, one of several shrinking filters, sharpening, tone, noise, JPEG.

    python render.py --blocks 345            # 345 blocks of 16 pictures of 320 x 320

Blocks are deterministic: block b is drawn from seed b alone, with its own bank of textures. The first
PLAIN_BLOCKS have many flat surfaces, as drawings and screens do; on the others hardly any surface is
without texture, as on photographs.
Output: WORK/pictures/block-00000.npy, uint8 [16, 320, 320, 3], RGB.
"""

from __future__ import annotations

import argparse
import io
import os
import time
from multiprocessing import Process
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from textures import Array, Rng, power_noise, texture
from workplace import PICTURES

SIDE = 320  # pixels, width and height of a finished picture
BLOCK = 16  # pictures in a block
PLAIN_BLOCKS = 280
BANK = 20  # textures shared by the pictures of a block
TILE = 768  # side of a bank texture
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")


def find_fonts() -> list[str]:
    """Scalable fonts of this machine, sorted, so that a seed gives the same picture on the same machine."""
    files = [str(p) for folder in FONT_FOLDERS for p in Path(folder).rglob("*.ttf") if "Emoji" not in p.name]
    return sorted(files)


FONTS = find_fonts()


class Palette:
    """Colours of one picture: brightness varies most, hue little, as in photographs."""

    def __init__(self, rng: Rng) -> None:
        k = int(rng.integers(3, 10))
        lo = rng.uniform(0, 110)
        hi = rng.uniform(max(lo + 60, 140), 255)
        light = rng.uniform(lo, hi, k)
        saturation = 0.0 if rng.random() < 0.08 else rng.exponential(28)
        tint = rng.normal(0, 10, 3) * (saturation > 0)
        self.colours = light[:, None] + tint + rng.normal(0, 1, (k, 3)) * saturation * np.array([1.0, 0.7, 1.1])
        self.spread = rng.uniform(4, 30)
        self.rng = rng

    def pick(self) -> Array:
        """One colour, float [3], 0..255: a palette entry, mostly brightened or darkened as a whole."""
        c = self.colours[self.rng.integers(len(self.colours))]
        return np.clip(c + self.rng.normal(0, self.spread) + self.rng.normal(0, self.spread * 0.25, 3), 0, 255)


def power_radius(rng: Rng, lo: float, hi: float, alpha: float) -> float:
    """Radius with density proportional to r^-alpha between lo and hi."""
    a = 1.0 - alpha
    return float(((hi**a - lo**a) * rng.random() + lo**a) ** (1.0 / a))


def outline(rng: Rng, r: float) -> Array:
    """Closed outline around the origin, float [m, 2]: ellipse, polygon, blob, leaf or rectangle of radius about r."""
    kind = rng.random()
    if kind < 0.3 or kind >= 0.9:
        m = int(np.clip(r * 1.5, 12, 72))
        th = np.linspace(0, 2 * np.pi, m, endpoint=False)
        p = np.stack([np.cos(th), np.sin(th) * rng.uniform(0.2, 1.0)], 1)
        if kind >= 0.9:  # leaf: pointed at both ends
            p[:, 1] *= np.abs(np.sin(th)) ** rng.uniform(0.3, 1.2)
    elif kind < 0.5:
        th = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 9)))
        p = np.stack([np.cos(th), np.sin(th)], 1) * rng.uniform(0.4, 1.2, (len(th), 1))
    elif kind < 0.65:
        w, h = 1.0, rng.uniform(0.03, 1.0)
        p = np.array([(-w, -h), (w, -h), (w, h), (-w, h)])
        if rng.random() < 0.4:
            p = p + rng.normal(0, 0.15, p.shape)
    else:
        m = int(np.clip(r * 1.5, 16, 96))
        th = np.linspace(0, 2 * np.pi, m, endpoint=False)
        radius = np.ones(m)
        fall = rng.uniform(0.8, 2.0)
        for j in range(1, 9):
            radius += rng.normal(0, 0.35) / j**fall * np.cos(j * th + rng.uniform(0, 2 * np.pi))
        p = np.stack([np.cos(th), np.sin(th)], 1) * np.maximum(radius, 0.1)[:, None]
        p[:, 1] *= rng.uniform(0.4, 1.0)
    a = rng.uniform(0, 2 * np.pi) if rng.random() < 0.8 else 0.0
    turn = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
    return p @ turn * r


class Scene:
    """A canvas, uint8 [n, n, 3] RGB, `s` canvas pixels to one pixel of the finished picture."""

    def __init__(self, rng: Rng, s: float, bank: list[Array], rich: bool) -> None:
        self.rng, self.s, self.bank, self.rich = rng, s, bank, rich
        self.n = int(round(SIDE * s))
        self.palette = Palette(rng)
        self.canvas: Array = np.empty((self.n, self.n, 3), np.uint8)
        self.canvas[:] = self.palette.pick()
        self.contrast = rng.uniform(0.3, 1.3)
        self.textured = rng.uniform(0.5, 1.0) if rich else rng.uniform(0.1, 0.9)
        self.local = [bank[i] for i in rng.choice(len(bank), int(rng.integers(2, 8)), replace=False)]
        if rich:
            self.grain = power_noise(rng, TILE, rng.uniform(0.4, 1.4), float(np.exp(rng.uniform(0, 0.8))))

    def material(self, h: int, w: int, flat: bool = False) -> Array:
        """A patch of surface, float32 [h, w, 3]: colour, texture, shading."""
        rng = self.rng
        c = self.palette.pick().astype(np.float32)
        out = np.empty((h, w, 3), np.float32)
        out[:] = c
        if not flat and rng.random() < self.textured:
            t = self.local[rng.integers(len(self.local))]
            if rng.random() < 0.5:
                t = t.T
            if rng.random() < 0.5:
                t = t[::-1]
            zoom = 1.0 if rng.random() < 0.6 else float(np.exp(rng.uniform(-0.5, 0.7)))
            hh, ww = int(np.ceil(h / zoom)), int(np.ceil(w / zoom))
            if hh > TILE or ww > TILE:
                zoom, hh, ww = max(h, w) / TILE, min(hh, TILE), min(ww, TILE)
            y, x = rng.integers(0, TILE - hh + 1), rng.integers(0, TILE - ww + 1)
            t = t[y : y + hh, x : x + ww]
            if t.shape != (h, w):
                t = cv2.resize(np.ascontiguousarray(t), (w, h), interpolation=cv2.INTER_LINEAR)
            amount = np.exp(rng.uniform(np.log(2.5), np.log(45))) * self.contrast
            if rng.random() < 0.3:  # between two colours
                d = self.palette.pick() - c
                mix = np.clip(0.5 + t * rng.uniform(0.2, 0.8), 0, 1)
                out += mix[..., None] * d.astype(np.float32)
            else:
                tone = (1.0 + rng.normal(0, 0.18, 3)).astype(np.float32)
                out += t[..., None] * (amount * tone)
        if self.rich:  # the faint grain that every real surface has
            y, x = rng.integers(0, TILE - min(h, TILE) + 1), rng.integers(0, TILE - min(w, TILE) + 1)
            t = self.grain[y : y + h, x : x + w]
            if t.shape != (h, w):
                t = cv2.resize(t, (w, h))
            out += t[..., None] * np.float32(np.exp(rng.uniform(np.log(0.8), np.log(9))))
        if rng.random() < 0.6:
            gx, gy = rng.normal(0, 0.35, 2)
            ramp = 1 + gx * np.linspace(-1, 1, w, dtype=np.float32)[None] + gy * np.linspace(-1, 1, h, dtype=np.float32)[:, None]
            out *= np.clip(ramp, 0.1, 2)[..., None]
        return out

    def paint(self, mask: Array, x: int, y: int, surface: Array) -> None:
        """Lays `surface` [h, w, 3] through `mask` (uint8 [h, w]) with its corner at x, y, cut to the canvas."""
        h, w = mask.shape
        x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + w, self.n), min(y + h, self.n)
        if x1 <= x0 or y1 <= y0:
            return
        m = mask[y0 - y : y1 - y, x0 - x : x1 - x, None].astype(np.float32) * (1 / 255)
        part = self.canvas[y0:y1, x0:x1]
        new = part + (surface[y0 - y : y1 - y, x0 - x : x1 - x] - part) * m
        self.canvas[y0:y1, x0:x1] = np.clip(new + 0.5, 0, 255)

    def shape(self, x: float, y: float, r: float) -> None:
        """One leaf at x, y."""
        rng = self.rng
        p = outline(rng, r)
        if r < (2.5 if self.rich else 5) * self.s or (not self.rich and rng.random() > self.textured and rng.random() < 0.5):
            q = ((p + (x, y)) * 16).astype(np.int32)
            cv2.fillPoly(self.canvas, [q], self.palette.pick().tolist(), cv2.LINE_AA, 4)
            return
        soft = float(np.exp(rng.uniform(np.log(0.5), np.log(10)))) * self.s if rng.random() < 0.12 else 0.0
        pad = int(3 * soft) + 2
        lo = np.floor(p.min(0) + (x, y)).astype(int) - pad
        hi = np.ceil(p.max(0) + (x, y)).astype(int) + pad
        clo, chi = np.maximum(lo, -pad), np.minimum(hi, self.n + pad)
        w, h = chi - clo
        if w <= 2 or h <= 2:
            return
        mask = np.zeros((h, w), np.uint8)
        q = ((p + (x, y) - clo) * 16).astype(np.int32)
        cv2.fillPoly(mask, [q], 255, cv2.LINE_AA, 4)
        if soft:
            mask = cv2.GaussianBlur(mask, (0, 0), soft)
        surface = self.material(h, w)
        if rng.random() < 0.25:  # an edge drawn in another tone: outline, rim light, contact shadow
            line = np.zeros((h, w), np.uint8)
            cv2.polylines(line, [q], True, 255, max(1, int(rng.exponential(1.5) * self.s)), cv2.LINE_AA, 4)
            surface += line[..., None] * np.float32(rng.normal(0, 0.25))
        if rng.random() < 0.15:  # cast shadow
            d = rng.normal(0, 4 * self.s, 2).astype(int)
            shade = cv2.GaussianBlur(mask, (0, 0), rng.uniform(1, 6) * self.s)
            dark = np.zeros((h, w, 3), np.float32)
            self.paint((shade * rng.uniform(0.2, 0.8)).astype(np.uint8), int(clo[0] + d[0]), int(clo[1] + d[1]), dark)
        self.paint(mask, int(clo[0]), int(clo[1]), surface)

    def leaves(self) -> None:
        """Shapes with power-law radii anywhere on the canvas."""
        rng, s = self.rng, self.s
        lo = np.exp(rng.uniform(np.log(1.0), np.log(14))) * s
        hi = rng.uniform(40, 180) * s
        alpha = rng.uniform(2.0, 3.4)
        count = int(np.exp(rng.uniform(np.log(40), np.log(800))))
        for _ in range(count):
            r = rng.uniform(lo, hi) if rng.random() < 0.05 else power_radius(rng, lo, hi, alpha)
            x, y = rng.uniform(-0.1 * self.n, 1.1 * self.n, 2)
            self.shape(float(x), float(y), r)

    def cluster(self) -> None:
        """Many similar small leaves around a few centres: foliage, gravel, crowds, petals."""
        rng, s = self.rng, self.s
        for _ in range(int(rng.integers(1, 5))):
            centre, reach = rng.uniform(0, self.n, 2), rng.uniform(20, 130) * s
            base, r = outline(rng, 1.0), np.exp(rng.uniform(np.log(1.5), np.log(14))) * s
            c, vary = self.palette.pick(), rng.uniform(8, 45)
            lean, loose = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, 2)
            count = int(np.clip((reach / r) ** 2 * rng.uniform(0.5, 2.5), 10, 1500))
            at = centre + rng.normal(0, 1, (count, 2)) * reach * 0.6
            for i in range(count):
                a = lean + rng.normal(0, loose)
                turn = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
                q = ((base @ turn * (r * rng.uniform(0.5, 1.4)) + at[i]) * 16).astype(np.int32)
                tone = np.clip(c + rng.normal(0, vary) + rng.normal(0, vary * 0.2, 3) + vary * i / count, 0, 255)
                cv2.fillPoly(self.canvas, [q], tone.tolist(), cv2.LINE_AA, 4)

    def tufts(self) -> None:
        """Bundles of thin curved strokes: hair, whiskers, grass, wires, twigs."""
        rng, s = self.rng, self.s
        for _ in range(int(rng.integers(1, 8))):
            root, spread = rng.uniform(0, self.n, 2), rng.uniform(2, 160) * s
            heading, fan = rng.uniform(0, 2 * np.pi), rng.uniform(0.02, 0.7)
            length, count = rng.uniform(15, 160) * s, int(np.exp(rng.uniform(np.log(4), np.log(500))))
            c, vary = self.palette.pick(), rng.uniform(5, 50)
            width = np.exp(rng.uniform(np.log(0.7), np.log(4))) * s
            start = root + rng.normal(0, 1, (count, 2)) * spread
            angle = heading + rng.normal(0, fan, count)
            bend = rng.normal(0, 0.08) + rng.normal(0, 0.05, count)
            step = rng.uniform(0.4, 1.2, count) * length / 8
            points = [start]
            for _ in range(8):
                points.append(points[-1] + np.stack([np.cos(angle), np.sin(angle)], 1) * step[:, None])
                angle = angle + bend
            curves = (np.stack(points, 1) * 16).astype(np.int32)
            for q in curves:
                tone = np.clip(c + rng.normal(0, vary), 0, 255)
                cv2.polylines(self.canvas, [q], False, tone.tolist(), max(1, int(width * rng.uniform(0.5, 1.3))), cv2.LINE_AA, 4)

    def branches(self) -> None:
        """A branching tree drawn with tapering lines, leaves at the tips."""
        rng, s = self.rng, self.s
        c, leaf = self.palette.pick(), self.palette.pick()
        left = [(*rng.uniform(0, self.n, 2), rng.uniform(0, 2 * np.pi), rng.uniform(15, 60) * s, rng.uniform(2, 9) * s)]
        split, shrink = rng.uniform(0.2, 0.8), rng.uniform(0.65, 0.85)
        drawn = 0
        while left and drawn < 900:
            x, y, a, length, width = left.pop(0)
            x2, y2 = x + np.cos(a) * length, y + np.sin(a) * length
            q = (np.array([(x, y), (x2, y2)]) * 16).astype(np.int32)
            tone = np.clip(c + rng.normal(0, 12), 0, 255).tolist()
            cv2.polylines(self.canvas, [q], False, tone, max(1, int(width)), cv2.LINE_AA, 4)
            drawn += 1
            if length > 3 * s:
                for _ in range(int(rng.integers(2, 4))):
                    left.append((x2, y2, a + rng.normal(0, split), length * shrink * rng.uniform(0.7, 1.1), width * shrink))
            elif rng.random() < 0.6:
                r = rng.uniform(1, 4) * s
                tone = np.clip(leaf + rng.normal(0, 25), 0, 255).tolist()
                cv2.ellipse(self.canvas, (int(x2 * 16), int(y2 * 16)), (int(r * 16), int(r * 8)), float(np.degrees(a)), 0, 360, tone, -1, cv2.LINE_AA, 4)

    def plane(self) -> None:
        """A surface or lettering seen in perspective: facades, floors, boards, cloth."""
        rng, n = self.rng, self.n
        source = self.material(n, n)
        corners = np.array([(0, 0), (n, 0), (n, n), (0, n)], np.float32)
        size, centre = rng.uniform(0.3, 1.3), rng.uniform(0, n, 2)
        target = (corners - n / 2) * size + centre + rng.normal(0, 0.13 * n, (4, 2))
        m = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
        surface = cv2.warpPerspective(source, m, (n, n), flags=cv2.INTER_AREA)
        mask = np.zeros((n, n), np.uint8)
        cv2.fillConvexPoly(mask, cv2.convexHull((target * 16).astype(np.int32)), 255, cv2.LINE_AA, 4)
        self.paint(mask, 0, 0, surface)

    def lettering(self) -> None:
        """Words and paragraphs in the system's fonts, straight or turned."""
        rng, s, n = self.rng, self.s, self.n
        if not FONTS:
            return
        for _ in range(int(rng.integers(1, 5))):
            size = int(np.exp(rng.uniform(np.log(8), np.log(70))) * s)
            font = ImageFont.truetype(FONTS[rng.integers(len(FONTS))], size)
            rows = int(rng.integers(1, 9)) if rng.random() < 0.5 else 1
            chars = "".join(chr(rng.integers(33, 127)) if rng.random() < 0.3 else chr(rng.integers(97, 123)) for _ in range(rows * 40))
            text = "\n".join(chars[i * 40 : i * 40 + rng.integers(2, 25)] for i in range(rows))
            w = min(int(n * rng.uniform(0.3, 1)), n)
            h = min(int(size * 1.4 * rows) + 4, n)
            image = Image.new("L", (w, h), 0)
            ImageDraw.Draw(image).text((2, 0), text, fill=255, font=font)
            mask = np.asarray(image)
            if rng.random() < 0.4:
                m = cv2.getRotationMatrix2D((w / 2, h / 2), rng.uniform(-60, 60), 1)
                side = int(np.hypot(w, h))
                m[:, 2] += np.array([(side - w) / 2, (side - h) / 2])
                mask = cv2.warpAffine(mask, m, (side, side), flags=cv2.INTER_LINEAR)
            hh, ww = mask.shape
            self.paint(mask, int(rng.uniform(-0.2, 0.9) * n), int(rng.uniform(-0.1, 0.9) * n), self.material(hh, ww, flat=rng.random() < 0.8))

    def backdrop(self) -> None:
        """The farthest surface: gradient, texture or cloud."""
        rng, n = self.rng, self.n
        surface = self.material(n, n)
        if rng.random() < 0.5:
            surface += power_noise(rng, n, rng.uniform(1.2, 2.4))[..., None] * np.float32(rng.uniform(2, 35))
        self.canvas[:] = np.clip(surface, 0, 255)

    def defocus(self, widest: float) -> None:
        """Blurs everything painted so far, sigma log-uniform from 0.5 to `widest` finished pixels."""
        sigma = float(np.exp(self.rng.uniform(np.log(0.5), np.log(widest)))) * self.s
        self.canvas = cv2.GaussianBlur(self.canvas, (0, 0), sigma)

    def compose(self) -> None:
        rng = self.rng
        self.backdrop()
        layers = (self.leaves, self.cluster, self.tufts, self.branches, self.plane, self.lettering)
        chance = np.array([0.44, 0.15, 0.16, 0.05, 0.12, 0.08])
        if rng.random() < 0.7:
            self.leaves()
            if rng.random() < 0.2:
                self.defocus(8.0)
        for _ in range(int(rng.integers(1, 5))):
            layers[rng.choice(len(layers), p=chance)]()
            if rng.random() < 0.22:
                self.defocus(8.0)

    def photograph(self) -> Array:
        """The camera: light, lens, sensor, tone, compression. Returns uint8 [SIDE, SIDE, 3]."""
        rng = self.rng
        a: Array = self.canvas.astype(np.float32)
        if self.rich and rng.random() < 0.5:  # texture over everything, so that flat strokes have some too
            t = self.local[0] if rng.random() < 0.3 else power_noise(rng, self.n, rng.uniform(0.5, 1.3))
            t = t if t.shape == a.shape[:2] else cv2.resize(np.ascontiguousarray(t), (self.n, self.n))
            a += (t * np.exp(rng.uniform(np.log(0.7), np.log(8))))[..., None]
        if rng.random() < 0.5:
            light = 1 + cv2.resize(power_noise(rng, 64, rng.uniform(1.5, 2.5)), (self.n, self.n)) * rng.uniform(0.02, 0.3)
            a *= np.clip(light, 0.15, 2)[..., None]
        if rng.random() < 0.75:  # lens
            sigma = rng.uniform(0.15, 0.8) if rng.random() < 0.85 else rng.uniform(0.8, 1.6)
            a = cv2.GaussianBlur(a, (0, 0), sigma * self.s)
        if rng.random() < 0.04:  # shake
            k = int(rng.integers(2, 7) * self.s)
            line = np.zeros((k, k), np.float32)
            th = rng.uniform(0, np.pi)
            d = np.array([np.cos(th), np.sin(th)]) * k / 2
            cv2.line(line, tuple(int(v) for v in (k / 2 - d)), tuple(int(v) for v in (k / 2 + d)), 1.0, 1)
            a = cv2.filter2D(a, -1, line / max(line.sum(), 1e-6))
        filters = (cv2.INTER_AREA, cv2.INTER_AREA, None, None)
        f = filters[rng.integers(4)]
        if f is None:
            kind = (Image.Resampling.LANCZOS, Image.Resampling.BICUBIC, Image.Resampling.BOX)[rng.integers(3)]
            u = Image.fromarray(np.clip(a + 0.5, 0, 255).astype(np.uint8))
            a = np.asarray(u.resize((SIDE, SIDE), kind)).astype(np.float32)
        else:
            a = cv2.resize(a, (SIDE, SIDE), interpolation=f)
        if rng.random() < 0.3:  # the camera's own sharpening
            a = a + rng.uniform(0.1, 0.8) * (a - cv2.GaussianBlur(a, (0, 0), rng.uniform(0.6, 1.4)))
        if rng.random() < 0.3:
            a = 255 * (np.clip(a, 0, 255) / 255) ** np.exp(rng.normal(0, 0.3))
        if rng.random() < 0.4:  # sensor noise, stronger in the light, smoothed by demosaicing
            sigma = np.exp(rng.uniform(np.log(0.4), np.log(4.5)))
            noise: Array = rng.standard_normal(a.shape).astype(np.float32)
            noise = noise * 0.5 + noise.mean(2, keepdims=True)
            if rng.random() < 0.6:
                noise = cv2.GaussianBlur(noise, (0, 0), rng.uniform(0.4, 1.1))
                noise = noise / (noise.std() + 1e-6)
            a = a + noise * sigma * np.sqrt(np.clip(a, 8, 255) / 128)
        u8 = np.clip(a + 0.5, 0, 255).astype(np.uint8)
        if rng.random() < 0.15:
            b = io.BytesIO()
            Image.fromarray(u8).save(b, "JPEG", quality=int(rng.integers(82, 98)), subsampling=int(rng.integers(0, 3)))
            u8 = np.asarray(Image.open(b))
        return u8


def render_block(block: int) -> Array:
    """Block `block`: uint8 [BLOCK, SIDE, SIDE, 3]."""
    rng = np.random.default_rng([20261, block])
    bank = [texture(rng, TILE) for _ in range(BANK)]
    pictures = []
    for _ in range(BLOCK):
        s = float(rng.choice([1.3, 2.0, 2.0, 2.6]))
        scene = Scene(rng, s, bank, block >= PLAIN_BLOCKS)
        scene.compose()
        pictures.append(scene.photograph())
    return np.stack(pictures)


def work(folder: Path, start: int, stop: int, stride: int, offset: int) -> None:
    cv2.setNumThreads(1)
    for b in range(start + offset, stop, stride):
        path = folder / f"block-{b:05d}.npy"
        if path.exists():
            continue
        t = time.time()
        pictures = render_block(b)
        part = path.with_suffix(f".part{offset}")
        with open(part, "wb") as f:
            np.save(f, pictures)
        os.replace(part, path)
        print(f"block {b}: {(time.time() - t) / BLOCK:.2f} s per picture", flush=True)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--blocks", type=int, default=345, help=f"blocks of {BLOCK} pictures")
    p.add_argument("--start", type=int, default=0, help="number of the first block")
    p.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    args = p.parse_args()
    PICTURES.mkdir(parents=True, exist_ok=True)
    jobs = [Process(target=work, args=(PICTURES, args.start, args.start + args.blocks, args.workers, i)) for i in range(args.workers)]
    for j in jobs:
        j.start()
    for j in jobs:
        j.join()
    if any(j.exitcode for j in jobs):
        raise SystemExit("a rendering worker failed")


if __name__ == "__main__":
    main()

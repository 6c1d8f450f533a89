"""Training pictures: a scene is drawn by lot, painted and told. No held-out pair is ever in one.

    python pictures.py           # writes WORK/generator/examples.png, 64 pictures, and prints their captions

The mixture is weighted towards single objects on one colour: that is what people ask of it first.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

import styles
from pairs import allowed_colours, allowed_styles, held_out
from places import GENERATOR
from scenery import SIDE, TIMELESS, pattern, place, vary
from sprites import EXTENT, load
from sprites import SIDE as SPRITE
from words import COLOUR, COLOURS, LENGTH, NOTHING, OBJECTS, PALETTE, PATTERNS, PLACES, PLAIN, RELATIONS, STYLES, TIMES, Scene, Thing, tell, tokens

Array = NDArray
Rng = np.random.Generator

MIXTURE = {"single": 0.62, "style": 0.15, "pattern": 0.05, "place": 0.08, "empty": 0.02, "two": 0.04, "several": 0.04}
UNTOLD_BACKGROUND = 0.07  # captions that leave the background out
EMPTY_CAPTION = 0.1  # for guidance
USUAL, SMALL, LARGE = (0.7, 0.82), (0.38, 0.5), (0.9, 1.02)  # longer side of an object, of the picture's


def bright(colour: tuple[int, int, int]) -> float:
    return float(np.asarray(colour, np.float32) @ styles.LUMA)


class Pictures:
    """Draws scenes and paints them."""

    def __init__(self) -> None:
        self.sprites, self.flat = load()
        self.colours = [allowed_colours(o) for o in OBJECTS]
        self.styles = [allowed_styles(o) for o in OBJECTS]

    def scene(self, rng: Rng) -> tuple[Scene, list[int]]:
        """A scene and the numbers of its objects."""

        def one_of(options: list[str]) -> str:
            return options[int(rng.integers(len(options)))]

        def shared(numbers: list[int]) -> list[str]:
            return [c for c in COLOURS if all(c in self.colours[i] for i in numbers)]

        kind = str(rng.choice(list(MIXTURE), p=list(MIXTURE.values())))
        numbers = [] if kind == "empty" else [int(i) for i in rng.integers(len(OBJECTS), size=2 if kind == "two" else 1)]
        while kind == "two" and (numbers[0] == numbers[1] or not shared(numbers)):
            numbers = [int(i) for i in rng.integers(len(OBJECTS), size=2)]
        tinted = kind not in ("style", "empty") and rng.random() < 0.12
        size = one_of(["small", "large"]) if kind in ("single", "place") and rng.random() < 0.16 else ""
        count = int(rng.integers(2, 5)) if kind == "several" else 1
        things = tuple(Thing(OBJECTS[i], one_of(COLOURS[:8]) if tinted and k == 0 else "", size, count) for k, i in enumerate(numbers))
        colours = shared(numbers) or COLOURS
        if kind == "place" or (kind == "empty" and rng.random() < 0.7):
            where = one_of(list(PLACES["en"]))
            return Scene(things, background=where, colours=(), time="" if where in TIMELESS else one_of(list(TIMES["en"]))), numbers
        if kind == "pattern" and len(colours) > 1:
            a, b = rng.choice(len(colours), 2, replace=False)
            return Scene(things, background=one_of(list(PATTERNS["en"])), colours=(colours[a], colours[b])), numbers
        style = one_of(self.styles[numbers[0]] or list(STYLES)) if kind == "style" and self.styles[numbers[0]] else PLAIN
        relation = one_of(list(RELATIONS["en"])) if kind == "two" else ""
        return Scene(things, relation, style, COLOUR, (one_of(colours),)), numbers

    def spots(self, scene: Scene, rng: Rng) -> list[tuple[int, float, float, float]]:
        """Where things go, back to front: (index into scene.things, x, y, extent), in parts of the picture's side."""
        u = rng.uniform
        if len(scene.things) == 2:
            e, j = u(0.42, 0.5), rng.uniform(-0.03, 0.03, 4)
            where = {
                "left": ((0.26, 0.5), (0.74, 0.5)),
                "right": ((0.74, 0.5), (0.26, 0.5)),
                "beside": ((0.26, 0.5), (0.74, 0.5)) if rng.random() < 0.5 else ((0.74, 0.5), (0.26, 0.5)),
                "above": ((0.5, 0.26), (0.5, 0.74)),
                "below": ((0.5, 0.74), (0.5, 0.26)),
                "front": ((0.42, 0.62), (0.6, 0.4)),
            }[scene.relation]
            es = (e, u(0.58, 0.66)) if scene.relation == "front" else (e, e)
            return [(k, where[k][0] + j[2 * k], where[k][1] + j[2 * k + 1], es[k]) for k in (1, 0)]
        out = []
        for k, t in enumerate(scene.things):
            if t.count == 1:
                lo, hi = {"small": SMALL, "large": LARGE, "": USUAL}[t.size]
                e = u(lo, hi)
                slack = max(0.03, (1 - e) * 0.22)
                y = 0.5 if scene.background in (COLOUR, "sky", "space", "underwater") or scene.background in PATTERNS["en"] else min(0.62, 0.94 - e / 2)
                out.append((k, 0.5 + u(-slack, slack), y + u(-slack, slack), e))
            else:
                grid = {2: ((0.27, 0.5), (0.73, 0.5)), 3: ((0.28, 0.3), (0.72, 0.3), (0.5, 0.72)), 4: ((0.27, 0.27), (0.73, 0.27), (0.27, 0.73), (0.73, 0.73))}[t.count]
                e = u(0.36, 0.42) if t.count > 2 else u(0.4, 0.46)
                out += [(k, x + u(-0.03, 0.03), y + u(-0.03, 0.03), e) for x, y in grid]
        return out

    def layer(self, sprite: Array, x: float, y: float, extent: float, turn: float) -> Array:
        """The sprite in its place, float32 [SIDE, SIDE, 4], 0..1, RGB times alpha."""
        s = extent * SIDE / EXTENT
        c, w = s * np.cos(turn), s * np.sin(turn)
        m = np.array([[c, -w, 0], [w, c, 0]], np.float32)
        m[:, 2] = np.array([x * SIDE, y * SIDE]) - 0.5 - m[:, :2] @ np.array([SPRITE / 2 - 0.5, SPRITE / 2 - 0.5])
        if s < 0.75:
            sprite = cv2.GaussianBlur(sprite, (0, 0), 0.35 / s)
        return cv2.warpAffine(sprite, m, (SIDE, SIDE), flags=cv2.INTER_LINEAR).astype(np.float32) / 255

    def paint(self, scene: Scene, numbers: list[int], rng: Rng) -> Array:
        """uint8 [SIDE, SIDE, 3]."""
        if scene.background == COLOUR:
            ground = np.broadcast_to(vary(PALETTE[scene.colours[0]], rng, 2.0), (SIDE, SIDE, 3)) / 255
        elif scene.background in PATTERNS["en"]:
            a, b = (vary(PALETTE[c], rng) for c in scene.colours)
            ground = pattern(scene.background, a, b, rng).astype(np.float32) / 255
        else:
            ground = place(scene.background, scene.time, rng).astype(np.float32) / 255
        picture = np.ascontiguousarray(ground, np.float32)
        turns = rng.normal(0, 0.06, 8)
        for n, (k, x, y, extent) in enumerate(self.spots(scene, rng)):
            thing = scene.things[k]
            source = self.flat if scene.style == "flat" else self.sprites
            turn = 0.0 if scene.style == "pixel" else float(turns[n])
            layer = self.layer(np.asarray(source[numbers[k]]), x, y, extent, turn)
            if thing.tint:
                layer[..., :3] = tint(styles.colours_of(layer), PALETTE[thing.tint]) * layer[..., 3:]
            picture = styles.over(layer, picture) if scene.style == PLAIN else styles.PAINT[scene.style](layer, picture, rng)
        return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)

    def draw(self, rng: Rng) -> tuple[Array, list[int], str, Scene]:
        """(picture uint8 [SIDE, SIDE, 3], token numbers [LENGTH], caption, scene)."""
        scene, numbers = self.scene(rng)
        caption, _ = tell(scene, rng, background=not (scene.things and rng.random() < UNTOLD_BACKGROUND))
        if rng.random() < EMPTY_CAPTION:
            caption = ""
        return self.paint(scene, numbers, rng), tokens(caption), caption, scene

    def batch(self, n: int, rng: Rng) -> tuple[Array, Array]:
        """uint8 [n, SIDE, SIDE, 3] and int64 [n, LENGTH]."""
        pictures, texts = np.empty((n, SIDE, SIDE, 3), np.uint8), np.full((n, LENGTH), NOTHING, np.int64)
        for i in range(n):
            pictures[i], texts[i], _, _ = self.draw(rng)
        return pictures, texts


def tint(colours: Array, colour: tuple[int, int, int]) -> Array:
    """Every colour replaced by a shade of `colour` as bright as it was."""
    k = np.asarray(colour, np.float32) / 255
    g = np.clip((colours @ styles.LUMA)[..., None] * 0.9 + 0.1, 0, 1)
    return np.where(g < 0.5, 2 * g * k, 1 - (2 - 2 * g) * (1 - k))


def holds_out(scene: Scene) -> bool:
    """Whether the scene has a pair in it that must never be trained on."""
    return any(held_out(t.object.id, c) for t in scene.things for c in scene.colours) or any(held_out(t.object.id, scene.style) for t in scene.things if scene.style != PLAIN)


def grid(pictures: Array, columns: int = 8) -> Array:
    """[n, h, w, 3] as one picture, row by row."""
    rows = [np.concatenate(list(pictures[i : i + columns]), 1) for i in range(0, len(pictures), columns)]
    return np.concatenate(rows, 0)


def main() -> None:
    cv2.setNumThreads(1)
    rng, source = np.random.default_rng(3), Pictures()
    drawn = [source.draw(rng) for _ in range(64)]
    for i, (_, _, caption, _) in enumerate(drawn):
        print(i, caption)
    Image.fromarray(grid(np.stack([d[0] for d in drawn]))).save(GENERATOR / "examples.png")


if __name__ == "__main__":
    main()

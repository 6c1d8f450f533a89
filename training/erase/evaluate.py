"""Measures the eraser on photographs that training never saw, beside OpenCV's Telea inpainting.

    python evaluate.py                 # models/starter/erase.onnx
    python evaluate.py --torch average.pt

Forty masks of 5 to 15 % of each photograph (astronaut, chelsea, coffee, rocket), painted at random from the seeds 0 to 39. PSNR of
RGB, 0..255, over the erased pixels alone; the mean is over all 160. Telea: `cv2.inpaint`, radius 5.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from masks import Array, mask
from places import REPOSITORY, STARTER, photos
from run import with_onnx, with_torch

MASKS = 40


def psnr(a: Array, b: Array, where: Array) -> float:
    d = (a.astype(np.float64) - b)[where > 0]
    return float(10 * np.log10(255**2 / max(float(np.mean(d * d)), 1e-10)))


def telea(picture: Array, erased: Array) -> Array:
    return np.asarray(cv2.inpaint(np.ascontiguousarray(picture[..., ::-1]), erased, 5, cv2.INPAINT_TELEA))[..., ::-1]


def figures_of(fill: Callable[[Array, Array], Array], shared: Path, masks: int = MASKS) -> dict[str, dict[str, float]]:
    """Mean PSNR in dB by photograph and over all: of the network, of Telea, and the gain."""
    own: dict[str, list[float]] = {}
    base: dict[str, list[float]] = {}
    for name, picture in photos(shared).items():
        for seed in range(masks):
            erased = mask(np.random.default_rng(seed), picture.shape[0], picture.shape[1], 0.05, 0.15)
            own.setdefault(name, []).append(psnr(fill(picture, erased), picture, erased))
            base.setdefault(name, []).append(psnr(telea(picture, erased), picture, erased))

    def summary(rows: dict[str, list[float]]) -> dict[str, float]:
        means = {k: round(float(np.mean(v)), 2) for k, v in rows.items()}
        return {**means, "mean": round(float(np.mean([x for v in rows.values() for x in v])), 2)}

    a, b = summary(own), summary(base)
    return {"telea": b, "psnr": a, "gain": {k: round(a[k] - b[k], 2) for k in a}}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared", help="folder with images/")
    p.add_argument("--torch", type=Path, help="weights of training instead of the exported file")
    p.add_argument("--masks", type=int, default=MASKS, help="of each photograph")
    args = p.parse_args()
    fill = with_torch(args.torch) if args.torch else with_onnx((STARTER / "erase.onnx").read_bytes())
    for row, values in figures_of(fill, args.shared, args.masks).items():
        print(f"{row:8}" + "".join(f"  {k} {v:.2f}" for k, v in values.items()))


if __name__ == "__main__":
    main()

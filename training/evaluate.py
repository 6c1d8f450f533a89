"""Measures exported ONNX files on photographs that training never saw, beside waifu2x.

    python evaluate.py                       # all files of models/starter
    python evaluate.py enlarge-x2 --peers    # one of them, and its peers

The photographs (astronaut, chelsea, coffee, rocket of scikit-image: public domain or CC0) and the peers'
weights lie in a folder given by --shared. Y-PSNR: brightness of BT.601 (16..235) of the uint8 result,
in dB against 255, as is usual in the literature.

Enlarging: the photo, cropped to a multiple of the factor, is shrunk with PIL's bicubic filter, enlarged
again, and compared without its outermost `factor` pixels. The gain is over PIL's bicubic enlargement.
Repair: the photo, cropped to multiples of 4, is damaged (JPEG of PIL, quality 30, 4:2:0; Gaussian noise of
sigma 15 on every channel, seed 0), repaired and compared whole. The gain is over the damaged picture.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Callable

import numpy as np
import onnxruntime
from PIL import Image

from degrade import add_noise, grow, jpeg, shrink
from workplace import REPOSITORY, STARTER

Array = np.ndarray
PHOTOS = {
    "astronaut": "astronaut_512.png",
    "chelsea": "chelsea_451x300.png",
    "coffee": "coffee_600x400.png",
    "rocket": "rocket.jpg",
}
PEERS = {
    "enlarge-x2": {"waifu2x upconv7 photo": "sr_waifu2x_upconv7_photo_x2.onnx", "waifu2x cunet": "sr_waifu2x_cunet_x2.onnx"},
    "enlarge-x4": {},
    "repair": {"waifu2x cunet noise1": "denoise_waifu2x_cunet_noise1_x1.onnx"},
}
FACTOR = {"enlarge-x2": 2, "enlarge-x4": 4}
DAMAGES: dict[str, Callable[[Array], Array]] = {
    "jpeg30": lambda a: jpeg(a, 30, 2),
    "noise15": lambda a: add_noise(a, 15, np.random.default_rng(0)),
    "jpeg10": lambda a: jpeg(a, 10, 2),
    "noise25": lambda a: add_noise(a, 25, np.random.default_rng(0)),
    "noise10-jpeg50": lambda a: jpeg(add_noise(a, 10, np.random.default_rng(0)), 50, 2),
}


def session_of(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])


def apply(session: onnxruntime.InferenceSession, picture: Array, multiple: int = 1) -> Array:
    """uint8 [H, W, 3] to uint8 [sH, sW, 3]; sides are filled up to `multiple` by repeating the edge, and cut again."""
    h, w = picture.shape[:2]
    filled = np.pad(picture, ((0, -h % multiple), (0, -w % multiple), (0, 0)), "edge")
    x = np.ascontiguousarray(filled.transpose(2, 0, 1)[None]).astype(np.float32) / 255
    y = session.run(None, {session.get_inputs()[0].name: x})[0][0]
    s = y.shape[1] // filled.shape[0]
    return np.rint(np.clip(y, 0, 1) * 255).astype(np.uint8).transpose(1, 2, 0)[: h * s, : w * s]


def luma(a: Array) -> Array:
    """Y of BT.601, 16..235, float64 [H, W]."""
    return 16 + a.astype(np.float64) @ (np.array([65.481, 128.553, 24.966]) / 255)


def psnr(a: Array, b: Array, border: int = 0) -> float:
    d = luma(a) - luma(b)
    if border:
        d = d[border:-border, border:-border]
    return float(10 * np.log10(255**2 / max(float(np.mean(d * d)), 1e-10)))


def photos(shared: Path, multiple: int) -> dict[str, Array]:
    """The photographs, uint8 RGB, cropped at the right and bottom to a multiple."""
    out = {}
    for name, file in PHOTOS.items():
        a = np.asarray(Image.open(shared / "images" / file).convert("RGB"))
        out[name] = a[: a.shape[0] // multiple * multiple, : a.shape[1] // multiple * multiple]
    return out


def summary(rows: dict[str, float]) -> dict[str, float]:
    return {**{k: round(v, 2) for k, v in rows.items()}, "mean": round(float(np.mean(list(rows.values()))), 2)}


def figures_of(id: str, session: onnxruntime.InferenceSession, shared: Path, multiple: int = 1) -> dict[str, Any]:
    """Y-PSNR per photograph and mean, dB. `multiple`: what the network needs sides to be a multiple of."""
    if id in FACTOR:
        s = FACTOR[id]
        base, own = {}, {}
        for name, hr in photos(shared, s).items():
            lr = shrink(hr, s)
            base[name] = psnr(grow(lr, s), hr, s)
            own[name] = psnr(apply(session, lr, multiple), hr, s)
        gain = {k: own[k] - base[k] for k in own}
        return {"bicubic": summary(base), "psnr": summary(own), "gain": summary(gain)}
    result: dict[str, Any] = {}
    pictures = photos(shared, 4)
    for kind, damage in DAMAGES.items():
        damaged = {n: damage(a) for n, a in pictures.items()}
        before = {n: psnr(damaged[n], a) for n, a in pictures.items()}
        after = {n: psnr(apply(session, damaged[n], multiple), a) for n, a in pictures.items()}
        result[kind] = {"damaged": summary(before), "psnr": summary(after), "gain": summary({n: after[n] - before[n] for n in after})}
    result["clean"] = {"psnr": summary({n: psnr(apply(session, a, multiple), a) for n, a in pictures.items()})}
    return result


def show(title: str, figures: dict[str, Any]) -> None:
    """Prints the gains of one file; of clean input, how close to itself it stays."""
    rows = {"gain": figures["gain"]} if "gain" in figures else {f"{k} gain": v["gain"] for k, v in figures.items() if "gain" in v}
    if "clean" in figures:
        rows["clean kept at"] = figures["clean"]["psnr"]
    for label, values in rows.items():
        print(f"{title:24} {label:22}" + "".join(f"{v:11.2f}" for v in values.values()))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("id", nargs="*", help="enlarge-x2, enlarge-x4, repair; default: all")
    p.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    p.add_argument("--models", type=Path, default=STARTER)
    p.add_argument("--peers", action="store_true", help="measure waifu2x as well")
    args = p.parse_args()
    print(f"{'Y-PSNR, dB':24} {'':22}" + "".join(f"{n:>11}" for n in (*PHOTOS, "mean")))
    for id in args.id or PEERS:
        path = args.models / f"{id}.onnx"
        if path.exists():
            show(id, figures_of(id, session_of(path), args.shared))
        if args.peers:
            for name, file in PEERS[id].items():
                show(name, figures_of(id, session_of(args.shared / "weights" / file), args.shared, multiple=4))


if __name__ == "__main__":
    main()

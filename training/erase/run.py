"""Runs the eraser on one picture: uint8 [H, W, 3] and a mask uint8 [H, W] (1: erased) to uint8 [H, W, 3]."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from network import MULTIPLE, Eraser
from onnx_graph import session_of

Array = np.ndarray
Fill = Callable[[Array, Array], Array]


def around(work: Callable[[Array, Array], Array]) -> Fill:
    """Fills sides up to what the network takes by repeating the edge, and cuts the result again."""

    def fill(picture: Array, erased: Array) -> Array:
        h, w = erased.shape
        pad = ((0, -h % MULTIPLE), (0, -w % MULTIPLE))
        x = np.pad(picture, (*pad, (0, 0)), "edge").transpose(2, 0, 1)[None].astype(np.float32) / 255
        m = np.pad(erased, pad, "edge")[None, None].astype(np.float32)
        y = work(np.ascontiguousarray(x), m)[0, :, :h, :w].transpose(1, 2, 0)
        filled = np.rint(np.clip(y, 0, 1) * 255).astype(np.uint8)
        return np.where(erased[..., None] > 0, filled, picture)

    return fill


def with_torch(weights: Path) -> Fill:
    net = Eraser()
    net.load_state_dict(torch.load(weights))
    net.eval()

    def work(x: Array, m: Array) -> Array:
        with torch.no_grad():
            return net(torch.from_numpy(x), torch.from_numpy(m)).numpy()

    return around(work)


def with_onnx(model: bytes) -> Fill:
    session = session_of(model, 2)
    return around(lambda x, m: np.asarray(session.run(None, {"image": x, "mask": m})[0]))

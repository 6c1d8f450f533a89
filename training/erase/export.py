"""Writes models/starter/erase.onnx and its card from a trained run.

    python export.py

Weights are float16, each cast to float32. Before the file is kept it is run with ONNX Runtime and compared with torch; then
evaluate.py's figures go into the card.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from pathlib import Path

from places import REPOSITORY, RUNS, STARTER  # first: makes what is shared importable

import numpy as np  # isort: skip
import onnx
import torch
from onnx import TensorProto

from evaluate import figures_of
from network import LEVELS, MULTIPLE, Block, Eraser, count_parameters
from onnx_graph import Builder, session_of
from run import with_onnx

LIMITS = "Fills with colours and soft texture that fit; it does not invent objects, and large holes come out blurred."


def build(net: Eraser) -> onnx.ModelProto:
    """The graph of `net`: image [N, 3, H, W], 0..1, and mask [N, 1, H, W], 1 where something is to be filled; to the picture, filled."""
    g = Builder()

    def conv(name: str, m: torch.nn.Conv2d, x: str) -> str:
        assert m.bias is not None
        k, s, p = m.kernel_size[0], m.stride[0], int(m.padding[0])  # type: ignore[arg-type]
        inputs = [x, g.weight(name + ".weight", m.weight), g.weight(name + ".bias", m.bias)]
        return g.node("Conv", inputs, name, kernel_shape=[k, k], strides=[s, s], pads=[p] * 4)

    def chain(name: str, modules: torch.nn.Module, x: str) -> str:
        for i, b in enumerate(modules.children()):
            assert isinstance(b, Block)
            y = g.node("Relu", [conv(f"{name}.{i}.first", b.first, x)], f"{name}.{i}.relu")
            x = g.node("Add", [x, conv(f"{name}.{i}.second", b.second, y)], f"{name}.{i}")
        return x

    one, doubled = g.constant("one", 1.0), g.constant("doubled", [1.0, 1.0, 2.0, 2.0])

    def grown(x: str, name: str, mode: str) -> str:
        how = {"nearest": {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}, "linear": {"coordinate_transformation_mode": "half_pixel"}}
        return g.node("Resize", [x, "", doubled], name, mode=mode, **how[mode])

    known = g.node("Sub", [one, "mask"], "known")
    sums, weights = [g.node("Mul", ["image", known], "sum.0")], [known]
    for i in range(1, LEVELS + 1):
        sums.append(g.node("AveragePool", [sums[-1]], f"sum.{i}", kernel_shape=[2, 2], strides=[2, 2]))
        weights.append(g.node("AveragePool", [weights[-1]], f"weight.{i}", kernel_shape=[2, 2], strides=[2, 2]))
    filled = g.node("Div", [sums[-1], g.node("Max", [weights[-1], g.constant("least", 1e-4)], "divisor")], f"filled.{LEVELS}")
    for i in reversed(range(LEVELS)):
        missing = g.node("Sub", [one, weights[i]], f"missing.{i}")
        up = g.node("Mul", [missing, grown(filled, f"up.{i}", "linear")], f"pulled.{i}")
        filled = g.node("Add", [sums[i], up], f"filled.{i}")
    middle = g.node("Sub", [filled, g.constant("half", 0.5)], "centred")
    x = g.node("Concat", [middle, "mask"], "seen", axis=1)
    # pixel_unshuffle: channel c·4 + row·2 + column.
    shape = g.node("Shape", [x], "seen.shape")
    n, h, w = (g.node("Gather", [shape, g.constant(f"axis.{i}", i)], f"side.{i}", axis=0) for i in (0, 2, 3))
    halves = [g.node("Div", [s, g.constant("two", 2)], f"half.{i}") for i, s in enumerate((h, w))]

    def vector(parts: list[str], name: str) -> str:
        first = g.constant("first", [0])
        return g.node("Concat", [g.node("Unsqueeze", [p, first], f"{name}.{i}") for i, p in enumerate(parts)], name, axis=0)

    two, four, sixteen = g.constant("two", 2), g.constant("four", 4), g.constant("sixteen", 16)
    x = g.node("Reshape", [x, vector([n, four, halves[0], two, halves[1], two], "split")], "apart")
    x = g.node("Transpose", [x], "turned", perm=[0, 1, 3, 5, 2, 4])
    x = g.node("Reshape", [x, vector([n, sixteen, halves[0], halves[1]], "folded")], "unshuffled")
    x = conv("head", net.head, x)
    kept = []
    for i, down in enumerate(net.down):
        x = chain(f"down.{i}", down, x)
        if i < len(net.shrink):
            kept.append(x)
            x = conv(f"shrink.{i}", net.shrink[i], x)  # type: ignore[arg-type]
    for i in reversed(range(len(net.grow))):
        y = grown(conv(f"grow.{i}", net.grow[i], x), f"grown.{i}", "nearest")  # type: ignore[arg-type]
        x = chain(f"up.{i}.blocks", net.up[i], g.node("Add", [kept[i], y], f"joined.{i}"))
    detail = g.node("DepthToSpace", [conv("tail", net.tail, x)], "detail", blocksize=2, mode="CRD")
    g.node("Add", [filled, g.node("Mul", ["mask", detail], "added")], "output")
    picture: list[str | int | None] = ["N", 3, "H", "W"]
    return g.model("erase", {"image": (TensorProto.FLOAT, picture), "mask": (TensorProto.FLOAT, ["N", 1, "H", "W"])}, {"output": (TensorProto.FLOAT, picture)})


def check_agreement(net: Eraser, model: bytes) -> float:
    """Largest difference between torch and ONNX Runtime on a random picture of odd proportions."""
    rounded = Eraser()
    rounded.load_state_dict({k: v.half().float() for k, v in net.state_dict().items()})
    rng = torch.Generator().manual_seed(0)
    x, m = torch.rand(1, 3, 128, 192, generator=rng), (torch.rand(1, 1, 128, 192, generator=rng) < 0.2).float()
    with torch.no_grad():
        expected = rounded(x, m).numpy()
    return float(np.abs(session_of(model).run(None, {"image": x.numpy(), "mask": m.numpy()})[0] - expected).max())


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--run", default="erase", help="name of the training run")
    p.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared", help="folder with images/")
    p.add_argument("--out", type=Path, default=STARTER)
    args = p.parse_args()
    net = Eraser()
    net.load_state_dict(torch.load(RUNS / args.run / "average.pt"))
    net.eval()
    data = build(net).SerializeToString()
    difference = check_agreement(net, data)
    print(f"erase: torch to ONNX Runtime {difference:.1e}, {len(data)} bytes")
    if difference > 1e-3:
        raise SystemExit("the exported file does not compute what was trained")
    figures = figures_of(with_onnx(data), args.shared)
    facts = json.loads((RUNS / args.run / "facts.json").read_text())
    command = facts.pop("command")
    card = {
        "id": "erase",
        "title": "Erase",
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "multiple": MULTIPLE,
        "parameters": count_parameters(net),
        "licence": "MIT",
        "trainedOn": "pictures rendered by training/render.py; no photograph, no data set",
        "trainedFor": {**facts, "on": "a shared two-core machine"},
        "figures": {"command": "python training/erase/evaluate.py", **figures},
        "limits": LIMITS,
        "recipe": command,
    }
    path = args.out / "erase.onnx"
    part = path.with_suffix(".part")
    part.write_bytes(data)
    os.replace(part, path)
    path.with_suffix(".card.json").write_text(json.dumps(card, indent=2) + "\n")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()

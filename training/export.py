"""Writes a trained network as ONNX, and its card.

    python export.py enlarge-x2

models/starter/<id>.onnx: opset 17, input `input` float32 [N, 3, H, W] RGB 0..1, output `output` float32
[N, 3, scale H, scale W] (not clipped). Weights are float16 initialisers, each followed by a Cast, so that
the file is half as large and everything is computed in float32. The graph is written here node by node
instead of traced: it holds Conv, Relu, Add, Concat, DepthToSpace and Cast, nothing else.

models/starter/<id>.card.json: what the file is and what it was measured to do. The figures are those
of evaluate.py, run on the very file.

Self-checks, which fail the export: ONNX Runtime agrees with torch (float16-rounded weights) within 1e-4,
and a picture enlarged tile by tile, with a margin of receptiveRadius, agrees with the whole within 1e-4.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper

from evaluate import figures_of, session_of
from networks import PLANS, Network, Plan, count_parameters
from onnx_graph import Builder
from workplace import REPOSITORY, RUNS, STARTER

LIMITS = {
    "enlarge-x2": [
        "Trained on rendered pictures only: on photographs it sharpens edges and keeps texture, but invents no detail.",
        "Expects clean input that was shrunk well; JPEG blocks and noise are enlarged along with the picture. Repair first.",
        "Fine regular patterns close to the pixel spacing can come out at a wrong angle.",
    ],
    "enlarge-x4": [
        "Trained on rendered pictures only: edges and lettering gain most, hair, foliage and skin stay soft.",
        "Expects clean input that was shrunk well; JPEG blocks and noise are enlarged along with the picture. Repair first.",
        "Fine regular patterns close to the pixel spacing can come out at a wrong angle.",
    ],
    "repair": [
        "Made for JPEG of quality 10 to 95, Gaussian noise up to 30 grey levels per channel, and both together.",
        "Fine natural texture and film grain look like noise to it and are smoothed.",
        "It is no deblurring: pictures out of focus stay so. Scratches and dust are not removed.",
        "Height and width must be even.",
    ],
}


def build(net: Network) -> onnx.ModelProto:
    """The graph of `net`, weights rounded to float16."""
    plan, graph = net.plan, Builder()

    def conv(name: str, m: torch.nn.Conv2d, x: str, relu: bool = False) -> str:
        assert m.bias is not None
        inputs = [x, graph.weight(name + ".weight", m.weight), graph.weight(name + ".bias", m.bias)]
        k, s, p = m.kernel_size[0], m.stride[0], int(m.padding[0])
        graph.node("Conv", inputs, name, kernel_shape=[k, k], strides=[s, s], pads=[p] * 4)
        return graph.node("Relu", [name], name + ".relu") if relu else name

    x = conv("head", net.head, "input")
    for i, b in enumerate(net.blocks()):
        y = conv(f"body.{i}.second", b.second, conv(f"body.{i}.first", b.first, x, relu=True))
        x = graph.node("Add", [x, y], f"body.{i}")
    x = conv("tail", net.tail, x)

    def unfold(x: str, out: str) -> None:
        graph.nodes.append(helper.make_node("DepthToSpace", [x], [out], name="unfold", blocksize=plan.shuffle, mode="DCR"))

    if plan.fold == 1:  # the picture itself, repeated over the pixels it covers; in two steps, because WebGPU binds few buffers at once
        row = graph.node("Concat", ["input"] * plan.shuffle, "repeated.row", axis=1)
        repeated = graph.node("Concat", [row] * plan.shuffle, "repeated", axis=1)
        unfold(graph.node("Add", [x, repeated], "sum"), "output")
    else:
        assert plan.scale == 1
        unfold(x, "unfolded")
        graph.node("Add", ["unfolded", "input"], "output")

    shape: list[str | int | None] = ["N", 3, "H", "W"]
    enlarged: list[str | int | None] = shape if plan.scale == 1 else ["N", 3, f"{plan.scale}H", f"{plan.scale}W"]
    return graph.model(plan.id, {"input": (TensorProto.FLOAT, shape)}, {"output": (TensorProto.FLOAT, enlarged)})


def check_agreement(net: Network, session: onnxruntime.InferenceSession) -> float:
    """Largest difference between torch and ONNX Runtime on a random picture of odd proportions."""
    rounded = Network(net.plan)
    rounded.load_state_dict({k: v.half().float() for k, v in net.state_dict().items()})
    x = torch.rand(2, 3, 46, 70, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        expected = rounded(x).numpy()
    return float(np.abs(session.run(None, {"input": x.numpy()})[0] - expected).max())


def check_tiling(plan: Plan, session: onnxruntime.InferenceSession) -> float:
    """Largest difference between a picture taken whole and taken in four tiles with a margin of receptive_radius."""
    side, cut, m, s = 160, 80, plan.receptive_radius, plan.scale
    x = np.random.default_rng(0).random((1, 3, side, side), np.float32)
    whole = session.run(None, {"input": x})[0]
    worst = 0.0
    for y0 in (0, cut):
        for x0 in (0, cut):
            ya, yb, xa, xb = max(y0 - m, 0), min(y0 + cut + m, side), max(x0 - m, 0), min(x0 + cut + m, side)
            tile = session.run(None, {"input": np.ascontiguousarray(x[:, :, ya:yb, xa:xb])})[0]
            part = tile[:, :, (y0 - ya) * s : (y0 - ya + cut) * s, (x0 - xa) * s : (x0 - xa + cut) * s]
            worst = max(worst, float(np.abs(part - whole[:, :, y0 * s : (y0 + cut) * s, x0 * s : (x0 + cut) * s]).max()))
    return worst


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("id", choices=list(PLANS))
    p.add_argument("--run", default="", help="name of the training run; default: the id")
    p.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared", help="folder with images/ and weights/")
    p.add_argument("--out", type=Path, default=STARTER)
    args = p.parse_args()
    plan, run = PLANS[args.id], RUNS / (args.run or args.id)
    net = Network(plan)
    net.load_state_dict(torch.load(run / "average.pt"))
    net.eval()
    data = build(net).SerializeToString()
    args.out.mkdir(parents=True, exist_ok=True)
    path = args.out / f"{plan.id}.onnx"
    part = path.with_suffix(".part")
    part.write_bytes(data)
    session = session_of(part)
    difference, seam = check_agreement(net, session), check_tiling(plan, session)
    print(f"{plan.id}: torch to ONNX Runtime {difference:.1e}, tiles to whole {seam:.1e}, {len(data)} bytes")
    if difference > 1e-4 or seam > 1e-4:
        part.unlink()
        raise SystemExit("the exported file does not compute what was trained")
    figures = figures_of(plan.id, session, args.shared)
    facts = json.loads((run / "facts.json").read_text())
    command = facts.pop("command")
    card = {
        "id": plan.id,
        "title": plan.title,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "scale": plan.scale,
        "multiple": plan.fold,
        "receptiveRadius": plan.receptive_radius,
        "parameters": count_parameters(net),
        "multiplyAddsPerInputPixel": round(plan.multiply_adds),
        "licence": "MIT",
        "trainedOn": "pictures rendered by training/render.py; no photograph, no data set",
        "trainedFor": {
            **facts,
            "on": "one thread of a shared two-core machine",
        },
        "figures": {"command": f"python training/evaluate.py {plan.id}", **figures},
        "limits": LIMITS[plan.id],
        "recipe": command,
    }
    os.replace(part, path)
    path.with_suffix(".card.json").write_text(json.dumps(card, indent=2) + "\n")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()

"""The generator's networks as ONNX graphs, with the inputs and outputs that exports of Stable Diffusion have.

Text encoder: input_ids int64 [N, T] to last_hidden_state [N, T, D]; the first number is tokenizer.START, which has the start token's
feature for its word. Denoiser: sample [N, 3, SIDE, SIDE], timestep [N] (1000 noise, 0 picture), encoder_hidden_states to
out_sample, the velocity from picture to noise, as schedulers for flow matching expect it.

What is not as in network.py computes the same: taking pixels apart and a convolution after it are one convolution with stride.
"""

from __future__ import annotations

import onnx
import torch
from onnx import TensorProto
from torch import Tensor, nn

import places  # noqa: F401  (the folder of onnx_graph.py is looked into from there on)
from network import HEAD, PATCH, Attention, Denoiser, Norm, Residual, TextBlock, TextEncoder
from sampling import NEAREST
from scenery import SIDE

from onnx_graph import Builder, Shape  # isort: skip

FLOAT, INT = TensorProto.FLOAT, TensorProto.INT64


class Writer(Builder):
    """The layers that both graphs are made of. `x` is the name of a value."""

    def linear(self, m: nn.Linear, x: str, name: str) -> str:
        y = self.node("MatMul", [x, self.weight(name + ".weight", m.weight.T)], name + ".product")
        return self.node("Add", [y, self.weight(name + ".bias", m.bias)], name)

    def silu(self, x: str) -> str:
        return self.node("Mul", [x, self.node("Sigmoid", [x], x + ".sigmoid")], x + ".silu")

    def norm(self, m: nn.LayerNorm, x: str, name: str) -> str:
        scale, bias = self.weight(name + ".weight", m.weight), self.weight(name + ".bias", m.bias)
        return self.node("LayerNormalization", [x, scale, bias], name, axis=-1, epsilon=m.eps)

    def channels_last(self, x: str) -> str:
        return self.node("Transpose", [x], x + ".last", perm=[0, 2, 3, 1])

    def norm_of_places(self, m: Norm, x: str, name: str) -> str:
        return self.node("Transpose", [self.norm(m, self.channels_last(x), name + ".last")], name, perm=[0, 3, 1, 2])

    def attend(self, q: str, k: str, v: str, width: int, name: str, hidden: str = "") -> str:
        shape = self.constant(f"heads.{width}", [0, -1, width // HEAD, HEAD])

        def heads(x: str, perm: list[int]) -> str:
            return self.node("Transpose", [self.node("Reshape", [x, shape], x + ".heads")], x + ".turned", perm=perm)

        scores = self.node("MatMul", [heads(q, [0, 2, 1, 3]), heads(k, [0, 2, 3, 1])], name + ".scores")
        scores = self.node("Mul", [scores, self.constant("heads.scale", HEAD**-0.5)], name + ".scaled")
        if hidden:
            scores = self.node("Add", [scores, hidden], name + ".hidden")
        y = self.node("MatMul", [self.node("Softmax", [scores], name + ".softmax", axis=-1), heads(v, [0, 2, 1, 3])], name + ".seen")
        y = self.node("Transpose", [y], name + ".back", perm=[0, 2, 1, 3])
        return self.node("Reshape", [y, self.constant(f"flat.{width}", [0, -1, width])], name)

    def kernel(self, weight: Tensor, bias: Tensor | None, x: str, name: str, stride: int = 1, pad: int = 0) -> str:
        inputs = [x, self.weight(name + ".weight", weight), *([self.weight(name + ".bias", bias)] if bias is not None else [])]
        return self.node("Conv", inputs, name, kernel_shape=list(weight.shape[2:]), strides=[stride] * 2, pads=[pad] * 4)

    def conv(self, m: nn.Conv2d, x: str, name: str) -> str:
        return self.kernel(m.weight, m.bias, x, name, m.stride[0], int(m.padding[0]))

    def twice(self, x: str) -> str:
        scales = self.constant("twice", [1.0, 1.0, 2.0, 2.0])
        return self.node("Resize", [x, "", scales], x + ".twice", mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")


def text_block(g: Writer, m: TextBlock, x: str, hidden: str, width: int, name: str) -> str:
    q, k, v = g.parts("Split", [g.linear(m.qkv, g.norm(m.norm1, x, name + ".norm1"), name + ".qkv")], name + ".parts", 3, axis=-1)
    y = g.linear(m.out, g.attend(q, k, v, width, name + ".attend", hidden), name + ".out")
    x = g.node("Add", [x, y], name + ".looked")
    y = g.linear(m.down, g.silu(g.linear(m.up, g.norm(m.norm2, x, name + ".norm2"), name + ".up")), name + ".down")
    return g.node("Add", [x, y], name)


def text_graph(net: TextEncoder) -> onnx.ModelProto:
    g = Writer()
    length, width = net.places.shape
    table = g.weight("words", torch.cat([net.words.weight, net.start[0]]))
    places = g.weight("places", torch.cat([torch.zeros(1, width), net.places]))
    x = g.node("Add", [g.node("Gather", [table, "input_ids"], "said"), places], "placed")
    known = g.node("Cast", [g.node("Greater", ["input_ids", g.constant("unknown", [1])], "is_known")], "known", to=FLOAT)
    hidden = g.node("Mul", [g.node("Sub", [known, g.constant("one", 1.0)], "missing"), g.constant("far", 1e4)], "hidden.flat")
    hidden = g.node("Unsqueeze", [hidden, g.constant("hidden.axes", [1, 2])], "hidden")
    for i, b in enumerate(net.blocks):
        assert isinstance(b, TextBlock)
        x = text_block(g, b, x, hidden, width, f"block.{i}")
    known = g.node("Unsqueeze", [known, g.constant("known.axes", [2])], "known.column")
    g.node("Mul", [g.norm(net.norm, x, "norm"), known], "last_hidden_state")
    return g.model("text_encoder", {"input_ids": (INT, ["N", length + 1])}, {"last_hidden_state": (FLOAT, ["N", length + 1, width])})


def residual(g: Writer, m: nn.Module, x: str, c: str, name: str) -> str:
    assert isinstance(m, Residual)
    wide = m.conv2.out_channels
    film = g.node("Reshape", [g.linear(m.film, c, name + ".film"), g.constant(f"film.{wide}", [0, 2 * wide, 1, 1])], name + ".film.planes")
    a, b = g.parts("Split", [film], name + ".film.parts", 2, axis=1)
    h = g.conv(m.conv1, g.silu(g.norm_of_places(m.norm1, x, name + ".norm1")), name + ".conv1")
    h = g.node("Mul", [g.norm_of_places(m.norm2, h, name + ".norm2"), g.node("Add", [a, g.constant("one", 1.0)], name + ".gain")], name + ".gained")
    h = g.conv(m.conv2, g.silu(g.node("Add", [h, b], name + ".moved")), name + ".conv2")
    kept = g.conv(m.skip, x, name + ".skip") if isinstance(m.skip, nn.Conv2d) else x
    return g.node("Add", [kept, h], name)


def attention(g: Writer, m: Attention, x: str, side: int, name: str) -> str:
    width = m.out.out_features
    places = g.node("Reshape", [g.norm(m.norm, g.channels_last(x), name + ".norm"), g.constant(f"flat.{width}", [0, -1, width])], name + ".places")
    q, k, v = g.parts("Split", [g.linear(m.qkv, places, name + ".qkv")], name + ".parts", 3, axis=-1)
    tk, tv = g.parts("Split", [g.linear(m.words, "encoder_hidden_states", name + ".words")], name + ".words.parts", 2, axis=-1)
    k, v = g.node("Concat", [k, tk], name + ".keys", axis=1), g.node("Concat", [v, tv], name + ".values", axis=1)
    y = g.linear(m.out, g.attend(q, k, v, width, name + ".attend"), name + ".out")
    y = g.node("Reshape", [g.node("Transpose", [y], name + ".planes", perm=[0, 2, 1]), g.constant(f"grid.{width}", [0, width, side, side])], name + ".grid")
    return g.node("Add", [x, y], name)


def unfolded(weight: Tensor, block: int) -> Tensor:
    """A kernel [O, I block^2, K, K] on pixels that were taken apart, as one on the pixels: [O, I, K block, K block]."""
    o, i, k, _ = weight.shape
    return weight.view(o, i // block**2, block, block, k, k).permute(0, 1, 4, 2, 5, 3).reshape(o, i // block**2, k * block, k * block)


def denoiser_graph(net: Denoiser, text: int, length: int) -> onnx.ModelProto:
    g, side = Writer(), SIDE // PATCH
    column = g.node("Unsqueeze", ["timestep", g.constant("time.axes", [1])], "timestep.column")
    time = g.node("Sub", [g.constant("thousand", 1000.0), column], "time")
    angles = g.node("Mul", [time, g.constant("frequencies", net.frequencies.numpy())], "angles")
    waves = g.node("Concat", [g.node("Sin", [angles], "sines"), g.node("Cos", [angles], "cosines")], "waves", axis=1)
    first, second = net.time[0], net.time[2]
    assert isinstance(first, nn.Linear) and isinstance(second, nn.Linear)
    told = g.node("ReduceSum", ["encoder_hidden_states", g.constant("words.axes", [1])], "told", keepdims=0)
    told = g.linear(net.pool, g.node("Mul", [told, g.constant("quarter", 0.25)], "told.quarter"), "pool")
    c = g.silu(g.node("Add", [g.linear(second, g.silu(g.linear(first, waves, "time.first")), "time.second"), told], "condition"))
    h = g.kernel(unfolded(net.stem.weight, PATCH), net.stem.bias, "sample", "stem", PATCH)
    for i, m in enumerate(net.down1):
        h = residual(g, m, h, c, f"down1.{i}")
    kept1, h = h, g.conv(net.to2, h, "to2")
    for i, m in enumerate(net.down2):
        h = residual(g, m, h, c, f"down2.{i}")
    kept2 = attention(g, net.look2, h, side // 2, "look2")
    h = residual(g, net.middle[0], g.conv(net.to3, kept2, "to3"), c, "middle.0")
    h = residual(g, net.middle[1], attention(g, net.look3, h, side // 4, "look3"), c, "middle.1")
    h = g.node("Concat", [g.twice(g.conv(net.from3, h, "from3")), kept2], "joined2", axis=1)
    for i, m in enumerate(net.up2):
        h = residual(g, m, h, c, f"up2.{i}")
    h = g.twice(g.conv(net.from2, attention(g, net.look_up2, h, side // 2, "look_up2"), "from2"))
    h = g.node("Concat", [h, kept1], "joined1", axis=1)
    for i, m in enumerate(net.up1):
        h = residual(g, m, h, c, f"up1.{i}")
    h = g.conv(net.coarse, g.silu(g.norm_of_places(net.norm, h, "norm")), "coarse")
    h = g.node("DepthToSpace", [h], "coarse.pixels", blocksize=4, mode="CRD")
    wide = net.coarse.out_channels // 16
    h = g.kernel(net.fine1.weight[:, :wide], net.fine1.bias, h, "fine1.drawn", pad=1)
    seen = g.kernel(unfolded(net.fine1.weight[:, wide:], 2), None, "sample", "fine1.seen", stride=2, pad=2)
    h = g.conv(net.fine2, g.silu(g.node("Add", [h, seen], "fine1")), "fine2")
    clean = g.node("DepthToSpace", [h], "clean", blocksize=2, mode="CRD")
    noise = g.node("Mul", [column, g.constant("thousandth", 0.001)], "noise")
    noise = g.node("Max", [noise, g.constant("nearest", NEAREST)], "noise.some")
    noise = g.node("Unsqueeze", [noise, g.constant("noise.axes", [2, 3])], "noise.planes")
    g.node("Div", [g.node("Sub", ["sample", clean], "way"), noise], "out_sample")
    picture: tuple[int, Shape] = (FLOAT, ["N", 3, SIDE, SIDE])
    inputs: dict[str, tuple[int, Shape]] = {"sample": picture, "timestep": (FLOAT, ["N"]), "encoder_hidden_states": (FLOAT, ["N", length + 1, text])}
    return g.model("denoiser", inputs, {"out_sample": picture})


def same_graph(name: str, value: str, out: str) -> onnx.ModelProto:
    """The encoder or decoder of pictures that are their own latents."""
    g = Builder()
    g.node("Identity", [value], out)
    picture: tuple[int, Shape] = (FLOAT, ["N", 3, "H", "W"])
    return g.model(name, {value: picture}, {out: picture})

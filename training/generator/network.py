"""The generator: a text encoder and a denoiser, both small enough for a browser's processor.

Pictures are float32 [N, 3, 128, 128], RGB, -1..1. A noisy picture is x_t = (1 - t) noise + t picture (flow matching, Lipman
et al. 2023), and the denoiser says what the clean picture is. Convolutions work on a grid of 16 x 16 patches of 8 x 8 pixels,
then 8 x 8, then 4 x 4; what they say is refined at a quarter of the picture's pixels, beside the noisy picture itself, so that patches leave no seams.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

PATCH = 8
HEAD = 32  # channels of attention heads


@dataclass(frozen=True)
class Plan:
    """Enough to build the network again."""

    words: int  # numbers of the vocabulary, the two that are hidden included
    length: int = 24  # words of a caption
    text: int = 256  # width of the text's features
    widths: tuple[int, int, int] = (160, 192, 256)  # channels at 16 x 16, 8 x 8, 4 x 4
    fine: int = 24  # channels at 64 x 64

    def facts(self) -> dict[str, object]:
        return asdict(self)


def heads(x: Tensor) -> Tensor:
    """[N, T, C] to [N, C / HEAD, T, HEAD]."""
    n, t, c = x.shape
    return x.view(n, t, c // HEAD, HEAD).transpose(1, 2)


def attend(q: Tensor, k: Tensor, v: Tensor, hidden: Tensor | None = None) -> Tensor:
    """Softmax attention; `hidden` [N, 1, 1, T] is added to the scores."""
    scores = heads(q) @ heads(k).mT * HEAD**-0.5  # few places: quicker on a processor than the fused kernel, by far so backwards
    y = torch.softmax(scores if hidden is None else scores + hidden, -1) @ heads(v)
    return y.transpose(1, 2).flatten(2)


class Norm(nn.LayerNorm):
    """Layer normalisation over the channels of every place, [N, C, H, W]: their memory lies side by side."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class TextBlock(nn.Module):
    """One transformer layer, normalised before."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        q, k, v = self.qkv(self.norm1(x)).chunk(3, -1)
        x = x + self.out(attend(q, k, v, hidden))
        return x + self.down(F.silu(self.up(self.norm2(x))))


class TextEncoder(nn.Module):
    """Token numbers [N, T] to features [N, T + 1, D].

    The first feature belongs to a start token that is always there, so that an empty caption has something to say; features of words
    that are hidden (0: nothing, 1: unknown) are zeroed, and the denoiser may look at them without harm.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        d = plan.text
        self.words = nn.Embedding(plan.words, d)
        self.places = nn.Parameter(torch.randn(plan.length, d) * 0.02)
        self.start = nn.Parameter(torch.randn(1, 1, d) * 0.02)
        self.blocks = nn.ModuleList(TextBlock(d) for _ in range(2))
        self.norm = nn.LayerNorm(d)
        nn.init.normal_(self.words.weight, std=0.5)

    def forward(self, ids: Tensor) -> Tensor:
        known = (ids > 1).float()
        known = torch.cat([torch.ones_like(known[:, :1]), known], 1)
        x = torch.cat([self.start.expand(ids.shape[0], -1, -1), self.words(ids) + self.places], 1)
        hidden = ((known - 1) * 1e4)[:, None, None, :]
        for b in self.blocks:
            x = b(x, hidden.to(x.dtype))
        return self.norm(x) * known[..., None]


class Residual(nn.Module):
    """Two convolutions, modulated by time and text, added to the input."""

    def __init__(self, i: int, o: int, d: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = Norm(i), Norm(o)
        self.conv1, self.conv2 = nn.Conv2d(i, o, 3, padding=1), nn.Conv2d(o, o, 3, padding=1)
        self.film = nn.Linear(d, 2 * o)
        self.skip = nn.Conv2d(i, o, 1) if i != o else nn.Identity()
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.film.weight)

    def forward(self, x: Tensor, c: Tensor) -> Tensor:
        a, b = self.film(c)[:, :, None, None].chunk(2, 1)
        h = self.conv1(F.silu(self.norm1(x)))
        return self.skip(x) + self.conv2(F.silu(self.norm2(h) * (1 + a) + b))


class Attention(nn.Module):
    """Every place looks at the words and at every other place, at once: keys of both side by side."""

    def __init__(self, width: int, d: int) -> None:
        super().__init__()
        self.norm = Norm(width)
        self.qkv, self.words, self.out = nn.Linear(width, 3 * width), nn.Linear(d, 2 * width), nn.Linear(width, width)
        nn.init.zeros_(self.out.weight)

    def forward(self, x: Tensor, text: Tensor) -> Tensor:
        n, c, h, w = x.shape
        q, k, v = self.qkv(self.norm(x).flatten(2).transpose(1, 2)).chunk(3, -1)
        tk, tv = self.words(text).chunk(2, -1)
        y = self.out(attend(q, torch.cat([k, tk], 1), torch.cat([v, tv], 1)))
        return x + y.transpose(1, 2).reshape(n, c, h, w)


class Denoiser(nn.Module):
    """Noisy pictures [N, 3, S, S], times [N] in 0..1 and the text's features [N, T + 1, D] to clean pictures."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        d, (a, b, c) = plan.text, plan.widths
        self.time = nn.Sequential(nn.Linear(128, d), nn.SiLU(), nn.Linear(d, d))
        self.pool = nn.Linear(d, d)
        self.stem = nn.Conv2d(3 * PATCH**2, a, 1)
        self.down1 = nn.ModuleList([Residual(a, a, d), Residual(a, a, d)])
        self.to2 = nn.Conv2d(a, b, 3, stride=2, padding=1)
        self.down2 = nn.ModuleList([Residual(b, b, d), Residual(b, b, d)])
        self.look2 = Attention(b, d)
        self.to3 = nn.Conv2d(b, c, 3, stride=2, padding=1)
        self.middle = nn.ModuleList([Residual(c, c, d), Residual(c, c, d)])
        self.look3 = Attention(c, d)
        self.from3 = nn.Conv2d(c, b, 1)
        self.up2 = nn.ModuleList([Residual(2 * b, b, d), Residual(b, b, d)])
        self.look_up2 = Attention(b, d)
        self.from2 = nn.Conv2d(b, a, 1)
        self.up1 = nn.ModuleList([Residual(2 * a, a, d), Residual(a, a, d)])
        self.norm = Norm(a)
        f = plan.fine
        self.coarse = nn.Conv2d(a, f * 16, 1)
        self.fine1 = nn.Conv2d(f + 12, f, 3, padding=1)
        self.fine2 = nn.Conv2d(f, 12, 3, padding=1)
        self.frequencies: Tensor
        self.register_buffer("frequencies", torch.exp(-math.log(1000.0) * torch.arange(64) / 64), persistent=False)

    def forward(self, x: Tensor, t: Tensor, text: Tensor) -> Tensor:
        angles = t[:, None] * 1000 * self.frequencies
        c = F.silu(self.time(torch.cat([angles.sin(), angles.cos()], 1)) + self.pool(text.sum(1) * 0.25))
        h = self.stem(F.pixel_unshuffle(x, PATCH).contiguous(memory_format=torch.channels_last))
        for m in self.down1:
            h = m(h, c)
        kept1, h = h, self.to2(h)
        for m in self.down2:
            h = m(h, c)
        h = self.look2(h, text)
        kept2, h = h, self.to3(h)
        h = self.middle[1](self.look3(self.middle[0](h, c), text), c)
        h = torch.cat([F.interpolate(self.from3(h), scale_factor=2.0), kept2], 1)
        for m in self.up2:
            h = m(h, c)
        h = torch.cat([F.interpolate(self.from2(self.look_up2(h, text)), scale_factor=2.0), kept1], 1)
        for m in self.up1:
            h = m(h, c)
        g = F.pixel_shuffle(self.coarse(F.silu(self.norm(h))), 4)
        g = torch.cat([g, F.pixel_unshuffle(x, 2).to(g.dtype)], 1).contiguous(memory_format=torch.channels_last)
        return F.pixel_shuffle(self.fine2(F.silu(self.fine1(g))), 2)


class Generator(nn.Module):
    """Both parts, as they are trained."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.text, self.denoiser = TextEncoder(plan), Denoiser(plan)

    def forward(self, x: Tensor, t: Tensor, ids: Tensor) -> Tensor:
        return self.denoiser(x, t, self.text(ids))


def count_parameters(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())

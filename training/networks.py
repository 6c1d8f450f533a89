"""The three networks. Pictures are float32 [N, 3, H, W], RGB, 0..1; outputs are not clipped.

All are chains of residual blocks of plain 3x3 convolutions with ReLU and zero padding (Lim et al. 2017,
"Enhanced Deep Residual Networks for Single Image Super-Resolution", without its upsampling stages):
nothing is pooled over the picture, so a tile cut with a margin of `receptive_radius` input pixels
gives exactly what the whole picture would give there.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Plan:
    """What a network is: enough to build it, export it and describe it."""

    id: str
    title: str
    scale: int  # output pixels per input pixel, along each side
    fold: int  # input pixels per feature pixel, along each side; H and W must be multiples of it
    channels: int
    blocks: int

    @property
    def head_kernel(self) -> int:
        return 3 if self.fold == 1 else 2 * self.fold

    @property
    def shuffle(self) -> int:
        """Output pixels per feature pixel, along each side."""
        return self.scale * self.fold

    @property
    def receptive_radius(self) -> int:
        """Input pixels, along each side, that an output pixel can depend on; a multiple of `fold`."""
        if self.fold == 1:
            return 1 + 2 * self.blocks + 1
        reach = self.fold * (2 * self.blocks + 1) + (self.head_kernel - self.fold) // 2 + self.fold - 1
        return -(-reach // self.fold) * self.fold

    @property
    def multiply_adds(self) -> float:
        """Per input pixel."""
        c, s = self.channels, self.shuffle
        return (3 * c * self.head_kernel**2 + 2 * self.blocks * 9 * c * c + 9 * c * 3 * s * s) / self.fold**2


PLANS = {
    p.id: p
    for p in (
        Plan("enlarge-x2", "Enlarge 2x", scale=2, fold=1, channels=64, blocks=8),
        Plan("enlarge-x4", "Enlarge 4x", scale=4, fold=1, channels=64, blocks=11),
        Plan("repair", "Repair", scale=1, fold=2, channels=80, blocks=7),
    )
}


class Block(nn.Module):
    """x + conv(relu(conv(x))), [N, C, h, w] to the same."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.relu(self.first(x)))


class Network(nn.Module):
    """[N, 3, H, W] to [N, 3, scale H, scale W].

    The picture itself is added to what the convolutions say: repeated over the pixels it covers when
    enlarging, as it is when repairing. `tail` has channel order (row, column, colour), which is
    ONNX DepthToSpace's DCR mode.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        c, k, f = plan.channels, plan.head_kernel, plan.fold
        self.head = nn.Conv2d(3, c, k, stride=f, padding=1 if f == 1 else (k - f) // 2)
        self.body = nn.Sequential(*(Block(c) for _ in range(plan.blocks)))
        self.tail = nn.Conv2d(c, 3 * plan.shuffle**2, 3, padding=1)
        with torch.no_grad():
            for m in self.modules():
                if isinstance(m, nn.Conv2d):
                    nn.init.kaiming_normal_(m.weight, nonlinearity="relu")
                    assert m.bias is not None
                    m.bias.zero_()
            for b in self.blocks():
                b.second.weight.mul_(0.2)
            self.tail.weight.mul_(0.1)

    def blocks(self) -> list[Block]:
        return [b for b in self.body if isinstance(b, Block)]

    def features(self, x: Tensor) -> Tensor:
        """What the convolutions add, still folded: [N, 3 shuffle^2, H / fold, W / fold]."""
        return self.tail(self.body(self.head(x)))

    def forward(self, x: Tensor) -> Tensor:
        s = self.plan.shuffle
        y = self.features(x).float()
        n, _, h, w = y.shape
        y = y.reshape(n, s, s, 3, h, w).permute(0, 3, 4, 1, 5, 2).reshape(n, 3, h * s, w * s)
        if self.plan.scale > 1:
            x = F.interpolate(x, scale_factor=self.plan.scale, mode="nearest")
        return x + y


def count_parameters(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def warm_start(net: Network, other: dict[str, Tensor]) -> None:
    """Copies every tensor of another network that fits; blocks beyond the other's begin as the identity."""
    own = net.state_dict()
    fitting = {k: v for k, v in other.items() if k in own and own[k].shape == v.shape}
    net.load_state_dict({**own, **fitting})
    with torch.no_grad():
        for i, b in enumerate(net.blocks()):
            if f"body.{i}.second.weight" not in fitting:
                b.second.weight.mul_(0.1)

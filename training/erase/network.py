"""The network that fills what was erased: pictures float32 [N, 3, H, W], RGB, 0..1; masks [N, 1, H, W], 1 where something is to be
filled, else 0. H and W are multiples of MULTIPLE.

What is missing is first filled by push and pull (Gortler et al. 1996, "The Lumigraph", section 3.4): averages of what is known at half,
a quarter, … of the size, from the coarsest up. A U-Net of residual blocks of 3x3 convolutions, at half the size and below, then adds
what that smooth filling lacks.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LEVELS = 6  # of the pyramid: its coarsest averages are over 64 x 64 pixels
MULTIPLE = 64
WIDTHS = (48, 64, 96, 128)  # channels at 1/2, 1/4, 1/8, 1/16 of the size
BLOCKS = (1, 2, 2, 2)  # on the way down
BLOCKS_UP = (2, 2, 2)


def push_pull(image: Tensor, mask: Tensor) -> Tensor:
    """The picture with what is missing filled smoothly from what is around it."""
    known = 1 - mask
    sums, weights = [image * known], [known]
    for _ in range(LEVELS):
        sums.append(F.avg_pool2d(sums[-1], 2))
        weights.append(F.avg_pool2d(weights[-1], 2))
    filled = sums[-1] / weights[-1].clamp(min=1e-4)
    for s, w in zip(reversed(sums[:-1]), reversed(weights[:-1])):
        up = F.interpolate(filled, scale_factor=2, mode="bilinear", align_corners=False)
        filled = s + (1 - w) * up
    return filled


class Block(nn.Module):
    """x + conv(relu(conv(x))), [N, C, h, w] to the same."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.relu(self.first(x)))


def blocks(channels: int, count: int) -> nn.Sequential:
    return nn.Sequential(*(Block(channels) for _ in range(count)))


class Eraser(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Conv2d(16, WIDTHS[0], 3, padding=1)
        self.down = nn.ModuleList(blocks(w, n) for w, n in zip(WIDTHS, BLOCKS))
        self.shrink = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in zip(WIDTHS, WIDTHS[1:]))
        # Kernels of 1 x 1 before values are repeated: four times less work than after.
        self.grow = nn.ModuleList(nn.Conv2d(b, a, 1) for a, b in zip(WIDTHS, WIDTHS[1:]))
        self.up = nn.ModuleList(blocks(w, n) for w, n in zip(WIDTHS, BLOCKS_UP))
        self.tail = nn.Conv2d(WIDTHS[0], 12, 3, padding=1)
        with torch.no_grad():
            for m in self.modules():
                if isinstance(m, nn.Conv2d):
                    nn.init.kaiming_normal_(m.weight, nonlinearity="relu")
                    assert m.bias is not None
                    m.bias.zero_()
                if isinstance(m, Block):
                    m.second.weight.mul_(0.2)
            self.tail.weight.mul_(0.02)
            for m in (*self.shrink, *self.grow):
                m.weight.mul_(0.5)

    def forward(self, image: Tensor, mask: Tensor) -> Tensor:
        """The picture, filled where the mask is 1 and as it is elsewhere; not clipped."""
        with torch.autocast("cpu", enabled=False):
            filled = push_pull(image, mask)
        x = F.pixel_unshuffle(torch.cat([filled - 0.5, mask], 1), 2)
        x = self.head(x.contiguous(memory_format=torch.channels_last))
        kept = []
        for i, down in enumerate(self.down):
            x = down(x)
            if i < len(self.shrink):
                kept.append(x)
                x = self.shrink[i](x)
        for i in reversed(range(len(self.grow))):
            x = kept[i] + F.interpolate(self.grow[i](x), scale_factor=2, mode="nearest")
            x = self.up[i](x)
        return filled + mask * F.pixel_shuffle(self.tail(x).float(), 2)


def count_parameters(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())

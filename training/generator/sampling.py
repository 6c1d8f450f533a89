"""From noise to picture: Euler steps along the straight line from noise to what the denoiser takes for the clean picture."""

from __future__ import annotations

import torch
from torch import Tensor

from network import Generator
from scenery import SIDE

NEAREST = 0.05  # 1 - t is never taken for less


def noise_of(seeds: list[int]) -> Tensor:
    """Each picture's noise from its own seed, so that it does not depend on its neighbours: [N, 3, SIDE, SIDE]."""
    return torch.stack([torch.randn(3, SIDE, SIDE, generator=torch.Generator().manual_seed(s)) for s in seeds])


def guided(net: Generator, x: Tensor, t: Tensor, told: Tensor, untold: Tensor, guidance: float) -> Tensor:
    """The clean picture as the words would have it, float32; without words, too, where guidance is above 1."""
    with_text = net.denoiser(x, t, told).float()
    if guidance == 1:
        return with_text
    without = net.denoiser(x, t, untold).float()
    return without + guidance * (with_text - without)


@torch.no_grad()
def sample(net: Generator, ids: Tensor, seeds: list[int], steps: int = 20, guidance: float = 2.5) -> Tensor:
    """Token numbers [N, LENGTH] to pictures, uint8 [N, SIDE, SIDE, 3], on the CPU."""
    device = next(net.parameters()).device
    x, ids = noise_of(seeds).to(device), ids.to(device)
    with torch.autocast(device.type, torch.bfloat16):
        told, untold = net.text(ids), net.text(torch.zeros_like(ids))
        for k in range(steps):
            t = k / steps
            at = torch.full((len(x),), t, device=device)
            clean = guided(net, x, at, told, untold, guidance)
            x = x + (clean - x) / max(1 - t, NEAREST) / steps
    return ((x.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).cpu()

"""Where scratch data, weights and photographs lie. Importing this makes what all training shares importable."""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.append(str(Path(__file__).resolve().parents[1]))

from workplace import PICTURES, REPOSITORY, RUNS, STARTER  # noqa: E402

PHOTOS = {"astronaut": "astronaut_512.png", "chelsea": "chelsea_451x300.png", "coffee": "coffee_600x400.png", "rocket": "rocket.jpg"}


def photos(shared: Path) -> dict[str, np.ndarray]:
    """The photographs that figures are measured on, uint8 [H, W, 3]."""
    return {name: np.asarray(Image.open(shared / "images" / file).convert("RGB")) for name, file in PHOTOS.items()}


__all__ = ["PICTURES", "REPOSITORY", "RUNS", "STARTER", "photos"]

"""Where the generator's scratch data lie: a folder of the training's workplace."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from workplace import RUNS, STARTER, WORK  # noqa: E402

GENERATOR = WORK / "generator"
EXPORTED = STARTER / "generator"
__all__ = ["EXPORTED", "GENERATOR", "RUNS", "STARTER", "WORK"]

"""Where scratch data lie: never in the repository's history.

IMAGINEX_TRAINING_WORK names the folder; the default is `.work` beside this file (ignored by git).
"""

import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
WORK = Path(os.environ.get("IMAGINEX_TRAINING_WORK", HERE / ".work"))
PICTURES = WORK / "pictures"
RUNS = WORK / "runs"
STARTER = REPOSITORY / "models" / "starter"

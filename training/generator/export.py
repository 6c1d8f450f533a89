"""Writes the trained generator as a checkpoint that the extension runs, and its card.

    python export.py             # models/starter/generator: seconds; then evaluate.py fills in the figures

The folders are those of Stable Diffusion's exports. Pictures are their own latents, so that what stands for a VAE changes nothing.
The card says what the files are, how they were trained, and how the loss fell. Self-check, which fails the export: ONNX
Runtime agrees with torch (float16-rounded weights) within 1e-3 of velocities that reach twenty.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch

from graphs import denoiser_graph, same_graph, text_graph
from network import Generator, Plan, count_parameters
from pairs import sheet_prompts
from places import EXPORTED, RUNS
from sampling import NEAREST, noise_of
from scenery import SIDE
from tokenizer import START
from words import tokens

from onnx_graph import session_of  # isort: skip

MOST_BYTES = 25_000_000
SCHEDULER = {"_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": 1000, "shift": 1.0}
VAE = {"scaling_factor": 1.0, "latent_channels": 3, "block_out_channels": [3]}
LOG_LINES = 40
LIMITS = [
    "Draws objects of one colour emoji font, and little else: stickers, icons and flat scenes, no photographs and no people.",
    "Knows some 2400 words, English and Turkish, and leaves out all others.",
    "Two objects, counts above one, and scenery are learnt from few pictures and often go wrong.",
    "128 x 128 pixels; larger pictures are enlarged ones.",
]


def load(run: Path) -> tuple[Generator, int]:
    """The moving average of a run, and the step it was saved at."""
    state = torch.load(run / "average.pt", map_location="cpu")
    plan = state["plan"]
    net = Generator(Plan(**{**plan, "widths": tuple(plan["widths"])}))
    net.load_state_dict(state["average"])
    return net.eval(), state["step"]


@torch.no_grad()
def check_agreement(net: Generator, text: bytes, denoiser: bytes) -> float:
    """Largest difference between torch and ONNX Runtime, for prompts of the contact sheet at several times."""
    rounded = copy.deepcopy(net)
    rounded.load_state_dict({k: v.half().float() for k, v in net.state_dict().items()})
    prompts = sheet_prompts()[:4]
    ids = torch.tensor([tokens(p.text) for p in prompts])
    said = rounded.text(ids)
    noisy, timestep = noise_of([p.seed for p in prompts]), torch.tensor([1000.0, 700.0, 300.0, 20.0])
    noise = (timestep / 1000).clamp(min=NEAREST)[:, None, None, None]
    expected = ((noisy - rounded.denoiser(noisy, 1 - timestep / 1000, said)) / noise).numpy()
    heard = session_of(text).run(None, {"input_ids": torch.cat([torch.full((len(ids), 1), START), ids], 1).numpy()})[0]
    inputs = {"sample": noisy.numpy(), "timestep": timestep.numpy(), "encoder_hidden_states": heard}
    return float(np.abs(session_of(denoiser).run(None, inputs)[0] - expected).max())


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--run", default="generator", help="name of the training run")
    p.add_argument("--out", type=Path, default=EXPORTED)
    p.add_argument("--steps", type=int, default=8, help="that the generator is to be run with")
    p.add_argument("--guidance", type=float, default=2.5, help="likewise; 1 for a run of distil.py")
    p.add_argument("--trained-on", default="two shared processor cores", help="for the card")
    args = p.parse_args()
    net, _ = load(RUNS / args.run)
    graphs: dict[str, onnx.ModelProto] = {
        "text_encoder": text_graph(net.text),
        "unet": denoiser_graph(net.denoiser, net.plan.text, net.plan.length),
        "vae_decoder": same_graph("vae_decoder", "latent_sample", "sample"),
        "vae_encoder": same_graph("vae_encoder", "sample", "latent_sample"),
    }
    data = {f"{folder}/model.onnx": g.SerializeToString() for folder, g in graphs.items()}
    data["scheduler/scheduler_config.json"] = (json.dumps(SCHEDULER, indent=1) + "\n").encode()
    data["vae_decoder/config.json"] = (json.dumps(VAE, indent=1) + "\n").encode()
    for name in ("tokenizer.json", "tokenizer_config.json"):
        data[f"tokenizer/{name}"] = (EXPORTED / "tokenizer" / name).read_bytes()
    difference = check_agreement(net, data["text_encoder/model.onnx"], data["unet/model.onnx"])
    total = sum(len(d) for d in data.values())
    print(f"torch to ONNX Runtime {difference:.1e}, {total} bytes")
    assert difference <= 1e-3, "the exported files do not compute what was trained"
    assert total <= MOST_BYTES, f"{total} bytes"
    for path, content in data.items():
        (args.out / path).parent.mkdir(parents=True, exist_ok=True)
        (args.out / path).write_bytes(content)
    log = [json.loads(line) for line in (RUNS / args.run / "log.jsonl").read_text().splitlines()]
    card = {
        "id": "generator",
        "title": "Words to picture",
        "files": [{"path": k, "bytes": len(d), "sha256": hashlib.sha256(d).hexdigest()} for k, d in data.items()],
        "side": SIDE,
        "steps": args.steps,
        "guidance": args.guidance,
        "parameters": count_parameters(net),
        "licence": "MIT",
        "trainedOn": "pictures rendered from Noto Color Emoji (OFL) and procedural scenery, told with names from Unicode CLDR; no data set",
        "trainedFor": {"pictures": log[-1]["pictures"], "minutes": log[-1]["minutes"], "on": args.trained_on},
        "limits": LIMITS,
        "log": log[:: max(1, len(log) // LOG_LINES)] + log[-1:],
    }
    (args.out / "card.json").write_text(json.dumps(card, indent=1) + "\n")


if __name__ == "__main__":
    main()

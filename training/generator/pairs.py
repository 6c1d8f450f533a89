"""What is never trained on, and what is judged: both fixed by hashes before the first step of training.

HELD pairs of (object, background colour) and (object, style) are left out of every rendered training picture.
`prompts` is the script of the evaluation: single objects in the plain style, styles, both languages, and what is held out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from objects import LANGUAGES, Object
from words import COLOUR_WORDS, COLOURS, OBJECTS, PLAIN, STYLE_WORDS, STYLES

HELD_FRACTION = 0.15
SEED = 20261126


def held_out(first: str, second: str) -> bool:
    """Whether the pair (object's id, colour or style) is kept from training."""
    h = hashlib.sha256(f"{SEED}:{first}:{second}".encode()).digest()
    return int.from_bytes(h[:8], "big") < HELD_FRACTION * 2**64


def allowed_colours(o: Object) -> list[str]:
    return [c for c in COLOURS if not held_out(o.id, c)]


def allowed_styles(o: Object) -> list[str]:
    return [s for s in STYLES if not held_out(o.id, s)]


@dataclass(frozen=True)
class Prompt:
    """One picture to be judged; `seed` begins its noise."""

    text: str
    language: str
    object: str
    colour: str
    style: str
    held: bool
    seed: int


def article(name: str) -> str:
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def say(o: Object, colour: str, style: str, language: str) -> str:
    name, c = o.names[language][0], COLOUR_WORDS[language][colour][0]
    if language == "en":
        said = article(name) if style == PLAIN else f"{STYLE_WORDS['en'][style][0]} of {article(name)}"
        return f"{said} on {article(c)} background"
    return f"{c} arka planda {name}" if style == PLAIN else f"{c} arka planda {STYLE_WORDS['tr'][style][0]} {name}"


def prompts() -> list[Prompt]:
    """Each object in both languages: on a colour seen with it, on one held out, and in a style seen with it and one held out."""
    rng = np.random.default_rng(SEED)
    out: list[Prompt] = []
    for o in OBJECTS:
        seen, held = allowed_colours(o), [c for c in COLOURS if held_out(o.id, c)]
        styles, held_styles = allowed_styles(o), [s for s in STYLES if held_out(o.id, s)]
        cases = [(seen, [PLAIN], False), (held, [PLAIN], True), (seen, styles, False), (seen, held_styles, True)]
        for colours, ways, hidden in cases:
            if colours and ways:
                c, s = colours[int(rng.integers(len(colours)))], ways[int(rng.integers(len(ways)))]
                out += [Prompt(say(o, c, s, x), x, o.id, c, s, hidden, int(rng.integers(2**31))) for x in LANGUAGES]
    return out


def sheet_prompts() -> list[Prompt]:
    """The 64 prompts of the contact sheet: drawn from the script, none picked by hand."""
    all_of = prompts()
    order = np.random.default_rng(SEED + 1).permutation(len(all_of))
    return [all_of[i] for i in order[:64]]

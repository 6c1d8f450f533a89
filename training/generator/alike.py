"""Words that are said of the same thing begin alike, in whichever language: what is learnt of `apple` is learnt of `elma`, too.

An object has up to twelve names and is drawn once in some four hundred pictures. Were its words as far apart as chance puts them, each
would have to be learnt by itself, from a tenth of these.
"""

from __future__ import annotations

import re

import torch
from torch import Tensor

from objects import LANGUAGES
from words import COLOUR_WORDS, FRAMES, NUMBERS, OBJECTS, PATTERNS, PLACES, SIZE_WORDS, STYLE_WORDS, TIMES, VOCABULARY, plural, split

COMMON = 3  # a word of more things than this says little by itself
SHARED, OWN = 0.9, 0.45  # of a word's features


def words_of(phrases: list[str], language: str) -> set[str]:
    return {w for p in phrases for w in split(re.sub(r"\{\w\}", " ", p), language)}


def concepts() -> list[set[str]]:
    """The words of every thing that can be said, in both languages; colours are learnt quickly without."""
    out = [{w for x in LANGUAGES for w in words_of([*o.names[x], *(map(plural, o.names[x]) if x == "en" else [])], x)} for o in OBJECTS]
    for english, turkish in [(t["en"], t["tr"]) for t in (STYLE_WORDS, SIZE_WORDS, PATTERNS, PLACES, TIMES)]:
        out += [words_of(list(english[k]), "en") | words_of(list(turkish[k]), "tr") for k in english]
    out += [words_of(list(NUMBERS["en"][k]), "en") | words_of(list(NUMBERS["tr"][k]), "tr") for k in NUMBERS["en"]]
    little = {w for x in LANGUAGES for options in FRAMES[x].values() for w in words_of(list(options), x)}
    little |= {w for x in LANGUAGES for options in COLOUR_WORDS[x].values() for w in words_of(list(options), x)}
    little |= {"in", "of", "with", "and", "on", "the", "at", "by", "under", "ve", "ile"}
    return [c - little for c in out]


@torch.no_grad()
def liken(table: Tensor) -> Tensor:
    """Features of words [W, D] with those of one thing moved together; their size stays."""
    things = concepts()
    size = table[2:].norm(dim=1).mean()
    owners: dict[str, list[int]] = {}
    codes = []
    for i, thing in enumerate(things):
        for w in thing:
            owners.setdefault(w, []).append(i)
        code = table[[VOCABULARY[w] for w in sorted(thing)]].sum(0) if thing else torch.zeros_like(table[0])
        codes.append(code / code.norm().clamp(min=1e-6) * size)
    out = table.clone()
    for w, of in owners.items():
        if len(of) <= COMMON:
            i = VOCABULARY[w]
            out[i] = SHARED * torch.stack([codes[k] for k in of]).mean(0) + OWN * table[i]
    return out

"""Writes what `words.tokens` does as files that the tokenizers of transformers.js read.

    python tokenizer.py      # models/starter/generator/tokenizer, and tests/fixtures/starter-prompts.json; seconds

A prompt becomes the number START, which the graph of the text encoder puts its first feature for, and then the words. Words that
the vocabulary does not have are left out, since it has no token for them. The fixture holds what Python makes of every prompt of
pairs.py and of some odd ones: tests compare the two.
"""

from __future__ import annotations

import json

from pairs import prompts
from places import EXPORTED, STARTER
from words import LENGTH, LOOKUP, NOTHING, VOCABULARY, tokens

START = len(VOCABULARY) + 2
FOLDER = EXPORTED / "tokenizer"
FIXTURE = STARTER.parents[1] / "tests" / "fixtures" / "starter-prompts.json"
ODD = (
    "",
    "   ",
    "A RED APPLE ON A WHITE BACKGROUND!",
    "KIRMIZI ARKA PLANDA SARI YILDIZ",
    "kirmizi arka planda sari yildiz",
    "Kırmızı Arka Planda Ağaç, ÇIKARTMA; İstiridye",
    "agac, cicek ve gokyuzu",
    "a\u0308 ku\u0308c\u0327u\u0308k ag\u0306ac\u0327",  # letters and accents apart
    "I\u0307nek",
    "a xylograph of an apple_pie, grey-blue: 2 cats/dogs (neon)",
    "кот 猫 😀 ²½ apple\u00a0pie\tcat\ncat\u2028cat",
    "Straße ǅ ﬁsh Σίσυφος",
    " ".join(["cat", "kedi", "unheard"] * 20),
)


def definition() -> dict[str, object]:
    special = [{"id": i, "content": c, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True} for i, c in ((NOTHING, "[PAD]"), (START, "[START]"))]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": special,
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "NFC"},
                {"type": "Replace", "pattern": {"String": "İ"}, "content": "i"},
                {"type": "Lowercase"},
                {"type": "Replace", "pattern": {"String": "ı"}, "content": "i"},
            ],
        },
        "pre_tokenizer": {"type": "Split", "pattern": {"Regex": "[^\\p{L}\\p{N}]+"}, "behavior": "Removed", "invert": False},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "[START]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "pair": [],
            "special_tokens": {"[START]": {"id": "[START]", "ids": [START], "tokens": ["[START]"]}},
        },
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": {"[PAD]": NOTHING, **LOOKUP, "[START]": START}},
    }


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)

    def write(name: str, thing: object) -> None:
        (FOLDER / name).write_text(json.dumps(thing, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    write("tokenizer.json", definition())
    write("tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": LENGTH + 1, "pad_token": "[PAD]", "bos_token": "[START]"})
    texts = dict.fromkeys([*(p.text for p in prompts()), *ODD])
    ids = {t: [START, *(i for i in tokens(t) if i != NOTHING)] for t in texts}
    lines = [json.dumps([t, i], ensure_ascii=False, separators=(",", ":")) for t, i in ids.items()]
    FIXTURE.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    print(f"{len(LOOKUP)} spellings of {len(VOCABULARY)} words, {len(texts)} prompts")


if __name__ == "__main__":
    main()

"""What can be said to the generator: colours, styles, relations, and sentences around them, in English and Turkish.

Everything the network reads is words of a fixed vocabulary: `tokens` lower-cases, cuts at whatever is no letter or digit, and leaves out words
that it does not know. tokenizer.py says the same to the tokenizers of transformers.js.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np

from objects import LANGUAGES, Object, lower, read

LENGTH = 24  # words of a caption that are read
NOTHING, UNKNOWN = 0, 1  # both are hidden from the network; the second is never said

# Eleven colours, sRGB; the nearest one to a picture's border is what its background is called.
PALETTE: dict[str, tuple[int, int, int]] = {
    "red": (214, 48, 49),
    "orange": (243, 140, 38),
    "yellow": (250, 214, 64),
    "green": (76, 168, 80),
    "teal": (22, 160, 150),
    "blue": (52, 108, 220),
    "purple": (138, 78, 196),
    "pink": (244, 143, 184),
    "white": (255, 255, 255),
    "gray": (150, 152, 156),
    "black": (24, 24, 28),
}
COLOURS = list(PALETTE)
COLOUR_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {c: (c,) for c in COLOURS} | {"gray": ("gray", "grey"), "purple": ("purple", "violet"), "teal": ("teal", "turquoise")},
    "tr": {
        "red": ("kırmızı", "al"),
        "orange": ("turuncu",),
        "yellow": ("sarı",),
        "green": ("yeşil",),
        "teal": ("turkuaz", "camgöbeği"),
        "blue": ("mavi",),
        "purple": ("mor",),
        "pink": ("pembe",),
        "white": ("beyaz",),
        "gray": ("gri",),
        "black": ("siyah",),
    },
}
PLAIN = "plain"
COLOUR = "colour"
STYLES = ("flat", "outline", "pixel", "sketch", "watercolour", "sticker", "silhouette", "neon")
STYLE_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "flat": ("flat design", "flat style", "flat icon", "flat"),
        "outline": ("outline", "line art", "outline drawing"),
        "pixel": ("pixel art", "pixelated"),
        "sketch": ("sketch", "pencil sketch", "pencil drawing"),
        "watercolour": ("watercolour", "watercolor", "watercolour painting", "watercolor painting"),
        "sticker": ("sticker", "sticker with white border"),
        "silhouette": ("silhouette", "shadow silhouette"),
        "neon": ("neon", "neon sign", "glowing neon"),
    },
    "tr": {
        "flat": ("yalın tasarım", "yalın stil", "düz tasarım", "yalın simge"),
        "outline": ("çizgi resim", "kontur", "kontur çizim"),
        "pixel": ("piksel sanatı", "piksel", "pikselli"),
        "sketch": ("eskiz", "karakalem", "karakalem çizim", "kurşun kalem eskiz"),
        "watercolour": ("suluboya", "sulu boya", "suluboya resim"),
        "sticker": ("çıkartma", "beyaz kenarlı çıkartma"),
        "silhouette": ("siluet", "gölge siluet"),
        "neon": ("neon", "neon tabela", "parlak neon"),
    },
}
SIZE_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {"small": ("small", "tiny", "little"), "large": ("large", "big", "huge")},
    "tr": {"small": ("küçük", "minik", "ufak"), "large": ("büyük", "kocaman", "iri")},
}
NUMBERS: dict[str, dict[int, tuple[str, ...]]] = {"en": {2: ("two", "2", "a pair of"), 3: ("three", "3"), 4: ("four", "4")}, "tr": {2: ("iki", "2"), 3: ("üç", "3"), 4: ("dört", "4")}}
RELATIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "left": ("{a} left of {b}", "{a} to the left of {b}", "{a} on the left and {b} on the right"),
        "right": ("{a} right of {b}", "{a} to the right of {b}", "{a} on the right and {b} on the left"),
        "above": ("{a} above {b}", "{a} over {b}", "{a} on top and {b} at the bottom"),
        "below": ("{a} below {b}", "{a} under {b}", "{a} beneath {b}"),
        "front": ("{a} in front of {b}", "{b} behind {a}"),
        "beside": ("{a} and {b}", "{a} next to {b}", "{a} with {b}"),
    },
    "tr": {
        "left": ("solda {a} sağda {b}",),
        "right": ("sağda {a} solda {b}",),
        "above": ("üstte {a} altta {b}", "yukarıda {a} aşağıda {b}"),
        "below": ("altta {a} üstte {b}", "aşağıda {a} yukarıda {b}"),
        "front": ("önde {a} arkada {b}",),
        "beside": ("{a} ve {b}", "{a} ile {b} yan yana"),
    },
}
PATTERNS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "gradient": ("{x} to {y} gradient", "gradient of {x} and {y}", "{x} and {y} gradient"),
        "stripes": ("{x} and {y} stripes", "striped {x} and {y}"),
        "dots": ("{x} with {y} dots", "{x} with {y} polka dots"),
        "checks": ("{x} and {y} checkerboard", "{x} and {y} checks"),
        "zigzag": ("{x} and {y} zigzag",),
        "rays": ("{x} and {y} sunburst", "{x} and {y} rays"),
    },
    "tr": {
        "gradient": ("{x} {y} geçişli", "{x} ile {y} renk geçişi"),
        "stripes": ("{x} {y} çizgili", "{x} ve {y} şeritli"),
        "dots": ("{x} üzerine {y} puantiyeli", "{x} üzerine {y} noktalı"),
        "checks": ("{x} {y} damalı", "{x} ve {y} kareli"),
        "zigzag": ("{x} {y} zikzak",),
        "rays": ("{x} {y} ışınlı",),
    },
}
PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "sky": ("in the sky", "in the clouds"),
        "mountains": ("in the mountains", "in front of mountains"),
        "sea": ("at sea", "on the ocean", "by the sea"),
        "desert": ("in the desert", "on sand dunes"),
        "forest": ("in a forest", "in the woods"),
        "city": ("in the city", "in front of a city skyline"),
        "meadow": ("in a meadow with flowers", "on grass with flowers", "in a flower field"),
        "snow": ("in the snow", "in a snowy landscape", "in winter"),
        "space": ("in space", "in outer space", "among the stars"),
        "underwater": ("under water", "underwater"),
        "road": ("on a road", "on the road"),
        "room": ("in a room", "on a wooden floor"),
    },
    "tr": {
        "sky": ("gökyüzünde", "bulutlarda"),
        "mountains": ("dağlarda", "dağların önünde"),
        "sea": ("denizde", "okyanusta", "deniz kenarında"),
        "desert": ("çölde", "kumullarda"),
        "forest": ("ormanda", "ağaçların arasında"),
        "city": ("şehirde", "şehir manzarası önünde"),
        "meadow": ("çiçekli çayırda", "çimenlerde", "çiçek tarlasında"),
        "snow": ("karda", "karlı manzarada", "kışın"),
        "space": ("uzayda", "yıldızların arasında"),
        "underwater": ("su altında", "suyun altında"),
        "road": ("yolda",),
        "room": ("odada", "ahşap zeminde"),
    },
}
TIMES: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {"day": ("by day", "on a sunny day", ""), "sunset": ("at sunset", "in the evening"), "night": ("at night", "under the moon"), "dawn": ("at dawn", "at sunrise")},
    "tr": {"day": ("gündüz", "güneşli günde", ""), "sunset": ("gün batımında", "akşam"), "night": ("gece", "ay ışığında"), "dawn": ("şafakta", "gün doğumunda")},
}
FRAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "background": ("{o} on a {c} background", "{o} on {c}", "{o}, {c} background", "{c} background, {o}", "{o} with a {c} background", "{o} in front of a {c} background", "{o} against {c}"),
        "place": ("{o} {p} {t}", "{o} {p} {t}", "{t} {o} {p}"),
        "style": ("{o}, {s}", "{s} of {o}", "{s} {o}", "{o} {s}", "{o} in {s} style", "{o} as {s}"),
        "picture": ("{o}", "{o}", "{o}", "a picture of {o}", "an icon of {o}", "an image of {o}", "{o} icon", "draw {o}"),
        "article": ("a ", "a ", "a ", "the ", "", "", "one "),
        "tint": ("{c} {o}", "{c} {o}", "{c} tinted {o}", "{c} coloured {o}", "{c} colored {o}"),
    },
    "tr": {
        "background": ("{c} arka planda {o}", "{c} zeminde {o}", "{c} arka plan üzerinde {o}", "{o}, {c} arka plan", "{c} zemin üzerinde {o}", "{c} üzerinde {o}", "{c} arkaplanda {o}"),
        "place": ("{p} {t} {o}", "{t} {p} {o}", "{o} {p} {t}"),
        "style": ("{o}, {s}", "{s} {o}", "{o} {s}", "{s} olarak {o}", "{s} tarzında {o}", "{s} stilinde {o}"),
        "picture": ("{o}", "{o}", "{o}", "{o} resmi", "{o} simgesi", "{o} çiz"),
        "article": ("", "", "", "bir ", "tek "),
        "tint": ("{c} {o}", "{c} {o}", "{c} renkli {o}", "{c} tonlu {o}"),
    },
}
OBJECTS = read()


def split(text: str, language: str = "en") -> list[str]:
    """Words, lower case."""
    return re.findall(r"[^\W_]+", lower(text, language))


def plural(name: str) -> str:
    """English plural of the last word, by the commonest rules."""
    if re.search(r"(s|x|ch|sh)$", name):
        return name if name.endswith("s") and not name.endswith("ss") else name + "es"
    return re.sub(r"y$", "ies", name) if re.search(r"[^aeiou]y$", name) else name + "s"


def vocabulary() -> dict[str, int]:
    """Every word of every caption that can be written, in a fixed order; 0 and 1 are no words."""
    said: dict[str, None] = {}

    def hear(thing: object, language: str) -> None:
        if isinstance(thing, str):
            said.update(dict.fromkeys(split(re.sub(r"\{\w\}", " ", thing), language)))
        elif isinstance(thing, dict):
            for v in thing.values():
                hear(v, language)
        elif isinstance(thing, (tuple, list)):
            for v in thing:
                hear(v, language)

    for language in LANGUAGES:
        hear((COLOUR_WORDS[language], STYLE_WORDS[language], SIZE_WORDS[language], NUMBERS[language], RELATIONS[language]), language)
        hear((PATTERNS[language], PLACES[language], TIMES[language], FRAMES[language]), language)
    for o in OBJECTS:
        for language in LANGUAGES:
            hear(o.names[language], language)
        hear([plural(n) for n in o.names["en"]], "en")
    return {w: i + 2 for i, w in enumerate(said)}


VOCABULARY = vocabulary()


def dotted(word: str) -> str:
    """ı as i: a capital I may be either, and nobody says in which language a prompt is."""
    return word.replace("ı", "i")


def bare(word: str) -> str:
    """Without accents, as many type Turkish: agac for ağaç."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def lookup() -> dict[str, int]:
    """Numbers of words as they are typed: as they are, or without accents where that is no other word."""
    return {bare(dotted(w)): i for w, i in reversed(VOCABULARY.items())} | {dotted(w): i for w, i in VOCABULARY.items()}


LOOKUP = lookup()


def tokens(text: str) -> list[int]:
    """Numbers of the first LENGTH words that are known, filled up with NOTHING."""
    words = split(dotted(lower(unicodedata.normalize("NFC", text), "en")))
    t = [LOOKUP[w] for w in words if w in LOOKUP][:LENGTH]
    return t + [NOTHING] * (LENGTH - len(t))


@dataclass(frozen=True)
class Thing:
    """An object as it is in a picture."""

    object: Object
    tint: str = ""
    size: str = ""
    count: int = 1


@dataclass(frozen=True)
class Scene:
    """What a picture shows, so that it can be painted and told.

    `background` is COLOUR, one of PATTERNS or one of PLACES; `colours` are one of PALETTE, two, or none.
    """

    things: tuple[Thing, ...]
    relation: str = ""
    style: str = PLAIN
    background: str = COLOUR
    colours: tuple[str, ...] = ("white",)
    time: str = ""  # of the day, of a place


def tell(scene: Scene, rng: np.random.Generator, background: bool = True) -> tuple[str, str]:
    """A caption and its language. `background` False leaves the background out."""
    language = "tr" if rng.random() < 0.42 else "en"
    frames = FRAMES[language]

    def one_of(options: tuple[str, ...]) -> str:
        return options[int(rng.integers(len(options)))]

    def colour(c: str) -> str:
        return one_of(COLOUR_WORDS[language][c])

    def name_of(t: Thing) -> str:
        names = t.object.names[language]
        n = names[0] if rng.random() < 0.5 else one_of(names)
        if t.count > 1 and language == "en":
            n = plural(n)
        if t.tint:
            n = one_of(frames["tint"]).format(c=colour(t.tint), o=n)
        if t.size:
            n = f"{one_of(SIZE_WORDS[language][t.size])} {n}"
        if t.count > 1:
            return f"{one_of(NUMBERS[language][t.count])} {n}"
        return one_of(frames["article"]) + n

    if len(scene.things) == 2:
        said = one_of(RELATIONS[language][scene.relation]).format(a=name_of(scene.things[0]), b=name_of(scene.things[1]))
    else:
        said = name_of(scene.things[0]) if scene.things else ""
    if scene.style != PLAIN:
        said = one_of(frames["style"]).format(o=said, s=one_of(STYLE_WORDS[language][scene.style]))
    elif said:
        said = one_of(frames["picture"]).format(o=said)
    if background and scene.background == COLOUR:
        said = one_of(frames["background"]).format(o=said, c=colour(scene.colours[0]))
    elif background and scene.background in PATTERNS[language]:
        pattern = one_of(PATTERNS[language][scene.background]).format(x=colour(scene.colours[0]), y=colour(scene.colours[1]))
        said = one_of(frames["background"]).format(o=said, c=pattern)
    elif background:
        said = one_of(frames["place"]).format(o=said, p=one_of(PLACES[language][scene.background]), t=one_of(TIMES[language][scene.time]) if scene.time else "")
    said = re.sub(r"\ba (?=[aeiou])", "an ", re.sub(r"\s+", " ", said)).strip(" ,")
    if rng.random() < 0.08:
        words = said.split(" ")
        rng.shuffle(words)
        said = " ".join(words)
    return said, language

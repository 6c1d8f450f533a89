"""The objects that the generator draws and is judged by, with their words.

    python objects.py            # writes objects.json; needs the Debian package unicode-cldr-core

A line of GLYPHS is a kind of thing, an item of it one object: its first character is drawn, the others look
or are called like it and only lend their words. There are no skin tones, flags, keycaps, clock faces,
letters, signs, nor gender or hair variants. Names and keywords are the short names and keywords of the Unicode CLDR
annotations, English and Turkish; a keyword counts as a name only where no other object has it.

objects.json was written before anything was trained and stays as it is: another version of CLDR must not change
what was learnt.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as xml
from dataclasses import dataclass
from pathlib import Path

GLYPHS = """
😀😃😄😁 😉 😍🥰 😎 😂🤣 😭😢 😡😠 😱 😴😪 🤓 🤠 😈👿 🤡 💀☠ 👻 👽 👾 🤖 💩
❤🧡💛💚💙💜🤎🖤🤍 💔 💋 👍 👁👀 🧠 🦷 🦴 ✋ 💪 🎅🤶 👸 🥷 🧙
🐵🐒 🐶🐕 🐺 🦊 🦝 🐱🐈 🦁 🐯🐅 🐴🐎 🦄 🦓 🦌 🐮🐄 🐷🐖 🐑 🐪🐫 🦙 🦒 🐘 🦏 🦛 🐭🐁 🐹 🐰🐇 🐿 🦔 🦇 🐻 🐨 🐼 🦥 🦘
🐔 🐓 🐤🐥 🐦 🐧 🦅 🦆 🦢 🦉 🦩 🦚 🦜 🐸 🐊 🐢 🦎 🐍 🐉 🦕 🦖 🐳🐋 🐬 🦭 🐟 🦈 🐙 🐚 🐌 🦋 🐛 🐜 🐝 🐞 🕷 🕸 🦂 🪶 🦀 🦞
💐 🌸 🌹 🌻 🌷 🌱 🪴 🌲 🌳 🌴 🌵 🍀☘ 🍁 🍄
🍇 🍉 🍊 🍋 🍌 🍍 🍎🍏 🍐 🍑 🍒 🍓 🫐 🥝 🍅 🥥 🥑 🍆 🥕 🌽 🌶 🥒 🥦 🧄 🧅
🍞 🥐 🥨 🥞 🧀 🍗 🍔 🍟 🍕 🌭 🥪 🌮 🥚 🍳 🍿 🍜 🍣 🍦 🍩 🍪 🎂 🍰 🧁 🍫 🍬 🍭 🍯 🍼 🥛 ☕ 🫖 🍷 🍸 🍺🍻 🥤 🍴🍽 🥄
🌍🌎🌏 🧭 🏔⛰🗻 🌋 🏕 🏝 🏛 🏠🏡 🏭 🏰 🗽 ⛪ 🕌 ⛲ ⛺ 🎡 🎪
🚂 🚅🚄 🚌 🚑 🚒 🚓 🚕 🚗 🚚 🚜 🏎 🏍 🛵 🚲 🛹 ⛽ 🚦🚥 ⚓ ⛵ 🛶 🚤 🚢🛳 ✈🛩 🪂 🚁 🛰 🚀 🛸
⌛⏳ ⏰ 🌕 🌙 🌞☀ 🪐 ⭐🌟 ☁ ⛅🌤 🌧 🌪 🌈 ☂☔🌂 ⚡ ❄ ⛄☃ ☄ 🔥 💧 🌊
🎃 🎄 🎈 🎉 🎀 🎁 🏆 ⚽ ⚾ 🏀 🏈 🎾 🎳 🥊 ⛸ 🎯 🪁 🎱 🔮 🎮 🎲 🧩 🧸 🎭 🎨 🧶
👓 👔 👕 👖 🧣 🧤 🧦 👗 👜 🎒 👟 👠 👑 🎩 🎓 💄 💍 💎
📣 🔔 🎵 🎤 🎧 🎸 🎹 🎺 🎻 🥁 📱 ☎ 🔋 💻 💾 📺 📷📸 🔍🔎 🕯 💡 🔦 📕📗📘📙 📚 📜 💰 🪙 ✉ 📦 ✏ 💼 📌 ✂ 🔒🔓 🔑🗝
🔨 🪓 ⚔ 🏹 🛡 🔧 ⚙ 🧲 🪜 🧪 🧬 🔬 🔭 💉 💊 🚪 🛏 🪑 🚽 🛁 🧹 🛒 💣 🗿
"""
# What people say first, where CLDR says it of several or not at all.
COMMON = {
    "🐶": ("dog", "köpek"), "🐴": ("horse", "at"), "🐱": ("cat", "kedi"), "🚗": ("car", "araba"), "❤": ("heart", "kalp"), "📕": ("book", "kitap"), "🌞": ("sun", "güneş"),
    "🌕": ("moon", "ay"), "🏔": ("mountain", "dağ"), "🚅": ("train", "tren"), "🌳": ("tree", "ağaç"), "🌲": ("pine tree", "çam ağacı"), "🚚": ("truck", "kamyon"),
    "⛵": ("boat", "tekne"), "🌍": ("earth", "dünya"), "🧙": ("wizard", "büyücü"), "🔒": ("lock", "kilit"), "🔍": ("magnifying glass", "büyüteç"), "💎": ("diamond", "elmas"),
    "⚽": ("football", "futbol topu"), "🎹": ("piano", "piyano"), "🍷": ("glass of wine", "şarap"), "☕": ("coffee", "kahve"), "🥛": ("milk", "süt"), "🧀": ("cheese", "peynir"),
    "🎂": ("cake", "pasta"), "👠": ("high heel", "topuklu ayakkabı"), "👟": ("shoe", "ayakkabı"), "🎩": ("hat", "şapka"), "⚡": ("lightning", "şimşek"), "🪐": ("planet", "gezegen"),
    "🌽": ("corn", "mısır"), "🌶": ("chili pepper", "biber"), "😀": ("smiley", "gülen yüz"), "🤡": ("clown", "palyaço"), "🚜": ("tractor", "traktör"), "🎒": ("school bag", "sırt çantası"),
    "🍦": ("ice cream", "dondurma"), "🍜": ("noodles", "erişte"), "🌙": ("crescent moon", "hilal"), "🎃": ("pumpkin", "bal kabağı"), "🕷": ("spider", "örümcek"), "🐬": ("dolphin", "yunus balığı"),
    "🥁": ("drum", "davul"), "🐛": ("caterpillar", "tırtıl"), "🦎": ("lizard", "kertenkele"), "🪴": ("plant pot", "saksı çiçeği"), "🌹": ("rose", "gül"), 
}  # fmt: skip
CLDR = Path("/usr/share/unicode/cldr/common/annotations")
LIST = Path(__file__).with_name("objects.json")
LANGUAGES = ("en", "tr")
SPOKEN = 6  # names an object has at most, in a language
# Said of so many things that as a name they would say little, though of those drawn here only one has them.
VAGUE = {
    "animal", "pet", "food", "fruit", "plant", "vegetable", "drink", "travel", "vehicle", "weather", "sport", "tool", "music", "clothing", "building",
    "black", "white", "red", "green", "blue", "yellow", "orange", "brown", "face", "sad", "happy", "cool", "love", "like", "good", "best", "old", "hot", "cold",
    "hayvan", "meyve", "bitki", "sebze", "içecek", "yiyecek", "taşıt", "hava", "spor", "alet", "bina", "kıyafet", "yüz", "siyah", "beyaz", "kırmızı", "yeşil", "mavi",
    "sarı", "turuncu", "kahverengi", "iyi", "güzel", "sıcak", "soğuk", "üzgün", "mutlu", "sevgi", "aşk", "eski", "bir", "on", "one", "three", "two", "dört", "fast", "medium",
}  # fmt: skip


@dataclass(frozen=True)
class Object:
    """One thing that can be drawn; `names[language][0]` is its CLDR short name, in lower case."""

    id: str
    glyph: str
    names: dict[str, tuple[str, ...]]


def lower(text: str, language: str) -> str:
    """Lower case; in Turkish I is the capital of ı and İ that of i."""
    if language == "tr":
        text = text.replace("I", "ı")
    return text.replace("İ", "i").lower()


def read_annotations(language: str) -> dict[str, tuple[str, list[str]]]:
    """CLDR's short name and keywords of every character."""
    names: dict[str, str] = {}
    keywords: dict[str, list[str]] = {}
    for a in xml.parse(CLDR / f"{language}.xml").getroot().iter("annotation"):
        text, glyph = lower(a.text or "", language).replace("’", "'"), (a.get("cp") or "").replace("\ufe0f", "")
        if a.get("type") == "tts":
            names[glyph] = text
        else:
            keywords[glyph] = [k.strip() for k in text.split("|")]
    return {g: (names[g], keywords.get(g, [])) for g in names}


def choose() -> list[Object]:
    groups = [list(g) for g in GLYPHS.split()]
    names: dict[str, list[list[str]]] = {}
    for language in LANGUAGES:
        table = read_annotations(language)
        first = [table[g[0]][0] for g in groups]
        spoken: list[list[str]] = []
        for g in groups:
            said = [table[c][0] for c in g]
            said += [COMMON[g[0]][LANGUAGES.index(language)]] if g[0] in COMMON else []
            said += [re.sub(r" (face|yüzü|yüz|surat)$", "", s) for s in said]
            said += [k for c in g for k in table[c][1]]
            spoken.append(list(dict.fromkeys(said)))
        owners: dict[str, set[int]] = {}
        for i, said in enumerate(spoken):
            for s in said:
                owners.setdefault(s, set()).add(i)
        names[language] = [
            [f] + [s for s in said if s != f and s not in first and len(owners[s]) == 1 and s not in VAGUE and re.fullmatch(r"[^\W\d]+(?:[ -][^\W\d]+)*", s) and len(s) > 1]
            for f, said in zip(first, spoken)
        ]
    objects = []
    for i, g in enumerate(groups):
        objects.append(Object(re.sub(r"\W+", "-", names["en"][i][0]).strip("-"), g[0], {x: tuple(names[x][i][:SPOKEN]) for x in LANGUAGES}))
    assert len({o.id for o in objects}) == len(objects) >= 300
    return objects


def read() -> list[Object]:
    return [Object(o["id"], o["glyph"], {x: tuple(o["names"][x]) for x in LANGUAGES}) for o in json.loads(LIST.read_text(encoding="utf-8"))]


def main() -> None:
    lines = [json.dumps({"id": o.id, "glyph": o.glyph, "names": o.names}, ensure_ascii=False) for o in choose()]
    LIST.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    print(f"{len(lines)} objects")


if __name__ == "__main__":
    main()

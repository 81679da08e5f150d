"""Addresses as people write them into rolls: names and house numbers of a district, with the slips that are made."""

import itertools
import random
from collections.abc import Iterator
from typing import NamedTuple

from zoning.lookup.gazetteer import Gazetteer

HOMOPHONES = {"苑": "院", "园": "源", "路": "录", "街": "阶", "嘉": "佳", "花": "华", "善": "膳", "清": "青", "华": "化", "和": "河", "新": "欣", "里": "李", "翠": "脆", "明": "鸣", "江": "将", "府": "付"}  # fmt: skip
TRADITIONAL = {"园": "園", "东": "東", "号": "號", "区": "區", "华": "華", "楼": "樓", "钟": "鐘", "龙": "龍", "门": "門", "马": "馬", "书": "書", "学": "學", "云": "雲", "兴": "興", "银": "銀", "厂": "廠", "岭": "嶺"}  # fmt: skip
SLIPS = ("sound", "order", "lost", "width", "blanks", "traditional", "digit")
"""Another 汉字 of the same sound, two 汉字 in the wrong order, one left out, full-width forms, blanks strewn in, traditional characters, and a digit left out: another address, no reader can tell."""


class Asked(NamedTuple):
    """One address, the block it was made from, and the slip in it; "" for none."""

    text: str
    block: int
    slip: str


def asked(there: Gazetteer, count: int, seed: int, slips: float = 0.25) -> Iterator[Asked]:
    """Yield addresses of blocks of a district, the same for the same seed; `slips` is the share with a slip."""
    pick = random.Random(seed)
    for _ in range(count):
        block = pick.randrange(len(there.called))
        text, slip = written(there, block, pick), ""
        if pick.random() < slips:
            slip = pick.choice(SLIPS)
            text = slipped(text, slip, pick)
        yield Asked(text, block, slip)


def written(there: Gazetteer, block: int, pick: random.Random) -> str:
    """Return one way to write where a block is: its name, its address or both, with building and room, with city and subdistrict."""
    name, address = there.called[block], there.addresses[block]
    building = f"{pick.randint(1, 30)}{pick.choice(('号楼', '幢', '栋'))}"
    room = f"{building}{pick.randint(1, 4)}单元{pick.randint(101, 1805)}{pick.choice(('室', ''))}"
    district = pick.choice(("", "山东省滨河市")) + pick.choice(("", "滨河区"))
    front = district + pick.choice(("", there.subdistrict_of[block]))
    ways = (name, name + room, front + name + room, address, address + room, district + address + name + room)
    return pick.choice(ways if address.endswith("号") else ways[:3])


def slipped(text: str, slip: str, pick: random.Random) -> str:
    """Return a text with a slip."""
    if slip == "width":
        return full_width(text)
    if slip == "blanks":
        return "".join(sign + (" " if pick.random() < 0.3 else "") for sign in text)
    if slip == "traditional":
        return "".join(TRADITIONAL.get(sign, sign) for sign in text)
    if slip == "sound":
        there = [i for i, sign in enumerate(text) if sign in HOMOPHONES]
        i = pick.choice(there) if there else 0
        return text[:i] + HOMOPHONES.get(text[i], text[i]) + text[i + 1 :]
    digits = [i for i, sign in enumerate(text) if sign.isdigit()]
    if slip == "digit":
        return _without(text, pick.choice(digits)) if digits else text
    signs = [i for i, pair in enumerate(itertools.pairwise(text)) if not any(sign.isdigit() for sign in pair)]
    if not signs:
        return text
    i = pick.choice(signs)
    return _without(text, i) if slip == "lost" else text[:i] + text[i + 1] + text[i] + text[i + 2 :]


def _without(text: str, i: int) -> str:
    return text[:i] + text[i + 1 :]


def full_width(text: str) -> str:
    """Return a text in full-width forms, as a Chinese keyboard leaves them."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else "\u3000" if sign == " " else sign for sign in text)  # fmt: skip

"""Questions written with one kind of slip: another 汉字 of the same sound, two that changed places, pinyin, or 路 left out; nothing else is taken for what it is not."""

import re
from collections.abc import Collection, Mapping

from zoning.lookup.gazetteer import Gazetteer
from zoning.lookup.meant import Hit, Slip
from zoning.lookup.parts import address, core
from zoning.lookup.sounds import soft, sound
from zoning.lookup.written import BEGINNING, addressed, another, named

CLAIMED = 0.8
"""A name less alike than this is not taken for the one that is meant."""
APART = ({"园", "苑"}, {"园", "院"})
"""Signs of one sound that end the names of different estates: 家园 and 家苑."""
TYPED = re.compile("[a-z0-9-]*[a-z]{2}[a-z0-9-]*")
TYPED_ADDRESS = re.compile("([a-z]{2,})([0-9]{1,6})(?:h|hao)?")
_Names = Mapping[str, tuple[int, ...]]


def slipped(there: Gazetteer, rest: str) -> list[Hit]:
    """Return what a text means where a name or a street has slips of sound or of order."""
    meant = core(rest)
    if another(there, meant, rest[len(meant) :]):
        return _street(there, rest)
    for slip, key, names in _ways(meant, there.by_sound, there.by_signs):
        alike = {i: _alike(meant, there.names[i].plain, slip) for i in names.get(key, ())}
        close = {i: score for i, score in alike.items() if score >= CLAIMED}
        if close:
            hits = [hit for i, score in close.items() for hit in named(there, (i,), slip, score)]
            return [*hits, *named(there, _rivals(there, meant, close), "lost", CLAIMED)]
    return _street(there, rest)


def _rivals(there: Gazetteer, meant: str, found: Collection[int]) -> list[int]:
    """Names of which the question has one sign too few or too many: as likely as a slip of sound or order."""
    fewer = [meant[:k] + meant[k + 1 :] for k in range(len(meant))]
    more = {i for text in fewer for i in there.by_plain.get(text, ())}
    return sorted((more | set(there.by_gap.get(meant, ()))) - set(found))


def _street(there: Gazetteer, rest: str) -> list[Hit]:
    found = address(rest)
    street, after = (rest, "") if found is None else (found[0], rest[len(found[0]) :])
    for slip, key, known in _ways(street, there.street_by_sound, there.street_by_signs):
        alike = {i: _alike(street, there.streets[i].plain, slip) for i in known.get(key, ())}
        close = [i for i, score in alike.items() if score >= CLAIMED]
        if close and (hits := addressed(there, close, after, slip, min(alike[i] for i in close))):
            return hits
    stems = there.street_by_stem.get(street, ()) if found else ()
    return addressed(there, stems, after, "stem", BEGINNING) if len(stems) == 1 else []


def _ways(text: str, by_sound: _Names, by_signs: _Names) -> list[tuple[Slip, str, _Names]]:
    return [("sound", sound(text), by_sound), ("order", "".join(sorted(text)), by_signs)]


def _alike(asked: str, name: str, slip: Slip) -> float:
    """How alike two names of one length are: a sign of the same sound is half a slip, two signs that changed places a whole one."""
    apart = [i for i, (a, b) in enumerate(zip(asked, name, strict=True)) if a != b]
    if slip == "sound":
        told_apart = any({asked[i], name[i]} in APART for i in apart)
        return 0.0 if told_apart else 1 - len(apart) / (2 * len(name))
    swapped = len(apart) == 2 and apart[1] == apart[0] + 1
    return 1 - 1 / len(name) if swapped else 0.0


def typed(there: Gazetteer, asked: str) -> list[Hit]:
    """Return what is typed in pinyin: names by their initials or whole, and streets with a number."""
    if not TYPED.fullmatch(asked):
        return []
    if positions := there.by_letters.get(asked) or there.by_letters.get(soft(asked)):
        return named(there, positions, "letters", BEGINNING)
    found = TYPED_ADDRESS.fullmatch(asked)
    if found is None:
        return []
    roads = there.street_by_letters.get(found[1]) or there.street_by_letters.get(soft(found[1])) or ()
    return addressed(there, roads, found[2], "letters", BEGINNING) if roads else []

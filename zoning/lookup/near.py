"""The names nearest to a question that nothing answers: offered, never taken for what was meant."""

from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from zoning.lookup.gazetteer import Gazetteer
from zoning.lookup.match import MOST_SIGNS
from zoning.lookup.parts import address, core, readings
from zoning.lookup.plain import plain
from zoning.lookup.sounds import sound
from zoning.model import Floats

MOST = 6
LEAST = 0.5
"""Names less alike than this are not offered."""


def nearest(there: Gazetteer, question: str) -> tuple[str, ...]:
    """Return the names and addresses nearest to a question, the nearest first."""
    asked = plain(question)[:MOST_SIGNS]
    *_, (_, rest) = readings(asked)
    if asked.isascii():
        return _typed(there, asked)
    numbered = address(rest)
    places = _best([name.plain for name in there.names], there.spoken[0], core(rest))
    offered = [(-score, 0, i, there.names[i].shown) for score, i in places]
    if numbered is not None:
        street, number, _ = numbered
        roads = _best([road.plain for road in there.streets], there.spoken[1], street)
        offered += [(-score, 1, i, f"{there.streets[i].shown}{number}号") for score, i in roads]
    return tuple(dict.fromkeys(shown for *_, shown in sorted(offered)))[:MOST]


def _typed(there: Gazetteer, asked: str) -> tuple[str, ...]:
    """Names whose pinyin begins so."""
    if len(asked) < 2:
        return ()
    found = sorted({i for typed, of in there.by_letters.items() if typed.startswith(asked) for i in of})
    return tuple(dict.fromkeys(there.names[i].shown for i in found))[:MOST]


def _best(names: Sequence[str], sounds: Sequence[str], asked: str) -> list[tuple[float, int]]:
    if len(asked) < 2 or not names:
        return []
    score = alike(names, sounds, asked)
    close = np.flatnonzero(score >= LEAST)
    return sorted(((float(score[i]), int(i)) for i in close), key=lambda pair: (-pair[0], pair[1]))[:MOST]


def alike(names: Sequence[str], sounds: Sequence[str], asked: str) -> Floats:
    """Return how alike each name is to what was asked, 0 to 1; a name that holds it, or that it holds, is never less than half."""
    slips = sum(
        process.cdist([text], list(pool), scorer=OSA.distance, dtype=np.int32)[0].astype(float)
        for text, pool in ((asked, names), (sound(asked), sounds))
    )
    length = np.array([len(name) for name in names], dtype=float)
    longer, shorter = np.maximum(length, len(asked)), np.minimum(length, len(asked))
    held = np.array([asked in name or (len(name) > 2 and name in asked) for name in names])
    return np.maximum(1 - slips / (2 * longer), np.where(held, 0.5 + 0.5 * shorter / longer, 0.0))

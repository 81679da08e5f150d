"""The answer to one question: the school or schools, the walk, the rule that decided, the notice's line; or what to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from zoning.lookup import points, words
from zoning.lookup.index import Index, School
from zoning.lookup.match import match
from zoning.lookup.meant import Candidate, Match, Status
from zoning.lookup.near import nearest
from zoning.lookup.plain import plain
from zoning.model import Floats
from zoning.scenario.strict import Datum
from zoning.words import Lang, Text


class Told(NamedTuple):
    """A school and the walk to it: from the nearest and the farthest of the blocks meant; None where nobody can walk there, or no block is meant."""

    school: School
    nearest_m: int | None
    farthest_m: int | None


class Choice(NamedTuple):
    """One of several things that may be meant."""

    name: str
    under: str
    schools: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What is said to a question."""

    question: str
    status: Status
    name: str
    """What was understood; "" where nothing was."""
    said: str
    """The rule that decided, or what is not certain."""
    zone: str
    schools: tuple[Told, ...]
    notice: str
    choices: tuple[Choice, ...]
    near: tuple[str, ...]
    """Names to ask for instead."""
    score: float


def ask(index: Index, question: str, lang: Lang = "zh") -> Answer:
    """Return the answer to a name or an address as somebody may write it."""
    return of_match(index, match(index.there, index.zone_of, question), question, lang)


def of_match(index: Index, found: Match, question: str, lang: Lang) -> Answer:
    """Return the answer to a question whose match is known."""
    near = nearest(index.there, question) if found.status == "unknown" and plain(question) else ()
    return told(index, found, question, lang, near)


def ask_point(index: Index, lon: float, lat: float, datum: Datum, lang: Lang = "zh") -> Answer:
    """Return the answer to a place on earth."""
    found = points.at(index, lon, lat, datum)
    return told(index, found, f"{round(lon, 6)},{round(lat, 6)} ({datum})", lang, ())


def told(index: Index, found: Match, question: str, lang: Lang, near: tuple[str, ...]) -> Answer:
    """Return a match in words."""
    names = list(dict.fromkeys(hit.name for hit in found.hits))
    name = names[0] if len(names) == 1 else ("、" if lang == "zh" else ", ").join(names[:3])
    if found.status != "found":
        choices = tuple(_choice(index, candidate, lang) for candidate in found.candidates)
        said = words.doubt(found.doubt, near, lang)
        return Answer(question, found.status, name, said, "", (), "", choices, near, 0.0)
    zone = index.zones[found.zone]
    score = min(hit.score for hit in found.hits)
    return Answer(
        question,
        "found",
        name,
        words.rule(found.hits, lang),
        zone.id,
        _schools(index, found),
        zone.notice,
        (),
        (),
        round(score, 3),
    )


def _choice(index: Index, one: Candidate, lang: Lang) -> Choice:
    count = len(one.blocks)
    more = Text(f" 等 {count} 处", f" and others, {count} in all").to(lang) if count > 1 else ""
    return Choice(one.name + more, one.under, _named(index, one.zone))


def _named(index: Index, zone: int) -> tuple[str, ...]:
    return tuple(school.name for school in index.zones[zone].schools) if zone >= 0 else ()


def _schools(index: Index, found: Match) -> tuple[Told, ...]:
    zone = index.zones[found.zone]
    own = list(found.blocks)
    columns = index.each_m[found.zone].T if found.zone in index.each_m else [index.walk_m]
    return tuple(
        Told(school, *_span(metres[own])) for school, metres in zip(zone.schools, columns, strict=True)
    )


def _span(metres: Floats) -> tuple[int | None, int | None]:
    near = metres[np.isfinite(metres)]
    return (round(float(near.min())), round(float(near.max()))) if len(near) else (None, None)


def walk(one: Told) -> str:
    """Return the walk to a school in metres, as from "120" to "120–480"; "" where there is none.

    >>> walk(Told(School("S1", "甲小学", ""), 120, 480))
    '120–480'
    """
    if one.nearest_m is None:
        return ""
    return str(one.nearest_m) if one.nearest_m == one.farthest_m else f"{one.nearest_m}–{one.farthest_m}"


def as_json(answers: Iterable[Answer], lang: Lang) -> list[dict[str, object]]:
    """Return answers as plain values that JSON knows."""
    return [
        {
            "question": a.question, "status": a.status, "understood": a.name, "said": a.said, "zone": a.zone, "notice": a.notice, "score": a.score,
            "schools": [{"id": s.school.id, "name": s.school.name, "address": s.school.address, "walk_m": s.nearest_m, "farthest_walk_m": s.farthest_m} for s in a.schools],
            "choices": [{"name": c.name, "under": c.under, "schools": list(c.schools)} for c in a.choices],
            "near": list(a.near), "official": words.OFFICIAL.to(lang),
        }
        for a in answers
    ]  # fmt: skip

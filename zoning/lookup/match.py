"""What a question means: the first way of reading it that names something known; what is not certain is asked, never guessed."""

from collections.abc import Iterator, Sequence

from zoning.lookup.decide import decided
from zoning.lookup.gazetteer import Gazetteer
from zoning.lookup.meant import UNKNOWN, Hit, Match
from zoning.lookup.parts import VAGUE, readings
from zoning.lookup.plain import plain
from zoning.lookup.slips import slipped, typed
from zoning.lookup.written import exact, named

MOST_SIGNS = 120
"""Longer than this no address is written."""


def match(there: Gazetteer, zone_of: Sequence[int], question: str) -> Match:
    """Return what a question means in a plan; `zone_of` has the position of each block's zone, -1 for none."""
    return of_plain(there, zone_of, plain(question))


def of_plain(there: Gazetteer, zone_of: Sequence[int], asked: str) -> Match:
    """Return the same of a question that is plain already."""
    if not asked:
        return UNKNOWN
    if asked in there.by_plain:
        return decided(there, zone_of, named(there, there.by_plain[asked]))
    if len(asked) > MOST_SIGNS:
        return UNKNOWN
    for before, hits in _attempts(there, asked):
        if VAGUE.search(asked):
            hits = [hit._replace(doubt="vague") for hit in hits]
        return decided(there, zone_of, hits, before)
    return UNKNOWN


def _attempts(there: Gazetteer, asked: str) -> Iterator[tuple[str, list[Hit]]]:
    """Every way of reading that leads somewhere: as it is written first, then with one kind of slip."""
    ways = list(readings(asked))
    for before, rest in ways:
        if hits := exact(there, rest):
            yield before, hits
    for before, rest in ways:
        if hits := slipped(there, rest):
            yield before, hits
    if hits := typed(there, asked):
        yield "", hits

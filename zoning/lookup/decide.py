"""One zone or several: an answer is claimed only where everything that may be meant lies in one zone and nothing speaks against it."""

from collections.abc import Sequence

from zoning.lookup.gazetteer import Gazetteer
from zoning.lookup.meant import UNKNOWN, Candidate, Doubt, Hit, Match
from zoning.lookup.parts import elsewhere

MOST_LISTED = 12
"""So many candidates are told one by one; more are told zone by zone."""


def decided(there: Gazetteer, zone_of: Sequence[int], hits: Sequence[Hit], before: str = "") -> Match:
    """Return the match of everything that a question may mean; `before` is what stands in front of it: city, subdistrict."""
    hits, doubt = _within(there, hits, before)
    doubt = doubt or next((hit.doubt for hit in hits if hit.doubt), "")
    blocks = tuple(sorted({block for hit in hits for block in hit.blocks}))
    zones = sorted({zone_of[block] for block in blocks} | {hit.zone for hit in hits if hit.zone >= 0})
    if not zones:
        return UNKNOWN
    if len(zones) > 1 and not doubt:
        doubt = "number" if all(hit.rule == "between" for hit in hits) else "zones"
    if not doubt and zones[0] < 0:
        doubt = "unzoned"
    if doubt:
        return Match("ask", tuple(hits), -1, blocks, _candidates(there, zone_of, hits), doubt)
    return Match("found", tuple(hits), zones[0], blocks)


def _within(there: Gazetteer, hits: Sequence[Hit], before: str) -> tuple[list[Hit], Doubt]:
    """The hits in the subdistrict that stands in front; a doubt where they lie in another."""
    named = {name for name in there.subdistricts if name in before}
    placed = [hit for hit in hits if hit.blocks]
    if elsewhere(before, there.subdistricts):
        return list(hits), "elsewhere"
    if not named or not placed:
        return list(hits), ""
    inside = [(hit, tuple(b for b in hit.blocks if there.subdistrict_of[b] in named)) for hit in placed]
    if any(own for _, own in inside) and all(hit.rule != "between" for hit in placed):
        return [hit._replace(blocks=own) for hit, own in inside if own], ""
    where = {there.subdistrict_of[block] for hit in placed for block in hit.blocks}
    return list(hits), "" if where & (named | {""}) else "elsewhere"


def _candidates(there: Gazetteer, zone_of: Sequence[int], hits: Sequence[Hit]) -> tuple[Candidate, ...]:
    """What to choose from: blocks one by one, or zone by zone where they are many; and schools."""
    schools = [Candidate(hit.name, "", (), hit.zone) for hit in hits if hit.zone >= 0]
    blocks = list(dict.fromkeys(block for hit in hits for block in hit.blocks))
    if len(blocks) <= MOST_LISTED:
        one_by_one = [Candidate(there.called[b], there.addresses[b], (b,), zone_of[b]) for b in blocks]
        return (*schools, *one_by_one)
    by_zone: dict[int, list[int]] = {}
    for block in blocks:
        by_zone.setdefault(zone_of[block], []).append(block)
    told = [Candidate("、".join(there.called[b] for b in own[:3]), "", tuple(own), zone) for zone, own in by_zone.items()]  # fmt: skip
    return (*schools, *told)

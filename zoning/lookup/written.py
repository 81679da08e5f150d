"""Questions read as they are written: a name, a street with a number, or the beginning of names."""

from collections.abc import Iterable, Sequence

from zoning.lookup.gazetteer import Gazetteer, Name
from zoning.lookup.meant import Doubt, Hit, Rule, Slip
from zoning.lookup.parts import ESTATE, GROUP, MORE, PART, WORD, core, house, other, tail
from zoning.lookup.streets import MOST, Span, Street

FEW = 3
"""A street of which fewer numbers are known is not told as a whole."""
BEGINNING = 0.9
"""How alike a question is to names that only begin with it."""


def exact(there: Gazetteer, rest: str) -> list[Hit]:
    """Return what a text names as it is written."""
    for k in range(min(len(rest), there.longest_name), 1, -1):
        if rest[:k] in there.by_plain and (hits := _placed(there, rest[:k], rest[k:])):
            return hits
    for k in range(min(len(rest), there.longest_street), 1, -1):
        roads = there.street_by_plain.get(rest[:k], ())
        if roads and (hits := addressed(there, roads, rest[k:])):
            return hits
    whole = core(rest)
    return (
        [] if GROUP.search(rest[len(whole) :]) else _begins(there, whole)
    )  # an unknown group is no known one


def _placed(there: Gazetteer, name: str, after: str) -> list[Hit]:
    """A name and what follows it: building and room, or another name that must agree with it, as an estate behind its village."""
    hits = named(there, there.by_plain[name])
    if tail(after.removeprefix(ESTATE)):
        return [] if another(there, name, after) else hits
    more = named(there, there.by_plain.get(core(after), ()))
    both = _common(hits, more)
    return [more[0]._replace(blocks=both)] if both else [*hits, *more] if more else []


def another(there: Gazetteer, name: str, after: str) -> bool:
    """Tell whether what follows a name makes it another place: an unknown group of a village that is known group by group, a number of a street."""
    return bool(GROUP.search(after) and name in there.by_start) or other(name, after)


def _common(one: Iterable[Hit], two: Iterable[Hit]) -> tuple[int, ...]:
    """The blocks that two ways of saying where it is have in common."""
    a, b = ({block for hit in hits for block in hit.blocks} for hits in (one, two))
    return tuple(sorted(a & b))


def named(there: Gazetteer, positions: Iterable[int], slip: Slip = "", score: float = 1.0) -> list[Hit]:
    """Return names as hits."""
    return [_hit(there.names[i])._replace(slip=slip, score=score) for i in positions]


def _hit(name: Name) -> Hit:
    if name.now:
        return Hit("former", name.shown, name.blocks, name.zone, (name.now,))
    rule: Rule = "name" if name.kind == "place" else name.kind
    said = (str(len(name.blocks)),) if rule == "community" else ()
    return Hit(rule, name.shown, name.blocks, name.zone, said)


def addressed(
    there: Gazetteer, positions: Sequence[int], after: str, slip: Slip = "", score: float = 1.0
) -> list[Hit]:
    """Return what stands at the number that follows the name of a street; a place named behind the number must agree with it."""
    if not after:
        return [_whole(there.streets[i], slip, score) for i in positions]
    found = house(after)
    if found is None or found[0] >= MOST:
        return []
    number, unit, more = found
    hits = [hit for i in positions for hit in _at(there.streets[i], number, slip, score)]
    places = [] if tail(more) else named(there, there.by_plain.get(core(more), ()))
    if not places:  # strange words are let pass behind 号 only, and only where the street is written as it is
        return hits if tail(more) or (unit and not slip) else []
    standing = [hit for hit in hits if hit.rule in ("number", "span")]
    if both := _common(standing, places):
        return [hits[0]._replace(rule="both", blocks=both, said=(str(number), places[0].name))]
    return [*hits, *places] if standing else places


def _whole(street: Street, slip: Slip, score: float) -> Hit:
    hit = Hit("street", street.shown, _blocks(street.spans), said=(str(len(street.spans)),))
    return hit._replace(slip=slip, score=score, doubt="street" if len(street.spans) < FEW else "")


def _at(street: Street, number: int, slip: Slip, score: float) -> list[Hit]:
    found = street.at(number)
    if found:
        wide = [span for span in found if span.low < span.high]
        said = (str(number), str(wide[0].low), str(wide[0].high)) if wide else (str(number),)
        hit = Hit("span" if wide else "number", street.shown, _blocks(found), said=said)
        return [hit._replace(slip=slip, score=score)]
    below, above = street.beside(number)
    if below and above:
        said = (str(number), str(below[0].high), str(above[0].low))
        hit = Hit("between", street.shown, _blocks((*below, *above)), said=said)
        return [hit._replace(slip=slip, score=score)]
    nearest = below or above or street.nearest(number)
    hit = Hit("between", street.shown, _blocks(nearest), said=(str(number),), doubt="number")
    return [hit._replace(slip=slip, score=score)]


def _blocks(spans: Iterable[Span]) -> tuple[int, ...]:
    return tuple(sorted({span.block for span in spans}))


def _begins(there: Gazetteer, rest: str) -> list[Hit]:
    """Names that go on where the question ends: its parts, as 北区 or 一期, answer for it together; whether another is the same place is asked."""
    names = [there.names[i] for i in there.by_start.get(rest, ())]
    ends = [name.plain[len(rest) :] for name in names]
    if not any(PART.fullmatch(end) or MORE.fullmatch(end) for end in ends):
        return []
    if len(names) == 1:
        doubt: Doubt = "" if WORD.fullmatch(ends[0]) else "part"
        return [Hit("longer", names[0].shown, names[0].blocks, score=BEGINNING, doubt=doubt)]
    doubt = "" if all(PART.fullmatch(end) for end in ends) else "part"
    said = (str(len(names)),)
    return [Hit("begins", name.shown, name.blocks, said=said, score=BEGINNING, doubt=doubt) for name in names]

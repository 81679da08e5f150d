"""The fewest names that tell some blocks and no others: estates, villages and their groups, communities, house numbers of a street."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from zoning.clauses import Address, Named, Numbers, Place
from zoning.model import Ints
from zoning.notice import addresses
from zoning.notice.gazetteer import BLOCK_PREFIX, Gazetteer

Mask = np.ndarray


@dataclass(frozen=True, eq=False)
class _Way:
    named: Named
    at: Ints
    price: float


def phrases(mine: Mask, free: Mask, names: Gazetteer) -> tuple[Named, ...]:
    """Return places and addresses that together stand for all blocks of `mine` (n,) and for none that is neither in it nor `free`.

    Taken one after the other, the one that tells most blocks for its length first; a block without a name and an address that are its
    own is told by its id.
    """
    allowed = mine | free
    ways = [way for way in _ways(mine, allowed, names) if allowed[way.at].all()]
    left, taken = mine.copy(), []
    while left.any():
        gains = [int(left[way.at].sum()) / way.price for way in ways]
        best = ways[int(np.argmax(gains))]
        taken.append(best)
        left[best.at] = False
    in_order = sorted(_needed(taken, mine), key=lambda way: int(way.at[mine[way.at]].min()))
    return tuple(way.named for way in in_order)


def _needed(taken: list[_Way], mine: Mask) -> list[_Way]:
    """Without those that only tell what others tell."""
    kept = list(taken)
    for way in taken[::-1]:
        told = np.zeros(len(mine), bool)
        for other in kept:
            told[other.at] |= other is not way
        if told[way.at[mine[way.at]]].all():
            kept.remove(way)
    return kept


def _ways(mine: Mask, allowed: Mask, names: Gazetteer) -> list[_Way]:
    """Everything that may be said of blocks of `mine`."""
    at = np.flatnonzero(mine)
    found = [way for i in at for way in _of_block(int(i), names)]
    found += [_Way(Place(name), names.places[addresses.normal(name)], 1.1) for name in _outer(at, names)]
    for village in sorted({names.village[i] for i in at} - {""}):
        found += _groups(village, mine, allowed, names)
    for street in sorted({house.street for i in at if (house := names.houses[i])}):
        found += _houses(street, mine, allowed, names)
    return [way for way in found if len(way.at)]


def _of_block(i: int, names: Gazetteer) -> Iterable[_Way]:
    for name in dict.fromkeys((names.named[i], names.village[i])):
        if name:
            place = Place(name)
            yield _Way(place, names.of(place), 1.0)
            for outer in names.outer[i]:
                place = Place(name, of=outer)
                yield _Way(place, names.of(place), 1.5)
    place = Place(f"{BLOCK_PREFIX}{names.blocks[i]}")
    yield _Way(place, names.of(place), 4.0)


def _outer(at: Ints, names: Gazetteer) -> list[str]:
    return sorted({name for i in at for name in names.outer[i] if addresses.normal(name) in names.places})


def _groups(village: str, mine: Mask, allowed: Mask, names: Gazetteer) -> Iterable[_Way]:
    rows = names.numbered.get(addresses.normal(village), [])
    for unit in sorted({unit for _, unit, _ in rows}):
        if numbers := _rule([(n, at) for n, u, at in rows if u == unit], mine, allowed, unit, parities=False):
            place = Place(village, numbers)
            yield _Way(place, names.of(place), 1.2 + 0.3 * addresses.terms(numbers))


def _houses(street: str, mine: Mask, allowed: Mask, names: Gazetteer) -> Iterable[_Way]:
    rows = names.streets.get(street, [])
    for unit in sorted({unit for _, unit, _ in rows}):
        if numbers := _rule([(n, at) for n, u, at in rows if u == unit], mine, allowed, unit, parities=True):
            address = Address(street, numbers)
            terms = addresses.terms(numbers)
            yield _Way(address, names.of(address), 1.6 + 0.4 * terms if terms else 2.6)


def _rule(
    rows: list[tuple[int, int]], mine: Mask, allowed: Mask, unit: str, *, parities: bool
) -> Numbers | None:
    """The numbers of a street or village that blocks of `mine` have, so that none that is not allowed has one."""
    others = {number for number, at in rows if not allowed[at]}
    wanted = {number for number, at in rows if mine[at]} - others
    return addresses.rule(wanted, others, unit, parities=parities) if wanted else None

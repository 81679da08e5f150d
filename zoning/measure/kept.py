"""What is kept of walks between runs: a column of walks per school, and where each point meets the streets.

Everything kept hangs on a key made of all it was computed from, so it is never out of date, only unused. Walks
are the same in both directions: a block that moved costs one search, as a new school does.
"""

from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import shapely

from zoning.measure import walk_graph
from zoning.measure.access import Access, Network, access, spots
from zoning.measure.walk_graph import Millimetres, Spots
from zoning.model import Ints

_ENGINE = 1
"""Raise it whenever walks or accesses come out differently from the same inputs."""
_MOST_PLACES = 1_000_000
_RECORD = np.dtype(
    [
        ("place", np.complex128), ("edge", np.int64), ("along_m", float), ("rest_m", float), ("off_m", float),
        ("across", np.bool_), ("moved", np.bool_),
    ]
)  # fmt: skip
Points = npt.NDArray[np.object_]
Places = npt.NDArray[np.complex128]
"""Points as east + north·i: numbers that sort and compare exactly."""


class Store(Protocol):
    """Arrays kept under a key; whatever it has lost is computed again."""

    def get(self, key: str) -> npt.NDArray[Any] | None:
        """Return the array kept under `key`, or None."""

    def put(self, key: str, value: npt.NDArray[Any]) -> None:
        """Keep an array."""


class _Side(NamedTuple):
    """Blocks or schools: where they lie, and where the search finds them."""

    place: Places
    at: Spots

    def some(self, which: Ints) -> Spots:
        return Spots(*(column[which] for column in self.at))


def millimetres(
    network: Network,
    blocks: Points,
    schools: Points,
    *,
    cut_off_mm: int | None = None,
    store: Store | None = None,
) -> tuple[Millimetres, Access, Access]:
    """Return walks (schools, blocks) in whole millimetres, and where blocks and schools meet the streets."""
    if store is None:
        at_block, at_school = access(network, blocks), access(network, schools)
        found = walk_graph.millimetres(
            network.graph, spots(network, at_school), spots(network, at_block), cut_off_mm
        )
        return found, at_block, at_school
    key = _network_key(network)
    at_block, at_school = _accesses(network, blocks, store, key), _accesses(network, schools, store, key)
    sides = (
        _Side(_places(blocks), spots(network, at_block)),
        _Side(_places(schools), spots(network, at_school)),
    )
    return _columns(network, *sides, cut_off_mm=cut_off_mm, store=store, key=key), at_block, at_school


@lru_cache(maxsize=2)
def _network_key(network: Network) -> str:
    shapes = (b"".join(shapely.to_wkb(shapes)) for shapes in (network.lines, network.walls))
    return _key(_ENGINE, network.size, network.u, network.v, network.length_m, *shapes)


def _key(*parts: object) -> str:
    """Return a name that no other parts have."""
    made = blake2b(digest_size=20)
    for part in parts:
        raw = (
            part.tobytes()
            if isinstance(part, np.ndarray)
            else part
            if isinstance(part, bytes)
            else repr(part).encode()
        )
        made.update(len(raw).to_bytes(8, "little") + raw)
    return made.hexdigest()


def _places(points: Points) -> Places:
    east, north = shapely.get_coordinates(points).T
    return east + 1j * north


def _accesses(network: Network, points: Points, store: Store, key: str) -> Access:
    """Return where points meet the streets; only those not met before are looked for."""
    place, (known_key) = _places(points), _key("access", key)
    known = store.get(known_key)
    if known is None or known.dtype != _RECORD:
        known = np.empty(0, _RECORD)
    new, first = np.unique(place, return_index=True)
    first = first[~np.isin(new, known["place"])]
    if len(first):
        found = _records(place[first], access(network, points[first]))
        if len(known) + len(first) > _MOST_PLACES:
            known = known[np.isin(known["place"], new)]
        known = np.concatenate([known, found])
        known = known[np.argsort(known["place"], kind="stable")]
        store.put(known_key, known)
    mine = known[np.searchsorted(known["place"], place)]
    return Access(*(mine[name].copy() for name in _RECORD.names[1:]))  # type: ignore[index]


def _records(place: Places, at: Access) -> npt.NDArray[Any]:
    table = np.empty(len(place), _RECORD)
    for name, column in zip(_RECORD.names or (), (place, *vars(at).values()), strict=True):
        table[name] = column
    return table


def _columns(
    network: Network, blocks: _Side, schools: _Side, *, cut_off_mm: int | None, store: Store, key: str
) -> Millimetres:
    """Return walks (schools, blocks): columns kept, columns mended where blocks moved, the others searched."""
    names = _names(schools.place, blocks.place, cut_off_mm, key)
    kept = [_column(store, name, len(blocks.place)) for name in names]
    asked = np.array([i for i, column in enumerate(kept) if column is None], np.int64)
    before = _mended(network, blocks, schools, asked, cut_off_mm=cut_off_mm, store=store, key=key)
    left = np.setdiff1d(asked, list(before))
    fresh = walk_graph.millimetres(network.graph, schools.some(left), blocks.at, cut_off_mm)
    out = np.empty((len(names), len(blocks.place)), fresh.dtype)
    out[left] = fresh
    for i, column in [*enumerate(kept), *before.items()]:
        if column is not None:
            out[i] = _as(column, fresh.dtype)
    if fresh.dtype == np.int32:
        for i in asked:
            store.put(names[i], out[i])
    store.put(_key("blocks", key), blocks.place)
    return out


def _names(schools: Places, blocks: Places, cut_off_mm: int | None, key: str) -> list[str]:
    """Return what each school's column of walks to these blocks is kept under."""
    of_all = _key(blocks)
    return [_key("column", key, cut_off_mm, of_all, school) for school in schools]


def _column(store: Store, name: str, size: int) -> Millimetres | None:
    column = store.get(name)
    return column if column is not None and column.dtype == np.int32 and column.shape == (size,) else None


def _as(column: Millimetres, kind: np.dtype[Any]) -> Millimetres:
    """Return a column in another type; "no way" stays the largest number of its type."""
    lost = column == np.iinfo(column.dtype).max
    return np.where(lost, np.iinfo(kind).max, column.astype(kind))


def _mended(
    network: Network,
    blocks: _Side,
    schools: _Side,
    asked: Ints,
    *,
    cut_off_mm: int | None,
    store: Store,
    key: str,
) -> dict[int, Millimetres]:
    """Return columns (school -> walks) of the blocks measured last, with the walks of blocks that are new searched.

    None where that would take more searches than starting again.
    """
    last = store.get(_key("blocks", key)) if len(asked) else None
    if last is None or last.dtype != np.complex128 or not len(last):
        return {}
    names = dict(zip(asked.tolist(), _names(schools.place[asked], last, cut_off_mm, key), strict=True))
    old = {i: column for i, name in names.items() if (column := _column(store, name, len(last))) is not None}
    order = np.argsort(last, kind="stable")
    at = order[np.minimum(np.searchsorted(last[order], blocks.place), len(last) - 1)]
    new = np.flatnonzero(last[at] != blocks.place)
    which = np.array(list(old), np.int64)
    if len(new) >= len(which):
        return {}
    fresh = walk_graph.millimetres(network.graph, blocks.some(new), schools.some(which), cut_off_mm)
    mended = {}
    for j, (i, column) in enumerate(old.items()):
        mended[i] = _as(column[at], fresh.dtype)
        mended[i][new] = fresh[:, j]
    return mended

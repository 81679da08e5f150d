"""Instances of the zoning problem: folders of plain tables, read as the solver takes a city.

instance.toml  `distance`: "euclidean" (straight lines) or "network" (shortest ways over `length_m`);
               `cost_unit = "pupil_km"`; `contiguous`
blocks.csv     block_id, x, y, pupils (metres, whole pupils)
adjacency.csv  block_a, block_b[, length_m]: blocks that touch
schools.csv    school_id, block_id, capacity[, opening_cost]: with `opening_cost` a school is a candidate site

Costs are whole millimetres rounded down, so that a bound on them is one on the true cost. Blocks and schools are
numbered along a space-filling curve: what is near on the ground is near in memory.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from zoning.assign.problem import NEVER, PER_METRE, Costs, Problem, adjacency
from zoning.measure import walk_graph
from zoning.model import Floats, Ints

_PAIRS_AT_ONCE = 2_000_000
"""Distances worked out in one go; the table itself is the only thing as large as the instance."""


class InstanceError(ValueError):
    """A folder is not an instance, or not one that can be solved: where, and why."""


@dataclass(frozen=True, eq=False)
class Links:
    """Blocks that touch, each pair once or more, and how far apart they are on the streets."""

    pairs: Ints
    """(k, 2) positions of blocks."""
    length_m: Floats | None
    """(k,) where distances are those of the network."""


@dataclass(frozen=True, eq=False)
class Instance:
    """An instance with the ids of its positions: `problem` for the solver, the rest for what is true of a plan."""

    name: str
    blocks: list[str]
    schools: list[str]
    problem: Problem
    xy: Floats
    """(n, 2) metres."""
    school_block: Ints
    """(m,) block each school stands in."""
    links: Links
    opening_cost: Floats | None
    """(m,) pupil-km, where schools are candidate sites."""


@dataclass(frozen=True)
class Truth:
    """What a plan is, counted from the ground and not from the solver's tables."""

    cost: float
    """Pupil-km over unrounded distances."""
    over: int
    """Pupils beyond the seats."""
    pieces: int
    """Pieces of zones that are cut off from their school's block."""
    outside: int
    """Schools whose own block is in another zone."""

    def clean(self, *, contiguous: bool) -> bool:
        """Return whether the plan keeps the rules."""
        return self.over == 0 and not (contiguous and (self.pieces or self.outside))


def folders(root: Path, only: list[str] | None = None) -> list[Path]:
    """Return the instance folders in `root`, by name; of those named in `only` alone, where given."""
    if not root.is_dir():
        raise InstanceError(f"{root}: no such folder")
    if (root / "instance.toml").exists():
        raise InstanceError(f"{root} is an instance: name the folder it lies in, and `--only {root.name}`")
    found = {folder.name: folder for folder in sorted(root.iterdir()) if (folder / "instance.toml").exists()}
    if not found:
        raise InstanceError(f"{root}: no folder in it has an instance.toml")
    for name in only or []:
        if name not in found:
            why = "has no instance.toml" if (root / name).is_dir() else "is not there"
            raise InstanceError(f"{root / name} {why}; there are: {', '.join(found)}")
    return [folder for name, folder in found.items() if not only or name in only]


def load(folder: Path) -> Instance:
    """Return the instance in `folder`; raises `InstanceError` naming the file and what is wrong in it."""
    meta = _meta(folder)
    network, contiguous = meta["distance"] == "network", bool(meta.get("contiguous", True))
    blocks = _table(folder, "blocks", ["block_id", "x", "y", "pupils"])
    schools = _table(folder, "schools", ["school_id", "block_id", "capacity"])
    links = _table(folder, "adjacency", ["block_a", "block_b", *(["length_m"] if network else [])])
    blocks = _along_a_curve(blocks, np.column_stack([_numbers(blocks, axis) for axis in "xy"]))
    index = _ids(blocks, "block_id")
    stands = _positions(schools, "block_id", index)
    order = np.argsort(stands, kind="stable")
    schools, stands = schools.iloc[order].reset_index(drop=True), stands[order]
    xy = np.column_stack([_numbers(blocks, axis) for axis in "xy"])
    pairs = np.column_stack([_positions(links, end, index) for end in ("block_a", "block_b")])
    apart = pairs[:, 0] != pairs[:, 1]
    length_m = _numbers(links, "length_m", least=0)[apart] if network else None
    ways = Links(pairs[apart], length_m)
    if contiguous and len(np.unique(stands)) < len(stands):
        raise InstanceError(
            f"{schools.attrs['file']}: two schools stand in a block, which is in one zone only"
        )
    return Instance(
        name=folder.name,
        blocks=list(index),
        schools=list(_ids(schools, "school_id")),
        problem=_problem(blocks, schools, walks_mm(xy, stands, ways), stands, ways, contiguous=contiguous),
        xy=xy,
        school_block=stands,
        links=ways,
        opening_cost=_numbers(schools, "opening_cost", least=0) if "opening_cost" in schools else None,
    )


def checked(instance: Instance, school_of: Ints) -> Truth:
    """Return what is true of a plan (school position per block)."""
    problem, stands = instance.problem, instance.school_block
    pairs = instance.links.pairs[np.equal(*school_of[instance.links.pairs].T)]
    within = csr_matrix((np.ones(len(pairs), bool), pairs.T), shape=(len(school_of),) * 2)
    piece = connected_components(within, directed=False)[1]
    holds = np.unique(piece[stands[school_of[stands] == np.arange(len(stands))]])
    used = np.unique(school_of)
    return Truth(
        cost=_pupil_km(instance, school_of),
        over=int(problem.over(school_of).sum()),
        pieces=len(np.setdiff1d(piece, holds)),
        outside=int((school_of[stands[used]] != used).sum()),
    )


def _pupil_km(instance: Instance, school_of: Ints) -> float:
    """Return the true cost of a plan, opening costs of the schools used included."""
    stands, problem, length_m = instance.school_block, instance.problem, instance.links.length_m
    if length_m is None:
        walk_m = np.hypot(*(instance.xy - instance.xy[stands[school_of]]).T)
    elif np.allclose(length_m * PER_METRE, _whole_mm(length_m), rtol=0, atol=1e-6):
        walk_m = problem.cost[np.arange(len(school_of)), school_of] / PER_METRE
    else:
        walk_m = _network_m(instance, school_of)
    walked = float((problem.pupils * walk_m).sum()) / 1000
    return (
        walked
        if instance.opening_cost is None
        else walked + instance.opening_cost[np.unique(school_of)].sum()
    )


def _network_m(instance: Instance, school_of: Ints) -> Floats:
    """(n,) metres of each block's way to its school where lengths are finer than the solver's millimetres."""
    size, pairs, length_m = len(school_of), instance.links.pairs, instance.links.length_m
    graph = csr_matrix((np.r_[length_m, length_m], np.r_[pairs, pairs[:, ::-1]].T), shape=(size, size))
    walk_m = np.empty(size)
    for school in np.unique(school_of):
        mine = school_of == school
        walk_m[mine] = dijkstra(graph, indices=instance.school_block[school])[mine]
    return walk_m


def walks_mm(xy: Floats, stands: Ints, links: Links) -> Costs:
    """Return (n, m) whole millimetres, `NEVER` where there is no way."""
    cost = np.empty((len(xy), len(stands)), np.int32)
    parts = _straight_mm(xy, stands) if links.length_m is None else _network_mm(xy, stands, links)
    for schools, columns in parts:
        if ((columns >= NEVER) & (columns < np.iinfo(columns.dtype).max)).any():
            most_km = NEVER // PER_METRE // 1000
            raise InstanceError(f"a block is over {most_km} km from a school; are these metres?")
        cost[:, schools] = np.minimum(columns, NEVER)
    cost[stands, np.arange(len(stands))] = 0  # also where a block has no street
    return cost


def _straight_mm(xy: Floats, stands: Ints) -> Iterator[tuple[slice, Ints]]:
    """Yield slices of schools with (n, schools) straight lines."""
    for schools in _shares(len(xy), len(stands)):
        metres = np.hypot(*(xy[:, None, axis] - xy[stands[schools], axis] for axis in (0, 1)))
        yield schools, np.floor(metres * PER_METRE).astype(np.int64)


def _network_mm(xy: Floats, stands: Ints, links: Links) -> Iterator[tuple[slice, Any]]:
    """Yield slices of schools with (n, schools) shortest ways; the largest number where there is none."""
    assert links.length_m is not None
    u, v = links.pairs.T.copy()
    graph = walk_graph.build(xy, u, v, _whole_mm(links.length_m) / PER_METRE)
    spots = walk_graph.nodes(graph, u, v, len(xy))
    for schools in _shares(len(xy), len(stands)):
        sources = walk_graph.Spots(*(column[stands[schools]] for column in spots))
        yield schools, walk_graph.millimetres(graph, sources, spots).T


def _shares(blocks: int, schools: int) -> Iterator[slice]:
    step = max(1, _PAIRS_AT_ONCE // blocks)
    return (slice(first, min(first + step, schools)) for first in range(0, schools, step))


def _whole_mm(length_m: Floats) -> Ints:
    """Round down, but take 0.3 m for 300 mm although the float is a little less."""
    return np.floor(length_m * PER_METRE + 1e-6).astype(np.int64)


def _problem(
    blocks: pd.DataFrame, schools: pd.DataFrame, cost: Costs, stands: Ints, links: Links, *, contiguous: bool
) -> Problem:
    """Return the numbers for the solver; where zones hold together, a school's block is its own (a candidate's may be)."""
    fixed, home = np.full(len(blocks), -1), np.full(len(schools), -1)
    if contiguous:
        home = stands
    if contiguous and "opening_cost" not in schools:
        own = np.arange(len(schools))
        fixed[stands] = own
        cost[stands] = NEVER
        cost[stands, own] = 0
    seats = _whole(schools, "capacity")[:, None]
    start, adj = adjacency(links.pairs, len(blocks))
    return Problem(
        _whole(blocks, "pupils"), cost, seats, np.zeros(1, np.int64), home, start, adj, fixed, contiguous
    )


def _meta(folder: Path) -> dict[str, Any]:
    file = folder / "instance.toml"
    try:
        meta = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InstanceError(f"{file}: no such file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InstanceError(f"{file}: {error}") from None
    for key, known in (("distance", ("euclidean", "network")), ("cost_unit", ("pupil_km",))):
        if meta.get(key) not in known:
            raise InstanceError(f"{file}: {key} is {meta.get(key)!r}, must be one of {', '.join(known)}")
    return meta


def _table(folder: Path, name: str, columns: list[str]) -> pd.DataFrame:
    """Return a table as text, so that ids stay what they are."""
    file = folder / f"{name}.csv"
    try:
        table = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise InstanceError(f"{file}: {error}") from None
    missing = [column for column in columns if column not in table]
    if missing:
        raise InstanceError(f"{file}: no column {', '.join(missing)}")
    table.attrs["file"] = file
    return table


def _numbers(table: pd.DataFrame, column: str, *, least: float = -np.inf) -> Floats:
    values = pd.to_numeric(table[column], errors="coerce").to_numpy(np.float64)
    wrong = np.flatnonzero(~np.isfinite(values) | (values < least))
    if len(wrong):
        rule = "a number of 0 or more" if least == 0 else "a number"
        raise InstanceError(
            f"{table.attrs['file']}: {column} is {table[column].iloc[wrong[0]]!r}, must be {rule}"
        )
    return values


def _whole(table: pd.DataFrame, column: str) -> Ints:
    values = _numbers(table, column, least=0)
    if (values % 1).any():
        raise InstanceError(f"{table.attrs['file']}: {column} must be whole numbers")
    return values.astype(np.int64)


def _ids(table: pd.DataFrame, column: str) -> pd.Index:
    index: pd.Index = pd.Index(table[column])
    if not index.is_unique:
        twice = index[index.duplicated()][0]
        raise InstanceError(f"{table.attrs['file']}: {column} {twice!r} is there twice")
    return index


def _positions(table: pd.DataFrame, column: str, index: pd.Index) -> Ints:
    found = index.get_indexer(pd.Index(table[column]))
    if (found < 0).any():
        unknown = table[column][found < 0].iloc[0]
        raise InstanceError(f"{table.attrs['file']}: {column} {unknown!r} is not in blocks.csv")
    return found.astype(np.int64)


def _along_a_curve(blocks: pd.DataFrame, xy: Floats) -> pd.DataFrame:
    """Return the blocks in the order of a Hilbert curve over the ground."""
    order = np.argsort(gpd.GeoSeries(gpd.points_from_xy(*xy.T)).hilbert_distance().to_numpy(), kind="stable")
    return blocks.iloc[order].reset_index(drop=True)

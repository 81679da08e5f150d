"""Schools, kindergartens and candidate sites found their plots, seats and pupils."""

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from shapely.geometry import LineString, Point

from demo import roster
from demo.blocks import Block, Town
from demo.geography import Ground, place
from demo.names import NURSERIES
from demo.people import People, classes, neighbours, people, zones
from demo.roster import CLASS_SIZE, Planned
from demo.streets import BRIDGES, RAIL_CROSSINGS


@dataclass(frozen=True, eq=False)
class Stage:
    """The schools of one stage as they are today."""

    name: str
    schools: list[Planned]
    home: list[int]
    """Each school's own block."""
    zone: list[int]
    """Today's school of every block."""
    classes: list[int]
    pupils: list[int]


@dataclass(frozen=True, eq=False)
class Crossing:
    """One bridge or railway crossing and the piece of street that uses it."""

    name: str
    kind: str
    line: LineString


@dataclass(frozen=True, eq=False)
class Kindergarten:
    """One kindergarten inside an estate."""

    code: str
    name: str
    public: bool
    home: int
    point: Point
    classes: int
    pupils: int


@dataclass(frozen=True, eq=False)
class District:
    """Everything the files are written from."""

    land: Ground
    town: Town
    people: People
    crossings: list[Crossing]
    stages: list[Stage]
    kindergartens: list[Kindergarten]


def district(land: Ground, town: Town) -> District:
    """Return the district with its people, schools and today's zones."""
    blocks = town.blocks
    counted = people(blocks, [place(school.x, school.y) for school in roster.PRIMARY])
    over = _crossings(town)
    beside = neighbours(blocks, land, [crossing.line for crossing in over])
    stages = [
        _stage("小学", roster.PRIMARY, blocks, beside, counted),
        _stage("初中", roster.JUNIOR, blocks, beside, counted),
    ]
    return District(land, town, counted, over, stages, _kindergartens(blocks, counted))


def seats(stage: str, count: int) -> int:
    """Return the seats of so many classes."""
    return CLASS_SIZE[stage] * count


def site_point(site: tuple[str, str, float, float, int, str], blocks: Sequence[Block]) -> Point:
    """Return where a candidate site lies: in the block of its name, or where it was drawn."""
    plot = site[1].replace("地块", "")
    for block in blocks:
        if block.name in (site[1], plot):
            return block.shape.representative_point()
    return place(site[2], site[3])


def _crossings(town: Town) -> list[Crossing]:
    lines = {edge.name: edge for edge in town.network if edge.bridge or edge.rail}
    bridges = [Crossing(name, "桥", lines[street].line) for street, name in BRIDGES.items()]
    kinds = {"平交": "平交道口", "地道": "地道"}
    rails = [
        Crossing(name, kinds[kind], lines[street].line) for street, (name, kind) in RAIL_CROSSINGS.items()
    ]
    return [*bridges, *rails]


def _stage(
    name: str, schools: list[Planned], blocks: Sequence[Block], beside: nx.Graph, counted: People
) -> Stage:
    at = {block.name: number for number, block in enumerate(blocks)}
    home = [at[f"{school.name}校园"] for school in schools]
    zone = zones(beside, home, [school.pull_m for school in schools])
    pupils = np.bincount(zone, weights=counted.pupils[name], minlength=len(schools)).astype(int).tolist()
    return Stage(name, schools, home, zone, classes(schools, pupils, name), pupils)


def _kindergartens(blocks: Sequence[Block], counted: People) -> list[Kindergarten]:
    """Return kindergartens spread over the estates, each next one where children are farthest from the others."""
    middle = np.array([block.shape.centroid.coords[0] for block in blocks])
    weight = np.array(counted.pupils["幼儿园"], dtype=float)
    estates = [n for n, block in enumerate(blocks) if block.use == "小区" and block.quarter != "湖区"]
    chosen = [max(estates, key=lambda n: (weight[n], -n))]
    while len(chosen) < roster.KINDERGARTENS:
        gap = np.hypot(*(middle[:, None] - middle[chosen]).transpose(2, 0, 1)).min(axis=1)
        worth = np.round(np.minimum(gap, 900) * np.sqrt(weight + 1), 3)
        chosen.append(max((n for n in estates if n not in chosen), key=lambda n: (worth[n], -n)))
    chosen = sorted(chosen)
    nearest = np.hypot(*(middle[:, None] - middle[chosen]).transpose(2, 0, 1)).argmin(axis=1)
    load = np.bincount(nearest, weights=weight, minlength=len(chosen))
    names = _nursery_names([blocks[n] for n in chosen])
    return [_kindergarten(rank, n, blocks[n], load[rank], names[rank]) for rank, n in enumerate(chosen)]


def _nursery_names(blocks: Sequence[Block]) -> list[str]:
    """Return numbered names for public kindergartens of a subdistrict, fanciful ones for the others."""
    fancy = iter(NURSERIES)
    count: dict[str, int] = {}
    names = []
    for rank, block in enumerate(blocks):
        stem = block.subdistrict.removesuffix("街道")
        if _is_public(rank):
            count[stem] = count.get(stem, 0) + 1
            names.append(f"{stem}第{'一二三四五六七八九十'[count[stem] - 1]}幼儿园")
        else:
            names.append(f"{next(fancy)}幼儿园")
    return names


def _is_public(rank: int) -> bool:
    return rank % 5 < 3


def _kindergarten(rank: int, number: int, block: Block, load: float, name: str) -> Kindergarten:
    count = int(np.clip(round(load / 30 / 0.9), 6, 12))
    point = block.shape.representative_point()
    taken = round(min(load, count * 30 * 0.97))
    return Kindergarten(f"K{rank + 1:02d}", name, _is_public(rank), number, point, count, taken)

"""Dwellings, pupils, and today's zones: who lives in each block and where the children go now."""

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Delaunay
from shapely.geometry import LineString, Point

from demo.blocks import Block
from demo.geography import SEED, Floats, Ground
from demo.roster import CLASS_SIZE, Planned

PERSONS_PER_HOUSEHOLD = 2.56
STAGES = ("幼儿园", "小学", "初中")
PER_THOUSAND = {"幼儿园": 22.0, "小学": 55.0, "初中": 28.0}
"""Pupils of each stage per thousand residents: six years of primary and three of junior school; the
kindergarten years are smaller because births have fallen."""

DWELLINGS_PER_HA = {"老城": 84.0, "中区": 79.0, "新区": 58.0, "湖区": 92.0, "乡村": 22.0}
YOUTH = {
    "老城": (0.70, 0.80, 0.92), "中区": (0.95, 1.00, 1.05), "新区": (1.12, 1.10, 1.02), "湖区": (1.55, 1.30, 0.90),
    "乡村": (0.75, 0.85, 0.95),
}  # fmt: skip
"""How many children of each stage live in a quarter, against the district as a whole."""


@dataclass(frozen=True, eq=False)
class People:
    """Dwellings per block and pupils per block and stage."""

    dwellings: list[int]
    pupils: dict[str, list[int]]


def people(blocks: Sequence[Block], school_points: Sequence[Point]) -> People:
    """Return invented dwellings and pupils; quarters near schools are built more densely."""
    rng = np.random.default_rng([SEED, 8])
    spread = rng.lognormal(0.0, 0.16, len(blocks))
    luck = rng.lognormal(0.0, 0.10, (len(blocks), 3))
    near = shapely.MultiPoint(list(school_points))
    dwellings = []
    for block, factor in zip(blocks, spread, strict=True):
        close = 1.46 if block.shape.centroid.distance(near) < 490 else 0.60
        homes = block.shape.area / 1e4 * DWELLINGS_PER_HA.get(block.quarter, 0.0) * factor
        homes *= close if block.quarter not in ("乡村", "湖区") else 1.0
        dwellings.append(round(homes) if block.use in ("小区", "村") else 0)
    pupils = {
        stage: [
            round(
                homes
                * PERSONS_PER_HOUSEHOLD
                * PER_THOUSAND[stage]
                / 1000
                * _youth(block, column)
                * luck[row, column]
            )
            for row, (homes, block) in enumerate(zip(dwellings, blocks, strict=True))
        ]
        for column, stage in enumerate(STAGES)
    }
    return People(dwellings, pupils)


def neighbours(blocks: Sequence[Block], land: Ground, crossings: Sequence[LineString]) -> nx.Graph:
    """Return which blocks are beside each other; water and rails are passed only at their crossings."""
    middle = np.array([block.shape.centroid.coords[0] for block in blocks])
    barriers = shapely.union_all([land.river_line, land.railway])
    pairs = sorted({(min(a, b), max(a, b)) for tri in Delaunay(middle).simplices for a, b in _sides(tri)})
    beside = nx.Graph()
    beside.add_nodes_from(range(len(blocks)))
    for a, b in pairs:
        link = LineString([middle[a], middle[b]])
        if not link.crosses(barriers):
            beside.add_edge(a, b, length=round(link.length, 1))
    for line in crossings:
        a, b = (_nearest(blocks, point, line, barriers) for point in (line.coords[0], line.coords[-1]))
        beside.add_edge(a, b, length=round(float(np.hypot(*(middle[a] - middle[b]))), 1) + 350.0)
    return beside


def zones(beside: nx.Graph, homes: Sequence[int], pulls: Sequence[float]) -> list[int]:
    """Return today's school of every block: grown outward over neighbours, so each zone is one piece."""
    reach = nx.DiGraph()
    for a, b, length in beside.edges(data="length"):
        reach.add_edge(a, b, length=length)
        reach.add_edge(b, a, length=length)
    strongest = max(pulls)
    for school, home in enumerate(homes):
        reach.add_edge("start", home, length=strongest - pulls[school] + school * 0.001)
    _, routes = nx.single_source_dijkstra(reach, "start", weight="length")
    school_at = {home: school for school, home in enumerate(homes)}
    return [school_at[routes[block][1]] for block in sorted(beside.nodes)]


def classes(schools: Sequence[Planned], today: Sequence[int], stage: str) -> list[int]:
    """Return each school's classes, so that today's pupils fill it to its planned use."""
    size = CLASS_SIZE[stage]
    return [
        int(np.clip(round(pupils / size / school.use), 12, 36))
        for school, pupils in zip(schools, today, strict=True)
    ]


def _youth(block: Block, column: int) -> float:
    return YOUTH[block.quarter][column] if block.quarter in YOUTH else 0.0


def _sides(triangle: NDArray[np.int32]) -> list[tuple[int, int]]:
    a, b, c = (int(corner) for corner in triangle)
    return [(a, b), (b, c), (c, a)]


def _nearest(blocks: Sequence[Block], end: Floats, line: LineString, barriers: LineString) -> int:
    """Return the block nearest to one end of a crossing, on that end's side."""
    point = Point(end)
    reachable = [
        (round(block.shape.distance(point), 1), number)
        for number, block in enumerate(blocks)
        if not LineString([point, block.shape.representative_point()]).crosses(barriers)
    ]
    return min(reachable)[1]

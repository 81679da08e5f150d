"""Names and house numbers: local streets, estates, and the address of every block."""

from collections.abc import Iterator, Sequence

import networkx as nx
import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from demo import names
from demo.geography import SEED
from demo.parcels import Cut
from demo.sheet import ARTERIAL, LOCAL, PATH, SECONDARY
from demo.streets import Corner, Street, ends

FRONT_WEIGHT = {ARTERIAL: 1.0, SECONDARY: 1.35, LOCAL: 1.1}


def named_cuts(cuts: Sequence[Cut], taken: Sequence[str]) -> list[Street]:
    """Return the cuts as streets; those that run on into each other share one name."""
    words = {ending: iter(_words(set(taken), turn)) for turn, ending in enumerate("路街巷")}
    group_of = _groups(cuts)
    name_of: dict[int, str] = {}
    for number, cut in enumerate(cuts):
        group = group_of[number]
        if cut.grade == PATH or group in name_of:
            continue
        lines = [cuts[other].line for other, same in group_of.items() if same == group]
        ending = _ending(lines, cut.quarter)
        name_of[group] = next(words[ending]) + ending
    return [
        Street("" if cut.grade == PATH else name_of[group_of[number]], cut.grade, cut.line)
        for number, cut in enumerate(cuts)
    ]


def estate_names(shapes: Sequence[Polygon], quarters: Sequence[str]) -> list[str]:
    """Return one invented name per residential block; some neighbours are halves of one estate."""
    rng = np.random.default_rng([SEED, 5])
    pools = {
        True: _pool(names.OLD_ESTATES, names.OLD_ENDINGS, rng),
        False: _pool(names.NEW_ESTATES, names.NEW_ENDINGS, rng),
    }
    lake = iter(names.LAKE_ESTATES)
    tree = shapely.STRtree(list(shapes))
    given: dict[int, str] = {}
    for number, shape in enumerate(shapes):
        if number in given:
            continue
        if quarters[number] == "湖区":
            given[number] = next(lake)
            continue
        name = next(pools[quarters[number] == "老城"])
        twins = [int(n) for n in tree.query(shape.buffer(14), predicate="intersects")]
        twins = sorted(n for n in twins if n > number and n not in given and quarters[n] == quarters[number])
        if twins and quarters[number] != "老城" and rng.random() < 0.55:
            first, second = _sides(shape, shapes[twins[0]])
            given[number], given[twins[0]] = name + first, name + second
        else:
            given[number] = name
    return [given[number] for number in range(len(shapes))]


def addresses(shapes: Sequence[Polygon], network: Sequence[Street]) -> list[tuple[str, int]]:
    """Return the street each block fronts and its house number: odd on the left of the street, even right."""
    fronts = [edge for edge in network if edge.name and edge.grade != PATH and not edge.name.endswith("村巷")]
    tree = shapely.STRtree([edge.line for edge in fronts])
    chains = {
        name: _chain([e.line for e in fronts if e.name == name]) for name in sorted({e.name for e in fronts})
    }
    rows: list[tuple[str, int, float, int]] = []
    for number, shape in enumerate(shapes):
        street = _front(shape, fronts, tree)
        along, left = _stand(shape.centroid, chains[street])
        rows.append((street, 1 if left else 2, along, number))
    result: dict[int, tuple[str, int]] = {}
    last: dict[tuple[str, int], int] = {}
    for street, side, along, number in sorted(rows):
        house = max(2 * int(along / 15) + side, last.get((street, side), side - 2) + 2)
        last[street, side] = house
        result[number] = (street, house)
    return [result[number] for number in range(len(shapes))]


def _words(taken: set[str], turn: int) -> list[str]:
    """Return free street words in an order of its own for each kind of street."""
    heads = {name[:2] for name in taken}
    free = [word for word in names.STREET_WORDS if word[:2] not in heads]
    order = [free[number] for number in np.random.default_rng([SEED, 4]).permutation(len(free))]
    start = turn * len(order) // 3
    return [*order[start:], *order[:start], *("新" + word for word in order)]


def _groups(cuts: Sequence[Cut]) -> dict[int, int]:
    """Return a group number per cut: cuts meeting end to end within 35 degrees run on."""
    local = [number for number, cut in enumerate(cuts) if cut.grade == LOCAL]
    meets: dict[Corner, list[int]] = {}
    for number in local:
        for corner in ends(cuts[number].line):
            meets.setdefault(corner, []).append(number)
    joined = nx.Graph()
    joined.add_nodes_from(range(len(cuts)))
    for corner, numbers in sorted(meets.items()):
        pairs = [(_turn(cuts[a].line, cuts[b].line, corner), a, b) for a in numbers for b in numbers if a < b]
        if pairs and min(pairs)[0] < 35.0:
            joined.add_edge(*min(pairs)[1:])
    return {number: min(group) for group in nx.connected_components(joined) for number in group}


def _turn(a: LineString, b: LineString, corner: Corner) -> float:
    """Return by how many degrees one turns at the corner when going from a on to b."""
    away = []
    for line in (a, b):
        first, last = ends(line)
        far = last if first == corner else first
        away.append(np.arctan2(far[1] - corner[1], far[0] - corner[0]))
    gap = abs(np.degrees(away[0] - away[1])) % 360
    return float(round(abs(180 - min(gap, 360 - gap)), 2))


def _ending(lines: Sequence[LineString], quarter: str) -> str:
    xy = shapely.get_coordinates(shapely.union_all(list(lines)))
    width, height = np.ptp(xy, axis=0)
    if quarter == "老城" and width + height < 260:
        return "巷"
    return "街" if width > height else "路"


def _pool(words: Sequence[str], endings: Sequence[str], rng: np.random.Generator) -> Iterator[str]:
    """Yield word + ending, every pair once, the words in turn."""
    for turn in range(len(endings)):
        for number in rng.permutation(len(words)):
            yield words[number] + endings[(turn + number) % len(endings)]


def _sides(a: Polygon, b: Polygon) -> tuple[str, str]:
    east, north = b.centroid.x - a.centroid.x, b.centroid.y - a.centroid.y
    if abs(east) > abs(north):
        return ("西区", "东区") if east > 0 else ("东区", "西区")
    return ("南区", "北区") if north > 0 else ("北区", "南区")


def _front(shape: Polygon, fronts: Sequence[Street], tree: shapely.STRtree) -> str:
    """Return the name of the street with most frontage, main streets counting a little more or less."""
    reach = shape.buffer(36)
    worth: dict[str, float] = {}
    for number in sorted(tree.query(reach, predicate="intersects")):
        edge = fronts[number]
        seen = edge.line.intersection(reach).length * FRONT_WEIGHT[edge.grade]
        worth[edge.name] = worth.get(edge.name, 0.0) + seen
    if not worth:
        return fronts[int(tree.nearest(shape))].name
    return max(sorted(worth), key=lambda name: round(worth[name], 1))


def _chain(lines: Sequence[LineString]) -> list[LineString]:
    """Return the stretches of one street in order, all running east (or north)."""
    parts = list(shapely.get_parts(shapely.line_merge(shapely.union_all(list(lines)))))
    width, height = np.ptp(shapely.get_coordinates(parts), axis=0)
    axis = 0 if width > height else 1
    ahead = [p if ends(p)[1][axis] >= ends(p)[0][axis] else LineString(list(p.coords)[::-1]) for p in parts]
    return sorted(ahead, key=lambda p: ends(p)[0][axis])


def _stand(point: Point, chain: Sequence[LineString]) -> tuple[float, bool]:
    """Return how far along the street a point stands, and whether it is on the left."""
    nearest = min(range(len(chain)), key=lambda number: round(chain[number].distance(point), 1))
    line = chain[nearest]
    at = line.project(point)
    a, b = line.interpolate(max(at - 5, 0)), line.interpolate(at + 5)
    left = (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0
    return sum(part.length for part in chain[:nearest]) + at, bool(left)

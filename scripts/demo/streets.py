"""The street network: drawn lines, riverside and railside roads, and one noded set of street edges."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from demo import sheet
from demo.geography import Ground, curve, offset, place, stretch
from demo.sheet import ARTERIAL, LOCAL, PATH, SECONDARY

GRID_M = 0.5
BRIDGES = {"柳泉路": "柳泉桥", "鼓楼路": "鼓楼桥", "明月路": "明月桥", "东湖路": "东湖桥"}
RAIL_CROSSINGS = {"鼓楼北路": ("鼓楼地道", "地道"), "王官路": ("王官平交道口", "平交")}
Corner = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Street:
    """One line of the network before or after noding."""

    name: str
    grade: str
    line: LineString
    country: bool = False
    bridge: bool = False
    rail: str = ""
    trimmed: bool = False
    """Drawn past its last junction, so that a loose end is to be cut off."""


def drawn(land: Ground) -> list[Street]:
    """Return every street of the sheet, with the roads that follow the river and the railway."""
    town = [Street(name, grade, curve(points), trimmed=True) for name, grade, points in sheet.TOWN]
    country = [
        Street(name, LOCAL, _kept(curve(points).intersection(land.district)), country=True, trimmed=True)
        for name, points in sheet.COUNTRY
    ]
    return [*town, *_riverside(land), *_railside(land), *country]


def rail_edge(land: Ground) -> LineString:
    """Return the line south of the railway that no building plot crosses."""
    return offset(stretch(land.railway, place(-3640, 2620), place(2600, 2720)), -38.0)


def superblocks(streets: Sequence[Street], land: Ground) -> list[Polygon]:
    """Return the faces between the streets of the town, without the river."""
    lines = [s.line for s in streets if not s.country or s.name in RAIL_CROSSINGS] + [rail_edge(land)]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines, grid_size=GRID_M)]))
    dry = [face for face in faces if face.area > 4000 and not face.intersects(land.river_line)]
    return sorted(dry, key=_order)


def noded(streets: Sequence[Street], land: Ground) -> list[Street]:
    """Return the network cut at every junction, without loose ends, bridges and crossings marked."""
    cut = [part for street in streets for part in _marked(street, land)]
    edges = shapely.get_parts(shapely.union_all([part.line for part in cut], grid_size=GRID_M))
    tree = shapely.STRtree([part.line for part in cut])
    middle = shapely.line_interpolate_point(edges, 0.5, normalized=True)
    owner = dict(zip(*tree.query_nearest(middle, all_matches=False), strict=True))
    pieces = [replace(cut[owner[number]], line=_forward(edge)) for number, edge in enumerate(edges)]
    return sorted(
        _connected(_without_stubs(_without_slivers(pieces))),
        key=lambda piece: (piece.name, *_order(piece.line)),
    )


def ends(line: LineString) -> tuple[Corner, Corner]:
    """Return the first and the last corner of a line."""
    xy = shapely.get_coordinates(line)
    return (float(xy[0, 0]), float(xy[0, 1])), (float(xy[-1, 0]), float(xy[-1, 1]))


def graph(pieces: Sequence[Street]) -> nx.MultiGraph:
    """Return the network with junction corners as nodes and the piece's number and length on edges."""
    net = nx.MultiGraph()
    for number, piece in enumerate(pieces):
        net.add_edge(*ends(piece.line), key=number, length=piece.line.length)
    return net


def _riverside(land: Ground) -> list[Street]:
    """Return a road and a footpath on either bank, and the short paths that join their ends."""
    north = stretch(land.river_line, place(-3000, -850), place(2900, -1130))
    south = stretch(land.river_line, place(-2360, -1150), place(2950, -1150))
    roads = [
        Street("滨河大道", ARTERIAL, offset(north, 225.0, 35.0)),
        Street("滨河北绿道", PATH, offset(north, 112.0)),
        Street("滨河南街", SECONDARY, offset(south, -215.0, 30.0)),
        Street("滨河南绿道", PATH, offset(south, -110.0)),
    ]
    pairs = ((roads[0], roads[1]), (roads[2], roads[3]))
    joins = [_join(a.line, b.line, end) for a, b in pairs for end in (0, 1)]
    return [*roads, *(Street("", PATH, line) for line in joins)]


def _railside(land: Ground) -> list[Street]:
    road = offset(stretch(land.railway, place(-3640, 2620), place(2600, 2720)), -520.0, 40.0)
    fence = rail_edge(land)
    sides = [_join(road, fence, end) for end in (0, 1)]
    return [
        Street("站前大街", ARTERIAL, road),
        Street("机务西路", LOCAL, sides[0]),
        Street("机务东路", LOCAL, sides[1]),
    ]


def _join(a: LineString, b: LineString, end: int) -> LineString:
    return LineString([ends(a)[end], ends(b)[end]])


def _marked(street: Street, land: Ground) -> list[Street]:
    """Return a street cut at the river banks or beside the railway, the crossing piece marked."""
    if street.name in BRIDGES:
        return _cut_out(street, land.river.buffer(12.0), replace(street, bridge=True))
    if street.name in RAIL_CROSSINGS:
        return _cut_out(
            street, land.railway.buffer(38.0), replace(street, rail=RAIL_CROSSINGS[street.name][1])
        )
    return [street]


def _cut_out(street: Street, zone: Polygon, crossing: Street) -> list[Street]:
    middle = street.line.intersection(zone)
    outside = shapely.get_parts(street.line.difference(zone))
    return [replace(crossing, line=_kept(middle)), *(replace(street, line=part) for part in outside)]


def _kept(shape: shapely.Geometry) -> LineString:
    parts = shapely.get_parts(shape)
    return parts[int(np.argmax(shapely.length(parts)))]


def _without_stubs(pieces: list[Street], longest: float = 230.0) -> list[Street]:
    """Return the pieces without short loose ends (what was drawn past its last junction)."""
    while True:
        net = graph(pieces)
        kept = [
            piece
            for piece in pieces
            if piece.line.length > longest
            or not piece.trimmed
            or min(net.degree(corner) for corner in ends(piece.line)) > 1
        ]
        if len(kept) == len(pieces):
            return kept
        pieces = kept


def _without_slivers(pieces: list[Street], shortest: float = 12.0) -> list[Street]:
    """Return the pieces with junctions a few metres apart drawn together into one."""
    close = nx.Graph(ends(piece.line) for piece in pieces if piece.line.length < shortest)
    meeting = {corner: min(group) for group in nx.connected_components(close) for corner in group}
    moved = []
    for piece in pieces:
        first, last = (meeting.get(corner, corner) for corner in ends(piece.line))
        if piece.line.length >= shortest and first != last:
            moved.append(replace(piece, line=LineString([first, *list(piece.line.coords)[1:-1], last])))
    return moved


def _connected(pieces: list[Street]) -> list[Street]:
    net = graph(pieces)
    main = max(nx.connected_components(net), key=len)
    return [piece for piece in pieces if ends(piece.line)[0] in main]


def _forward(line: LineString) -> LineString:
    """Return a line that runs eastward, or northward when it is steeper than that."""
    (x0, y0), (x1, y1) = ends(line)
    ahead = x1 > x0 if abs(x1 - x0) >= abs(y1 - y0) else y1 > y0
    return line if ahead else LineString(list(line.coords)[::-1])


def _order(shape: shapely.Geometry) -> Corner:
    point = Point(shape.representative_point())
    return round(point.x, 1), round(point.y, 1)

"""Shapes that can be measured: none missing, of the right kind, valid, not on top of each other."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zoning.model import Floats, Ints
from zoning.read.findings import NOTHING, Findings, assumption, info, problem
from zoning.scenario import TableInput
from zoning.tables import Table
from zoning.words import listed

MOST_LISTED = 20
_FARTHEST = 1e9
SLIVER_M2 = 1.0
SLIVER_SHARE = 0.01
"""Real digitising leaves overlaps of up to 0.7 % of a block; what is below this is a sliver, not a claim."""

_KIND_WORDS = {"Point": ("点", "points"), "LineString": ("线", "lines"), "Polygon": ("面", "polygons")}


def sound(shapes: Any, table: Table, spec: TableInput, rows: Any) -> tuple[Any, Findings]:
    """Return shapes of the table's kind, repaired where the scenario allows it, and what is wrong with the others.

    Parameters
    ----------
    shapes
        Array of geometries as read.
    rows
        What each row is called in messages.
    """
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    found = _listed(np.flatnonzero(missing), rows, table, "没有图形", "has no shape")
    wild = _wild(shapes)
    found += _listed(
        np.flatnonzero(wild), rows, table, "坐标不在地球上的合理范围内", "has coordinates that are no place on earth"
    )
    shapes, missing = np.where(wild, None, shapes), missing | wild
    shapes, said = _right_kind(shapes, table, spec, rows, missing)
    found += said
    invalid = ~missing & ~shapely.is_valid(shapes)
    if not invalid.any() or "Polygon" not in table.geometry:
        return shapes, found
    if spec.repair:
        return _repaired(shapes, invalid, table, found)
    reasons = shapely.is_valid_reason(shapes[invalid])
    for position, reason in list(zip(np.flatnonzero(invalid), reasons, strict=True))[:MOST_LISTED]:
        found += problem(
            table.name,
            f"图形无效（{_reason_zh(str(reason))}）；请在制图软件中修复，或在 inputs.{table.name} 写 repair "
            "= true",
            f"the shape is invalid ({reason}); mend it in a mapping program or set repair = true in "
            f"inputs.{table.name}",
            row=str(rows[position]),
        )
    return shapes, found + _more(int(invalid.sum()), table)


def _wild(shapes: Any) -> Any:
    """Tell which shapes have coordinates that nothing can be computed with."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    wild = np.zeros(len(shapes), bool)
    wild[owner[~(np.abs(xy) <= _FARTHEST).all(axis=1)]] = True
    return wild


def usable(shapes: Any, table: Table) -> Any:
    """Tell which shapes can be measured; the others are problems already."""
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return there & shapely.is_valid(shapes) & _is_kind(shapes, table)


def _right_kind(shapes: Any, table: Table, spec: TableInput, rows: Any, missing: Any) -> tuple[Any, Findings]:
    """Shapes of the kinds a table takes; single parts unwrapped, polygons given for points made points."""
    shapes = _unwrapped(shapes, table)
    wrong = ~missing & ~_is_kind(shapes, table)
    if not wrong.any():
        return shapes, NOTHING
    if table.geometry == ("Point",):
        return _points(shapes, wrong, table, rows)
    if spec.repair and "Polygon" in table.geometry:
        shapes = shapes.copy()
        shapes[wrong] = [_polygons(shape) for shape in shapes[wrong]]
        wrong = ~missing & (~_is_kind(shapes, table) | shapely.is_empty(shapes))
    wanted_zh, wanted_en = _wanted(table)
    if wrong.sum() == (~missing).sum():
        kind_zh, kind_en = _KIND_WORDS.get(_base(shapes[wrong][0]), ("混合图形", "collections"))
        return shapes, problem(
            table.name,
            f"文件里是{kind_zh}，{table.title.zh}要用{wanted_zh}",
            f"the file holds {kind_en}; {table.title.en} need {wanted_en}",
        )
    return shapes, _listed(
        np.flatnonzero(wrong), rows, table, f"图形不是{wanted_zh}", f"the shape is none of: {wanted_en}"
    )


def _points(shapes: Any, wrong: Any, table: Table, rows: Any) -> tuple[Any, Findings]:
    """A campus outline stands for its inner point; a line stands for nothing."""
    outlines = wrong & np.isin(shapely.get_type_id(shapes), [3, 6])
    inner = shapes.copy()
    inner[outlines] = shapely.point_on_surface(shapes[outlines])
    rest = np.flatnonzero(wrong & ~outlines)
    found = _listed(rest, rows, table, "图形不是点", "the shape is no point")
    if outlines.any():
        found += assumption(
            table.name,
            f"{int(outlines.sum())} 个以用地范围给出，位置取范围内一点",
            f"{int(outlines.sum())} given as outlines: a point inside was taken as the place",
        )
    return inner, found


def _unwrapped(shapes: Any, table: Table) -> Any:
    """Multi-points and multi-lines of one part made single where the table takes points or lines."""
    single = np.isin(shapely.get_type_id(shapes), [4, 5, 7]) & (shapely.get_num_geometries(shapes) == 1)
    if "Polygon" in table.geometry and "Point" not in table.geometry:
        single &= shapely.get_type_id(shapes) == 7
    result = shapes.copy()
    result[single] = shapely.get_geometry(shapes[single], 0)
    return result


def _is_kind(shapes: Any, table: Table) -> Any:
    ids = {
        "Point": 0,
        "LineString": 1,
        "Polygon": 3,
        "MultiPoint": 4,
        "MultiLineString": 5,
        "MultiPolygon": 6,
    }
    return np.isin(shapely.get_type_id(shapes), [ids[name] for name in table.geometry])


def _base(shape: BaseGeometry) -> str:
    return str(shape.geom_type).removeprefix("Multi").replace("LinearRing", "LineString")


def _wanted(table: Table) -> tuple[str, str]:
    kinds = [_KIND_WORDS[name] for name in table.geometry if name in _KIND_WORDS]
    return "或".join(zh for zh, _ in kinds), " or ".join(en for _, en in kinds)


def _repaired(shapes: Any, invalid: Any, table: Table, found: Findings) -> tuple[Any, Findings]:
    """Invalid shapes made valid, their polygons kept; how many, and how much area that changed."""
    result = shapes.copy()
    result[invalid] = [_polygons(shape) for shape in shapely.make_valid(shapes[invalid])]
    before, after = float(shapely.area(shapes).sum()), float(shapely.area(result).sum())
    change = 100 * abs(after - before) / before if before else 0.0
    said = assumption(
        table.name,
        f"修复了 {int(invalid.sum())} 个无效图形，总面积变化 {change:.3f} %",
        f"{int(invalid.sum())} invalid shape(s) were mended; the total area changed by {change:.3f} %",
    )
    return result, found + said


def _polygons(shape: BaseGeometry | None) -> BaseGeometry | None:
    """The polygonal parts of a shape, joined."""
    if shape is None or shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = shapely.get_parts(shape)
    return shapely.union_all(shapely.make_valid(parts[shapely.get_dimensions(parts) == 2]))


def overlaps(blocks: gpd.GeoDataFrame, table: Table, spec: TableInput) -> Findings:
    """Return pairs of blocks that lie on each other as problems, or as an assumption where they are allowed.

    Parameters
    ----------
    blocks
        Valid polygons in metres, indexed by id.
    """
    first, second, area_m2 = _pairs(blocks.geometry.to_numpy())
    own = shapely.area(blocks.geometry.to_numpy())
    share = area_m2 / np.maximum(np.minimum(own[first], own[second]), 1e-9)
    claims = (area_m2 > SLIVER_M2) & (share > SLIVER_SHARE)
    slivers = (area_m2 > SLIVER_M2) & ~claims
    found = NOTHING
    if slivers.any():
        found += info(
            table.name,
            f"{int(slivers.sum())} 对地块有细微重叠（每对不到较小地块的 {SLIVER_SHARE:.0%}，合计 "
            f"{area_m2[slivers].sum():.0f} m²），照常使用",
            f"{int(slivers.sum())} pairs of blocks overlap by a sliver (less than {SLIVER_SHARE:.0%} of the "
            f"smaller, {area_m2[slivers].sum():.0f} m² in all) and were taken as they are",
        )
    if not claims.any():
        return found
    pairs = [
        (str(blocks.index[a]), str(blocks.index[b]))
        for a, b in zip(first[claims], second[claims], strict=True)
    ]
    if spec.allow_overlap:
        return found + assumption(
            table.name,
            f"按情景允许 {len(pairs)} 对地块重叠，合计 {area_m2[claims].sum():.0f} m²："
            f"{listed([f'{a}–{b}' for a, b in pairs], 'zh')}",
            f"{len(pairs)} pairs of blocks overlap ({area_m2[claims].sum():.0f} m² in all), as the scenario "
            f"allows: {listed([f'{a}–{b}' for a, b in pairs], 'en')}",
        )
    return found + _claimed(pairs, area_m2[claims], share[claims], table)


def _pairs(shapes: Any) -> tuple[Ints, Ints, Floats]:
    """Positions of shapes that share ground, each pair once, and the area they share."""
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    area_m2 = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    some = area_m2 > 0
    return first[some], second[some], area_m2[some]


def _claimed(pairs: list[tuple[str, str]], area_m2: Floats, share: Floats, table: Table) -> Findings:
    found = NOTHING
    largest = np.argsort(-area_m2, kind="stable")[:MOST_LISTED]
    for position in largest:
        a, b = pairs[position]
        found += problem(
            table.name,
            f"与 {b} 重叠 {area_m2[position]:.0f} m²（占较小者 {share[position]:.1%}）；请改图，或在 "
            f"inputs.{table.name} 写 allow_overlap = true",
            f"overlaps {b} by {area_m2[position]:.0f} m² ({share[position]:.1%} of the smaller); mend it or "
            f"set allow_overlap = true in inputs.{table.name}",
            row=a,
        )
    return found + _more(len(pairs), table)


def _listed(positions: Any, rows: Any, table: Table, zh: str, en: str) -> Findings:
    found = NOTHING
    for position in positions[:MOST_LISTED]:
        found += problem(table.name, zh, en, row=str(rows[position]))
    return found + _more(len(positions), table)


def _more(count: int, table: Table) -> Findings:
    left = count - MOST_LISTED
    return (
        problem(table.name, f"同样的问题还有 {left} 处", f"{left} more of the same") if left > 0 else NOTHING
    )


_REASONS = {
    "Self-intersection": "自相交",
    "Ring Self-intersection": "环自相交",
    "Too few points": "点数不足",
    "Hole lies outside shell": "洞在外环之外",
    "Holes are nested": "洞互相嵌套",
    "Interior is disconnected": "内部不连通",
    "Nested shells": "外环互相嵌套",
    "Duplicate Rings": "重复的环",
}


def _reason_zh(reason: str) -> str:
    name, _, place = reason.partition("[")
    return f"{_REASONS.get(name, name)}{f'，位于 {place[:-1]}' if place else ''}"

"""Shapes that can be measured: none missing, of the right kind, valid, not on top of each other."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zoning.columns import Table
from zoning.read.findings import NOTHING, Findings, assumption, info, problem
from zoning.scenario import TableInput

MOST_LISTED = 20
_FARTHEST = 1e9
_WIDEST_DEGREES = 3.0
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
    found = listed_rows(np.flatnonzero(missing), rows, table.name, "没有图形", "has no shape")
    wild = _wild(shapes)
    found += listed_rows(
        np.flatnonzero(wild),
        rows,
        table.name,
        "坐标不在地球上的合理范围内",
        "has coordinates that are no place on earth",
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
    return shapes, found + more(int(invalid.sum()), table.name)


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


def moderate(lonlat: Any, table: Table, rows: Any) -> tuple[Any, Findings]:
    """Return the shapes in degrees without those wider than any city, which are problems."""
    if "Polygon" not in table.geometry or "LineString" in table.geometry:
        return lonlat, NOTHING
    west, south, east, north = shapely.bounds(lonlat).T
    huge = (east - west > _WIDEST_DEGREES) | (north - south > _WIDEST_DEGREES)
    en = f"the shape is more than {_WIDEST_DEGREES:g} degrees wide: check its coordinates"
    found = listed_rows(
        np.flatnonzero(huge), rows, table.name, f"图形宽超过 {_WIDEST_DEGREES:g} 度，请核对坐标", en
    )
    return np.where(huge, None, lonlat), found


def in_metres(frame: gpd.GeoDataFrame, crs: str, about: str) -> tuple[gpd.GeoDataFrame, Findings]:
    """Return the rows in another CRS, with a problem for each that it cannot hold: it is elsewhere on earth."""
    metric = frame.to_crs(crs)
    shapes = metric.geometry.to_numpy().copy()
    wild = _wild(shapes)
    rows = [f"#{row + 1}" for row in metric.index]
    found = listed_rows(
        np.flatnonzero(wild),
        rows,
        about,
        "离其他数据太远，请核对坐标",
        "lies too far from the other data: check its coordinates",
    )
    shapes[wild] = None
    shapes, said = _rounded(shapes, about)
    return metric.set_geometry(gpd.GeoSeries(shapes, index=metric.index, crs=crs)), found + said


def _rounded(shapes: Any, about: str) -> tuple[Any, Findings]:
    """Hair-thin polygons that rounding broke in conversion, made valid again."""
    broken = np.isin(shapely.get_type_id(shapes), [3, 6]) & ~shapely.is_valid(shapes)
    if not broken.any():
        return shapes, NOTHING
    before_m2 = shapely.area(shapes[broken]).sum()
    shapes = shapes.copy()
    shapes[broken] = [_polygons(shape) for shape in shapely.make_valid(shapes[broken])]
    change_m2 = abs(shapely.area(shapes[broken]).sum() - before_m2)
    said = info(
        about,
        f"{int(broken.sum())} 个极窄的图形在换算坐标后失效，已修复，面积变化 {change_m2:.1f} m²",
        f"{int(broken.sum())} hair-thin shape(s) broke in conversion and were mended; "
        f"their area changed by {change_m2:.1f} m²",
    )
    gone = np.flatnonzero(shapely.is_empty(shapes))
    said += listed_rows(
        gone, [f"#{i + 1}" for i in range(len(shapes))], about, "图形没有面积", "the shape has no area"
    )
    shapes[gone] = None
    return shapes, said


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
    return shapes, listed_rows(
        np.flatnonzero(wrong), rows, table.name, f"图形不是{wanted_zh}", f"the shape is none of: {wanted_en}"
    )


def _points(shapes: Any, wrong: Any, table: Table, rows: Any) -> tuple[Any, Findings]:
    """A campus outline stands for its inner point; a line stands for nothing."""
    outlines = wrong & np.isin(shapely.get_type_id(shapes), [3, 6])
    inner = shapes.copy()
    inner[outlines] = shapely.point_on_surface(shapes[outlines])
    rest = np.flatnonzero(wrong & ~outlines)
    found = listed_rows(rest, rows, table.name, "图形不是点", "the shape is no point")
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


def listed_rows(positions: Any, rows: Any, about: str, zh: str, en: str) -> Findings:
    """Return one problem a row, the first few, and how many more there are."""
    found = NOTHING
    for position in positions[:MOST_LISTED]:
        found += problem(about, zh, en, row=str(rows[position]))
    return found + more(len(positions), about)


def more(count: int, about: str) -> Findings:
    """Return the problem that says how many rows were not listed, if any."""
    left = count - MOST_LISTED
    return problem(about, f"同样的问题还有 {left} 处", f"{left} more of the same") if left > 0 else NOTHING


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

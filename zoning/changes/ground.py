"""Changes of the ground: new estates, new ways across a barrier, ways that are shut."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from zoning.changes.places import OUTSIDE, metres, must, no_datum, noted, within
from zoning.changes.ways import joined
from zoning.model import StudyArea
from zoning.scenario import Bridge, Estate, Scenario, Shut
from zoning.words import Text, listed

_SHUT_M = 100.0
"""A way across a barrier this near to the place given is shut."""
_LEAST_M2 = 100.0
"""Ground left for an estate, at least."""


def built(scenario: Scenario, area: StudyArea, change: Estate) -> StudyArea:
    """Return the area with dwellings and their pupils added to a block, or with a new block for them."""
    pupils = round(change.dwellings * change.pupils_per_dwelling)
    blocks = (
        _more(area.blocks, change, pupils) if change.outline is None else _new(scenario, area, change, pupils)
    )
    name = change.name or _name(blocks, change.id)
    text = Text(
        f"{name} 新增 {change.dwellings} 户，每户 {change.pupils_per_dwelling:g} 人，共 {pupils} 名学生",
        f"{name}: {change.dwellings} new dwellings with {change.pupils_per_dwelling:g} pupils each, {pupils} pupils",
    )
    return noted(area, text, blocks=blocks)


def _name(blocks: gpd.GeoDataFrame, block: str) -> str:
    name = blocks.at[block, "name"] if "name" in blocks else None
    return str(name) if isinstance(name, str) and name else block


def _more(blocks: gpd.GeoDataFrame, change: Estate, pupils: int) -> gpd.GeoDataFrame:
    changed = blocks.copy()
    changed.loc[change.id, "pupils"] += pupils
    if "dwellings" in changed:
        before = changed.at[change.id, "dwellings"]
        changed.loc[change.id, "dwellings"] = change.dwellings + (0 if pd.isna(before) else before)
    return changed


def _new(scenario: Scenario, area: StudyArea, change: Estate, pupils: int) -> gpd.GeoDataFrame:
    """Return the blocks with one more, on what its outline leaves of the ground of others."""
    key, blocks = f"estate {change.id}", area.blocks
    must(scenario, key, change.id not in blocks.index, Text("已有这个编号的地块；另选编号，或去掉 outline", "is the id of a block that is there: choose another id, or leave out outline"))  # fmt: skip
    must(scenario, key, change.datum is not None, no_datum("outline"))
    ring = Polygon(metres(area, change.outline or (), str(change.datum)))
    must(scenario, key, ring.is_valid, Text("outline 自相交，请按顺序写各角点", "outline crosses itself: write its corners in order"))  # fmt: skip
    must(scenario, key, area.boundary.covers(ring.representative_point()), OUTSIDE)
    taken = blocks.iloc[blocks.sindex.query(ring, predicate="intersects")]
    left = ring.difference(shapely.union_all(taken.geometry.to_numpy()))
    names = [str(i) for i in taken.index]
    must(scenario, key, left.area >= _LEAST_M2, Text(f"范围已被地块 {listed(names, 'zh')} 占用；请把 id 写成该地块的编号，去掉 outline", f"its ground is that of {listed(names, 'en')}: give that block's id and leave out outline"))  # fmt: skip
    row = {
        "name": change.name or change.id, "dwellings": change.dwellings, "pupils": pupils, "geometry": left,
        "subdistrict": _subdistrict(blocks, left),
    }  # fmt: skip
    added = gpd.GeoDataFrame(
        [row], index=pd.Index([change.id], name=blocks.index.name), geometry="geometry", crs=blocks.crs
    )
    joined_up = gpd.GeoDataFrame(pd.concat([blocks, added.reindex(columns=blocks.columns)]))
    return joined_up.astype({"pupils": blocks["pupils"].dtype})


def _subdistrict(blocks: gpd.GeoDataFrame, ground: BaseGeometry) -> object:
    """Return the subdistrict of the nearest block."""
    if "subdistrict" not in blocks:
        return None
    return blocks["subdistrict"].iloc[int(np.argmin(blocks.geometry.distance(ground)))]


def bridged(scenario: Scenario, area: StudyArea, change: Bridge) -> StudyArea:
    """Return the area with a new way across a barrier: a crossing, and a street where there are streets."""
    name = change.name or ""
    key = f"bridge {name}".strip()
    line = LineString(within(scenario, area, key, change.line, change.datum))
    crossed = area.barriers[area.barriers.intersects(line)]
    must(scenario, key, len(crossed) > 0, Text("没有跨过任何河流、铁路或高速", "crosses no river, railway or motorway"))  # fmt: skip
    row = gpd.GeoDataFrame({"kind": ["bridge"], "name": [name]}, geometry=[line], crs=area.crs)
    crossings = gpd.GeoDataFrame(pd.concat([area.crossings, row], ignore_index=True), crs=area.crs)
    streets = area.streets
    if streets is not None:
        streets = joined(streets, line, area.barriers, name)
        must(scenario, key, streets is not None, Text("两端 1 公里内没有能接上的道路", "no street within 1 km of its ends can be joined without crossing a barrier"))  # fmt: skip
    over = [str(n) for n in crossed["name"].dropna().unique() if n] or [str(k) for k in crossed["kind"].unique()]  # fmt: skip
    text = Text(f"新建{name or '通道'}，跨越{listed(over, 'zh')}，长 {line.length:.0f} 米", f"{name or 'a new way'} crosses {listed(over, 'en')}, {line.length:.0f} m long")  # fmt: skip
    return noted(area, text, crossings=crossings, streets=streets)


def shut(scenario: Scenario, area: StudyArea, change: Shut) -> StudyArea:
    """Return the area without the ways across a barrier at a place."""
    key = f"shut {change.lon:g}, {change.lat:g}"
    place = Point(within(scenario, area, key, [(change.lon, change.lat)], change.datum)[0])
    far = area.crossings.distance(place).to_numpy()
    gone, streets, count = far <= _SHUT_M, area.streets, 0
    if streets is not None:
        near = streets.edges.geometry.dwithin(place, _SHUT_M).to_numpy()
        walls = shapely.union_all(area.barriers.geometry.to_numpy())
        across = near & streets.edges.geometry.intersects(walls).to_numpy()
        count, streets = int(across.sum()), replace(streets, edges=streets.edges[~across].reset_index(drop=True))  # fmt: skip
    must(scenario, key, gone.any() or count > 0, _nothing_there(area, far))
    names = [str(n) for n in area.crossings["name"][gone].dropna().unique() if n]
    text = Text(f"关闭通道{listed(names, 'zh') if names else ''}", f"{listed(names, 'en') if names else 'a way across'} is shut")  # fmt: skip
    return noted(area, text, crossings=area.crossings[~gone].reset_index(drop=True), streets=streets)


def _nothing_there(area: StudyArea, far: np.ndarray) -> Text:
    if not len(far):
        return Text("附近没有跨越障碍的通道", "there is no way across a barrier")
    nearest = int(np.argmin(far))
    named, kind = area.crossings["name"].iloc[nearest], area.crossings["kind"].iloc[nearest]
    name = named if isinstance(named, str) and named else kind
    return Text(
        f"{_SHUT_M:.0f} 米内没有跨越障碍的通道；最近的是 {name}，{far[nearest]:.0f} 米",
        f"there is no way across a barrier within {_SHUT_M:.0f} m; the nearest, {name}, is {far[nearest]:.0f} m off",
    )

"""What OpenStreetMap tags mean for a pupil on foot: where one may walk, what stops one, what opens it."""

from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from zoning.model import Floats
from zoning.read.network import Chains, Shapes
from zoning.read.osm import Osm, tag

KEYS = ("highway", "railway", "waterway", "natural", "barrier", "route")
"""The keys this module needs."""
LEVELS = {
    **dict.fromkeys(("trunk", "trunk_link", "primary", "primary_link"), "arterial"),
    **dict.fromkeys(("secondary", "secondary_link", "tertiary", "tertiary_link"), "secondary"),
    **dict.fromkeys(("residential", "service", "unclassified", "living_street", "road"), "local"),
    **dict.fromkeys(("footway", "path", "pedestrian", "steps", "track", "cycleway", "bridleway"), "path"),
}
"""highway -> level of the street; what is not here cannot be walked (motorways, works, bus guideways, …)."""
_ALLOWED = ("yes", "designated", "permissive", "destination", "customers", "delivery")
_FORBIDDEN = ("no", "private", "military", "emergency")
_GROUND_RAIL = ("rail", "light_rail", "narrow_gauge")
_LARGE_WATER_M2 = 10_000.0  # smaller ponds are walked around
_ON_RAILS_M = 1.0


def walkable(tags: pd.Series) -> pd.Series:
    """Return whether one may walk along each way, both ways.

    `foot=*` is stronger than `access=*`; ways open to walkers in one direction only (escalators,
    turnstiles) are out, because a pupil goes and comes back.
    """
    foot = tag(tags, "foot")
    shut = tag(tags, "access").isin(_FORBIDDEN) & ~foot.isin(_ALLOWED)
    shut |= foot.isin([*_FORBIDDEN, "use_sidepath"])
    shut |= (tag(tags, "motorroad") == "yes") & ~foot.isin(_ALLOWED)
    shut |= tag(tags, "oneway:foot").isin(["yes", "-1"])
    return tag(tags, "highway").isin(LEVELS) & ~shut


def streets(osm: Osm, crs: str) -> tuple[Chains, pd.DataFrame, int]:
    """Return the walkable ways as chains, their `name` and `level`, and how many ways had lost nodes.

    A way is cut where the file lacks a node. The rim of a square (area=yes) is walked like a street.
    """
    tags = osm.ways["tags"]
    mine = osm.way_nodes[walkable(tags).to_numpy()[osm.way_nodes["way"]]]
    lost = mine.loc[mine["lon"].isna(), "way"].nunique()
    mine = _runs(mine)
    key, _ = pd.factorize(mine["node"])
    chain = mine["run"].to_numpy(np.int64)
    end = np.r_[True, chain[1:] != chain[:-1], True]
    junction = (np.bincount(key)[key] > 1) | end[:-1] | end[1:] if len(key) else np.zeros(0, bool)
    way = mine.groupby("run")["way"].first().to_numpy()
    highway = tag(tags, "highway").iloc[way]
    attributes = pd.DataFrame({"name": tag(tags, "name").iloc[way].array, "level": highway.map(LEVELS).array})
    xy = _metric(mine["lon"].to_numpy(), mine["lat"].to_numpy(), crs)
    return Chains(xy, chain, np.where(junction, key, -1).astype(np.int64)), attributes, lost


def barriers(osm: Osm, crs: str) -> gpd.GeoDataFrame:
    """Return what nobody walks across: `kind` (railway, motorway, river), `name`, lines and polygons."""
    tags = osm.ways["tags"]
    kind = pd.Series("", index=tags.index, dtype="str")
    kind[_stops(tags, tag(tags, "railway"))] = "railway"
    kind[_fast_road(tags) & ~_spans(tags)] = "motorway"
    kind[tag(tags, "waterway").isin(["river", "canal"]) & ~_covered(tags)] = "river"
    lines = _lines(osm, kind.ne("").to_numpy(), crs)
    named = [t.get("name") or osm.routes.get(i, "") for i, t in zip(osm.ways["osm_id"], tags, strict=True)]
    lines["kind"], lines["name"] = kind.iloc[lines["way"]].array, [named[way] for way in lines["way"]]
    found = pd.concat([lines[["kind", "name", "geometry"]], _water(osm, crs)], ignore_index=True)
    return _by_kind(found, crs)


def crossings(osm: Osm, found: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """Return what opens the barriers in `found`: `kind`, `name`, lines and points."""
    tags = osm.ways["tags"]
    ways = _lines(osm, (walkable(tags) & _spans(tags)).to_numpy(), crs)
    on_bridge = (_given(tags, "bridge")).iloc[ways["way"]].to_numpy()
    ways["kind"] = np.where(on_bridge, "bridge", "underpass")
    ways["name"] = tag(tags, "name").iloc[ways["way"]].array
    stops = shapely.STRtree(found.geometry.to_numpy())
    across = stops.query(ways.geometry.to_numpy(), predicate="intersects")[0]
    ways = ways.iloc[np.unique(across)][["kind", "name", "geometry"]]
    both = pd.concat([ways, _level_crossings(osm, found, crs)], ignore_index=True)
    return _by_kind(both, crs)


def walls(osm: Osm, crs: str) -> gpd.GeoSeries:
    """Return walls and fences, through which no scrap of the network is joined to another."""
    kinds = tag(osm.ways["tags"], "barrier").isin(["wall", "fence", "city_wall", "retaining_wall", "hedge"])
    return _lines(osm, kinds.to_numpy(), crs).geometry


def dividers(osm: Osm, crs: str) -> Shapes:
    """Return what keeps homes on its two sides from forming one block: main streets and all barriers."""
    level = tag(osm.ways["tags"], "highway").map(LEVELS)
    main = _lines(osm, level.isin(["arterial", "secondary"]).to_numpy(), crs)
    return np.r_[main.geometry.to_numpy(), barriers(osm, crs).geometry.to_numpy()]


def named_streets(osm: Osm, crs: str) -> gpd.GeoDataFrame:
    """Return streets that have a name: `name`, lines."""
    tags = osm.ways["tags"]
    lines = _lines(osm, (tag(tags, "highway").isin(LEVELS) & tag(tags, "name").ne("")).to_numpy(), crs)
    return lines.assign(name=tag(tags, "name").iloc[lines["way"]].array)[["name", "geometry"]]


def _by_kind(frame: pd.DataFrame, crs: str) -> gpd.GeoDataFrame:
    whole = gpd.GeoDataFrame(frame, geometry="geometry", crs=crs)
    return whole.sort_values("kind", kind="stable", ignore_index=True)


def _level_crossings(osm: Osm, found: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    nodes = osm.nodes[tag(osm.nodes["tags"], "railway").isin(["level_crossing", "crossing"])]
    xy = _metric(nodes["lon"].to_numpy(), nodes["lat"].to_numpy(), crs)
    points = gpd.GeoDataFrame(
        {"kind": "level_crossing", "name": tag(nodes["tags"], "name").array},
        geometry=gpd.points_from_xy(xy[:, 0], xy[:, 1]),
        crs=crs,
    )
    rails = shapely.STRtree(found.geometry.to_numpy()[(found["kind"] == "railway").to_numpy()])
    on_rails = rails.query(points.geometry.to_numpy(), predicate="dwithin", distance=_ON_RAILS_M)[0]
    return points.iloc[np.unique(on_rails)]


def _water(osm: Osm, crs: str) -> gpd.GeoDataFrame:
    """Rivers drawn as areas, and lakes too large to walk around at once."""
    tags = osm.areas["tags"]
    river = tag(tags, "water").isin(["river", "canal"]) | (tag(tags, "waterway") == "riverbank")
    lake = tag(tags, "natural") == "water"
    found = osm.areas[(river | lake) & ~_covered(tags)].to_crs(crs)
    found = found[river[found.index] | (found.area >= _LARGE_WATER_M2)]
    return found.assign(kind="river", name=tag(found["tags"], "name"))[["kind", "name", "geometry"]]


def _lines(osm: Osm, wanted: np.ndarray, crs: str) -> gpd.GeoDataFrame:
    """One row per piece of each wanted way that the file holds: `way`, line."""
    rows = _runs(osm.way_nodes[wanted[osm.way_nodes["way"]]])
    xy = _metric(rows["lon"].to_numpy(), rows["lat"].to_numpy(), crs)
    shapes = shapely.linestrings(xy, indices=rows["run"].to_numpy(np.int64)) if len(rows) else []
    return gpd.GeoDataFrame({"way": rows.groupby("run")["way"].first().to_numpy()}, geometry=shapes, crs=crs)


def _runs(rows: pd.DataFrame) -> pd.DataFrame:
    """Points that follow each other with none lost between, numbered by `run`; single points left out."""
    lost = rows["lon"].isna()
    fresh = (rows["way"] != rows["way"].shift()) | lost.shift(fill_value=False)
    run = fresh.cumsum()
    kept = rows.assign(run=run)[~lost]
    kept = kept[kept.groupby("run")["run"].transform("size") > 1]
    return kept.assign(run=pd.factorize(kept["run"])[0])


def _stops(tags: pd.Series, railway: pd.Series) -> pd.Series:
    """Tracks on the ground: not in a tunnel, not on a viaduct; a subway only where it is not below."""
    layer = pd.to_numeric(tag(tags, "layer"), errors="coerce").fillna(0)
    on_ground = railway.isin(_GROUND_RAIL) | ((railway == "subway") & (layer >= 0))
    return on_ground & ~_spans(tags)


def _fast_road(tags: pd.Series) -> pd.Series:
    highway = tag(tags, "highway")
    motorroad = highway.isin(["trunk", "trunk_link"]) & (tag(tags, "motorroad") == "yes")
    return highway.isin(["motorway", "motorway_link"]) | motorroad


def _spans(tags: pd.Series) -> pd.Series:
    """Whether the way runs over or under the ground."""
    return _given(tags, "bridge") | _given(tags, "tunnel")


def _covered(tags: pd.Series) -> pd.Series:
    """Whether one walks over the water: in a tunnel or a culvert."""
    return _given(tags, "tunnel") | (tag(tags, "covered") == "yes")


def _given(tags: pd.Series, key: str) -> pd.Series:
    return ~tag(tags, key).isin(["", "no"])


def _metric(lon: Floats, lat: Floats, crs: str) -> Floats:
    """(n, 2) metres."""
    x, y = _to_metric(crs).transform(lon, lat)
    return np.column_stack([x, y])


@lru_cache(maxsize=4)  # making one takes a tenth of a second
def _to_metric(crs: str) -> Transformer:
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True)

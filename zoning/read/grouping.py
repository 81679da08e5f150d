"""Homes that belong together: in one estate, under one name, or side by side; and the ground they share."""

import re
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from zoning.model import Ints
from zoning.read.network import Shapes
from zoning.read.osm import tag

_ONE_NAME_M = 100.0  # houses numbered under one name stand this close, or are two places of that name
_MARGIN_M = 4.0
_GAP_M = 0.05  # what keeps neighbours from overlapping after rounding
_STREET_M = 300.0


@dataclass(frozen=True, eq=False)
class Groups:
    """Blocks in the making, in the order in which they claim ground: estates, names, neighbours."""

    table: pd.DataFrame
    """Index `block_id`; `name` ("" where none is known yet), `rank` (0 estate, 1 name, 2 neighbours)."""
    of_home: pd.Series
    """home -> block_id."""
    links: pd.DataFrame
    """`block_id`, `line`: what holds the homes of a block together."""


def grouped(living: gpd.GeoDataFrame, land: gpd.GeoDataFrame, dividers: Shapes, join_m: float) -> Groups:
    """Return the block of every home; `dividers` (main streets, rails, rivers) keep mere neighbours apart."""
    estate = living["estate"].to_numpy(np.int64)
    prefix, _ = pd.factorize(living["prefix"])
    named = (living["prefix"] != "").to_numpy() & (estate < 0)
    alone = ~named & (estate < 0)
    shapes = living.geometry.to_numpy()
    one = _linked(shapes, np.where(named, prefix, -1), _ONE_NAME_M, np.zeros(0, dtype=object))
    two = _linked(shapes, np.where(alone, 0, -1), join_m, dividers)
    ids = living["osm_id"].to_numpy(dtype=object)
    home = np.where(named, ids[one.first], ids[two.first])
    home[estate >= 0] = land["osm_id"].to_numpy(dtype=object)[estate[estate >= 0]]
    of_home = pd.Series(home, index=living.index, dtype="str")
    links = pd.concat([one.links, two.links], ignore_index=True)
    links = pd.DataFrame({"block_id": home[links["home"]], "line": links["line"]})
    return Groups(_table(land, of_home, living["prefix"], named, alone), of_home, links)


def outlines(
    groups: Groups, living: gpd.GeoDataFrame, land: gpd.GeoDataFrame, join_m: float
) -> gpd.GeoSeries:
    """Return the ground of every block: the estate's own, else what lies between its homes; none overlap."""
    rows_of = groups.of_home.groupby(groups.of_home).indices
    own = {name: living.geometry.to_numpy()[rows] for name, rows in rows_of.items()}
    lines = {name: part["line"].to_numpy() for name, part in groups.links.groupby("block_id")}
    estate = dict(zip(land["osm_id"], land.geometry, strict=True))
    reach = max(join_m / 2, _MARGIN_M)
    bare = np.zeros(0, dtype=object)
    shapes = np.array(
        [
            estate[name] if name in estate else _closed(own[name], lines.get(name, bare), reach)
            for name in groups.table.index
        ],
        dtype=object,
    )
    feet = np.array([shapely.union_all(own.get(name, bare)) for name in groups.table.index], dtype=object)
    kept = _apart(shapes, feet, groups.table["rank"].to_numpy(np.int64))
    return gpd.GeoSeries(kept, index=groups.table.index, crs=living.crs)


def named(
    groups: Groups, living: gpd.GeoDataFrame, ground: gpd.GeoSeries, streets: gpd.GeoDataFrame
) -> pd.Series:
    """Return a name for every block: its estate's, its buildings', the nearest street's, else 地块1, 地块2."""
    names = groups.table["name"].copy()
    for block, homes in living["name"].groupby(groups.of_home):
        if names[block] == "":
            names[block] = _of_buildings(homes)
    bare = names[names == ""].index
    names[bare] = _of_streets(ground[bare], streets)
    names[names == ""] = "地块"
    return _told_apart(names, pd.Series(names.index.isin(bare) | (names == "地块"), index=names.index))


@dataclass(frozen=True, eq=False)
class _Linked:
    first: Ints
    """The first home of each home's group."""
    links: pd.DataFrame
    """`home` (one of the two), `line`."""


def _linked(shapes: Shapes, kind: Ints, reach_m: float, dividers: Shapes) -> _Linked:
    """Join homes of one kind (-1: of none) within reach of each other, where nothing divides them."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=reach_m)
    pair = (one < other) & (kind[one] == kind[other]) & (kind[one] >= 0)
    one, other = one[pair], other[pair]
    line = shapely.shortest_line(shapes[one], shapes[other])
    divided = np.isin(np.arange(len(line)), shapely.STRtree(dividers).query(line, predicate="intersects")[0])
    one, other, line = one[~divided], other[~divided], line[~divided]
    size = len(shapes)
    _, label = connected_components(
        coo_array((np.ones(len(one)), (one, other)), shape=(size, size)), directed=False
    )
    first = pd.Series(np.arange(size)).groupby(label).transform("min").to_numpy(np.int64)
    return _Linked(first, pd.DataFrame({"home": one, "line": line}))


def _table(
    land: gpd.GeoDataFrame, of_home: pd.Series, prefix: pd.Series, named: np.ndarray, alone: np.ndarray
) -> pd.DataFrame:
    estates = pd.DataFrame({"block_id": land["osm_id"], "name": land["name"], "rank": 0})
    names = pd.DataFrame({"block_id": of_home[named], "name": prefix[named], "rank": 1})
    others = pd.DataFrame({"block_id": of_home[alone], "name": "", "rank": 2})
    whole = pd.concat([estates, names, others]).drop_duplicates("block_id")
    return whole.set_index("block_id")


def _closed(homes: Shapes, lines: Shapes, reach: float) -> shapely.Geometry:
    """The ground between homes: their outlines and the links between them, with what is narrow filled in."""
    core = shapely.union_all(np.r_[homes, shapely.buffer(lines, 1.0)])
    filled = core.buffer(reach, quad_segs=2).buffer(_MARGIN_M - reach, quad_segs=2)
    return shapely.union_all(shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(filled))))


def _apart(shapes: Shapes, feet: Shapes, rank: Ints) -> Shapes:
    """Shapes without what earlier ones hold, and without the homes of later ones; estates keep theirs whole."""
    tree, kept = shapely.STRtree(shapes), shapes.copy()
    for position, shape in enumerate(shapes):
        near = tree.query(shape, predicate="intersects")
        taken = [*kept[near[near < position]]]
        taken += [] if rank[position] == 0 else [*feet[near[near > position]]]
        rest = shapely.difference(shape, shapely.buffer(shapely.union_all(taken), _GAP_M))
        kept[position] = _with_homes(rest, feet[position])
    return kept


def _with_homes(shape: shapely.Geometry, feet: shapely.Geometry) -> shapely.Geometry:
    """The pieces of a shape on which homes stand; all of them where none is drawn."""
    pieces = shapely.get_parts(shape)
    pieces = pieces[shapely.get_dimensions(pieces) == 2]
    built = shapely.intersects(pieces, feet)
    return shapely.union_all(pieces[built] if built.any() else pieces)


def _of_buildings(names: pd.Series) -> str:
    """胜因院, or 西南1等20栋 of the buildings' names in their natural order; "" where none has one."""
    telling = names[(names != "") & ~names.str.fullmatch(r"\d+")]
    known = sorted(set(telling), key=_natural)
    return known[0] if len(known) == 1 and len(names) == 1 else f"{known[0]}等{len(names)}栋" if known else ""


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", name)]


def _of_streets(ground: gpd.GeoSeries, streets: gpd.GeoDataFrame) -> np.ndarray:
    """荷清路旁住宅, after the nearest named street; "" where none is near."""
    place, street = shapely.STRtree(streets.geometry.to_numpy()).query_nearest(
        ground.to_numpy(), max_distance=_STREET_M, all_matches=False
    )
    names = np.full(len(ground), "", dtype=object)
    names[place] = [f"{name}旁住宅" for name in streets["name"].to_numpy()[street]]
    return names


def _told_apart(names: pd.Series, made_up: pd.Series) -> pd.Series:
    """Names that we made up are numbered where several blocks would bear one."""
    number = names.groupby(names).cumcount() + 1
    several = names.duplicated(keep=False) | names.eq("地块")
    return names.where(~(made_up & several), names + number.astype(str))


def address_of(tags: pd.Series) -> pd.Series:
    """Return 成府路43号 from the address tags, "" where there is no street."""
    street, number = tag(tags, "addr:street"), tag(tags, "addr:housenumber")
    gap = street.str.contains(r"[A-Za-zÀ-ž]$").map({True: " ", False: ""}).astype("str")
    return (street + gap + number).str.strip().where(street.ne(""), "")

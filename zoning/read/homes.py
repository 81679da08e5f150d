"""Which buildings of an OpenStreetMap file people live in, their storeys, and the estates around them."""

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from zoning.model import Ints
from zoning.read.network import Shapes
from zoning.read.osm import tag

_HOMES = ("residential", "apartments", "house", "detached", "semidetached_house", "terrace", "bungalow")
_OTHER_USE = ("amenity", "shop", "office", "tourism", "leisure", "craft", "healthcare", "man_made", "power")
_OTHER_NAME = re.compile(
    r"餐|食堂|饭店|超市|商场|商店|酒店|宾馆|幼儿园|学校|小学|中学|医院|银行|大厦|办公|会所|锅炉|配电|车库"
    r"|restaurant|school|kindergarten|hotel|market|office|bank",
    re.IGNORECASE,
)
_STUDENTS = re.compile(r"学生公寓|学生宿舍|student (dormitory|hall|residence)", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?P<estate>.+?)[\s\-—·]*第?(?:\d+|[一二三四五六七八九十百]+|[A-Za-z])"
    r"(?:号院|号|#|栋|幢|座|单元)*(?:楼|公寓|宅|院)?"
)
_NO_ESTATE = re.compile(r"[东西南北中新老前后甲乙丙丁区\s\-—0-9A-Za-z]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SHED_M2 = 40.0  # guard houses and bicycle sheds that are only tagged building=yes
_COMPOUND_M2 = 5_000.0  # no block of flats without a word on its storeys is that large: a walled yard is
_MOST_STOREYS = 120.0


def storeys(tags: pd.Series) -> pd.Series:
    """Return `building:levels` as a number, missing where absent or absurd."""
    written = tag(tags, "building:levels").str.extract(rf"^\s*({_NUMBER.pattern})")[0]
    levels = pd.to_numeric(written, errors="coerce")
    return levels.where((levels > 0) & (levels <= _MOST_STOREYS))


def estate_of(names: pd.Series) -> pd.Series:
    """Return the estate that a building's name begins with, "" where it names none.

    >>> estate_of(pd.Series(["华清嘉园12号楼", "南1楼", "胜因院", "阳光小区-3栋"])).tolist()
    ['华清嘉园', '', '', '阳光小区']
    """
    found = [_NUMBERED.fullmatch(name.strip()) for name in names]
    estates = [match["estate"].strip(" -—·") if match else "" for match in found]
    kept = ["" if _NO_ESTATE.fullmatch(estate) or len(estate) < 2 else estate for estate in estates]
    return pd.Series(kept, index=names.index, dtype="str")


def estates(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return named residential land and walled yards drawn as one building, the smallest first."""
    tags = areas["tags"]
    land = tag(tags, "landuse").eq("residential") | tag(tags, "place").eq("neighbourhood")
    yard = tag(tags, "building").isin(_HOMES) & (areas.area > _COMPOUND_M2) & storeys(tags).isna()
    found = areas[((land & tag(tags, "name").ne("")) | yard) & ~_of_students(tags)]
    found = found.assign(name=tag(found["tags"], "name"), area=found.area)
    return found.sort_values(["area", "osm_id"], ignore_index=True)


def homes(areas: gpd.GeoDataFrame, within: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, int]:
    """Return the buildings people live in, and how many homes of students were left out.

    Parameters
    ----------
    areas
        Everything drawn as an area, in metres.
    within
        The estates: a building without a stated use counts if it stands in one, on other residential
        land, or bears the name of an estate whose other buildings are homes.

    Returns
    -------
        `osm_id`, `tags`, `name`, `prefix` (estate in the name), `estate` (position in `within`, -1
        for none), footprints; by `osm_id`.
    """
    tags = areas["tags"]
    kind = tag(tags, "building")
    built = areas[kind.ne("") & ~areas["osm_id"].isin(within["osm_id"])]
    tags, kind = built["tags"], kind[built.index]
    name = tag(tags, "name").where(tag(tags, "name").ne(""), tag(tags, "addr:housename"))
    built = built.assign(name=name, prefix=estate_of(name))
    inner = built.geometry.representative_point().to_numpy()
    built["estate"] = _first_holding(within.geometry.to_numpy(), inner)
    land = areas[tag(areas["tags"], "landuse").eq("residential")].geometry.to_numpy()
    stated, students = kind.isin(_HOMES), _of_students(tags)
    named = built["prefix"].isin(set(built.loc[stated & ~students, "prefix"]) - {""})
    likely = (built["estate"] >= 0) | (_first_holding(land, inner) >= 0) | named
    plain = kind.eq("yes") & ~_used_otherwise(tags, name) & (built.area >= _SHED_M2)
    living = stated | (plain & likely)
    left_out = int((students & (living | kind.eq("dormitory"))).sum())
    found = built[living & ~students].sort_values("osm_id", ignore_index=True)
    return found, left_out


def _of_students(tags: pd.Series) -> pd.Series:
    """Tell student halls: by their kind, or where any tag says so (railway staff dormitories hold families)."""
    said = [bool(_STUDENTS.search(" ".join(each.values()))) for each in tags]
    return tag(tags, "building").eq("dormitory") | pd.Series(said, index=tags.index, dtype=bool)


def _used_otherwise(tags: pd.Series, name: pd.Series) -> pd.Series:
    tagged = pd.Series(
        [any(key in each for key in _OTHER_USE) for each in tags], index=tags.index, dtype=bool
    )
    return tagged | name.str.contains(_OTHER_NAME)


def _first_holding(polygons: Shapes, points: Shapes) -> Ints:
    """Position of the first polygon that holds each point, -1 for none."""
    point, polygon = shapely.STRtree(polygons).query(points, predicate="within")
    pairs = pd.Series(polygon).groupby(point).min()
    return pairs.reindex(range(len(points)), fill_value=-1).to_numpy(np.int64)

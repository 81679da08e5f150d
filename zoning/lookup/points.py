"""What a place on earth means: the block it lies in, else the block beside it where only one zone is that near."""

import geopandas as gpd
import numpy as np
import shapely

from zoning.datum import to_wgs84
from zoning.errors import ZoningError
from zoning.lookup.decide import decided
from zoning.lookup.index import Index
from zoning.lookup.meant import Hit, Match, Rule
from zoning.scenario.strict import Datum
from zoning.words import Text

NEAR_M = 60.0
"""Farther from any block nothing is claimed."""
UNSURE_M = 15.0
"""Blocks that are farther than the nearest by no more than this are as near: a street's width, and what a telephone knows of where it is."""


class PointError(ZoningError):
    """A point that cannot be one: what is wrong with it."""

    exit_code = 2


def check(lon: float, lat: float) -> None:
    """Raise `PointError` for what is no longitude and latitude."""
    if not (-180 <= lon <= 180 and -85 <= lat <= 85):
        raise PointError(Text(f"“{lon:g},{lat:g}”不是经度,纬度（度，经度在前）", f"{lon:g},{lat:g} is no longitude,latitude in degrees, longitude first"))  # fmt: skip


def at(index: Index, lon: float, lat: float, datum: Datum) -> Match:
    """Return what a point means, given in degrees of a datum."""
    check(lon, lat)
    degrees = to_wgs84(np.array([lon]), np.array([lat]), datum)
    place = gpd.GeoSeries.from_xy(*degrees, crs="EPSG:4326").to_crs(index.shapes.crs).iloc[0]
    if place.is_empty or not place.is_valid or place.distance(index.boundary.iloc[0]) > NEAR_M:
        return Match("unknown", doubt="outside")
    far_m = shapely.distance(index.shapes.to_numpy(), place)
    inside = np.flatnonzero(far_m == 0)
    close = inside if len(inside) else np.flatnonzero(far_m <= min(NEAR_M, far_m.min() + UNSURE_M))
    if not len(close):
        return Match("unknown", doubt="far")
    rule: Rule = "inside" if len(inside) else "beside"
    hits = [
        _hit(index, rule, int(block), float(far_m[block]))
        for block in close[np.argsort(far_m[close], kind="stable")]
    ]
    return decided(index.there, index.zone_of, hits)


def _hit(index: Index, rule: Rule, block: int, far_m: float) -> Hit:
    said = (str(round(far_m)),) if rule == "beside" else ()
    return Hit(rule, index.there.called[block], (block,), said=said)

"""A district moved as the tiles of web maps in China are (GCJ-02), for display over them and for nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from zoning.datum import wgs84_to_gcj02
from zoning.model import Floats
from zoning.render.posters.town import Ring, Town, Zone
from zoning.words import Text

SHIFTED = Text("底图为 GCJ-02，图上要素随之偏移，仅供显示，不得量测或取坐标", "the basemap is GCJ-02; what is drawn over it is shifted to fit, for display only: not to be measured")  # fmt: skip


def shifted(town: Town) -> Town:
    """Return a copy of a district with everything moved to GCJ-02, in the same grid; it says so."""
    move = mover(town.crs)
    return replace(
        town, datum=SHIFTED, boundary=move(town.boundary), zones=[_zone(zone, move) for zone in town.zones],
        **{name: _frame(getattr(town, name), move) for name in ("blocks", "streets", "barriers", "crossings")},
    )  # fmt: skip


def mover(crs: str) -> Callable[[Any], Any]:
    """Return what moves geometries of a grid from where they are to where GCJ-02 has them."""
    system = pyproj.CRS(crs)
    to_degrees = pyproj.Transformer.from_crs(system, system.geodetic_crs, always_xy=True)

    def moved(xy: Floats) -> Floats:
        lon, lat = wgs84_to_gcj02(*to_degrees.transform(xy[:, 0], xy[:, 1]))
        return np.column_stack(to_degrees.transform(lon, lat, direction="INVERSE"))

    return lambda shape: shapely.transform(shape, moved)


def _zone(zone: Zone, move: Callable[[Any], Any]) -> Zone:
    rings = [Ring(ring.metres, move(ring.shape), ring.share) for ring in zone.rings]
    return replace(zone, shape=move(zone.shape), schools=_frame(zone.schools, move), homes=_frame(zone.homes, move), rings=rings)  # fmt: skip


def _frame(frame: gpd.GeoDataFrame, move: Callable[[Any], Any]) -> gpd.GeoDataFrame:
    return frame.set_geometry(gpd.GeoSeries(move(frame.geometry.to_numpy()), index=frame.index, crs=frame.crs))  # fmt: skip

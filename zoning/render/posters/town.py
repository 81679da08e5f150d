"""What the posters draw, as plain tables: the district once, and every zone with its schools, homes and walks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from zoning.scenario import MapInfo
from zoning.words import Lang, Text


@dataclass(frozen=True, eq=False)
class Ring:
    """Where one is within so many metres of a zone's schools on foot."""

    metres: float
    shape: BaseGeometry
    share: float | None
    """Of the zone's pupils, by blocks; None where it may not be told or nobody lives there."""


@dataclass(frozen=True, eq=False)
class Zone:
    """One zone: the subject of one poster."""

    zone_id: str
    shape: BaseGeometry
    colour: int
    """Numbers of neighbours differ."""
    schools: gpd.GeoDataFrame
    """school_id -> `name`, `ownership`, `address`, `seats`, `classes`; points. Several where the zone is shared."""
    homes: gpd.GeoDataFrame
    """block_id -> `number`, `name`, `address`, `place` (subdistrict); polygons, in the order of the list."""
    unnamed: int
    """Blocks with homes that have no name."""
    rings: Sequence[Ring]
    """The nearest first."""
    pupils: float | None
    """None where it may not be told."""
    notice: str = ""
    """What the notice says of the zone; "" where it is not known."""

    def called(self, lang: Lang) -> str:
        """Return the names of its schools."""
        return ("、" if lang == "zh" else ", ").join(self.schools["name"].astype(str))


@dataclass(frozen=True, eq=False)
class Town:
    """A district and its zones."""

    info: MapInfo
    name: str
    """Of the scenario: the title where the maps have none of their own."""
    stage: Text
    crs: str
    boundary: BaseGeometry
    blocks: gpd.GeoDataFrame
    """block_id -> `name`, `kind`, `dwellings`, `lived` (somebody lives there); polygons."""
    streets: gpd.GeoDataFrame
    """`level`, `name`; lines; no rows where there are none."""
    barriers: gpd.GeoDataFrame
    crossings: gpd.GeoDataFrame
    zones: Sequence[Zone]
    rules: Text
    radius_m: float
    on_foot: bool
    """Walks follow streets; else they are straight lines times a factor."""
    from_osm: bool
    datum: Text | None = None
    """How everything was moved for display; None where it stands where it is."""

    @property
    def title(self) -> str:
        """What stands over every page."""
        return self.info.title or self.name

    def near(self, bounds: tuple[float, float, float, float]) -> "Town":
        """Return the district with only those blocks, streets and barriers that reach into these bounds."""
        box = shapely.box(*bounds)
        cut = {name: _within(getattr(self, name), box) for name in ("blocks", "streets", "barriers", "crossings")}  # fmt: skip
        return replace(self, **cut)


def _within(frame: gpd.GeoDataFrame, box: BaseGeometry) -> gpd.GeoDataFrame:
    return frame.iloc[np.sort(frame.sindex.query(box, predicate="intersects"))] if len(frame) else frame

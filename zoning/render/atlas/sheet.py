"""What the atlas draws, as plain tables: one value for the district, one for each stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from zoning.model import Stage
from zoning.scenario import MapInfo
from zoning.words import Text

Reach = Literal["walk", "radius", "beyond", ""]
"""A block within the radius of a school on foot, in a straight line only, beyond it; "" where nobody lives."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """One stage of a layout plan."""

    stage: Stage
    radius_m: float
    pupils: pd.DataFrame
    """block_id -> `now` (base year) and `then` (horizon)."""
    reach: pd.DataFrame
    """block_id -> `now` and `then`: see `Reach`."""
    cover: pd.Series
    """block_id -> stays, gained, lost, beyond: the radius of schools today and at the horizon; "" where nobody lives at the horizon."""
    circles: gpd.GeoDataFrame
    """school_id -> the service area in a straight line; `now` and `then`: whether the school has seats."""
    schools: gpd.GeoDataFrame
    """school_id -> `name`, `private`, `classes`, `roll`, `seats_before`, `seats_planned`, `classes_planned`, `kind` (work), `into`, `year`, `subdistrict`; points."""
    use: pd.DataFrame
    """school_id -> `pupils`, `seats`, `share`, `alert` in the `use_year`."""
    use_year: int
    zones: gpd.GeoDataFrame
    """school_id -> `name`, `pupils`, `seats`, `colour`; polygons."""
    zone_year: int
    coverage: pd.DataFrame
    """`year`, `way` (radius, walk), `base` (area, dwellings, pupils), `covered`, `total`, `share`."""
    city: pd.DataFrame
    """A row per year: `year`, `pupils`, `seats`, `gap`, `gap_unchanged`."""
    parts: pd.DataFrame
    """A row per year and subdistrict: `year`, `subdistrict`, `pupils`, `seats`, `gap`."""
    counts: pd.Series
    """Schools `today`, of each kind of work, and at the `horizon`."""


@dataclass(frozen=True, eq=False)
class Rooms:
    """Where rooms or services stand that schools share, such as 资源教室."""

    name: str
    stage: Stage
    radius_m: float
    schools: gpd.GeoDataFrame
    """school_id -> `name`, `role` (have, new, other); points."""
    reach: pd.Series
    """block_id -> whether it lies within the radius of one (True, False), missing where nobody lives."""
    covered_pupils: float
    pupils: float
    proved: Text


@dataclass(frozen=True, eq=False)
class Atlas:
    """Everything that a map set shows of a layout plan."""

    info: MapInfo
    name: str
    """Of the scenario: the title where the maps have none of their own."""
    crs: str
    boundary: BaseGeometry
    blocks: gpd.GeoDataFrame
    """block_id -> `name`, `kind`, `dwellings`; polygons. The same for all stages."""
    streets: gpd.GeoDataFrame
    """`level`; lines; no rows where there are none."""
    barriers: gpd.GeoDataFrame
    crossings: gpd.GeoDataFrame
    places: gpd.GeoSeries
    """Name of a subdistrict -> the middle of its homes. No boundaries: only the planner's own is drawn."""
    base_year: int
    near_year: int
    """The last year of the near term (近期)."""
    horizon: int
    stages: Mapping[Stage, Sheet]
    works: gpd.GeoDataFrame
    """Works of the near term: `number`, `year`, `kind`, `stage`, `name`, `into`, `seats_before`, `seats_planned`, `cost_wan`; points."""
    no_works: Text | None
    """Why there are none."""
    rules: Text
    from_osm: bool
    rooms: Rooms | None = None
    """None where the scenario asks for no facility."""

    @property
    def title(self) -> str:
        """What stands over every map."""
        return self.info.title or self.name

"""资源教室布点: rooms or services that schools share, where they stand and whom they reach."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from zoning import planner, site_planner
from zoning.assess import years as judge
from zoning.model import Floats, Stage
from zoning.planner import OnStep
from zoning.result import Siting
from zoning.scenario import Scenario
from zoning.scenario.edits import Close

ROLES = ("have", "new", "other")
"""Schools that have one, that get one, and the others."""


def sited(
    asked: Scenario, became: Mapping[Stage, pd.Series], on_step: OnStep = planner.ignore
) -> Siting | None:
    """Return where the scenario's facility goes; None where it asks for none.

    Schools that are closed at the horizon get none, unless they have one: rooms are built where a school is kept.
    """
    facility, kinds = asked.sites.facility, became.get(asked.stage)
    if facility is None:
        return None
    gone = [] if kinds is None else [str(school) for school in kinds.index[kinds == "close"]]
    closed = {each.id for each in asked.close}
    more = tuple(Close(id=school) for school in gone if school not in closed and school not in facility.have)
    return site_planner.run(asked.model_copy(update={"close": (*asked.close, *more)}), on_step, trials=None)


def schools(found: Siting) -> gpd.GeoDataFrame:
    """Return the schools that are open, by id: `name`, `role` (see `ROLES`), points."""
    facility, area = found.scenario.sites.facility, found.area
    assert facility is not None
    open_ = area.schools[area.schools["status"].isin(("open", "tried"))]
    role = np.select([open_.index.isin(list(found.answer.opened)), open_.index.isin(list(facility.have))], ["new", "have"], "other")  # fmt: skip
    return gpd.GeoDataFrame({"name": open_["name"].astype(str), "role": role}, geometry=open_.geometry.to_numpy(), index=open_.index, crs=area.crs)  # fmt: skip


def _metres(found: Siting, rooms: gpd.GeoDataFrame) -> Floats:
    """(blocks, rooms) straight from a point inside each block."""
    inner = shapely.point_on_surface(found.area.blocks.geometry.to_numpy())
    return np.asarray(shapely.distance(inner[:, None], rooms.geometry.to_numpy()[None, :]))


def reach(found: Siting) -> pd.Series:
    """Return whether each block lies within the radius of a room; missing where nobody lives."""
    blocks, every = found.area.blocks, schools(found)
    near = (_metres(found, every[every["role"] != "other"]) <= found.asked.radius_m).any(axis=1)
    lived = (blocks["pupils"] > 0) | (blocks["dwellings"].fillna(0.0) > 0)
    return pd.Series(near, index=blocks.index, dtype="object").where(lived, None)


def table(found: Siting) -> pd.DataFrame:
    """Return a row per room, those that are there first: the school, and the pupils for whom it is the nearest within the radius."""
    facility = found.scenario.sites.facility
    assert facility is not None
    every = schools(found)
    rooms = every[every["role"] != "other"].sort_values("role", kind="stable")
    metres, pupils = _metres(found, rooms), found.area.blocks["pupils"].to_numpy(float)
    own = (metres == metres.min(axis=1, keepdims=True, initial=np.inf)) & (metres <= found.asked.radius_m)
    own &= own.cumsum(axis=1) == 1  # of rooms as near as each other the first
    places = judge.school_places(found.area, found.area.blocks["subdistrict"].fillna("").astype(str))
    return pd.DataFrame(
        {
            "number": np.arange(1, len(rooms) + 1), "facility": facility.name, "school_id": rooms.index, "name": rooms["name"].to_numpy(),
            "subdistrict": places.reindex(rooms.index).to_numpy(), "role": rooms["role"].to_numpy(), "reached": pupils @ own,
        }
    )  # fmt: skip

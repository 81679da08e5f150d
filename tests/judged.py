"""A plan written by hand for a toy town, ready to be judged."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import pandas as pd

from zoning.model import Plan, Solve, StudyArea


def plan(area: StudyArea, schools: Sequence[str] | Mapping[str, str]) -> Plan:
    """Return the plan that sends the blocks, in their order or by id, to these schools."""
    school_of = (
        pd.Series(schools, dtype="str")
        if isinstance(schools, Mapping)
        else pd.Series(list(schools), index=area.blocks.index, dtype="str")
    )
    prices = pd.Series(0.0, index=area.open_schools.index, name="seat_price_m")
    solve = Solve("by hand", "feasible", 0.0, 0.0, prices, seconds=0.0, seed=1)
    return Plan(school_of.reindex(area.blocks.index).rename("school_id"), solve)


def with_today(blocks: gpd.GeoDataFrame, schools: Sequence[str | None]) -> gpd.GeoDataFrame:
    """Return the blocks with today's schools, in their order."""
    return blocks.assign(current_school=pd.Series(list(schools), index=blocks.index, dtype="str"))

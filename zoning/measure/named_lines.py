"""Streets, rivers, railways and motorways that have a name: the lines along which the edge of a zone can be told."""

import geopandas as gpd
import numpy as np
import pandas as pd

from zoning.model import StudyArea

RANK = {
    "river": 1.2,
    "railway": 1.2,
    "motorway": 1.2,
    "arterial": 1.3,
    "secondary": 1.15,
    "local": 1.0,
    "path": 0.6,
}
"""How readily a line is taken where several run between the same two blocks: a main road before a footpath beside it."""


def of(area: StudyArea) -> gpd.GeoDataFrame:
    """Return the parts of lines that have a name: `name`, `kind` (street, river, railway, motorway), `level`, `rank`, geometry.

    `level` is that of the street, and the kind again for what is none. One line may have many parts.
    """
    barriers = area.barriers[["name", "kind", "geometry"]].assign(level=area.barriers["kind"])
    frames = [barriers]
    if area.streets is not None:
        streets = area.streets.edges[["name", "level", "geometry"]]
        frames.append(streets.assign(kind="street"))
    frames = [frame for frame in frames if len(frame)]
    columns = ["name", "kind", "level", "geometry"]
    whole = pd.concat([frame[columns] for frame in frames]) if frames else pd.DataFrame(columns=columns)
    name = whole["name"].astype("object").where(whole["name"].notna(), "").astype(str).str.strip()
    named = gpd.GeoDataFrame(whole.assign(name=name), geometry="geometry", crs=area.crs)
    named = named[(name != "").to_numpy() & ~(named.geometry.is_empty | named.geometry.isna()).to_numpy()]
    rank = named["level"].map(RANK).fillna(1.0).to_numpy(float)
    return named.assign(rank=rank).reset_index(drop=True)


def table(parts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return a row per name: the `kind`, `level` and `rank` of most of its length, and that `length_m`; sorted by name."""
    length = parts.geometry.length.to_numpy()
    sums = parts[["name", "kind", "level", "rank"]].assign(length_m=length)
    by = sums.groupby(["name", "kind", "level", "rank"], as_index=False)["length_m"].sum()
    most = by.sort_values(["name", "length_m"], ascending=[True, False], kind="stable").drop_duplicates(
        "name"
    )
    total = sums.groupby("name")["length_m"].sum()
    found = most.set_index("name").assign(length_m=total)
    return found.assign(number=np.arange(len(found)))

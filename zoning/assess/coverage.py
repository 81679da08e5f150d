"""Coverage: the share of homes' land, dwellings and pupils within the service radius, straight and on foot."""

import pandas as pd
import shapely

from zoning.model import Measures, StudyArea


def table(by_block: pd.DataFrame, area: StudyArea, measures: Measures) -> pd.DataFrame:
    """Return `way` (radius, walk), `base` (area, dwellings, pupils), `covered`, `total`, `share`.

    Area is the part of residential blocks (those with dwellings or pupils) inside some school's service area,
    in m²; dwellings and pupils count whole blocks, by `radius_covered` and `walk_covered`.
    """
    homes = area.blocks[(area.blocks["dwellings"].fillna(0) > 0) | (area.blocks["pupils"] > 0)]
    rows = []
    for way in ("radius", "walk"):
        inside = by_block[f"{way}_covered"]
        served = shapely.union_all(measures.service_areas[way].to_numpy())
        rows.append(
            (
                way,
                "area",
                float(shapely.area(shapely.intersection(homes.geometry.to_numpy(), served)).sum()),
                float(homes.area.sum()),
            )
        )
        for base in ("dwellings", "pupils"):
            rows.append((way, base, float(by_block.loc[inside, base].sum()), float(by_block[base].sum())))
    out = pd.DataFrame(rows, columns=["way", "base", "covered", "total"])
    out["share"] = out["covered"] / out["total"].where(out["total"] > 0)
    return out

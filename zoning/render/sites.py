"""The map of a choice of sites: every candidate by what it would bring, those chosen, and the plans without and with them."""

from collections.abc import Mapping
from html import escape

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from zoning import palette
from zoning.model import Floats
from zoning.render import compare, ground, layers, said, shapes, titles
from zoning.render.map import Side, composed
from zoning.result import Siting
from zoning.words import Lang, Text

SURFACE = 30
"""So many sites and more make a surface; fewer are points."""
BEST = 10
"""Sites in the table."""
SHOWN = (*compare.SHOWN, "sites")

_HEADING = Text("选址：{}", "Choosing sites: {}")
_BEST = Text("最好的 {} 个备选点，各自重新划片", "The {} best sites, zones solved anew with each")
_CHOSEN = Text("选中", "Chosen")
_NOTHING = Text("不开设", "none")
_CLOSED = Text("关闭", "Closed")
_GROWN = Text("改扩建", "Grown")
_COLUMNS = ("saves_km", "newly_covered", "mean_walk_m", "moved_pupils")


def page(found: Siting, lang: Lang) -> str | None:
    """Return a choice of sites as one HTML page that opens with no network; None where there is no plan to draw it on."""
    result = found.shown
    if result is None:
        return None
    both = found.comparison
    drawn = (
        ground.all_of(result.area) | layers.all_of(result, lang)
        if both is None
        else compare.drawn(both, lang)
    )
    drawn["sites"] = columns(found, lang)
    shown: tuple[str, ...] = SHOWN
    if "rank" in found.sites and found.sites["rank"].notna().sum() >= SURFACE:
        drawn["suitability"] = surface(found)
        shown = ("streets", "barriers", "suitability", "schools", "sites")
    heading = _HEADING.to(lang).format(found.scenario.name)
    return composed(
        result,
        drawn,
        Side(heading, _block(found, heading, lang), "", titles.notes(result, lang)),
        lang,
        shown,
    )


def columns(found: Siting, lang: Lang) -> layers.Columns:
    """Return every candidate: its place, its colour and the numbers of its tooltip."""
    table = found.sites
    points = gpd.GeoSeries(found.area.schools.geometry.reindex(table.index), crs=found.area.crs)

    def numbers(name: str, scale: float = 1.0, digits: int = 0) -> list[float | None]:
        if name not in table:
            return [None] * len(table)
        values = pd.to_numeric(table[name], errors="coerce").astype(float) / scale
        return [round(v, digits) if np.isfinite(v) else None for v in values.tolist()]

    return {
        "id": [str(i) for i in table.index],
        "name": table["name"].astype(str).tolist(),
        "address": table["address"].astype("object").where(table["address"].notna(), "").astype(str).tolist(),
        "chosen": table["chosen"].astype(int).tolist(),
        "tried": table["tried"].astype(int).tolist(),
        "rank": numbers("rank"),
        "fill": fills(found),
        "seats": numbers("seats"),
        "saves_km": numbers("saves_pupil_m", 1000.0),
        "newly_covered": numbers("newly_covered_pupils"),
        "fewer_over": numbers("fewer_over"),
        "pupils": numbers("pupils"),
        "mean_walk_m": numbers("mean_walk_m"),
        "longest_walk_m": numbers("longest_walk_m"),
        "moved_pupils": numbers("moved_pupils"),
        "gap": numbers("gap_share", digits=5),
        "cost_wan": numbers("cost_wan"),
        **shapes.places(points),
    }


def fills(found: Siting) -> list[str]:
    """Return each candidate's colour: how good it is between the worst and the best; white where it was not tried."""
    if found.score not in found.sites:
        return ["#ffffff"] * len(found.sites)
    share = shares(pd.to_numeric(found.sites[found.score], errors="coerce").to_numpy(float))
    steps = len(palette.SUITABLE)
    return [
        "#ffffff" if not np.isfinite(s) else palette.SUITABLE[min(steps - 1, int(s * steps))]
        for s in share.tolist()
    ]


def shares(values: Floats) -> Floats:
    """Return where values stand between the least (0) and the most (1); missing ones stay missing."""
    known = values[np.isfinite(values)]
    if not len(known):
        return values
    low, high = float(known.min()), float(known.max())
    return (values - low) / (high - low) if high > low else np.where(np.isfinite(values), 1.0, np.nan)


def surface(found: Siting) -> layers.Columns:
    """Return the ground that is nearest to each site that was tried, and the site: together they show where it is good to build."""
    tried = np.flatnonzero(found.sites["rank"].notna().to_numpy())
    points = found.area.schools.geometry.reindex(found.sites.index[tried]).to_numpy()
    apart, first = np.unique(shapely.get_coordinates(points), axis=0, return_index=True)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(apart), extend_to=found.area.boundary)
    )
    site, cell = shapely.STRtree(cells).query(points[first], predicate="intersects")
    once = np.unique(site, return_index=True)[1]
    drawn = shapely.intersection(cells[cell[once]], found.area.boundary)
    return {
        "shape": shapes.packed(gpd.GeoSeries(drawn, crs=found.area.crs).simplify(layers.SIMPLIFY_M)),
        "site": tried[first[site[once]]].tolist(),
    }


def _block(found: Siting, heading: str, lang: Lang) -> str:
    result = found.shown
    assert result is not None
    rows = "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in facts(found, lang))
    parts = [titles.header(result, heading, lang), f'<dl class="facts">{rows}</dl>', best(found, lang)]
    if found.comparison is not None:
        words = compare.TABLE.to(lang)
        parts += [
            compare.views(lang),
            f"<details><summary>{words}</summary>{compare.totals(found.comparison, lang)}</details>",
            compare.moves(found.comparison, lang),
        ]
    return "".join(parts) + f'<p class="small">{escape(titles.SKETCH.to(lang))}</p>'


def facts(found: Siting, lang: Lang) -> list[tuple[str, str]]:
    """Return what was chosen, what it comes to, and what is proved of it."""
    answer, names = found.answer, found.area.schools["name"]
    comma = "、" if lang == "zh" else ", "
    chosen = comma.join(f"{names[school]}" for school in answer.opened) or _NOTHING.to(lang)
    facility = found.scenario.sites.facility
    listed = [
        (Text("设施", "Facility"), "" if facility is None else facility.name),
        (_CHOSEN, chosen),
        (_CLOSED, comma.join(str(names[school]) for school in answer.closed)),
        (_GROWN, comma.join(f"{names[school]} +{more}" for school, more in answer.grown.items())),
        (Text("结果", "Comes to"), answer.said.to(lang)),
        (Text("证明", "Proved"), answer.proved.to(lang)),
    ]
    return [(key.to(lang), value) for key, value in listed if value]


def best(found: Siting, lang: Lang) -> str:
    """Return the best sites side by side as an HTML table; "" where none was tried."""
    if "rank" not in found.sites:
        return ""
    words, top = said.page(lang), found.sites[found.sites["rank"].notna()].head(BEST)
    if top.empty:
        return ""
    cells: Mapping[str, pd.Series] = {
        "saves_km": top["saves_pupil_m"] / 1000, "newly_covered": top["newly_covered_pupils"],
        "mean_walk_m": top["mean_walk_m"], "moved_pupils": top["moved_pupils"],
    }  # fmt: skip
    names = [*_COLUMNS] if not top["fewer_over"].any() else ["fewer_over", *_COLUMNS]
    cells = {**cells, "fewer_over": top["fewer_over"]}
    head = "".join(f"<th>{escape(words[name])}</th>" for name in names)
    rows = "".join(
        f"<tr><th>{int(rank)} {escape(str(name))}{' ★' if chosen else ''}</th>"
        + "".join(f"<td>{said.number(float(cells[column].iloc[k]))}</td>" for column in names)
        + "</tr>"
        for k, (rank, name, chosen) in enumerate(zip(top["rank"], top["name"], top["chosen"], strict=True))
    )
    title = _BEST.to(lang).format(len(top))
    return f'<details open><summary>{escape(title)}</summary><table class="plans best"><tr><td></td>{head}</tr>{rows}</table></details>'

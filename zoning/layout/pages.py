"""The page of the years: what a layout plan hands to the map that has them on a slider."""

import numpy as np
import pandas as pd

from zoning.demand import NAMES
from zoning.layout.made import Layout, Years
from zoning.model import Stage
from zoning.render import titles, years
from zoning.words import Lang, Text


def years_page(made: Layout, lang: Lang) -> str:
    """Return the map of a plan's years as one HTML page that opens with no network."""
    return years.page(plan(made), lang)


def plan(made: Layout) -> years.YearsPlan:
    """Return everything that the page shows of a layout plan."""
    first = next(iter(made.stages.values()))
    order = made.forecast.blocks
    return years.YearsPlan(
        info=made.scenario.map, name=made.scenario.name, area=first.area, cells=first.measures.cells.reindex(order),
        blocks=first.area.blocks[["name", "geometry"]].reindex(order), stages=[_stage(made, stage, found) for stage, found in made.stages.items()],
        facts=_facts(made), alert_shares=(made.rules.alert("yellow"), made.rules.alert("red")), notes=made.notes,
    )  # fmt: skip


def _facts(made: Layout) -> list[tuple[Text, Text]]:
    """Rules and how many of them are not checked, the variant, what is proved, and where data come from."""
    open_, title = len(made.rules.unverified()), made.rules.title
    mark = Text(f"（{open_} 项数值未核对原文）", f" ({open_} values not checked against the original)") if open_ else Text("", "")  # fmt: skip
    main = NAMES[made.forecast.main]
    found = [(Text("规范", "Rules"), Text(title.zh + mark.zh, title.en + mark.en)), (Text("预测", "Forecast"), Text(main.zh, f"{main.en} variant"))]  # fmt: skip
    if made.answer is not None:
        found.append((Text("项目", "Works"), made.answer.proved))
    if any(titles.from_osm(made.scenario, found_.area) for found_ in made.stages.values()):
        found.append((Text("资料", "Sources"), titles.OSM))
    return found


def _stage(made: Layout, stage: Stage, found: Years) -> years.StageYears:
    ids = [str(school) for school in found.seats.columns[(found.seats > 0).any()]]
    table = found.by_school.assign(school_id=found.by_school["school_id"].astype(str))
    pupils = table.pivot(index="year", columns="school_id", values="pupils")
    alerts = table.pivot(index="year", columns="school_id", values="alert")
    zoned = found.zones.school_of.notna().any(axis=1)  # today's zones may not be known
    order = list(made.forecast.blocks)
    return years.StageYears(
        stage=stage, radius_m=found.measures.radius_m, schools=found.area.schools[["name", "geometry"]].reindex(ids), seats=found.seats[ids],
        pupils=pupils.reindex(index=found.seats.index, columns=ids).astype(float).where(zoned, np.nan),
        alerts=alerts.reindex(index=found.seats.index, columns=ids).where(zoned, None),
        block_pupils=found.pupils[order], zone_of=found.zones.school_of[order], works=_works(made, stage, ids), totals=_totals(found),
        today_known=bool(found.area.blocks["current_school"].notna().any()),
    )  # fmt: skip


def _works(made: Layout, stage: Stage, ids: list[str]) -> pd.DataFrame:
    """The works of a stage; one that leaves a school without seats closes it, whatever becomes of its pupils."""
    mine = made.works[(made.works["stage"] == stage) & made.works["school_id"].isin(ids)]
    return mine.assign(kind=mine["kind"].where(mine["seats_planned"] > 0, "close"))


def _totals(found: Years) -> pd.DataFrame:
    """The district by year: seats and pupils, what it would be if nothing were done, cover, pupils moved."""
    city = found.by_city.set_index("year")
    reach = found.coverage[found.coverage["base"] == "pupils"].pivot(
        index="year", columns="way", values="share"
    )
    return city.assign(
        gap_unchanged=found.idle.set_index("year")["gap"], radius_share=reach["radius"], walk_share=reach["walk"], moved=found.zones.moved.where(found.zones.moved.index != city.index[0])
    )  # fmt: skip

"""The tables of a layout plan, each made of what the run found and nothing else."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from zoning.assess import moves
from zoning.assess import years as judge
from zoning.balance import INDICATORS
from zoning.demand import CITY_ONLY, Taught
from zoning.layout import citywide as wide
from zoning.layout import rooms
from zoning.layout.citywide import Seated
from zoning.layout.columns import Table
from zoning.layout.made import Layout, Years
from zoning.model import Stage
from zoning.rules import Rules
from zoning.words import Text

_NO_FORM = Text(
    "情景没有 [inputs.quality]（优质均衡填报表）", "the scenario has no [inputs.quality], the quality form"
)
_NO_ROOMS = Text("情景没有 [sites.facility]", "the scenario has no [sites.facility]")
NEAR_YEARS = 5
"""Works of so many years after the base year are those of the near term (近期); plans are kept by five-year periods."""
WHOLE = "district"


def all_of(made: Layout) -> list[Table]:
    """Return the tables in the order in which a plan is submitted."""
    return [
        Table("schools_today", Text("学校现状一览表", "schools today"), today(made)),
        Table("forecast", Text("学龄人口预测表", "pupils forecast"), forecast(made)),
        Table("balance", Text("学位供需平衡表", "seats against pupils"), balance(made)),
        Table("shares", Text("公办、普惠与民办占比表", "public, inclusive and private shares"), shares(made)),
        Table("peaks", Text("高峰与富余", "peaks and free seats"), peaks(made)),
        Table("coverage", Text("服务半径覆盖率统计表", "coverage"), coverage(made)),
        Table("schools_planned", Text("规划学校一览表", "schools planned"), planned(made)),
        Table("end_state", Text("规划学校汇总", "what becomes of the schools"), made.end_state),
        Table("works", Text("近期建设项目表", "works of the near term"), works(made), _no_works(made)),
        Table("zones", Text("划片范围一览表", "zones"), zones(made)),
        Table("changes", Text("划片调整对照表", "zones that change"), changes(made)),
        Table("rooms", Text("资源教室布点表", "shared rooms"), shared_rooms(made), _NO_ROOMS),
        Table("quality", Text("优质均衡监测表", "balance of schools"), quality(made), _NO_FORM),
    ]


def shared_rooms(made: Layout) -> pd.DataFrame:
    """Return where the scenario's facility (资源教室 and the like) stands; no rows where it asks for none."""
    columns = ["number", "facility", "school_id", "name", "subdistrict", "role", "reached"]
    return pd.DataFrame(columns=columns) if made.rooms is None else rooms.table(made.rooms)[columns]


def quality(made: Layout) -> pd.DataFrame:
    """Every school in the quality form: its seven indicators, how many are met, the verdict, its largest class."""
    columns = [
        "stage",
        "school_id",
        "name",
        *INDICATORS,
        "met",
        "shown",
        "verdict",
        "largest_class",
        "large_classes",
    ]
    if made.balance is None:
        return pd.DataFrame(columns=columns)
    return made.balance.judged.schools.reset_index()[columns]


def _rows(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(list(frames), ignore_index=True)


def today(made: Layout) -> pd.DataFrame:
    """Every school that is open in the base year: classes, seats, pupils on roll and in its zone, class sizes."""
    zoned = [_today(made, stage, years) for stage, years in made.stages.items()]
    return _rows([*zoned, *(wide.today(stage, each, made.rules) for stage, each in made.citywide.items())])


def _today(made: Layout, stage: Stage, years: Years) -> pd.DataFrame:
    area = years.area
    schools = area.schools[area.schools["status"] == "open"]
    size = pd.Series(
        [made.rules.class_size(stage, str(school)) for school in schools.index], index=schools.index
    )
    norm = judge.standard_seats(area, size).reindex(schools.index)
    zone = (
        years.by_school[years.by_school["year"] == made.forecast.years[0]]
        .set_index("school_id")
        .reindex(schools.index)
    )
    return pd.DataFrame(
        {
            "stage": stage, "school_id": schools.index, "name": schools["name"].to_numpy(), "ownership": schools["ownership"].to_numpy(),
            "subdistrict": judge.school_places(area, made.forecast.subdistrict).reindex(schools.index).to_numpy(),
            "classes": norm["classes"].to_numpy(), "seats": schools["seats"].to_numpy(), "standard_seats": norm["standard_seats"].to_numpy(),
            "roll": norm["roll"].to_numpy(), "class_mean": norm["class_mean"].to_numpy(),
            "size_of_class": judge.class_size(norm["class_mean"], size, made.rules), "pupils": zone["pupils"].to_numpy(),
            "utilisation_share": zone["utilisation_share"].to_numpy(), "alert": zone["alert"].to_numpy(),
        }
    )  # fmt: skip


def forecast(made: Layout) -> pd.DataFrame:
    """Pupils of every variant, stage and subdistrict, a column a year; the district's after its subdistricts."""
    totals = made.forecast.totals()
    city = (
        totals.groupby(["variant", "stage", "year"], sort=False)["pupils"]
        .sum()
        .reset_index()
        .assign(subdistrict=WHOLE)
    )
    both = pd.concat([totals[~totals["stage"].isin(CITY_ONLY)], city])
    order = ["variant", "stage", "subdistrict"]
    wide = both.set_index([*order, "year"])["pupils"].unstack("year")
    rows = both[order].drop_duplicates()
    rank = {name: number for number, name in enumerate((*made.forecast.variants, *made.forecast.taught))}
    rows = rows.assign(v=rows["variant"].map(rank), s=rows["stage"].map(rank), d=rows["subdistrict"] == WHOLE)
    rows = rows.sort_values(["v", "s", "d", "subdistrict"])[order]
    out = wide.loc[pd.MultiIndex.from_frame(rows)].reset_index()
    return out.set_axis([str(name) for name in out.columns], axis=1)


def balance(made: Layout) -> pd.DataFrame:
    """Seats against pupils, planned and if nothing were done: of every stage and year, the district and its subdistricts."""
    zoned = [_balance(stage, years) for stage, years in made.stages.items()]
    return _rows([*zoned, *(_city(stage, each)[BALANCE] for stage, each in made.citywide.items())])


BALANCE = ["stage", "subdistrict", "year", "pupils", "seats", "private_seats", "purchased_seats", "schools", "gap", "gap_unchanged", "utilisation_share", "alert"]  # fmt: skip


def _city(stage: Taught, years: Years | Seated) -> pd.DataFrame:
    return years.by_city.assign(stage=stage, subdistrict=WHOLE, gap_unchanged=years.idle["gap"])


def _balance(stage: Stage, years: Years) -> pd.DataFrame:
    city = _city(stage, years)
    parts = years.by_subdistrict.assign(
        private_seats=np.nan, purchased_seats=np.nan, schools=np.nan, gap_unchanged=np.nan
    )
    rows = pd.concat([city, parts[[*parts.columns.intersection(city.columns)]]], ignore_index=True).assign(
        stage=stage
    )
    return rows[BALANCE]


def shares(made: Layout) -> pd.DataFrame:
    """Public and inclusive shares of kindergarten seats, and the private share of compulsory ones, each year against its limit."""
    parts = [
        _share(stage, item, values, limit)
        for stage, years in made.stages.items()
        for item, values, limit in _limited(made.rules, stage, years)
    ]
    table = pd.concat(parts, ignore_index=True)
    above = table["item"] != "private_share"  # of the others there should be as many at least
    kept = (table["value"] >= table["limit"]).where(above, table["value"] <= table["limit"])
    return table.assign(verdict=kept.map({True: "met", False: "not_met"}))


def _limited(norms: Rules, stage: Stage, years: Years) -> list[tuple[str, pd.Series, float]]:
    """What is counted of a stage, by year, and its limit."""
    if stage == "kindergarten":
        told = judge.kindergarten_shares(years.seats, years.area)
        return [
            ("public_share", told["public_share"], norms.public_share_min()),
            ("inclusive_share", told["inclusive_share"], norms.inclusive_share_min()),
        ]
    return [
        ("private_share", years.by_city.set_index("year")["private_share"], norms.private_share_max("county"))
    ]


def _share(stage: Stage, item: str, values: pd.Series, limit: float) -> pd.DataFrame:
    return pd.DataFrame(
        {"stage": stage, "item": item, "year": values.index, "value": values.to_numpy(float), "limit": limit}
    )


def peaks(made: Layout) -> pd.DataFrame:
    """Of every stage: the year of most pupils, the year most short, and the seats that are free after the peak."""
    return pd.DataFrame([{"stage": stage, **judge.peaks(table)} for stage, table in made.by_city.items()])


def coverage(made: Layout) -> pd.DataFrame:
    """Land, dwellings and pupils within reach of a school with seats, of every stage and year."""
    return _rows(years.coverage.assign(stage=stage)[["stage", *years.coverage.columns]] for stage, years in made.stages.items())  # fmt: skip


def planned(made: Layout) -> pd.DataFrame:
    """Every school there is today or at the horizon, what becomes of it, and when."""
    zoned = [_planned(made, stage, years) for stage, years in made.stages.items()]
    return _rows([*zoned, *(wide.planned(stage, each, made.rules) for stage, each in made.citywide.items())])


def _planned(made: Layout, stage: Stage, years: Years) -> pd.DataFrame:
    before, after = years.seats.iloc[0], years.seats.iloc[-1]
    kind = made.became[stage]
    mine = made.works[made.works["stage"] == stage].drop_duplicates("school_id", keep="last").set_index("school_id").reindex(kind.index)  # fmt: skip
    schools = years.area.schools.reindex(kind.index)
    size = [made.rules.class_size(stage, str(school)) for school in kind.index]
    return pd.DataFrame(
        {
            "stage": stage, "school_id": kind.index, "name": schools["name"].to_numpy(),
            "subdistrict": judge.school_places(years.area, made.forecast.subdistrict).reindex(kind.index).to_numpy(), "kind": kind.to_numpy(),
            "seats_before": before.reindex(kind.index).to_numpy(), "seats_planned": after.reindex(kind.index).to_numpy(),
            "classes_planned": np.ceil(after.reindex(kind.index).to_numpy() / np.array(size)), "land_m2": schools["site_m2"].to_numpy(),
            "done_year": mine["year"].to_numpy(),
        }
    )  # fmt: skip


def works(made: Layout) -> pd.DataFrame:
    """Works of the near term, by year."""
    near = made.works[made.works["year"] <= made.forecast.years[0] + NEAR_YEARS]
    rows = near.rename(columns={"year": "done_year"}).assign(number=np.arange(1, len(near) + 1))
    return rows[["number", "done_year", "kind", "stage", "school_id", "name", "into", "seats_before", "seats_planned", "cost_wan", "land_m2", "decided"]]  # fmt: skip


def _no_works(made: Layout) -> Text | None:
    if made.question is None:
        return Text(
            "情景没有 [programme] 一节：学校维持现状",
            "the scenario has no [programme]: schools stay as they are",
        )
    return Text("近期没有项目", "there are no works in the near term")


def zones(made: Layout) -> pd.DataFrame:
    """The zone of every school in the year after the base year: its seats, pupils, and the estates and villages in it."""
    return _rows(_zones(made, stage, years) for stage, years in made.stages.items())


def _zones(made: Layout, stage: Stage, years: Years) -> pd.DataFrame:
    year = made.forecast.years[1]
    zone = pd.Series(years.zones.school_of.loc[year])
    names = years.area.blocks["name"].reindex(zone.index)
    lived = (years.pupils.loc[year] > 0) | (years.area.blocks["dwellings"].reindex(zone.index).fillna(0) > 0)
    places = names[lived].groupby(zone[lived]).agg(lambda mine: "、".join(dict.fromkeys(mine.astype(str))))
    rows = years.by_school[years.by_school["year"] == year].set_index("school_id")
    return pd.DataFrame(
        {
            "stage": stage, "school_id": rows.index, "name": rows["name"], "seats": rows["seats"], "pupils": rows["pupils"],
            "blocks": zone.groupby(zone).size().reindex(rows.index, fill_value=0), "places": places.reindex(rows.index, fill_value=""),
        }
    )  # fmt: skip


def changes(made: Layout) -> pd.DataFrame:
    """Blocks with pupils that go to another school in the year after the base year than in it, with the reason."""
    return _rows(_changes(made, stage, years) for stage, years in made.stages.items())


def _changes(made: Layout, stage: Stage, years: Years) -> pd.DataFrame:
    first, next_ = made.forecast.years[:2]
    row = {year: pd.Series(years.zones.school_of.loc[year]) for year in (first, next_)}
    moved = row[first].notna() & (row[first] != row[next_]) & (years.pupils.loc[next_] > 0)
    ids = moved.index[moved.to_numpy()]
    before, after = row[first][ids], row[next_][ids]
    names, walks = years.area.schools["name"], years.measures.walks
    return pd.DataFrame(
        {
            "stage": stage, "block_id": ids, "block": years.area.blocks["name"].reindex(ids).to_numpy(), "pupils": years.pupils.loc[next_].reindex(ids).to_numpy(),
            "before": names.reindex(before).to_numpy(), "after": names.reindex(after).to_numpy(),
            "walk_before_m": _finite(walks.to(before.reindex(walks.blocks))[ids]), "walk_after_m": _finite(walks.to(after.reindex(walks.blocks))[ids]),
            "reason": _reasons(made, stage, years, before.astype(str), after.astype(str)),
        }
    )  # fmt: skip


def _finite(metres: pd.Series) -> np.ndarray:
    return metres.where(np.isfinite(metres)).to_numpy()


def _reasons(made: Layout, stage: Stage, years: Years, before: pd.Series, after: pd.Series) -> list[str]:
    """What may be said of moves from one school to another: works, seats, or less walking."""
    first, next_ = made.forecast.years[:2]
    base = years.by_school[years.by_school["year"] == first]
    codes = moves.reasons(
        before, after, closed={str(school) for school, seats in years.seats.loc[next_].items() if seats <= 0},
        new=set(made.works.loc[(made.works["stage"] == stage) & (made.works["year"] == next_), "school_id"]), over=set(base.loc[base["gap"] > 0, "school_id"]),
    )  # fmt: skip
    return [moves.REASONS[code].to(made.scenario.lang) for code in codes]

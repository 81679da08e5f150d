"""From what the scenario asks and its files tell to a forecast: records laid on blocks, rates, what is laid over them."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from zoning.demand import (
    NINTH,
    PRIMARY_YEARS,
    TAUGHT,
    Added,
    Births,
    Drivers,
    Forecast,
    Records,
    Taught,
    Variant,
)
from zoning.errors import ScenarioError
from zoning.measure.demand import backtest, estates, start
from zoning.measure.demand.forecast import forecast
from zoning.model import Floats, Note, Stage, StudyArea
from zoning.rules import Rules
from zoning.scenario import ForecastInput, Scenario
from zoning.words import Text, listed

VILLAGE = "村"
"""A block whose kind has this word is of a village, the others of the town."""


def of_records(
    scenario: Scenario, asked: ForecastInput, norms: Rules, areas: Mapping[Stage, StudyArea], records: Records
) -> Forecast:
    """Return the pupils of every year to the horizon; blocks are sorted by subdistrict.

    Raises `ScenarioError` where a new estate, or a stage by residents, has no number of pupils to go by.
    """
    blocks = _sorted(next(iter(areas.values())))
    known = _known(asked, areas, records, blocks)
    base = start.base(known)
    years = range(asked.base_year, asked.horizon + 1)
    drivers = {name: Drivers(**given.model_dump()) for name, given in asked.drivers.items()} or {
        "medium": Drivers()
    }
    special = asked.special_share or 0.0
    built = _estates(scenario, asked, norms, records.estates, blocks)
    added = _added(scenario, asked, norms, records, blocks, built)
    paths = forecast(base, added, _in_order(drivers), years=len(years) - 1, special_share=special)
    tested = backtest.tested(records.rolls, known.births, PRIMARY_YEARS[asked.system], asked.base_year, asked.senior_share)  # fmt: skip
    return Forecast(
        years=tuple(years), taught=TAUGHT, blocks=blocks.index, subdistrict=_subdistricts(blocks), variants=paths,
        dwellings=known.homes + estates.delivered(built, list(years), len(blocks)), tested=tested,
        notes=(*records.notes, *_notes(asked, known, records)), sources=records.sources, plan_for=asked.plan_for,
    ).only(_there(areas, records, asked))  # fmt: skip


def _sorted(area: StudyArea) -> pd.DataFrame:
    """The blocks by subdistrict, then by id."""
    blocks = pd.DataFrame(area.blocks.drop(columns="geometry"))
    return blocks.assign(_at=_subdistricts(blocks), _id=blocks.index).sort_values(["_at", "_id"]).drop(columns=["_at", "_id"])  # fmt: skip


def _subdistricts(blocks: pd.DataFrame) -> pd.Series:
    return blocks["subdistrict"].fillna("").astype(str)


def _known(
    asked: ForecastInput, areas: Mapping[Stage, StudyArea], records: Records, blocks: pd.DataFrame
) -> start.Known:
    subdistrict = _subdistricts(blocks)
    pupils: dict[Taught, Floats] = {
        stage: area.blocks["pupils"].reindex(blocks.index).to_numpy(float) for stage, area in areas.items()
    }
    youngest = next(pupils[stage] for stage in TAUGHT if stage in pupils)
    weight = pd.Series(youngest, index=blocks.index)
    area_of = {str(block): name for block, name in subdistrict.items()}
    homes = blocks["dwellings"].fillna(0.0).to_numpy(float)
    systems = subdistrict.map(lambda name: PRIMARY_YEARS[asked.systems.get(name, asked.system)])
    return start.Known(
        year=asked.base_year, blocks=blocks.index, place=np.unique(subdistrict.to_numpy(str), return_inverse=True)[1].astype(np.int64),
        town=~blocks["kind"].fillna("").astype(str).str.contains(VILLAGE).to_numpy(bool), homes=homes,
        primary_years=systems.to_numpy(np.int64), pupils=pupils,
        births=Births(records.first_year, *(start.spread(each, area_of, weight) for each in (records.before, records.after))),
        rolls=records.rolls, senior_share=asked.senior_share,
    )  # fmt: skip


def _added(
    scenario: Scenario, asked: ForecastInput, norms: Rules, records: Records, blocks: pd.DataFrame, built: estates.Estates
) -> Added:  # fmt: skip
    years = list(range(asked.base_year, asked.horizon + 1))
    control = records.controls.reindex(index=years, columns=list(TAUGHT)).to_numpy(float)
    told, share = _per_1000(scenario, asked, norms, records, blocks, years)
    ramp = asked.occupancy or norms.occupancy()
    return Added(estates.pupils(built, years, ramp, len(blocks)), told, share, control)


def _estates(
    scenario: Scenario, asked: ForecastInput, norms: Rules, table: pd.DataFrame, blocks: pd.DataFrame
) -> estates.Estates:  # fmt: skip
    """The estates as arrays; a stage that no row, no key and no norm tells of has no pupils in them."""
    rates = np.zeros((len(table), len(TAUGHT)))
    for number, stage in enumerate(TAUGHT):
        own = table.get(f"per_dwelling_{stage}", pd.Series(np.nan, index=table.index)).to_numpy(float)
        rates[:, number] = np.where(np.isfinite(own), own, _usual(asked, norms, stage))
    silent = table["name"][(rates == 0).all(axis=1)]
    if len(silent):
        raise ScenarioError(str(scenario.file), "forecast.pupils_per_dwelling", Text(f"新建小区 {listed(silent, 'zh')} 没有户均学生数；请在表中填写，或写 forecast.pupils_per_dwelling", f"the new estates {listed(silent, 'en')} have no pupils per dwelling: fill them in, or give forecast.pupils_per_dwelling"))  # fmt: skip
    return estates.Estates(
        block=blocks.index.get_indexer(pd.Index(table["block_id"])).astype(np.int64), delivered=table["year"].to_numpy(np.int64),
        dwellings=table["dwellings"].to_numpy(float), per_dwelling=rates,
    )  # fmt: skip


def _usual(asked: ForecastInput, norms: Rules, stage: Taught) -> float:
    """Pupils of a stage in a dwelling, as the scenario or the profile says; 0 where neither does."""
    if stage in asked.pupils_per_dwelling:
        return asked.pupils_per_dwelling[stage]
    per_1000 = norms.seats_per_1000(stage)
    return 0.0 if per_1000 is None else norms.persons_per_household() * per_1000 / 1000


def _per_1000(
    scenario: Scenario, asked: ForecastInput, norms: Rules, records: Records, blocks: pd.DataFrame, years: list[int]
) -> tuple[Floats, Floats]:  # fmt: skip
    """Pupils as residents tell (years, taught, n), nan where they do not, and how much they count (years, taught)."""
    told, share = np.full((len(years), len(TAUGHT), len(blocks)), np.nan), np.zeros((len(years), len(TAUGHT)))
    for number, each in enumerate(asked.per_1000):
        key = f"forecast.per_1000[{number + 1}]"
        pupils = each.pupils if each.pupils is not None else norms.seats_per_1000(each.stage)
        if pupils is None:
            raise ScenarioError(str(scenario.file), key, Text("规范中没有千人指标，请写 pupils", "the profile has no pupils per thousand: give pupils"))  # fmt: skip
        span = [year for year in years if each.from_year <= year <= (each.to_year or years[-1])]
        lacking = [year for year in span if year not in records.residents.index or records.residents.loc[year].isna().any()]  # fmt: skip
        if lacking:
            raise ScenarioError(str(scenario.file), key, Text(f"没有 {listed(lacking, 'zh')} 年的常住人口；请补 [inputs.population] 或改 from_year、to_year", f"there are no residents of {listed(lacking, 'en')}: complete [inputs.population], or change from_year, to_year"))  # fmt: skip
        at = [years.index(year) for year in span]
        homes = pd.Series(blocks["dwellings"].fillna(0.0).to_numpy(float), index=blocks.index)
        area_of = {str(block): name for block, name in _subdistricts(blocks).items()}
        residents = start.spread(records.residents.loc[span], area_of, homes)
        told[at, TAUGHT.index(each.stage)] = residents * pupils / 1000
        share[at, TAUGHT.index(each.stage)] = each.share
    return told, share


def _in_order(drivers: Mapping[Variant, Drivers]) -> dict[Variant, Drivers]:
    return {name: drivers[name] for name in ("low", "medium", "high") if name in drivers}


def _there(areas: Mapping[Stage, StudyArea], records: Records, asked: ForecastInput) -> tuple[Taught, ...]:
    """The stages that anything is known of."""
    senior = len(records.rolls) > 0 and max(records.rolls.columns.astype(int)) > NINTH
    known = {*areas, *(("senior",) if senior else ()), *(("special",) if asked.special_share else ())}
    return tuple(stage for stage in TAUGHT if stage in known)


def _notes(asked: ForecastInput, known: start.Known, records: Records) -> list[Note]:
    """What was taken for granted."""
    found = []
    if records.rolls.empty:
        found.append(Text("没有分年级在校生：各年级按出生人数分摊，逐年全部升级", "no rolls by grade are given: grades are shared out as births are, and all go on from grade to grade"))  # fmt: skip
    last = known.births.last_year
    if last < asked.horizon - 3:
        found.append(Text(f"{last} 年以后出生人数未知，按各方案假定推算；{last + 3} 年以后的小班、{last + 6} 年以后的一年级由此而来", f"births after {last} are not known and follow each variant's assumption; so do kindergarten entrants after {last + 3} and first grades after {last + 6}"))  # fmt: skip
    return [Note("forecast", text, "assumption") for text in found]

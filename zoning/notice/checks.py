"""核对清单: what must hold of a notice before it is posted, each counted and each with what breaks it."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from zoning.contiguity import fragments
from zoning.result import Result
from zoning.words import Lang, Text, listed

COLUMNS = ("item", "holds", "counted", "broken")
NEEDED = {
    "one_zone": Text("每个地块恰在一个片区", "every block is in exactly one zone"),
    "estate": Text("每个小区、村居恰在一个片区（同街道同名的按一个算）", "every estate and village is in exactly one zone"),
    "address": Text("每个门牌地址恰在一个片区", "every address is in exactly one zone"),
    "one_piece": Text("每个片区连成一片", "every zone is in one piece"),
    "home": Text("每所学校在自己的片区内", "every school stands in its own zone"),
    "seats": Text("各校适龄学生不超学位", "no school has more pupils than seats"),
    "text": Text("文字单独读出的地块与片区完全一致", "the text alone gives the very blocks of the zone"),
    "named": Text("片区边界都有名称可依", "all of the edge follows lines with a name"),
}  # fmt: skip


def all_of(result: Result, exact: Mapping[str, bool], todo: pd.DataFrame) -> pd.DataFrame:
    """Return one row per demand: `item`, `holds`, how many were `counted`, and what is `broken`, by name."""
    lang = result.scenario.lang
    rows = [(NEEDED[code].to(lang), not broken, counted, listed(broken, lang, most=20)) for code, counted, broken in _found(result, exact, todo, lang)]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _found(result: Result, exact: Mapping[str, bool], todo: pd.DataFrame, lang: Lang) -> Iterator[tuple[str, int, list[str]]]:  # fmt: skip
    area, told = result.area, result.plan.school_of
    twice = told.index.duplicated()
    zone_of = told[~twice].reindex(area.blocks.index)
    schools = result.assessment.schools
    names = schools["name"].astype(str)
    lost = zone_of.index[zone_of.isna() | ~zone_of.isin(schools.index)]
    yield "one_zone", len(zone_of), [*lost.astype(str), *told.index[twice].unique().astype(str)]
    for code, column in (("estate", "name"), ("address", "address")):
        said = _placed(area.blocks, column)
        several = zone_of.reindex(said.index).groupby(said).nunique()
        yield code, len(several), sorted(several.index[several > 1])
    pieces = fragments(zone_of, result.measures.neighbours)
    yield "one_piece", len(pieces), [names.get(str(zone), str(zone)) for zone in pieces.index[pieces > 1]]
    yield "home", len(result.measures.home), _away(result, zone_of)
    over = schools.index[schools["pupils"] > schools["seats"]]
    yield "seats", len(schools), [names[zone] for zone in over]
    yield "text", len(exact), [names.get(zone, zone) for zone, same in exact.items() if not same]
    yield "named", len(todo), [Text(f"{row.between}（{row.metres:,.0f} 米）", f"{row.between} ({row.metres:,.0f} m)").to(lang) for row in todo.itertuples()]  # fmt: skip


def _placed(blocks: pd.DataFrame, column: str) -> pd.Series:
    """What each block is called within its subdistrict; those that are called nothing are left out."""
    said = blocks[column].dropna().astype(str)
    where = blocks["subdistrict"].reindex(said.index).fillna("").astype(str)
    return said.where(where == "", where + " " + said)


def _away(result: Result, zone_of: pd.Series) -> list[str]:
    """Schools whose block belongs to another zone."""
    home, area = result.measures.home, result.area
    zone = pd.Series(
        {school: pool for pool, schools in area.pools.items() for school in schools}, dtype=object
    )
    own = pd.Series(home.index, index=home.index, dtype=object)
    wanted = zone.reindex(home.index).fillna(own)
    there = zone_of.reindex(home.to_numpy()).to_numpy()
    away = home.index[np.asarray(there != wanted.to_numpy())]
    return area.schools["name"].reindex(away).astype(str).tolist()

"""Which schools teach the stage that is being planned, told from 办学类型 as files write it."""

from collections.abc import Collection

import geopandas as gpd
import pandas as pd

from zoning.columns import Table
from zoning.model import Stage
from zoning.read.findings import NOTHING, Findings, assumption, info, problem, warning
from zoning.read.values import key
from zoning.words import listed

_TEACHES: dict[Stage, str] = {
    "kindergarten": r"幼儿|学前|托幼|kinder|preschool|nursery",
    "primary": r"小学|教学点|九年|十二年|一贯|primary|elementary|nine-?year|k-?8|k-?12",
    "junior": r"初中|初级中学|完全中学|完中|九年|十二年|一贯|junior|middleschool|lowersecondary|combinedsecondary|nine-?year|k-?8|k-?12",
}
_ELSEWHERE = r"高中|高级中学|职业|中职|技工|特殊|特教|聋|盲|培智|大学|成人|senior|highschool|vocational|special|college|university"
_APART = r"职业|中职|技工|特殊|特教|聋|盲|培智|special|vocational"
_POINT = r"教学点|teachingpoint"
_SHARED = r"九年|十二年|一贯|完全中学|完中|nine-?year|k-?8|k-?12|combined"
_WORDS: dict[Stage, tuple[str, str]] = {
    "kindergarten": ("幼儿园", "kindergartens"),
    "primary": ("小学", "primary schools"),
    "junior": ("初中", "junior middle schools"),
}


def of_stage(
    schools: gpd.GeoDataFrame, stage: Stage, table: Table, taken_up: Collection[str] = ()
) -> tuple[gpd.GeoDataFrame, Findings]:
    """Return the schools that teach the stage or have `taken_up` it (ids), saying how many were set aside and why."""
    if "stage" not in schools:
        return schools, NOTHING
    kind = schools["stage"].map(key, na_action="ignore").astype("str")
    silent = kind.isna()
    joins = schools["school_id"].isin(taken_up) if "school_id" in schools else silent & False
    mine = teaches(kind, stage) | silent | joins
    known = "|".join([*_TEACHES.values(), _ELSEWHERE])
    strange = ~silent & ~_says(kind, known)
    found = _strange(schools["stage"][strange], table)
    zh, en = _WORDS[stage]
    if silent.any():
        found += assumption(
            table.name,
            f"{int(silent.sum())} 所学校没有写办学类型，按{zh}计",
            f"{int(silent.sum())} schools give no stage and were taken for {en}",
        )
    aside = ~mine & ~strange
    if aside.any():
        found += info(
            table.name,
            f"{int(aside.sum())} 所不是{zh}（{listed(schools['stage'][aside].unique(), 'zh')}），"
            "未参加本次划片",
            f"{int(aside.sum())} are no {en} ({listed(schools['stage'][aside].unique(), 'en')}) and were "
            "set aside",
        )
    kept = schools[mine]
    return kept, found + _shared(kept, kind[mine], table, zh, en) + _none_left(kept, table, zh, en)


def teaches(kind: pd.Series, stage: Stage) -> pd.Series:
    """Return whether schools of these kinds (办学类型, as files write it) teach the stage; not where nothing is written."""
    return _says(kind.map(key, na_action="ignore").astype("str"), _TEACHES[stage])


def set_apart(kind: pd.Series) -> pd.Series:
    """Return whether these kinds are special or vocational schools, which no standard of ordinary schools is about."""
    return _says(kind.map(key, na_action="ignore").astype("str"), _APART)


def teaching_point(kind: pd.Series) -> pd.Series:
    """Return whether these kinds are teaching points (教学点)."""
    return _says(kind.map(key, na_action="ignore").astype("str"), _POINT)


def _says(kind: pd.Series, pattern: str) -> pd.Series:
    return kind.str.contains(pattern, regex=True).fillna(False).astype(bool)


def _strange(values: pd.Series, table: Table) -> Findings:
    found = NOTHING
    for value, count in values.value_counts().sort_index().items():
        found += problem(
            table.name,
            f"{count} 所学校的办学类型“{value}”看不懂；请写 幼儿园、小学、初中、九年一贯制、完全中学 或 高中",
            f"the stage {value!r} of {count} school(s) is not understood; write kindergarten, primary, "
            "junior, nine-year or senior",
            column="stage",
        )
    return found


def _shared(kept: gpd.GeoDataFrame, kind: pd.Series, table: Table, zh: str, en: str) -> Findings:
    """A school of two stages whose seats might be those of both."""
    both = _says(kind, _SHARED)
    if not both.any():
        return NOTHING
    names = kept["name"][both] if "name" in kept else kept.index[both]
    return warning(
        table.name,
        f"{int(both.sum())} 所学校兼有多个学段（{listed(names, 'zh')}）：其学位数、在校生数按只含{zh}理解（有“{zh}学位数”等列的按该列），"
        "请核对",
        f"{int(both.sum())} school(s) teach more than one stage ({listed(names, 'en')}): their seats and "
        f"rolls were taken to be those of {en} alone (of the column {zh}学位数 and the like where there is one)",
    )


def _none_left(kept: gpd.GeoDataFrame, table: Table, zh: str, en: str) -> Findings:
    if len(kept):
        return NOTHING
    return problem(
        table.name,
        f"没有一所{zh}；请核对 stage 和办学类型一列",
        f"there are no {en}: check stage, and the column of the schools' stages",
    )

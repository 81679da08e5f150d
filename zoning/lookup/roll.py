"""A roll asked row by row: which zone each address lies in, and how many pupils go to the school of their own zone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from zoning.columns import Column, Table
from zoning.errors import InputError, Problem
from zoning.lookup.index import Index
from zoning.lookup.match import of_plain
from zoning.lookup.meant import UNKNOWN, Match
from zoning.lookup.parts import address, core, readings
from zoning.lookup.plain import plain
from zoning.model import Note
from zoning.read import layer
from zoning.scenario import TableInput
from zoning.words import Text, listed

ROLL = Table(
    "roll",
    Text("名册", "roll"),
    (),
    (
        Column("school", "text", Text("就读学校的名称或编号", "name or id of the school attended"), ("就读学校", "在读学校", "学校名称", "学校", "学校编号", "学校标识码", "school")),
        Column("address", "text", Text("家庭住址", "home address"), ("家庭住址", "家庭地址", "居住地址", "现住址", "住址", "房产地址", "户籍地址", "地址", "详细地址", "address")),
        Column("place", "text", Text("小区、村居", "estate or village"), ("小区", "小区名称", "所在小区", "居住小区", "楼盘", "村居", "社区/村居", "place", "estate")),
    ),
    by_option=True,
)  # fmt: skip
"""What a roll may have; everything else in it is left behind."""

NO_SCHOOL, OTHERS = -1, -2
"""In `attends`: the row names no school; it names one that is not in the plan."""


@dataclass(frozen=True, eq=False)
class Roll:
    """The rows of a roll, without anything that tells of a person but where the pupil lives."""

    rows: pd.DataFrame
    """Index: the row in the file, from 1; `school`, `address`, `place`, "" where empty."""
    names_schools: bool
    notes: tuple[Note, ...]


@dataclass(frozen=True, eq=False)
class Answered:
    """A roll and what became of every row; it holds no address."""

    rows: pd.DataFrame
    """Index: the row in the file; `status` (found, ask, unknown), `doubt`, `exact` (as written, without a slip), `zone` and `attends` (positions of zones; below 0 for none)."""
    unknown: pd.Series
    """The names of places that nothing answers -> rows that name them, the most frequent first."""
    names_schools: bool
    notes: tuple[Note, ...]


def read(path: Path, headers: Mapping[str, str]) -> Roll:
    """Return a roll from a CSV or XLSX; `headers` names its columns where they are none of the known ones.

    Raises `InputError` with everything wrong in it.
    """
    found = layer.read(TableInput(path=path, columns=headers), ROLL)
    problems = list(found.found.problems)
    if found.frame is not None and not {"address", "place"} & set(found.frame):
        said = Text(
            "没有住址或小区一列；可用 --address 写明列名",
            "no column of addresses or estates; name it with --address",
        )
        problems.append(Problem("roll", said))
    if found.frame is None or problems:
        raise InputError(problems)
    frame = found.frame.reindex(columns=["school", "address", "place"])
    rows = pd.DataFrame({name: frame[name].astype("object").where(frame[name].notna(), "") for name in frame})
    return Roll(
        rows.set_axis(frame.index + 1).rename_axis("row"),
        bool((rows["school"] != "").any()),
        found.found.notes,
    )


def answered(index: Index, roll: Roll) -> Answered:
    """Return what became of every row: asked by its address, and where that settles nothing by the name of the place."""
    texts = pd.concat([roll.rows["address"], roll.rows["place"]])
    plain_of = {text: plain(str(text)) for text in texts.unique()}
    asked = {text: of_plain(index.there, index.zone_of, text) for text in dict.fromkeys(plain_of.values())}
    found = [
        _better(asked[plain_of[a]], asked[plain_of[p]])
        for a, p in zip(roll.rows["address"], roll.rows["place"], strict=True)
    ]
    attends, shared = _attends(index, roll.rows["school"])
    rows = pd.DataFrame(
        {
            "status": [one.status for one in found],
            "doubt": [one.doubt for one in found],
            "exact": [one.status == "found" and all(hit.score == 1 for hit in one.hits) for one in found],
            "zone": np.array([one.zone for one in found], dtype=np.int64),
            "attends": attends,
        },
        index=roll.rows.index,
    )
    lost = roll.rows[(rows["status"] == "unknown").to_numpy()]
    return Answered(rows, _unknown(lost, plain_of), roll.names_schools, (*roll.notes, *_shared_names(shared)))


def _better(by_address: Match, by_place: Match) -> Match:
    """The address decides; a place that is found answers for an address that settles nothing. Two that are found must agree."""
    if by_place.status != "found":
        return by_address if by_address is not UNKNOWN else by_place
    if by_address.status == "found" and by_address.zone != by_place.zone:
        return Match("ask", doubt="zones")
    return by_address if by_address.status == "found" else by_place


def _attends(index: Index, schools: pd.Series) -> tuple[np.ndarray, list[str]]:
    """The zone of the school that each row names, and the names that schools of several zones bear."""
    ours = [(school, i) for i, zone in enumerate(index.zones) for school in zone.schools]
    ways = [
        _zones((plain(school.id), i) for school, i in ours),
        _zones((name.plain, name.zone) for name in index.there.names if name.kind == "school"),
        _zones((plain(school.name), i) for school, i in ours),
    ]  # the last one outranks the others
    known = {text: min(of) for way in ways for text, of in way.items() if len(of) == 1}
    several = set().union(*ways) - set(known)
    zone_of = {text: OTHERS if plain(text) else NO_SCHOOL for text in schools.unique()}
    zone_of |= {text: zone for text in zone_of if (zone := known.get(plain(text), -1)) >= 0}
    shared = sorted(text for text in zone_of if plain(text) in several)
    return schools.map(zone_of).to_numpy(np.int64), shared


def _shared_names(names: list[str]) -> list[Note]:
    if not names:
        return []
    text = Text(
        f"名册中的就读学校 {listed(names, 'zh')} 有不止一所学校可指，这些行按本方案以外的学校计；请改写全名或学校编号",
        f"the roll names schools that may be any of several ({listed(names, 'en')}); those rows count as schools outside the plan: write the full name or the id",
    )
    return [Note("roll", text, "warning")]


def _zones(pairs: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    """The zones that a name or an id leads to."""
    zones: dict[str, set[int]] = {}
    for text, zone in pairs:
        zones.setdefault(text, set()).add(zone)
    return zones


def _unknown(lost: pd.DataFrame, plain_of: Mapping[str, str]) -> pd.Series:
    """Estates and streets that rows name and nobody knows; without numbers of houses and rooms, and what stands in front."""
    named = [_place(plain_of[a] or plain_of[p]) for a, p in zip(lost["address"], lost["place"], strict=True)]
    counts = pd.Series(named, dtype="object").value_counts()
    return (
        counts[[name != "" for name in counts.index]].sort_index().sort_values(ascending=False, kind="stable")
    )


def _place(asked: str) -> str:
    *_, (_, rest) = readings(asked)
    numbered = address(rest)
    return core(rest) if numbered is None else numbered[0]

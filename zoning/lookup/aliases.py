"""别名表: what places, schools and streets were called before, or are called besides, so that they are found under those names too."""

import pandas as pd

from zoning.columns import Column, Table
from zoning.errors import InputError
from zoning.lookup.gazetteer import Former, unknown
from zoning.model import Note, StudyArea
from zoning.read import layer
from zoning.read.findings import NOTHING, Findings, problem
from zoning.scenario import Scenario, TableInput
from zoning.words import Text

ALIASES = Table(
    "aliases",
    Text("别名", "former names"),
    (),
    (
        Column("name", "text", Text("现名：小区、村居、学校或道路", "present name of an estate, village, school or street"), ("现名", "现名称", "标准名称", "名称", "小区名称", "学校名称", "name")),
        Column("former", "text", Text("曾用名、俗名；几个名称用顿号分开", "former or common names; several are set apart by 、"), ("曾用名", "原名", "别名", "旧称", "俗名", "俗称", "former", "alias"), True),
    ),
)  # fmt: skip


def read(spec: TableInput, area: StudyArea) -> tuple[tuple[Former, ...], tuple[Note, ...]]:
    """Return the former names of a district and what was noted in reading them; raise `InputError` with everything wrong, names that nothing bears today among it."""
    frame, notes = table(spec)
    names = _pairs(frame)
    said = _nameless(frame) + _unknown(names, area)
    if said.problems:
        raise InputError(said.problems)
    return names, notes


def table(spec: TableInput) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Return the table as it is, whatever the district; raise `InputError` where it is none."""
    found = layer.read(spec, ALIASES)
    if found.frame is None or found.found.problems:
        raise InputError(found.found.problems)
    return found.frame, found.found.notes


def of_scenario(scenario: Scenario, area: StudyArea) -> tuple[tuple[Former, ...], tuple[Note, ...]]:
    """Return the same from the table that a scenario names; nothing where it names none."""
    spec = scenario.inputs.aliases
    return ((), ()) if spec is None else read(spec, area)


def _pairs(frame: pd.DataFrame) -> tuple[Former, ...]:
    if "name" not in frame:
        return ()
    rows = frame.dropna(subset=["name", "former"])
    split = rows["former"].astype(str).str.split("[、，,；;/]", regex=True).explode().str.strip()
    names = rows["name"].astype(str).reindex(split.index)
    return tuple(Former(former, now) for former, now in zip(split, names, strict=True) if former)


def _nameless(frame: pd.DataFrame) -> Findings:
    if "name" not in frame:
        return problem("aliases", "缺少现名一列", "no column of present names")
    found = NOTHING
    for row in frame.index[frame["name"].isna()]:
        found += problem("aliases", "现名为空，请补上", "the present name is empty; fill it in", row=f"#{row + 1}", column="name")  # fmt: skip
    return found


def _unknown(names: tuple[Former, ...], area: StudyArea) -> Findings:
    found = NOTHING
    for name in dict.fromkeys(one.now for one in unknown(names, area)):
        found += problem("aliases", f"没有叫“{name}”的小区、村居、学校或道路", f"no estate, village, school or street is called {name!r}", column="name")  # fmt: skip
    return found

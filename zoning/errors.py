"""Everything that can go wrong, told so that the planner knows what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from zoning.words import Lang, Text


@dataclass(frozen=True)
class Problem:
    """One thing wrong in an input: where it is, and what to do about it."""

    table: str
    """Name of the input in the scenario: blocks, schools, streets, …"""
    text: Text
    row: str | None = None
    """The id of the row, or its number in the file where it has no id."""
    column: str | None = None

    def to(self, lang: Lang) -> str:
        """Return "row, column: sentence" in `lang`."""
        place = " · ".join(part for part in (self.row, self.column) if part)
        colon = "：" if lang == "zh" else ": "
        return f"{place}{colon}{self.text.to(lang)}" if place else self.text.to(lang)


class ZoningError(Exception):
    """Base of all errors this program raises on purpose."""

    exit_code = 3

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text

    def to(self, lang: Lang) -> str:
        """Return the message in `lang`."""
        return self.text.to(lang)


class ScenarioError(ZoningError):
    """The scenario file is wrong: which file, which key, why."""

    kind = Text("情景文件", "scenario")

    def __init__(self, file: str, key: str, text: Text) -> None:
        place = f"{file}: {key}" if key else file
        super().__init__(Text(f"{self.kind.zh} {place}：{text.zh}", f"{self.kind.en} {place}: {text.en}"))

    @classmethod
    def of(cls, file: str, found: Sequence[tuple[str, Text]]) -> Self:
        """Return one error for everything found (key, reason): on the line of the file, or several below it."""
        if len(found) == 1:
            return cls(file, *found[0])
        zh = "\n".join([f"{len(found)} 处有误", *(f"  - {key}：{text.zh}" for key, text in found)])
        en = "\n".join([f"{len(found)} problems", *(f"  - {key}: {text.en}" for key, text in found)])
        return cls(file, "", Text(zh, en))


class RulesError(ScenarioError):
    """The rules profile is wrong: which file, which norm, why."""

    kind = Text("规范文件", "rules profile")


class InputError(ZoningError):
    """The inputs are wrong; holds every problem found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(Text(_report(self.problems, "zh"), _report(self.problems, "en")))


class InfeasiblePlan(ZoningError):
    """No plan meets the rules: which rule, short by how much, where, and what would mend it."""

    exit_code = 4

    def __init__(self, rule: str, short: float, places: Sequence[str], text: Text) -> None:
        super().__init__(text)
        self.rule = rule
        self.short = short
        self.places = tuple(places)


class EditError(ZoningError):
    """A change at the desk cannot be made; nothing was changed."""


class ExportError(ZoningError):
    """A result could not be written; what was there before is untouched."""


TABLES_ZH = {
    "blocks": "地块", "schools": "学校", "candidates": "备选点", "boundary": "规划范围", "streets": "道路", "barriers": "屏障",
    "parcels": "宗地", "crossings": "跨越设施", "current_zones": "现状划片", "feeders": "对口", "births": "出生人口", "rolls": "分年级在校生",
    "estates": "新建小区", "population": "常住人口", "controls": "控制总数", "scenario": "情景文件",
    "quality": "优质均衡填报表", "attendance": "在校生分布表", "roll": "名册", "aliases": "别名表", "citywide": "全区统筹学校",
}  # fmt: skip
"""What a Chinese reader calls the inputs that a scenario names in English."""


def _report(problems: Sequence[Problem], lang: Lang) -> str:
    """Problems by table, each on its own line."""
    lines = []
    for table in dict.fromkeys(problem.table for problem in problems):
        mine = [problem for problem in problems if problem.table == table]
        title = f"{TABLES_ZH[table]}（{table}）" if table in TABLES_ZH else table
        lines.append(f"{title}：{len(mine)} 个问题" if lang == "zh" else f"{table}: {len(mine)} problem(s)")
        lines += [f"  - {problem.to(lang)}" for problem in mine]
    return "\n".join(lines)

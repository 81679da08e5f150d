"""What every exported map must say of itself: title, maker, date, 审图号 or internal use, and that it is a sketch."""

from collections.abc import Mapping

from zoning.result import Balancing, Result
from zoning.words import Text

INTERNAL = Text("内部工作用图", "Internal working map")
FICTITIOUS = Text("虚构数据", "Invented data")
SKETCH = Text(
    "示意图，不作为权属及行政区划依据", "A sketch: no evidence of ownership or administrative boundaries"
)

FOOT = ("notice", "map_review_no", "made_by", "data_date", "disclaimer", "datum")
"""What stands at the foot of a map, in order; `datum` only where it is GCJ-02."""


def foot(said: Mapping[str, str]) -> str:
    """Return the foot of a map, from its title block."""
    return " · ".join(said[key] for key in FOOT if said.get(key))


def fields(result: Result | Balancing) -> dict[str, str]:
    """Return the fields of the title block, in the scenario's language; empty ones are left out.

    `map_review_no` is 审图号 and `data_date` 数据日期; `notice` holds 内部工作用图 until there is a
    审图号, and 虚构数据 where the data are invented.
    """
    info, lang = result.scenario.map, result.scenario.lang
    notices = ([] if info.map_review_no else [INTERNAL]) + ([FICTITIOUS] if info.fictitious else [])
    said = {
        "title": info.title or result.scenario.name,
        "scenario": result.scenario.name,
        "area": result.area.name,
        "stage": result.scenario.stage,
        "notice": " · ".join(notice.to(lang) for notice in notices),
        "map_review_no": info.map_review_no,
        "data_date": info.data_date,
        "made_by": info.made_by,
        "disclaimer": SKETCH.to(lang),
    }
    return {key: value for key, value in said.items() if value}

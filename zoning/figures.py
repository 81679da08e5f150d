"""The figures that a plan is judged by, and how they are written: maps, workbooks and the terminal say them alike."""

import math
from typing import Literal, NamedTuple

from zoning.words import Text

Kind = Literal["count", "metres", "share", "proof", "tenths"]
NONE = "—"


class Figure(NamedTuple):
    """What a figure is called, how it is written, and whether more of it is better (1), worse (-1) or neither (0)."""

    name: Text
    kind: Kind
    better: int = 0


FIGURES = {
    "pupils": Figure(Text("适龄学生", "Pupils"), "count"),
    "schools": Figure(Text("学校", "Schools"), "count"),
    "seats": Figure(Text("学位", "Seats"), "count"),
    "free": Figure(Text("剩余学位", "Free seats"), "count"),
    "over": Figure(Text("超出学位学生", "Pupils over seats"), "count", -1),
    "schools_over": Figure(Text("超员学校", "Schools over seats"), "count", -1),
    "mean_walk_m": Figure(Text("平均步行 米", "Mean walk, m"), "metres", -1),
    "longest_walk_m": Figure(Text("最远步行 米", "Longest walk, m"), "metres", -1),
    "within_radius_share": Figure(Text("步行在半径内的学生", "Pupils whose walk is within the radius"), "share", 1),
    "covered_pupils": Figure(Text("服务半径内学生", "Pupils within the service radius"), "count", 1),
    "covered_pupils_share": Figure(Text("服务半径覆盖率（学生）", "Covered by the radius: pupils"), "share", 1),
    "covered_dwellings_share": Figure(Text("服务半径覆盖率（户数）", "Covered by the radius: dwellings"), "share", 1),
    "covered_area_share": Figure(Text("服务半径覆盖率（居住用地）", "Covered by the radius: homes' land"), "share", 1),
    "walk_covered_pupils_share": Figure(Text("步行覆盖率（学生）", "Covered on foot: pupils"), "share", 1),
    "gap_areas": Figure(Text("未覆盖区", "Under-covered areas"), "count", -1),
    "gap_pupils": Figure(Text("未覆盖区学生", "Pupils in under-covered areas"), "count", -1),
    "extra_pieces": Figure(Text("飞地", "Detached pieces"), "count", -1),
    "moved_pupils": Figure(Text("与现状不同的学生", "Pupils moved from today's school"), "count", -1),
    "cost_pupil_km": Figure(Text("成本 人·公里", "Cost, pupil-km"), "tenths", -1),
    "bound_pupil_km": Figure(Text("下界 人·公里", "Proved bound, pupil-km"), "tenths"),
    "gap_share": Figure(Text("距下界不超过", "Above the bound, at most"), "proof"),
    "cost_wan": Figure(Text("投资 万元", "Stated cost, 10,000 yuan"), "tenths", -1),
    "elsewhere_pupils": Figure(Text("甲、乙不同校的学生", "Pupils at another school than in plan A"), "count"),
    "newly_covered_pupils": Figure(Text("乙新覆盖的学生", "Pupils newly covered in plan B"), "count", 1),
    "yuan_per_covered_pupil": Figure(Text("每新增覆盖一名学生的投资 元", "Stated cost per pupil newly covered, yuan"), "count"),
}  # fmt: skip
"""Of a comparison, in the order in which they are shown."""


def written(value: float | None, kind: Kind, *, signed: bool = False) -> str:
    """Return a figure with thousands apart, a dash where there is none; a change with its sign, of shares in points.

    >>> written(12345.6, "metres"), written(0.934, "share"), written(-3.0, "count", signed=True)
    ('12,346', '93.4 %', '−3')
    """
    if value is None or not math.isfinite(value):
        return NONE
    digits = {"share": 1, "tenths": 1, "proof": 2}.get(kind, 0)
    shown = 100 * value if kind in ("share", "proof") else value
    if kind == "proof" and not signed:  # what is proved is never rounded down
        shown = math.ceil(round(shown * 100, 6)) / 100
    said = f"{shown:+,.{digits}f}" if signed else f"{shown:,.{digits}f}"
    if signed and float(said.replace(",", "")) == 0:
        said = "0"
    unit = "" if kind not in ("share", "proof") else " pp" if signed else " %"
    return said.replace("-", "−") + unit

"""What the columns of a layout plan's tables are called, and how their numbers are written."""

from typing import NamedTuple

import pandas as pd

from zoning import demand, programme
from zoning.balance import INDICATORS
from zoning.export.balance.columns import VERDICTS
from zoning.words import Lang, Text

COUNT, SHARE, PLAIN, METRES = "#,##0", "0.0%", "0", "#,##0"


class Table(NamedTuple):
    """One table of the plan: its columns by their names in the code; see `COLUMNS`."""

    key: str
    title: Text
    frame: pd.DataFrame
    note: Text | None = None
    """Where it is empty: why."""

    def shown(self, lang: Lang) -> pd.DataFrame:
        """Return the table with columns and words as they are called."""
        out = self.frame.copy()
        for column in out.columns.intersection(list(WORD_COLUMNS)):
            out[column] = out[column].map(lambda value: WORDS[value].to(lang) if value in WORDS else value)
        return out.rename(columns={name: text.to(lang) for name, (text, _) in COLUMNS.items()})

    @property
    def formats(self) -> list[str | None]:
        """Number format of each column; a column that is a year holds counts."""
        return [COLUMNS[str(name)][1] if str(name) in COLUMNS else COUNT for name in self.frame.columns]


COLUMNS: dict[str, tuple[Text, str | None]] = {
    "number": (Text("序号", "no."), PLAIN),
    "stage": (Text("学段", "stage"), None),
    "variant": (Text("方案", "variant"), None),
    "subdistrict": (Text("街道", "subdistrict"), None),
    "school_id": (Text("学校编号", "school id"), None),
    "name": (Text("学校名称", "school"), None),
    "ownership": (Text("举办者", "run by"), None),
    "address": (Text("地址", "address"), None),
    "classes": (Text("班数", "classes"), PLAIN),
    "seats": (Text("学位", "seats"), COUNT),
    "standard_seats": (Text("标准学位（班数×班额）", "standard seats (classes × class size)"), COUNT),
    "roll": (Text("在校生", "on roll"), COUNT),
    "class_mean": (Text("班均人数", "pupils a class"), "0.0"),
    "size_of_class": (Text("班额", "class size"), None),
    "pupils": (Text("适龄学生", "pupils"), COUNT),
    "gap": (Text("缺口（负为富余）", "short of seats (below 0: free)"), COUNT),
    "gap_unchanged": (Text("维持现状的缺口", "short if nothing is done"), COUNT),
    "utilisation_share": (Text("占用率", "use"), SHARE),
    "alert": (Text("预警", "alert"), None),
    "private_seats": (Text("民办学位", "private seats"), COUNT),
    "purchased_seats": (Text("购买学位", "purchased seats"), COUNT),
    "schools": (Text("学校数", "schools"), PLAIN),
    "year": (Text("学年", "year"), PLAIN),
    "item": (Text("项目", "item"), None),
    "value": (Text("数值", "value"), SHARE),
    "limit": (Text("标准", "limit"), SHARE),
    "way": (Text("方式", "way"), None),
    "base": (Text("口径", "counted by"), None),
    "covered": (Text("覆盖", "covered"), COUNT),
    "total": (Text("总量", "total"), COUNT),
    "share": (Text("覆盖率", "share"), SHARE),
    "kind": (Text("规划方式", "work"), None),
    "into": (Text("并入 / 迁往", "into"), None),
    "seats_before": (Text("现状学位", "seats today"), COUNT),
    "seats_planned": (Text("规划学位", "seats planned"), COUNT),
    "classes_planned": (Text("规划班数", "classes planned"), PLAIN),
    "land_m2": (Text("用地（平方米）", "land, m²"), COUNT),
    "cost_wan": (Text("投资（万元）", "cost, 10,000 yuan"), COUNT),
    "done_year": (Text("实施年", "year of work"), PLAIN),
    "decided": (Text("已定", "decided"), None),
    "places": (Text("小区、村居", "estates and villages"), None),
    "blocks": (Text("地块数", "blocks"), PLAIN),
    "block_id": (Text("地块编号", "block id"), None),
    "block": (Text("小区、村居", "estate or village"), None),
    "before": (Text("原学校", "school before"), None),
    "after": (Text("新学校", "school after"), None),
    "walk_before_m": (Text("原步行（米）", "walk before, m"), METRES),
    "walk_after_m": (Text("新步行（米）", "walk after, m"), METRES),
    "reason": (Text("原因", "reason"), None),
    "peak_year": (Text("学生高峰年", "year of most pupils"), PLAIN),
    "peak_pupils": (Text("高峰学生", "most pupils"), COUNT),
    "worst_gap_year": (Text("缺口最大年", "year most short"), PLAIN),
    "worst_gap": (Text("最大缺口", "most short"), COUNT),
    "idle_last": (Text("规划期末富余学位", "free seats at the end"), COUNT),
    "idle_most": (Text("高峰后最多富余", "most free after the peak"), COUNT),
    "today": (Text("现状校数", "schools today"), PLAIN),
    "keep": (Text("保留", "kept"), PLAIN),
    "expand": (Text("改扩建", "expanded"), PLAIN),
    "relocate": (Text("迁建", "relocated"), PLAIN),
    "build": (Text("新建", "built"), PLAIN),
    "merge": (Text("合并", "merged"), PLAIN),
    "convert": (Text("改办", "converted"), PLAIN),
    "close": (Text("撤并（不计入总数）", "closed (not in the total)"), PLAIN),
    "horizon": (Text("规划校数", "schools planned"), PLAIN),
    **{name: (Text(one.name.zh, name), "0.00") for name, one in INDICATORS.items()},
    "facility": (Text("设施", "facility"), None),
    "role": (Text("设置", "is it there"), None),
    "reached": (Text("半径内以其为最近的学生", "pupils within the radius whose nearest it is"), COUNT),
    "met": (Text("达标项数", "indicators met"), PLAIN),
    "shown": (Text("算出项数", "indicators shown"), PLAIN),
    "verdict": (Text("结论", "verdict"), None),
    "largest_class": (Text("最大班额", "largest class"), PLAIN),
    "large_classes": (Text("大班额班数", "oversize classes"), PLAIN),
}
"""Name in the code -> as it is shown, and its number format."""
_OWN: dict[object, Text] = {
    "green": Text("绿", "green"), "yellow": Text("黄", "yellow"), "red": Text("红", "red"), "radius": Text("服务半径（直线）", "service radius, straight"),
    "walk": Text("步行距离", "on foot"), "area": Text("居住用地（平方米）", "homes' land, m²"), "dwellings": Text("户数", "dwellings"), "pupils": Text("学生", "pupils"),
    "large": Text("大班额", "large class"), "super": Text("超大班额", "very large class"), "above": Text("超过班额标准", "above the standard"),
    "fits": Text("符合", "within the standard"), True: Text("是", "yes"), False: Text("否", "no"),
    "public_share": Text("公办率（不低于）", "public, at least"), "inclusive_share": Text("普惠率（不低于）", "inclusive, at least"), "private_share": Text("民办占比（不高于）", "private, at most"),
    "district": Text("全区", "district"), "have": Text("已有", "there"), "new": Text("新设", "new"),
}  # fmt: skip
WORDS: dict[object, Text] = _OWN | {code: said for words in (demand.NAMES, programme.NAMES, VERDICTS) for code, said in words.items()}  # fmt: skip
"""Words in cells."""
WORD_COLUMNS = (
    "stage",
    "variant",
    "alert",
    "way",
    "base",
    "kind",
    "size_of_class",
    "decided",
    "verdict",
    "item",
    "role",
    "subdistrict",
)
"""Columns whose cells are such words."""

"""Blocks, schools and the comparison of plans as CSV that Excel and WPS open with the right characters.

The header is Chinese where the scenario's language is 中文, and the names used in the code where it is
English. Ids are written as text and must be read as text: a spreadsheet turns 007 into 7.
"""

from pathlib import Path
from typing import Any

import pandas as pd

from zoning.result import Result
from zoning.words import Lang, Text

HEADERS = {
    "block_id": Text("地块编号", "block_id"),
    "name": Text("名称", "name"),
    "address": Text("地址", "address"),
    "kind": Text("类型", "kind"),
    "subdistrict": Text("街道", "subdistrict"),
    "pupils": Text("适龄学生", "pupils"),
    "dwellings": Text("户数", "dwellings"),
    "school_id": Text("学校编号", "school_id"),
    "school_name": Text("划片学校", "school_name"),
    "walk_m": Text("步行距离（米）", "walk_m"),
    "straight_m": Text("直线距离（米）", "straight_m"),
    "radius_covered": Text("服务半径内", "radius_covered"),
    "walk_covered": Text("步行范围内", "walk_covered"),
    "nearest_id": Text("最近学校编号", "nearest_id"),
    "nearest_name": Text("最近学校", "nearest_name"),
    "nearest_m": Text("到最近学校步行（米）", "nearest_m"),
    "is_nearest": Text("划入最近学校", "is_nearest"),
    "passed": Text("更近的学校", "passed"),
    "reason": Text("未就近原因", "reason"),
    "current_school": Text("现学校编号", "current_school"),
    "current_walk_m": Text("到现学校步行（米）", "current_walk_m"),
    "moved": Text("换学校", "moved"),
    "status": Text("状态", "status"),
    "seats": Text("学位", "seats"),
    "utilisation_share": Text("学位占用率", "utilisation_share"),
    "alert": Text("学位预警", "alert"),
    "over": Text("超出学位", "over"),
    "free": Text("剩余学位", "free"),
    "mean_walk_m": Text("平均步行（米）", "mean_walk_m"),
    "longest_walk_m": Text("最远步行（米）", "longest_walk_m"),
    "blocks": Text("地块数", "blocks"),
    "pieces": Text("片区块数", "pieces"),
    "polsby_popper": Text("紧凑度", "polsby_popper"),
    "seat_price_m": Text("每增一个学位可省步行（米）", "seat_price_m"),
    "current_pupils": Text("现状学生", "current_pupils"),
    "change": Text("比现状增减", "change"),
    "plan": Text("方案", "plan"),
    "schools_over": Text("超员学校数", "schools_over"),
    "within_radius_share": Text("半径内学生占比", "within_radius_share"),
    "extra_pieces": Text("飞地数", "extra_pieces"),
    "moved_pupils": Text("换学校学生", "moved_pupils"),
    "moved_share": Text("换学校学生占比", "moved_share"),
}
"""What each column is called in either language; a column that is not here keeps its own name."""

_VALUES = {
    "alert": {"green": Text("绿", "green"), "yellow": Text("黄", "yellow"), "red": Text("红", "red")},
    "status": {
        "open": Text("参与划片", "open"),
        "candidate": Text("备选点", "candidate"),
        "closed": Text("不招生", "closed"),
    },
}
_YES = {True: Text("是", "yes"), False: Text("否", "no")}
_PLANS = {"plan": Text("本方案", "plan"), "nearest": Text("就近", "nearest"), "today": Text("现状", "today")}


def write(result: Result, folder: Path) -> None:
    """Write blocks.csv, schools.csv and compare.csv."""
    lang, judged = result.scenario.lang, result.assessment
    other = "en" if lang == "zh" else "zh"
    blocks = judged.blocks.drop(columns=f"reason_{other}").rename(columns={f"reason_{lang}": "reason"})
    plans = judged.plans.rename(index={name: text.to(lang) for name, text in _PLANS.items()})
    _csv(blocks.rename_axis("block_id"), folder / "blocks.csv", lang)
    _csv(judged.schools.rename_axis("school_id"), folder / "schools.csv", lang)
    _csv(plans.rename_axis("plan"), folder / "compare.csv", lang)


def _csv(frame: pd.DataFrame, path: Path, lang: Lang) -> None:
    said = _said(frame.reset_index(), lang)
    said = said.rename(columns={name: HEADERS[name].to(lang) for name in said.columns if name in HEADERS})
    said.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def _said(frame: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Marks in words, metres to the decimetre, counts whole, shares to a hundredth of a percent; infinite distances left empty."""
    replaced: dict[str, Any] = {}
    for name, values in ((str(name), frame[name]) for name in frame):
        if name in _VALUES:
            replaced[name] = values.map({key: text.to(lang) for key, text in _VALUES[name].items()})
        elif pd.api.types.is_bool_dtype(values):
            replaced[name] = values.map({key: text.to(lang) for key, text in _YES.items()})
        elif pd.api.types.is_float_dtype(values):
            digits = 4 if name.endswith(("_share", "_popper")) else 1
            known = values.round(digits).where(values.abs() < float("inf"))
            whole = digits == 1 and not name.endswith("_m") and bool((known.dropna() % 1 == 0).all())
            replaced[name] = known.astype("Int64") if whole else known
    return frame.assign(**replaced)

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
    "farthest_walk_m": Text("到片区内最远学校步行（米）", "farthest_walk_m"),
    "feeder": Text("小学片区编号", "feeder"),
    "feeder_name": Text("小学片区", "feeder_name"),
    "feeders": Text("对口小学", "feeders"),
    "members": Text("多校片区内学校编号", "members"),
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
    "decided": Text("决定因素", "decided"),
    "sentence": Text("说明", "sentence"),
    "cheapest_id": Text("按价格最省学校编号", "cheapest_id"),
    "above_m": Text("比按价格最省多付（米/人）", "above_m"),
    "chosen": Text("本方案", "chosen"),
    "allowed": Text("规则允许", "allowed"),
    "terms_m": Text("政策价格（米/人）", "terms_m"),
    "seat_m": Text("学位价（米/人）", "seat_m"),
    "toll_m": Text("连片价（米/人）", "toll_m"),
    "total_m": Text("合计（米/人）", "total_m"),
    "cost_pupil_km": Text("成本（人·公里）", "cost_pupil_km"),
    "above_first_share": Text("比方案1多", "above_first_share"),
    "gap_share": Text("距下界", "gap_share"),
    "elsewhere_pupils": Text("与方案1不同的学生", "elsewhere_pupils"),
    "least_elsewhere_share": Text("与最相近方案不同的学生占比", "least_elsewhere_share"),
}
"""What each column is called in either language; a column that is not here keeps its own name."""

DECIDED = {
    "own_block": Text("学校所在地块", "own_block"),
    "lock": Text("锁定", "lock"),
    "together": Text("同组不拆分", "together"),
    "empty": Text("没有学生", "empty"),
    "nearest": Text("就近", "nearest"),
    "longest_walk": Text("最长步行距离", "longest_walk"),
    "locks": Text("锁定排除", "locks"),
    "cut_off": Text("连片到不了", "cut_off"),
    "full": Text("学位紧张", "full"),
    "stays": Text("保持现状", "stays"),
    "terms": Text("政策价格", "terms"),
    "one_piece": Text("片区连片", "one_piece"),
    "whole": Text("整块划分", "whole"),
    "bound": Text("单独改划断片", "bound"),
    "search": Text("未证明的差距", "search"),
}
"""What `decided` says in why.csv; the codes in run.json are the English ones."""
STATUS = {
    "open": Text("参与划片", "open"),
    "candidate": Text("备选点", "candidate"),
    "closed": Text("不招生", "closed"),
    "pooled": Text("多校划片", "pooled"),
}
"""What the codes of a school's status mean."""
_VALUES = {
    "alert": {"green": Text("绿", "green"), "yellow": Text("黄", "yellow"), "red": Text("红", "red")},
    "decided": DECIDED,
    "status": STATUS,
}
_YES = {True: Text("是", "yes"), False: Text("否", "no")}
_PLANS = {"plan": Text("本方案", "plan"), "nearest": Text("就近", "nearest"), "today": Text("现状", "today")}


def write(result: Result, folder: Path) -> None:
    """Write blocks.csv, schools.csv and compare.csv; why.csv and considered.csv where the plan says why; feeders.csv where there are any."""
    lang, judged = result.scenario.lang, result.assessment
    other = "en" if lang == "zh" else "zh"
    blocks = judged.blocks.drop(columns=f"reason_{other}").rename(columns={f"reason_{lang}": "reason"})
    plans = judged.plans.rename(index={name: text.to(lang) for name, text in _PLANS.items()})
    write_table(blocks.rename_axis("block_id"), folder / "blocks.csv", lang)
    write_table(judged.schools.rename_axis("school_id"), folder / "schools.csv", lang)
    write_table(plans.rename_axis("plan"), folder / "compare.csv", lang)
    if judged.feeders is not None:
        write_table(judged.feeders.set_index("feeder"), folder / "feeders.csv", lang)
    if result.plan.why is not None:
        _why(result, folder)


def _why(result: Result, folder: Path) -> None:
    """Write what decided for each block, and the pairs of block and school considered with their prices."""
    lang, names = result.scenario.lang, result.area.schools["name"]
    why, judged = result.plan.why, result.assessment.blocks
    assert why is not None
    said = pd.DataFrame({column: judged[column] for column in ("name", "pupils", "school_id", "school_name")})
    told = why.blocks.reindex(judged.index).rename(columns={lang: "sentence"})
    said = said.join(told[["decided", "sentence", "cheapest_id", "above_m"]])
    columns = [
        "block_id",
        "school_id",
        "school_name",
        "chosen",
        "allowed",
        "walk_m",
        "terms_m",
        "seat_m",
        "toll_m",
        "total_m",
    ]
    pairs = why.considered.assign(school_name=why.considered["school_id"].map(names))[columns]
    write_table(said.rename_axis("block_id"), folder / "why.csv", lang)
    write_table(pairs.set_index("block_id"), folder / "considered.csv", lang)


def write_table(frame: pd.DataFrame, path: Path, lang: Lang) -> None:
    """Write a table with its index, in words of `lang`, as Excel and WPS open it."""
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

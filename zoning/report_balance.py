"""What the terminal says of the balance of schools."""

from pathlib import Path

import pandas as pd
from rich.markup import escape
from rich.table import Table

from zoning.balance import INDICATORS
from zoning.export import balance as written
from zoning.export.balance.columns import ITEMS, SHARES, STAGES, VERDICTS, ZONES
from zoning.export.run_record import plain
from zoning.figures import NONE
from zoning.report import headed
from zoning.result import Balancing
from zoning.words import Lang, Text, listed

_STYLES = {"met": "green", "not_met": "red", "not_shown": "yellow", "exempt": "dim"}


def tables(found: Balancing, lang: Lang) -> list[Table]:
    """Return the tables a planner looks at first: what the district is asked, the schools that do not meet it, the groups."""
    made = [totals(found, lang), schools(found, lang), groups(found, lang), seats(found, lang)]
    return [table for table in made if table is not None]


def totals(found: Balancing, lang: Lang) -> Table:
    """Return what the district is asked, with the verdict."""
    heads = (Text("项目", "question"), Text("学段", "stage"), Text("现状", "found"), Text("要求", "asked"), Text("结论", "verdict"))  # fmt: skip
    table = headed(Text("优质均衡", "balance of schools"), heads, lang)
    for row in found.judged.totals.to_dict("records"):
        item, share = row["item"], row["item"] in SHARES
        of = f"{row['number']:,.0f} / {row['of']:,.0f}"
        now = _share(row["value"]) if share else of
        sign = "≤" if item == "private_share" else "≥"
        asked = f"{sign} {row['limit']:.0%}" if share else "0" if item == "large_classes" else Text("全部", "all").to(lang)  # fmt: skip
        stage = STAGES[row["stage"]].to(lang) if row["stage"] in STAGES else Text("全区", "both").to(lang)
        table.add_row(ITEMS[item].to(lang), stage, now, asked, _verdict(row["verdict"], lang))
    return table


def schools(found: Balancing, lang: Lang) -> Table | None:
    """Return the schools that do not meet the indicators, or cannot be shown to; None where all do."""
    rows = found.judged.schools
    rows = rows[rows["verdict"].isin(("not_met", "not_shown"))]
    if rows.empty:
        return None
    heads = (Text("学校", "school"), Text("学段", "stage"), Text("达标项数", "indicators met"), Text("结论", "verdict"), Text("未达标或未显示的指标", "indicators not met or not shown"))  # fmt: skip
    table = headed(Text("未达标的学校", "schools that do not meet the indicators"), heads, lang, justify="left")  # fmt: skip
    for _, row in rows.sort_values(["met", "school_id"]).iterrows():
        lacking = [one.name.to(lang) for name, one in INDICATORS.items() if row[f"{name}_verdict"] != "met"]
        table.add_row(
            escape(f"{row['name']} ({row['school_id']})"), STAGES[row["stage"]].to(lang), f"{row['met']:.0f} / {len(INDICATORS)}",
            _verdict(row["verdict"], lang), escape(("；" if lang == "zh" else "; ").join(lacking)),
        )  # fmt: skip
    return table


def groups(found: Balancing, lang: Lang) -> Table | None:
    """Return the groups of schools; None where there are none."""
    grouping = found.grouping
    if grouping is None:
        return None
    heads = (Text("牵头校", "leading school"), Text("成员校", "members"), Text("学生", "pupils"), Text("强弱", "strength"), Text("优质学位占比", "good seats"), Text("最远 米", "longest m"))  # fmt: skip
    table = headed(Text("集团", "groups of schools"), heads, lang)
    names = found.area.schools["name"]
    for lead, row in grouping.groups.iterrows():
        own = grouping.schools.index[
            (grouping.schools["leader"] == lead) & (grouping.schools["why"] == "joins")
        ]
        members = listed(names[own], lang, 20) if len(own) else NONE
        table.add_row(escape(f"{names[lead]} ({lead})"), escape(members), f"{row['pupils']:,.0f}", f"{row['strength']:.2f}", f"{row['good_share']:.1%}", f"{row['longest_m']:,.0f}")  # fmt: skip
    return table


def seats(found: Balancing, lang: Lang) -> Table | None:
    """Return how each zone plan shares good schools out over the subdistricts; None where no zones are judged."""
    rows = found.judged.spread
    if rows.empty:
        return None
    heads = (Text("划片方案", "zones"), Text("学生", "pupils"), Text("优质学位占比", "at good schools"), Text("街道间极差", "range between subdistricts"), Text("强弱", "strength"), Text("街道间极差", "range"), Text("差异系数", "CV"))  # fmt: skip
    table = headed(Text("片区优质学位", "good seats by subdistrict"), heads, lang)
    for row in rows.to_dict("records"):
        name = ZONES[row["zones"]].to(lang) if row["zones"] in ZONES else escape(str(row["zones"]))
        shares = [_share(row[column]) for column in ("good_share", "good_share_range")]
        others = [_written(row[column]) for column in ("strength", "strength_range", "strength_cv")]
        table.add_row(name, f"{row['pupils']:,.0f}", *shares, *others)
    return table


def _share(value: float) -> str:
    return f"{value:.1%}" if pd.notna(value) else NONE


def _written(value: float) -> str:
    return f"{value:.3f}" if pd.notna(value) else NONE


def _verdict(verdict: str, lang: Lang) -> str:
    return f"[{_STYLES[verdict]}]{VERDICTS[verdict].to(lang)}[/]"


def summary(found: Balancing, files: list[Path], lang: Lang) -> str:
    """Return the closing lines: schools that meet the indicators, how even the groups are, and which file to open."""
    rows = found.judged.schools
    asked = rows[rows["verdict"] != "exempt"]
    met, shown = int((asked["verdict"] == "met").sum()), int((asked["verdict"] == "not_shown").sum())
    lines = [Text(
        f"{len(asked)} 所参评学校中 {met} 所达标，{len(asked) - met - shown} 所未达标，{shown} 所填报不全、不能判断。",
        f"Of {len(asked)} schools {met} meet the indicators, {len(asked) - met - shown} do not, {shown} cannot be told for want of data.",
    )]  # fmt: skip
    if found.grouping is not None:
        lines += _even(found)
    unchecked = len(found.rules.unverified())
    if unchecked:
        lines.append(Text(f"所用规范有 {unchecked} 个数值未核对原文，引用前请核对（zoning rules {found.rules.name}）。", f"{unchecked} values of the rules profile are not checked against the original: check them before you quote them (zoning rules {found.rules.name})."))  # fmt: skip
    book = next((file for file in files if file.name == "balance.xlsx"), None)
    if book:
        lines.append(Text(f"请打开：{book}", f"Open: {book}"))
    return "\n".join(line.to(lang) for line in lines)


def _even(found: Balancing) -> list[Text]:
    """How even the groups are, and who is in none."""
    grouping, names = found.grouping, found.area.schools["name"]
    assert grouping is not None
    lines = [Text(
        f"集团之间尚需调剂 {grouping.uneven_share:.1%} 的优质学位才完全均衡（各校单独时 {grouping.alone_share:.1%}），{grouping.proved.zh}。",
        f"{grouping.uneven_share:.1%} of good seats would have to change group to be quite even ({grouping.alone_share:.1%} with every school by itself); {grouping.proved.en}.",
    )]  # fmt: skip
    left = grouping.left
    if len(left):
        near = {
            lang: [f"{names[school]}（{_nearest(row, names, lang)}）" if lang == "zh" else f"{names[school]} ({_nearest(row, names, lang)})" for school, row in left.iterrows()]
            for lang in ("zh", "en")
        }  # fmt: skip
        lines.append(Text(f"未编入集团 {len(left)} 所：{listed(near['zh'], 'zh', 20)}", f"In no group, {len(left)}: {listed(near['en'], 'en', 20)}"))  # fmt: skip
    return lines


def _nearest(row: pd.Series, names: pd.Series, lang: Lang) -> str:
    if pd.isna(row["nearest"]):
        return Text("无路可达", "no way to any").to(lang)
    name, metres = names[row["nearest"]], f"{row['nearest_m']:,.0f}"
    said = Text(f"最近的牵头校{name}，{metres} 米", f"nearest: {name}, {metres} m").to(lang)
    return said + (Text("，集团已满", ", whose groups are full").to(lang) if row["why"] == "full" else "")


def as_json(found: Balancing, files: list[Path]) -> dict[str, object]:
    """Return the judgement as plain values that JSON knows."""
    said = written.record(found)
    kept = ("totals", "schools", "lacking", "variation", "access", "spread", "groups", "notes", "seconds")
    return {"ok": True, **plain({key: said[key] for key in kept if key in said}), "files": [str(file) for file in files]}  # fmt: skip

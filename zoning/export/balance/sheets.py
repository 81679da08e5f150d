"""The sheets of balance.xlsx: verdicts of the district, schools one by one, what is lacking, groups, seats by subdistrict."""

from collections.abc import Mapping

import pandas as pd

from zoning.balance import INDICATORS
from zoning.export import title
from zoning.export.balance.columns import COLOURS, COLUMNS, ITEMS, SHARES, STAGES, VERDICTS, WORDS, ZONES
from zoning.export.workbook import Sheet
from zoning.result import Balancing
from zoning.words import Lang, Text

_SCHOOL = ("school_id", "name", "stage", "subdistrict", "place", "private")
_CLASSES = (
    "classes", "largest_class", "class_most", "large_classes", "super_classes", "class_verdict", "enrolment", "enrolment_most", "size_verdict",
)  # fmt: skip


def sheets(found: Balancing, lang: Lang) -> list[Sheet]:
    """Return the sheets in the order of the workbook; those of groups and seats where there are any."""
    made = [totals(found, lang), monitor(found, lang)]
    if len(found.judged.lacking):
        made.append(lacking(found, lang))
    made += [variation(found, lang), classes(found, lang), nearby(found, lang)]
    if found.grouping is not None:
        made += [groups(found, lang), members(found, lang)]
    if len(found.judged.access):
        made.append(access(found, lang))
    return [*made, _about(found, lang)]


def called(frame: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Return a table with its columns and the words in them as they are shown; shares in the zones of a reference by its name."""
    shown = {str(column): _worded(frame[column], str(column), lang) for column in frame}
    return pd.DataFrame(shown, index=frame.index).rename(columns={name: said.to(lang) for name, (said, _) in COLUMNS.items()})  # fmt: skip


def rounded(values: pd.Series, form: str | None) -> pd.Series:
    """Return numbers as they are shown, and a digit more: what is compared with a standard is not rounded to it."""
    if form is None:
        return values
    digits = len(form.split(".")[1].split(";")[0].rstrip("%")) + 1 if "." in form else 0
    digits += 2 * form.endswith("%")
    return values.map(lambda one: one if isinstance(one, str) or pd.isna(one) else round(float(one), digits) if digits else round(one)).astype(object)  # fmt: skip


def _worded(values: pd.Series, column: str, lang: Lang) -> pd.Series:
    words = VERDICTS if column.endswith("verdict") else WORDS.get(column)
    if words is None:
        return values
    return values.map(lambda one: None if pd.isna(one) else words[one].to(lang) if one in words else one)


def _sheet(name: Text, frame: pd.DataFrame, lang: Lang, fills: Mapping[tuple[int, int], str] | None = None) -> Sheet:  # fmt: skip
    formats = [COLUMNS[str(column)][1] if column in COLUMNS else None for column in frame]
    fills = {**_verdicts(frame), **(fills or {})}
    frame = pd.DataFrame(
        {name: rounded(frame[name], form) for name, form in zip(frame, formats, strict=True)}
    )
    return Sheet(name.to(lang), called(frame, lang), formats, fills=fills)


def _verdicts(frame: pd.DataFrame) -> dict[tuple[int, int], str]:
    """The colours of the columns of verdicts."""
    return {
        (row, at): COLOURS[value]
        for at, column in enumerate(frame)
        if str(column).endswith("verdict")
        for row, value in enumerate(frame[column])
        if value in COLOURS
    }


def totals(found: Balancing, lang: Lang) -> Sheet:
    """Return what the district is asked, with the verdict."""
    rows = found.judged.totals
    share = rows["item"].isin(SHARES)
    frame = pd.DataFrame(
        {
            Text("项目", "question").to(lang): rows["item"].map({key: text.to(lang) for key, text in ITEMS.items()}),
            Text("学段", "stage").to(lang): rows["stage"].map({key: text.to(lang) for key, text in STAGES.items()}).fillna(Text("全区", "both").to(lang)),
            Text("比例", "share").to(lang): rows["value"].where(share).round(4),
            Text("要求", "limit").to(lang): rows["limit"].where(share),
            Text("达标数或人数", "met or pupils").to(lang): rows["number"],
            Text("总数", "of").to(lang): rows["of"],
            "verdict": rows["verdict"],
        }
    )  # fmt: skip
    sheet = _sheet(Text("结论", "verdicts"), frame, lang)
    return sheet._replace(formats=[None, None, "0.0%", "0.0%", "#,##0", "#,##0", None])


def monitor(found: Balancing, lang: Lang) -> Sheet:
    """Return 优质均衡监测表: the schools of each stage below their standards, what is not met in red, what is not shown in yellow."""
    parts, fills, at = [], dict[tuple[int, int], str](), 0
    columns = [*_SCHOOL, "pupils", *INDICATORS, "met", "shown", "verdict", "good"]
    for stage, held in found.judged.standards.items():
        own = found.judged.schools[found.judged.schools["stage"] == stage]
        head = {
            "name": Text("标准（不低于）", "standard (at least)").to(lang),
            "stage": stage,
            "met": held.least_met,
        }
        parts += [pd.DataFrame([head | dict(held.least)]), own]
        for column, name in enumerate(columns):
            if name in INDICATORS:
                said = own[f"{name}_verdict"]
                fills |= {
                    (at + 1 + row, column): COLOURS[one] for row, one in enumerate(said) if one in COLOURS
                }
        at += 1 + len(own)
    frame = pd.concat([part.reindex(columns=columns).astype(object) for part in parts], ignore_index=True)
    there = frame["school_id"].notna()
    for name in INDICATORS:
        frame[name] = frame[name].where(frame[name].notna() | ~there, VERDICTS["not_shown"].to(lang))
    sheet = _sheet(Text("优质均衡监测表", "schools"), frame, lang, fills)
    heads = {COLUMNS[name][0].to(lang): _in_lines(one.name.to(lang)) for name, one in INDICATORS.items()}
    return sheet._replace(frame=sheet.frame.rename(columns=heads))


def _in_lines(name: str) -> str:
    """The name of an indicator in two lines: seven of them have to go on a page."""
    for start in ("每百名学生县级以上", "每百名学生高于规定", "每百名学生", "生均教学"):
        if name.startswith(start):
            return f"{start}\n{name.removeprefix(start)}"
    return name.replace(", ", "\n")


def lacking(found: Balancing, lang: Lang) -> Sheet:
    """Return what each school lacks to meet each indicator, subdistrict by subdistrict."""
    rows = found.judged.lacking
    units = {name: one.unit.to(lang) for name, one in INDICATORS.items()}
    columns = [
        "subdistrict",
        "place",
        "school_id",
        "name",
        "stage",
        "indicator",
        "value",
        "least",
        "short",
        "unit",
    ]
    return _sheet(
        Text("未达标差额", "lacking"), rows.assign(unit=rows["indicator"].map(units))[columns], lang
    )


def variation(found: Balancing, lang: Lang) -> Sheet:
    """Return 差异系数 per stage and indicator."""
    columns = ["stage", "indicator", "schools", "missing", "mean", "deviation", "cv", "limit", "verdict"]
    return _sheet(Text("差异系数", "variation"), found.judged.variation[columns], lang)


def classes(found: Balancing, lang: Lang) -> Sheet:
    """Return class sizes and school sizes."""
    return _sheet(Text("班额与规模", "classes and sizes"), found.judged.schools[[*_SCHOOL, "pupils", *_CLASSES]], lang)  # fmt: skip


def nearby(found: Balancing, lang: Lang) -> Sheet:
    """Return in-zone shares: the one that counts, and one for every zone plan where there is a roll."""
    rows = found.judged.schools
    first = [
        *_SCHOOL,
        "boarding",
        "pupils",
        "in_zone_share",
        "in_zone_from",
        "in_zone_least",
        "in_zone_verdict",
    ]
    others = _by_zones(rows)
    frame = rows[[*first, *others]].rename(columns={column: _in_zones(name, lang) for column, name in others.items()})  # fmt: skip
    sheet = _sheet(Text("就近入学", "in-zone pupils"), frame, lang)
    return sheet._replace(formats=[*list(sheet.formats)[: len(first)], *["0.0%"] * len(others)])


def _by_zones(rows: pd.DataFrame) -> dict[str, str]:
    """Column -> zone plan, of the in-zone shares of single plans; the form's is told already."""
    known = {"in_zone_share", "in_zone_from", "in_zone_least", "in_zone_verdict", "in_zone_form"}
    return {name: name.removeprefix("in_zone_") for name in map(str, rows) if name.startswith("in_zone_") and name not in known}  # fmt: skip


def _in_zones(name: str, lang: Lang) -> str:
    plan = ZONES[name].to(lang) if name in ZONES else name
    return Text(f"按{plan}", f"in {plan}").to(lang)


def groups(found: Balancing, lang: Lang) -> Sheet:
    """Return a row per group, the most lacking first."""
    assert found.grouping is not None
    rows = found.grouping.groups
    frame = rows.assign(leader_name=_names(found, rows.index)).reset_index()
    columns = [
        "leader",
        "leader_name",
        "schools",
        "pupils",
        "strength",
        "good_share",
        "surplus_seats",
        "longest_m",
    ]
    return _sheet(Text("集团", "groups"), frame.sort_values(["surplus_seats", "leader"])[columns], lang)


def members(found: Balancing, lang: Lang) -> Sheet:
    """Return a row per school: its group and the way to the leading school; those in no group first, with the nearest."""
    assert found.grouping is not None
    rows = found.grouping.schools
    about = found.judged.schools.set_index(["stage", "school_id"]).loc[found.scenario.stage]
    frame = rows.assign(
        name=about["name"], subdistrict=about["subdistrict"], place=about["place"],
        leader_name=_names(found, rows["leader"]), nearest_name=_names(found, rows["nearest"]),
    ).reset_index(names="school_id")  # fmt: skip
    frame = frame.assign(last=frame["leader"].notna(), leads=frame["why"] != "leads")
    frame = frame.sort_values(["last", "leader", "leads", "school_id"], kind="stable")
    columns = ["leader_name", "school_id", "name", "subdistrict", "place", "why", "pupils", "strength", "good", "metres", "nearest_name", "nearest_m"]  # fmt: skip
    left = {(row, at): COLOURS["not_met"] for row, why in enumerate(frame["why"]) if why in ("too_far", "full") for at in range(len(columns))}  # fmt: skip
    return _sheet(Text("集团成员", "members"), frame[columns], lang, left)


def _names(found: Balancing, ids: pd.Index | pd.Series) -> pd.Series:
    """Names of schools, on the index of the ids."""
    return pd.Series(ids, index=ids if isinstance(ids, pd.Index) else ids.index).map(
        found.area.schools["name"]
    )


def access(found: Balancing, lang: Lang) -> Sheet:
    """Return the good seats of each zone plan by subdistrict, and below how far apart subdistricts are."""
    columns = ["zones", "subdistrict", "pupils", "known_pupils", "good_share", "strength"]
    parts = []
    for row in found.judged.spread.to_dict("records"):
        own = found.judged.access[found.judged.access["zones"] == row["zones"]]
        whole = {"subdistrict": Text("全区", "whole").to(lang), **{name: row[name] for name in columns[2:]}}
        apart = {"subdistrict": Text("极差（最高−最低）", "range").to(lang), **{name: row[f"{name}_range"] for name in ("good_share", "strength")}}  # fmt: skip
        varied = {"subdistrict": Text("差异系数", "cv").to(lang), **{name: row[f"{name}_cv"] for name in ("good_share", "strength")}}  # fmt: skip
        parts += [own, pd.DataFrame([whole, apart, varied]).assign(zones=row["zones"])]
    frame = pd.concat([part.reindex(columns=columns) for part in parts], ignore_index=True)
    frame["subdistrict"] = frame["subdistrict"].replace("", Text("（未写街道）", "(none given)").to(lang))
    return _sheet(Text("片区优质学位", "good seats by subdistrict"), frame, lang)


def _about(found: Balancing, lang: Lang) -> Sheet:
    """Return what the tables rest on: title, rules, notes."""
    grouping = found.grouping
    said = {
        **title.fields(found),
        "rules": found.rules.title.to(lang),
        "rules_unverified": str(len(found.rules.unverified())),
        **({} if grouping is None else {"groups_uneven": f"{grouping.uneven_share:.2%}", "groups_alone": f"{grouping.alone_share:.2%}", "groups_proved": grouping.proved.to(lang)}),
        **{f"note_{n}": note.text.to(lang) for n, note in enumerate(found.notes, 1)},
    }  # fmt: skip
    heads = [Text("项目", "key").to(lang), Text("内容", "value").to(lang)]
    return Sheet(Text("说明", "about").to(lang), pd.DataFrame(list(said.items()), columns=heads))

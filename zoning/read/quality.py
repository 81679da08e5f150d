"""优质均衡填报表: what each school has, row by row, under its school and stage; what is missing stays missing."""

import re
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from zoning.model import Stage
from zoning.read.findings import NOTHING, Findings, info, problem, warning
from zoning.read.names import said_of_spellings, school_ids
from zoning.read.stages import set_apart, teaches, teaching_point
from zoning.read.values import key
from zoning.tables import QUALITY
from zoning.words import listed

_ROWS = ("行", "rows")
_NUMBERS = tuple(column.name for column in QUALITY.columns if column.kind != "text")
_PLACES = {"city": r"主?城|city|urban", "town": r"镇|特殊区域|town", "rural": r"乡|村|rural|village"}
_YES, _NO = r"是|有|寄宿制?|寄宿制学校|全寄宿|yes|y|true|1|√", r"否|无|非寄宿制?|走读|不寄宿|no|n|false|0|×"
_PRIVATE = r".*(?:民办|私立|个人|社会组织|中外合作|private|independent).*"
_PUBLIC = r".*(?:公办|公立|部门|政府|国有|集体|企业|事业|public|state).*"
_MOST_IN_A_CLASS = 200


def matched(
    form: pd.DataFrame, schools: pd.DataFrame, same: Mapping[str, str], stage: Stage
) -> tuple[pd.DataFrame, Findings]:
    """Return a row per school and stage, and everything wrong with the form.

    Parameters
    ----------
    schools
        Every school there is, of all stages: index `school_id`; `name`, and `stage`, `ownership`, `subdistrict` where known.
    stage
        Of schools whose stage nothing tells.
    """
    rows = _with_all_columns(form)
    ids, found = _schools_of(rows, schools, same)
    rows = rows.assign(school_id=ids.astype("str"))[ids.notna().to_numpy()]
    rows, said = _staged(_with_school(rows, schools), stage)
    found += said + _twice(rows)
    rows, said = _in_words(rows)
    found += said
    sizes, said = _class_sizes(rows)
    rows = rows.assign(class_sizes=pd.Series(sizes, index=rows.index, dtype="object"))
    found += said + _contradictions(rows) + _classes_agree(rows) + _scores(rows) + _per_cent(rows)
    return rows.reset_index(drop=True), found + _silent(rows, schools, stage)


def _with_all_columns(form: pd.DataFrame) -> pd.DataFrame:
    """The form with every column of the table, `nan` or nothing where the file has none; `row` is what messages call it."""
    out = pd.DataFrame(index=form.index)
    for column in QUALITY.columns:
        if column.name in _NUMBERS:
            given = form.get(column.name, pd.Series(np.nan, index=form.index))
            out[column.name] = pd.to_numeric(given, errors="coerce").astype(float)
        else:
            given = form.get(column.name, pd.Series(None, index=form.index, dtype="object"))
            out[column.name] = given.astype("str").where(given.notna(), None)
    called = out["school_name"].fillna(out["school_id"]).fillna("")
    out["row"] = [f"#{n + 1} {name}".strip() for n, name in zip(form.index, called, strict=True)]
    return out


def _schools_of(
    rows: pd.DataFrame, schools: pd.DataFrame, same: Mapping[str, str]
) -> tuple[pd.Series, Findings]:
    """The id of each row's school: by its id, else by its name; rows that say two different schools are problems."""
    written = rows["school_id"].where(rows["school_id"].notna(), rows["school_name"])
    ids, found = school_ids(written, schools, same, "quality", _ROWS)
    found += said_of_spellings(written, same, "quality")
    if rows[["school_id", "school_name"]].isna().all(axis=None):
        return ids, problem(
            "quality",
            "没有学校编号，也没有学校名称；请补上其中一列",
            "has neither ids nor names of schools: add one of the two columns",
        )
    for row in rows["row"][written.isna()]:
        found += problem("quality", "没有写学校", "names no school", row=str(row), column="school_name")
    own = schools["name"].reindex(ids.to_numpy()).map(key, na_action="ignore").to_numpy()
    named = rows["school_name"].map(key, na_action="ignore")
    others = set(schools["name"].dropna().map(key))
    for row in rows["row"][ids.notna() & (named != own) & named.isin(others)]:
        found += problem(
            "quality",
            "编号与名称不是同一所学校，请核对是否错行",
            "the id and the name are of two different schools: has a row slipped?",
            row=str(row),
        )
    return ids, found


def _with_school(rows: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """The rows with what the table of schools knows: `name`, `subdistrict`, `taught`; ownership where the form has none."""
    known = schools.reindex(columns=["name", "subdistrict", "stage", "ownership"]).reindex(rows["school_id"])
    out = rows.assign(
        **{
            name: known[column].to_numpy()
            for name, column in (("name", "name"), ("subdistrict", "subdistrict"), ("taught", "stage"))
        }
    )
    return out.assign(ownership=rows["ownership"].where(rows["ownership"].notna(), known["ownership"].to_numpy()))  # fmt: skip


def _staged(rows: pd.DataFrame, stage: Stage) -> tuple[pd.DataFrame, Findings]:
    """The rows of primary and junior schools with their `stage`, `point` and `nine_year`; others are set aside and named."""
    word = rows["stage"].where(rows["stage"].notna(), rows["taught"])
    primary, junior = teaches(word, "primary"), teaches(word, "junior")
    silent = word.isna() & (stage in ("primary", "junior"))
    apart = set_apart(rows["stage"]) | set_apart(rows["taught"])
    other = ~(primary | junior | silent) & ~apart
    found = NOTHING
    for row in rows["row"][primary & junior & ~apart]:
        found += problem(
            "quality",
            "一贯制学校的小学、初中要分开判断：请写成两行，学段一列分别写 小学、初中",
            "the two stages of a nine-year school are judged apart: write two rows, primary and junior in the column of stages",
            row=str(row),
            column="stage",
        )
    for mask, zh, en in (
        (apart, "特殊教育、职业学校不在监测之列", "special and vocational schools are not judged"),
        (other, "不是小学、初中，未计入", "neither primary nor junior schools, not judged"),
    ):
        if mask.any():
            names = list(dict.fromkeys(rows["name"][mask]))
            found += info("quality", f"{zh}：{listed(names, 'zh')}", f"{en}: {listed(names, 'en')}")
    if (apart | other).all():
        found += problem("quality", "没有一所小学或初中；请核对学段一列", "holds no primary or junior school: check the column of stages")  # fmt: skip
    both = teaches(rows["taught"], "primary") & teaches(rows["taught"], "junior")
    out = rows.assign(
        stage=np.select([primary, junior], ["primary", "junior"], stage),
        point=teaching_point(rows["stage"]) | teaching_point(rows["taught"]),
    )[~(apart | other | (primary & junior))]
    two = out.groupby("school_id")["stage"].transform("nunique").gt(1)
    return out.assign(nine_year=both.reindex(out.index) | two), found


def _twice(rows: pd.DataFrame) -> Findings:
    found = NOTHING
    for row in rows["row"][rows.duplicated(["school_id", "stage"], keep="first")]:
        found += problem(
            "quality",
            "这所学校、这个学段已有一行；请只留一行",
            "this school and stage have a row already: keep one",
            row=str(row),
        )
    return found


def _in_words(rows: pd.DataFrame) -> tuple[pd.DataFrame, Findings]:
    """The rows with `place` (city, town, rural), `boarding` and `private` (1, 0), missing where nothing is written."""
    place = _read(rows["place"], {name: f"(?:{start}).*" for name, start in _PLACES.items()})
    boarding = _read(rows["boarding"], {1.0: _YES, 0.0: _NO}).astype(float)
    private = _read(rows["ownership"], {1.0: _PRIVATE, 0.0: _PUBLIC}).astype(float)
    found = NOTHING
    for column, read, zh, en in (
        ("place", place, "请写 城区、镇区 或 乡村", "write city, town or rural"),
        ("boarding", boarding, "请写 是 或 否", "write yes or no"),
        ("ownership", private, "请写 公办 或 民办", "write public or private"),
    ):
        strange = rows[column].notna() & read.isna()
        for row, value in zip(rows["row"][strange], rows[column][strange], strict=True):
            found += problem("quality", f"“{value}”看不懂；{zh}", f"{value!r} is not understood: {en}", row=str(row), column=column)  # fmt: skip
    return rows.drop(columns=["ownership", "taught"]).assign(place=place, boarding=boarding, private=private), found  # fmt: skip


def _read(values: pd.Series, words: Mapping[object, str]) -> pd.Series:
    """The meaning whose pattern a text matches, missing where none does."""
    bare = values.map(key, na_action="ignore").astype("str")
    out = pd.Series(None, index=values.index, dtype="object")
    for meaning, pattern in words.items():
        out = out.mask(out.isna() & bare.str.fullmatch(pattern).fillna(False).astype(bool), meaning)
    return out


def _class_sizes(rows: pd.DataFrame) -> tuple[list[tuple[int, ...]], Findings]:
    """The pupils of every class, nothing where they are not listed; "45×3" is three classes."""
    found, sizes = NOTHING, list[tuple[int, ...]]()
    for row, text in zip(rows["row"], rows["class_sizes"], strict=True):
        parts = (
            [part for part in re.split(r"[、,，;；/\s]+", str(text)) if part] if isinstance(text, str) else []
        )
        read = [re.fullmatch(r"(\d{1,3})(?:人)?(?:[×xX*](\d{1,2}))?", part) for part in parts]
        wrong = [part for part, one in zip(parts, read, strict=True) if one is None or not 0 < int(one[1]) <= _MOST_IN_A_CLASS]  # fmt: skip
        if wrong:
            found += problem("quality", f"“{wrong[0]}”不是班级人数；请写 45、46、44", f"{wrong[0]!r} is no size of a class: write 45, 46, 44", row=str(row), column="class_sizes")  # fmt: skip
        sizes.append(tuple(n for one in read if one is not None and not wrong for n in [int(one[1])] * int(one[2] or 1)))  # fmt: skip
    return sizes, found


_TOO_MANY = (
    ("in_zone_pupils", "pupils", "大于学生数", "is more than the pupils"),
    ("migrant_pupils", "pupils", "大于学生数", "is more than the pupils"),
    ("purchased_seats", "pupils", "大于学生数", "is more than the pupils"),
    ("indoor_sports_m2", "teaching_m2", "大于教学及辅助用房面积（其中已含室内体育用房）", "is more than the teaching rooms, which include it"),
    ("largest_class", "pupils", "大于学生数", "is more than the pupils"),
)  # fmt: skip


def _contradictions(rows: pd.DataFrame) -> Findings:
    found = NOTHING
    for part, whole, zh, en in _TOO_MANY:
        for row, one, all_ in rows.loc[rows[part] > rows[whole], ["row", part, whole]].itertuples(index=False):  # fmt: skip
            name = QUALITY.column(part).meaning
            found += problem("quality", f"{name.zh} {one:g} {zh} {all_:g}", f"{name.en}: {one:g} {en}, {all_:g}", row=str(row), column=part)  # fmt: skip
    return found


def _classes_agree(rows: pd.DataFrame) -> Findings:
    """Where the list of classes tells otherwise than the other columns: the list is believed, and said."""
    there = rows["class_sizes"].map(len) > 0
    checks: tuple[tuple[str, Callable[[tuple[int, ...]], int], str, str], ...] = (
        ("pupils", sum, "之和与学生数不同", "do not add up to the pupils"),
        ("classes", len, "个数与班数不同", "are not as many as the classes"),
        ("largest_class", max, "最大值与最大班额不同", "hold another largest class"),
    )
    found = NOTHING
    for column, count, zh, en in checks:
        mine = rows["class_sizes"][there].map(count).reindex(rows.index)
        differ = there & rows[column].notna() & (mine != rows[column])
        if differ.any():
            names = rows["name"][differ]
            found += warning("quality", f"各班人数{zh}，以各班人数为准，请核对：{listed(names, 'zh')}", f"sizes of classes {en}; the sizes are taken, please check: {listed(names, 'en')}")  # fmt: skip
    return found


def _scores(rows: pd.DataFrame) -> Findings:
    """A score for some schools of a stage and none for others compares what cannot be compared."""
    found = NOTHING
    for stage, own in rows.groupby("stage"):
        lacking = own["name"][own["score"].isna()]
        if 0 < len(lacking) < len(own):
            found += problem("quality", f"办学质量评分只填了一部分，{len(lacking)} 所没有：{listed(lacking, 'zh')}；请同一学段都填或都不填", f"{len(lacking)} {stage} schools have no score and others do: {listed(lacking, 'en')}; give all of a stage one, or none", column="score")  # fmt: skip
    return found


def _per_cent(rows: pd.DataFrame) -> Findings:
    given = rows["migrant_percent"].dropna()
    if given.empty or given.max() > 1 or not (given > 0).any():
        return NOTHING
    return problem("quality", "随迁子女占比看起来是小数；请按百分数填写（35，不是 0.35），或改填人数", "look like shares: write per cent (35, not 0.35), or give counts", column="migrant_percent")  # fmt: skip


def _silent(rows: pd.DataFrame, schools: pd.DataFrame, stage: Stage) -> Findings:
    """Schools of the stage that is planned which the form leaves out."""
    of_stage = schools[teaches(schools["stage"], stage)] if "stage" in schools else schools
    lacking = of_stage["name"][~of_stage.index.isin(rows["school_id"])]
    if lacking.empty or stage not in ("primary", "junior"):
        return NOTHING
    return warning("quality", f"{len(lacking)} 所学校没有填报，未参加监测：{listed(lacking, 'zh')}", f"{len(lacking)} schools are not in the form and are not judged: {listed(lacking, 'en')}")  # fmt: skip

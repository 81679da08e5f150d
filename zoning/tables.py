"""What each input table must contain; one description recognises headers, checks values and writes the reference."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from zoning.errors import Problem
from zoning.model import Stage
from zoning.words import Text, listed

Kind = Literal["text", "number", "whole"]


@dataclass(frozen=True)
class Column:
    """One column: what it means, how files call it, and which values are believed."""

    name: str
    kind: Kind
    meaning: Text
    synonyms: tuple[str, ...] = ()
    required: bool = False
    least: float | None = None
    most: float | None = None
    """Above this a number is taken for a slip of the pen."""
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """One input table and the geometry its rows must have."""

    name: str
    title: Text
    geometry: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Return the column called `name`."""
        return next(column for column in self.columns if column.name == name)


_STAGE_WORDS: dict[Stage, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "kindergarten": (
        ("幼儿园适龄", "幼儿园适龄人数", "在园幼儿数", "pupils_kindergarten"),
        ("现幼儿园", "school_kindergarten"),
    ),
    "primary": (
        ("小学适龄", "小学适龄人数", "小学适龄学生", "小学学生数", "pupils_primary"),
        ("现小学", "小学学区", "school_primary"),
    ),
    "junior": (
        ("初中适龄", "初中适龄人数", "初中适龄学生", "初中学生数", "pupils_junior"),
        ("现初中", "初中学区", "school_junior"),
    ),
}

_BLOCKS = Table(
    "blocks",
    Text("地块", "blocks"),
    ("Polygon", "MultiPolygon"),
    (
        Column("block_id", "text", Text("地块编号，不重复", "id of the block, unique"), ("地块编号", "小区编号", "编号", "id", "block", "网格编号"), True),
        Column("name", "text", Text("小区、村居名称", "name of the estate or village"), ("小区名称", "小区名", "名称", "楼盘", "社区/村居", "村居", "社区", "name")),
        Column("address", "text", Text("门牌地址", "street address"), ("地址", "详细地址", "门牌地址", "address")),
        Column("kind", "text", Text("类型", "kind of land"), ("类型", "用地类型", "kind", "type")),
        Column("subdistrict", "text", Text("街道、镇", "subdistrict"), ("街道", "街道/镇", "镇街", "所属街道", "subdistrict", "street_name")),
        Column("community", "text", Text("社区、村居", "community"), ("社区", "社区/村居", "村居", "居委会", "所属社区", "社区名称", "community")),
        Column("dwellings", "number", Text("户数", "dwellings"), ("户数", "总户数", "住宅套数", "dwellings", "households"), least=0, most=50_000),
        Column("pupils", "whole", Text("本学段适龄学生数", "pupils of the stage"), ("适龄学生", "适龄学生数", "适龄儿童", "适龄儿童数", "学生数", "pupils", "enrollment", "demand"), True, 0, 20_000),
        Column("current_school", "text", Text("现划片学校", "today's school"), ("现划片学校", "现学校", "划片学校", "所属学校", "current_school", "school")),
    ),
)  # fmt: skip

_SCHOOLS = Table(
    "schools",
    Text("学校", "schools"),
    ("Point",),
    (
        Column("school_id", "text", Text("学校编号，不重复", "id of the school, unique"), ("学校标识码", "学校编号", "幼儿园标识码", "编号", "标识码", "campus_code", "id", "school_id"), True),
        Column("name", "text", Text("学校名称", "name of the school"), ("学校名称", "校名", "园所名称", "名称", "school_name", "name"), True),
        Column("stage", "text", Text("办学类型", "stage taught"), ("办学类型", "学校类别", "学段", "school_type", "stage")),
        Column("seats", "number", Text("学位数", "seats"), ("学位数", "学位", "可设学位", "核定学位", "办学规模", "capacity", "seats"), False, 0, 10_000),
        Column("classes", "number", Text("班数", "classes"), ("班数", "教学班数", "可设班数", "class_count", "classes"), False, 0, 200),
        Column("roll", "number", Text("在校生数", "pupils on roll today"), ("在校生数", "在园幼儿数", "student_count", "roll"), False, 0, 20_000),
        Column("ownership", "text", Text("举办者", "public or private"), ("举办者", "办学性质", "school_nature", "ownership")),
        Column("address", "text", Text("地址", "address"), ("地址", "学校地址", "address")),
        Column("subdistrict", "text", Text("街道、镇", "subdistrict"), ("街道", "街道/镇", "镇街", "subdistrict")),
    ),
)  # fmt: skip

_SITES = (
    Column("site_m2", "number", Text("用地面积（平方米）", "ground"), ("用地面积", "占地面积", "面积", "site_m2", "area_m2"), False, 500, 500_000, "m²"),
    Column("cost_wan", "number", Text("投资（万元）", "cost"), ("投资", "投资估算", "估算投资", "总投资", "cost_wan"), False, 0, 1_000_000, "万元"),
)  # fmt: skip

STREETS = Table(
    "streets",
    Text("道路", "streets"),
    ("LineString", "MultiLineString"),
    (
        Column("name", "text", Text("路名", "name"), ("名称", "路名", "道路名称", "name")),
        Column(
            "level",
            "text",
            Text("等级", "class of street"),
            ("等级", "道路等级", "类型", "highway", "level", "class", "fclass"),
        ),
    ),
)
BARRIERS = Table(
    "barriers",
    Text("屏障", "barriers"),
    ("LineString", "MultiLineString", "Polygon", "MultiPolygon"),
    (
        Column("name", "text", Text("名称", "name"), ("名称", "name")),
        Column("kind", "text", Text("类型：河流、铁路、高速", "railway, river or motorway"), ("类型", "kind", "type"), True),
    ),
)  # fmt: skip
CROSSINGS = Table(
    "crossings",
    Text("跨越设施", "crossings"),
    ("Point", "LineString", "MultiLineString"),
    (
        Column("name", "text", Text("名称", "name"), ("名称", "name")),
        Column("kind", "text", Text("类型：桥、平交道口、地道", "bridge, level crossing or underpass"), ("类型", "kind", "type")),
    ),
)  # fmt: skip
BOUNDARY = Table(
    "boundary", Text("规划范围", "boundary"), ("Polygon", "MultiPolygon"),
    (Column("name", "text", Text("名称", "name"), ("名称", "name")),),
)  # fmt: skip
ZONES = Table(
    "zones", Text("划片", "zones"), ("Polygon", "MultiPolygon"),
    (Column("school", "text", Text("学校名称或编号", "the school's name or id"), ("学校名称", "学校", "school", "school_id", "划片学校"), True),),
)  # fmt: skip

_FEEDER = Column("school", "text", Text("小学编号或名称", "the primary school's id or name"), ("学校编号", "小学编号", "school_id", "小学", "划片小学", "对口小学", "学校", "school", "划片学校", "学校名称", "school_name"), True)  # fmt: skip
_FEEDER_NAME = Column("school_name", "text", Text("小学名称", "the primary school's name"), ("划片学校", "小学名称", "学校名称"))  # fmt: skip
_ZONE_NAME = replace(_FEEDER_NAME, synonyms=(*_FEEDER_NAME.synonyms, "名称", "name"))
FEEDERS = Table("feeders", Text("对口", "feeders"), (), (_BLOCKS.columns[0], _FEEDER, _FEEDER_NAME))
FEEDER_ZONES = Table("feeders", Text("对口", "feeders"), ("Polygon", "MultiPolygon"), (_FEEDER, _ZONE_NAME))


def blocks(stage: Stage) -> Table:
    """Return the blocks table with the words that files use for this stage first."""
    pupils, current = _STAGE_WORDS[stage]
    return replace(
        _BLOCKS,
        columns=tuple(_prefer(c, {"pupils": pupils, "current_school": current}) for c in _BLOCKS.columns),
    )


def schools(name: str = "schools") -> Table:
    """Return the schools table; candidate sites are the same table under another name, with their ground and what they cost."""
    more = _SITES if name == "candidates" else ()
    return replace(_SCHOOLS, name=name, columns=(*_SCHOOLS.columns, *more))


def _prefer(column: Column, first: Mapping[str, tuple[str, ...]]) -> Column:
    return replace(column, synonyms=first.get(column.name, ()) + column.synonyms)


def plain(header: object) -> str:
    """Return a header without spaces, units in brackets, full-width forms and capitals.

    >>> plain(" 占地面积（平方米） ")
    '占地面积'
    """
    text = unicodedata.normalize("NFKC", str(header)).strip().lower()
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", "", text)
    return re.sub(r"\s+", "", text)


def recognise(
    table: Table, headers: Iterable[str], mapping: Mapping[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    """Return column -> header of the file: the scenario's mapping first, then the known synonyms in order."""
    headers = list(headers)
    by_plain = {plain(h): h for h in reversed(headers)}
    found: dict[str, str] = {}
    problems = [
        Problem(table.name, Text(f"情景中写的列不存在；文件里有：{listed(headers, 'zh', 12)}", f"the scenario names this column, the file has: {listed(headers, 'en', 12)}"), column=source)
        for source in mapping.values()
        if source not in headers
    ]  # fmt: skip
    problems += [
        Problem("scenario", Text(f"{table.name} 没有名为 {name} 的列；可用：{listed([c.name for c in table.columns], 'zh', 20)}", f"{table.name} has no column called {name}; there are: {listed([c.name for c in table.columns], 'en', 20)}"))
        for name in mapping
        if name not in {c.name for c in table.columns}
    ]  # fmt: skip
    for column in table.columns:
        names = [mapping[column.name]] if column.name in mapping else [column.name, *column.synonyms]
        hit = next((by_plain[plain(n)] for n in names if plain(n) in by_plain), None)
        if hit is not None and (column.name in mapping or hit not in found.values()):
            found[column.name] = hit
        elif column.required and column.name not in mapping:
            problems.append(_missing(table, column, headers))
    return found, problems


def _missing(table: Table, column: Column, headers: list[str]) -> Problem:
    asked = " / ".join(column.synonyms[:4]) or column.name
    return Problem(
        table.name,
        Text(
            f'缺少“{column.meaning.zh}”一列（{asked}）；文件里有：{listed(headers, "zh", 12)}。可在情景的 columns 中写明 {column.name} = "列名"',
            f"no column for {column.meaning.en} ({asked}); the file has: {listed(headers, 'en', 12)}. "
            f'Say which with columns = {{ {column.name} = "…" }} in the scenario',
        ),
    )


def check(frame: pd.DataFrame, table: Table) -> list[Problem]:
    """Return everything wrong with the values of a table whose columns already have their own names."""
    problems: list[Problem] = []
    id_column = table.columns[0].name
    if id_column in frame and table.columns[0].required:
        problems += _check_ids(frame, table, id_column)
    rows = pd.Series([f"#{position + 1}" for position in frame.index], index=frame.index, dtype=object)
    if id_column in frame and table.columns[0].required:
        rows = frame[id_column].astype(object).where(frame[id_column].notna(), rows)
    for column in table.columns:
        if column.name in frame and column.kind != "text":
            problems += _check_numbers(frame[column.name], column, table, rows)
        elif column.name in frame and column.required and column.name != id_column:
            problems += _check_blank(frame[column.name], column, table, rows)
    return problems


def _check_ids(frame: pd.DataFrame, table: Table, id_column: str) -> list[Problem]:
    ids = frame[id_column]
    empty = ids.isna() | (ids.astype(str).str.strip() == "")
    problems = [
        Problem(
            table.name,
            Text("编号为空", "the id is empty"),
            row=f"#{int(frame.index[position]) + 1}",
            column=id_column,
        )
        for position in np.flatnonzero(empty).tolist()
    ]
    counts = ids[~empty].astype(str).value_counts()
    problems += [
        Problem(
            table.name,
            Text(f"编号重复 {n} 次，应唯一", f"the id appears {n} times, must be unique"),
            row=str(i),
            column=id_column,
        )
        for i, n in sorted(counts[counts > 1].to_dict().items())
    ]
    return problems


def _check_blank(values: pd.Series, column: Column, table: Table, rows: pd.Series) -> list[Problem]:
    blank = values.isna() | (values.astype(str).str.strip() == "")
    said = column.meaning
    return [
        Problem(table.name, Text(f"{said.zh}为空，请补上", f"{said.en} is empty; fill it in"), row=str(row), column=column.name)
        for row in rows[blank]
    ]  # fmt: skip


def _check_numbers(values: pd.Series, column: Column, table: Table, rows: pd.Series) -> list[Problem]:
    numbers = pd.to_numeric(values, errors="coerce")
    said = column.meaning
    unread = numbers.isna() & values.notna()
    absent = values.isna() & column.required
    broken = numbers.mod(1).gt(0) & (column.kind == "whole")
    low = numbers < (column.least if column.least is not None else float("-inf"))
    high = numbers > (column.most if column.most is not None else float("inf"))
    problems = []
    for bad, zh, en in (
        (unread, "“{v}”不是数字", "{v!r} is not a number"),
        (broken, f"{said.zh}为 {{v}}，应为整数，请先取整", f"{said.en} is {{v}}, must be whole; round it first"),
        (absent, f"{said.zh}为空；没有就写 0", f"{said.en} is empty; write 0 if there are none"),
        (low, f"{said.zh}为 {{v}}，不能小于 {column.least:g}" if column.least is not None else "", f"{said.en} is {{v}}, must be {column.least:g} or more" if column.least is not None else ""),
        (high, f"{said.zh}为 {{v}}，超过 {column.most:g}，请核对" if column.most is not None else "", f"{said.en} is {{v}}, more than {column.most:g}: a slip?" if column.most is not None else ""),
    ):  # fmt: skip
        problems += [
            Problem(
                table.name, Text(zh.format(v=_shown(v)), en.format(v=_shown(v))), row=row, column=column.name
            )
            for v, row in zip(values[bad], rows[bad], strict=True)
        ]
    return problems


def _shown(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value

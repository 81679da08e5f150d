"""The sheets of a notice, for the workbook and for paper: 一览表, 变更明细, 核对清单, 字段对照."""

import pandas as pd

from zoning.export.workbook import Sheet
from zoning.notice.made import Notice
from zoning.words import Lang, Text

COLUMNS: dict[str, tuple[Text, Text]] = {
    "number": (Text("序号", "no."), Text("按学校编号排列", "by the schools' ids")),
    "school_id": (Text("学校编号", "school id"), Text("学校表的编号；多校片区为片区编号", "of the schools table; of a zone shared by several, the zone's")),
    "name": (Text("学校名称", "school"), Text("多校片区列出各校", "all schools of a shared zone")),
    "nature": (Text("学校性质", "run by"), Text("公办、民办，按学校表“举办者”", "public or private, of the schools table")),
    "intake_classes": (Text("招生班数", "classes taken in"), Text("学校表的招生班数；没有的按招生人数 ÷ 班额进整", "of the schools table, else pupils taken in over the class size, rounded up")),
    "intake": (Text("招生人数", "pupils taken in"), Text("学校表的招生人数；没有的按学位 ÷ 学制年数", "of the schools table, else seats over the years of the stage")),
    "scope": (Text("划片范围", "zone"), Text("四至及地址规则；回读核对见核对清单", "edges and addresses; read back in the checklist")),
    "places": (Text("包含小区、村居", "estates and villages"), Text("片区内有住户或学生的地块名称", "names of blocks where somebody lives")),
    "feeds": (Text("对口学校", "feeder"), Text("小学为对口初中（学校表），初中为对口小学（对口数据）", "junior school of a primary one, primary schools of a junior one")),
    "phone": (Text("咨询电话", "telephone"), Text("学校表", "of the schools table")),
    "remark": (Text("备注", "remarks"), Text("学校表", "of the schools table")),
    "before": (Text("原学校", "school before"), Text("现状划片", "of today's zones")),
    "after": (Text("新学校", "school after"), Text("本方案", "of this plan")),
    "pupils": (Text("涉及学生", "pupils"), Text("本学段适龄学生；小于下限的不列，另隐去可倒推的", "of the stage; small counts are left out, and those by which they could be worked out")),
    "reason": (Text("调整原因", "reason"), Text("停办、新建、超学位、步行减少、连片", "closed, new, over its seats, a shorter walk, zones in one piece")),
    "item": (Text("核对项目", "what must hold"), Text("", "")),
    "holds": (Text("结果", "result"), Text("", "")),
    "counted": (Text("核对数", "counted"), Text("", "")),
    "broken": (Text("不符合的", "what breaks it"), Text("", "")),
}  # fmt: skip
"""Column -> what it is called, and where it comes from."""
YES, NO = Text("符合", "holds"), Text("不符合", "does not hold")
NO_CHANGES = Text("与现状划片相比没有变更，或没有提供现状划片", "nothing changes against today's zones, or they are not given")  # fmt: skip
TOTAL, LEFT_OUT = Text("合计", "in all"), "—"
TITLES = (Text("一览表", "zones"), Text("变更明细", "changes"), Text("核对清单", "checklist"), Text("字段对照", "columns"))  # fmt: skip


def schedule(made: Notice, lang: Lang) -> pd.DataFrame:
    """Return 一览表 as it is shown; columns that no school fills are left out."""
    table = made.schools.drop(columns="school_id")
    empty = [name for name in ("feeds", "phone", "remark", "places") if (table[name].fillna("") == "").all()]
    return _called(table.drop(columns=empty), lang)


def changes(made: Notice, lang: Lang) -> pd.DataFrame:
    """Return 变更明细 as it is shown, with its total; counts that may not be told are a dash."""
    if made.changes.empty:
        return pd.DataFrame({TITLES[1].to(lang): [NO_CHANGES.to(lang)]})
    told = made.changes["pupils"].astype(object).where(made.changes["pupils"].notna(), LEFT_OUT)
    total = made.changes.attrs["total"]
    last = {"before": TOTAL.to(lang), "after": "", "places": "", "pupils": LEFT_OUT if total is None else total, "reason": ""}  # fmt: skip
    return _called(pd.concat([made.changes.assign(pupils=told), pd.DataFrame([last])], ignore_index=True), lang)  # fmt: skip


def checks(made: Notice, lang: Lang) -> pd.DataFrame:
    """Return 核对清单 as it is shown."""
    shown = made.checks.assign(holds=[(YES if holds else NO).to(lang) for holds in made.checks["holds"]])
    return _called(shown, lang)


def columns(lang: Lang) -> pd.DataFrame:
    """Return 字段对照: what each column is called here and in the data, and where it comes from."""
    heads = (Text("栏目", "column"), Text("字段", "field"), Text("来源与口径", "where it comes from"))
    rows = [(called.to(lang), name, source.to(lang)) for name, (called, source) in COLUMNS.items() if source.zh]  # fmt: skip
    return pd.DataFrame(rows, columns=[head.to(lang) for head in heads])


def book(made: Notice, lang: Lang) -> list[Sheet]:
    """Return the sheets of the workbook."""
    frames = (schedule(made, lang), changes(made, lang), checks(made, lang), columns(lang))
    bad = {(row, 1): "FFC7CE" for row, holds in enumerate(made.checks["holds"]) if not holds}
    fills: tuple[dict[tuple[int, int], str], ...] = ({}, {}, bad, {})
    return [Sheet(title.to(lang), frame, fills=fill, wrapped=True) for title, frame, fill in zip(TITLES, frames, fills, strict=True)]  # fmt: skip


def _called(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    return table.rename(columns={name: called.to(lang) for name, (called, _) in COLUMNS.items()})

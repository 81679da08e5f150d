"""Chapter 9: the balance of schools, where the run judged it or its tables are handed over."""

from collections.abc import Iterator, Sequence

from zoning.balance import INDICATORS
from zoning.export.balance.columns import ITEMS, VERDICTS
from zoning.export.report_docx.facts import DASH, Facts, Row, See, Sentence, count, printed
from zoning.export.report_docx.pieces import Cell, Column, Grid, Heading, Paragraph, Piece, Prompt
from zoning.export.workbook import Sheet
from zoning.words import Text

_BOTH = Text("全区", "district")


def chapter(f: Facts, sheets: Sequence[Sheet]) -> Iterator[Piece]:
    """Chapter 9; nothing where there is nothing to show."""
    judged = f.record.get("balance")
    if judged is None and not sheets:
        return
    yield Heading(1, f.to(Text("优质均衡", "Balance of schools")))
    if judged is not None:
        yield from _judged(f)
    yield Prompt(f.to(Text("编制单位补充：未达标学校的整改措施与完成时间。", "To be added by the bureau: what is done about schools that do not meet the standards, and by when.")))  # fmt: skip
    yield from (_sheet(sheet, at) for at, sheet in enumerate(sheets))


def _judged(f: Facts) -> Iterator[Piece]:
    rows = f.rows("balance", "totals")
    short = [row for row in rows if row["verdict"] != "met"]
    head = f.say(Text("县域优质均衡所问 {n} 项中，达标 {met} 项{see}，逐校指标见附表。", "Of {n} questions asked of the district {met} are met{see}; the annex has the schools. "), n=count(rows), met=count([row for row in rows if row["verdict"] == "met"]), see=See("equity"))  # fmt: skip
    yield Paragraph([head, *(_short(f, row) for row in short)])
    cells: list[list[Cell]] = [
        [_stage(f, row), _asked(f, row), row.number("number"), row.number("of"), _value(row), row.number("limit", "plain" if row["item"] == "large_classes" else "share"), VERDICTS[row["verdict"]].to(f.lang)]
        for row in rows
    ]  # fmt: skip
    names = (f.column("stage"), f.to(Text("项目", "question")), f.to(Text("达标数或人数", "met, or pupils")), f.to(Text("总数", "of")), f.to(Text("比例", "share")), f.to(Text("要求", "asked")), f.to(Text("结论", "verdict")))  # fmt: skip
    heads = [Column(name, number=2 <= at <= 5) for at, name in enumerate(names)]
    yield Grid("equity", f.to(Text("优质均衡结论", "What is asked of the district")), heads, cells)
    yield _variation(f)


def _short(f: Facts, row: Row) -> Sentence:
    """A question that is not met, with how many are."""
    what = ITEMS[row["item"]].to(f.lang)
    said = Text("{stage}{what}{verdict}（{n} / {of}）。", "{stage}, {what}: {verdict} ({n} / {of}). ")
    return f.say(said, stage=_stage(f, row), what=what, verdict=VERDICTS[row["verdict"]].to(f.lang), n=row.number("number"), of=row.number("of"))  # fmt: skip


def _asked(f: Facts, row: Row) -> str:
    """A question, and whether its limit is the least or the most."""
    most = row["item"] in ("private_share", "large_classes")
    return ITEMS[row["item"]].to(f.lang) + f.to(
        Text("，不高于", ", at most") if most else Text("，不低于", ", at least")
    )


def _stage(f: Facts, row: Row) -> str:
    return f.word(row["stage"]) if row["stage"] else _BOTH.to(f.lang)


def _value(row: Row) -> Cell:
    return DASH if row["item"] == "large_classes" else row.number("value", "share")


def _variation(f: Facts) -> Grid:
    names = {"mean": "0.00", "deviation": "0.00", "cv": "0.000", "limit": "0.00"}
    rows: list[list[Cell]] = [
        [f.word(row["stage"]), INDICATORS[row["indicator"]].name.to(f.lang), row.number("schools", "plain"), *(row.number(name, form) for name, form in names.items()), VERDICTS[row["verdict"]].to(f.lang)]
        for row in f.rows("balance", "variation")
    ]  # fmt: skip
    heads = (Text("指标", "indicator"), Text("学校数", "schools"), Text("平均值", "mean"), Text("标准差", "deviation"), Text("差异系数", "variation"), Text("上限", "at most"), Text("结论", "verdict"))  # fmt: skip
    columns = [Column(f.column("stage")), *(Column(text.to(f.lang), number=0 < at < 6) for at, text in enumerate(heads))]  # fmt: skip
    return Grid("variation", f.to(Text("校际差异系数", "Variation between schools")), columns, rows)


def _sheet(sheet: Sheet, at: int) -> Grid:
    """A table that was handed over, as it is."""
    forms = [*sheet.formats, *[None] * len(sheet.frame.columns)]
    heads = [Column(str(name).replace("\n", ""), number=form is not None) for name, form in zip(sheet.frame.columns, forms, strict=False)]  # fmt: skip
    rows = [[printed(value, form) for value, form in zip(row, forms, strict=False)] for row in sheet.frame.itertuples(index=False)]  # fmt: skip
    return Grid(f"balance_{at}", sheet.title, heads, rows)

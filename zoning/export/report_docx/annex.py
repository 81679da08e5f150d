"""The annex: the tables that a plan is submitted with, all the norms, and what the run was made from."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from zoning.export.report_docx import background
from zoning.export.report_docx.facts import Facts, Number, Quote, Row, Sentence
from zoning.export.report_docx.pieces import Cell, Column, Grid, Heading, Paragraph, Piece
from zoning.export.report_docx.today import BASES, WAYS, WHOLE, covered
from zoning.words import Text

MOST_ROWS = 600
"""A table with more rows is cut, and says so; the workbook has them all."""
LEFT_OUT = ("peaks", "end_state", "works", "coverage", "shares")
"""Tables that stand in the chapters; the cover has one of its own here."""
PLACES = ("stage", "subdistrict", "year", "pupils", "seats", "gap", "utilisation_share", "alert")
"""Columns of the balance that subdistricts have."""
BRIEF = 12
"""Signs of a sha256 that are printed."""


def chapter(f: Facts) -> Iterator[Piece]:
    """The annex."""
    yield Heading(1, f.to(Text("附表", "Annex")), numbered=False)
    yield Paragraph([_made(f)])
    for key in f.record["tables"]:
        if key == "coverage":
            yield _cover(f)
        if key not in LEFT_OUT and f.at("tables", key, "rows"):
            yield table(f, key)
    title = f.to(Text("规范取值一览表", "All norms of the rules profile"))
    yield background.grid(f, title, key="all_norms", groups=None, annex=True)
    yield _inputs(f)


def _made(f: Facts) -> Sentence:
    """How this report came to be."""
    said = Text(
        "本报告的数字全部取自本次运行的记录 run.json（软件 zoning {version}），未另行计算；附表由同一记录生成。",
        "Every number of this report is from the record of this run, run.json (zoning {version}); so are these tables.",
    )
    return f.say(said, version=f.quote("versions", "zoning"))


def table(f: Facts, key: str) -> Grid:
    """Return one of the record's tables as it is."""
    columns, rows = f.at("tables", key, "columns"), f.table(key)
    if key == "balance":  # the district's stands in chapter 4
        columns = [column for name in PLACES for column in columns if column["name"] == name]
        rows = sorted((row for row in rows if row["subdistrict"] != WHOLE), key=lambda row: (list(f.record["stages"]).index(row["stage"]), row["subdistrict"]))  # fmt: skip
    plain = {column["name"] for column in columns if column["format"] is None}

    def cell(row: Row, name: str, words: bool) -> Cell:
        if words:
            return "" if row[name] is None else _word(f, row, name)
        return row.quote(name) if name in plain else row.number(name)

    cells = [[cell(row, column["name"], column["words"]) for column in columns] for row in rows[:MOST_ROWS]]
    heads = [Column(str(column[f.lang]), number=column["name"] not in plain) for column in columns]
    title = str(f.at("tables", key, "title", f.lang))
    return Grid(f"annex_{key}", title, heads, cells, _cut(f, len(rows), key), annex=True)


def _cover(f: Facts) -> Grid:
    """Shares covered, a column a year."""
    rows: list[list[Cell]] = []
    for stage in f.record["stages"]:
        for way in WAYS:
            for base, text in BASES.items():
                shares = [covered(f, stage, year, way, base).number("share") for year in f.at("years")]
                rows.append([f.word(stage), f.word(way), f.to(text), *shares])
    heads = [Column(f.column(name)) for name in ("stage", "way", "base")]
    years = [Column(str(year), number=True) for year in f.at("years")]
    return Grid("annex_coverage", str(f.at("tables", "coverage", "title", f.lang)), [*heads, *years], rows, annex=True)  # fmt: skip


def _word(f: Facts, row: Row, name: str) -> Cell:
    """What a code is called; words that are no code, as a subdistrict's name, stand as they are."""
    known = str(row[name]).lower() if isinstance(row[name], bool) else str(row[name])
    return f.word(row[name]) if known in f.record["words"] else row.quote(name)


def _cut(f: Facts, rows: int, key: str) -> Sentence | None:
    if rows <= MOST_ROWS:
        return None
    all_ = Number(float(rows), tuple(row.at for row in f.table(key)), "count")
    return f.say(Text("共 {all} 行，此处只列前面部分，全部见电子表格。", "Of {all} rows these are the first; the workbook has all."), all=all_)  # fmt: skip


def _inputs(f: Facts) -> Grid:
    """The files the run read, each once."""
    seen: dict[tuple[str, str], list[Cell]] = {}
    for key, source in f.at("inputs").items():
        place = ("inputs", key)
        name = PurePosixPath(str(source["path"]).replace("\\", "/")).name
        rows = f.number(*place, "rows")
        cells: list[Cell] = [Quote(name, f.quote(*place, "path").of), rows, Quote(str(source["sha256"])[:BRIEF], f.quote(*place, "sha256").of)]  # fmt: skip
        seen.setdefault((name, str(source["sha256"])), cells)
    names = (Text("文件", "file"), Text("行数", "rows"), Text("校验值（sha256 前段）", "sha256, its beginning"))  # fmt: skip
    heads = [Column(text.to(f.lang), number=at == 1) for at, text in enumerate(names)]
    return Grid("inputs", f.to(Text("数据文件一览表", "Files that were read")), heads, list(seen.values()), annex=True)  # fmt: skip

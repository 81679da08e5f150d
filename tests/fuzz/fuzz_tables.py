"""Fuzzes the readers of CSV and XLSX: whatever lies in a sheet is read, or refused in both languages, never a crash.

Run by hand, with `pip install atheris` (Linux): `python tests/fuzz/fuzz_tables.py -max_total_time=600`. What it finds is kept as a test in
`tests/unit/read/test_fuzzed_tables.py`.
"""

import re
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["zoning.read", "zoning.columns", "csv"]):
    from zoning import tables
    from zoning.read import layer
    from zoning.scenario import TableInput

import openpyxl

TABLES = (tables.blocks("primary"), tables.schools("schools", "junior"), tables.schools("candidates"), tables.BARRIERS, tables.QUALITY, tables.BIRTHS, tables.ROLLS, tables.ESTATES, tables.FEEDERS, tables.ATTENDANCE)  # fmt: skip
WORDS = (
    "", " ", "合计", "备注", "单位：人", "118.6", "37.45", "118°36′", "1,080人", "－", "无", "n/a", "１２", "1e5", "1.0", "007", "9" * 18, "inf", "nan", "2026-09-01", "370502199001011234",
    "13812345678", "一小", "小学", "学位（个）", "\u3000", "\ufeff", "\x00", "\x08", "\ud800", "‮", "x" * 300, "=1+1", "#N/A", "TRUE", "º", "²", "٣", "Ⅳ", "½", "1_000", "1.5e400",
)  # fmt: skip
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FOLDER = Path(tempfile.mkdtemp(prefix="zoning-fuzz-"))


def headers(table):
    """Every header that the table knows."""
    return [name for column in table.columns for name in (column.name, *column.synonyms)] + ["经度", "纬度", "x", "y", "X坐标", "坐标系"]  # fmt: skip


def cell(data, known):
    """A header, a word, a number, or anything."""
    kind = data.ConsumeIntInRange(0, 4)
    if kind == 0:
        return data.PickValueInList(known)
    if kind == 1:
        return data.PickValueInList(list(WORDS))
    if kind == 2:
        return data.ConsumeInt(8)
    if kind == 3:
        return data.ConsumeFloat()
    return data.ConsumeUnicode(data.ConsumeIntInRange(0, 12))


def rows(data, table):
    """A title or none, most often a row of headers, and what stands below."""
    known = headers(table)
    width = data.ConsumeIntInRange(1, 8)
    made = [[cell(data, known) for _ in range(width)] for _ in range(data.ConsumeIntInRange(0, 2))]
    if data.ConsumeBool():
        made.append([data.PickValueInList(known) for _ in range(width)])
    made += [[cell(data, known) for _ in range(data.ConsumeIntInRange(0, width + 1))] for _ in range(data.ConsumeIntInRange(0, 7))]  # fmt: skip
    return made


def as_csv(data, made):
    """The rows with some delimiter and encoding, quoted or not."""
    delimiter = data.PickValueInList([",", ";", "\t"])
    quoted = data.ConsumeBool()
    lines = [delimiter.join(f'"{value}"' if quoted else str(value) for value in row) for row in made]
    text = data.PickValueInList(["\n", "\r\n", "\r"]).join(lines)
    return text.encode(data.PickValueInList(["utf-8", "utf-8-sig", "gb18030", "utf-16"]), "replace")


def as_xlsx(path, made):
    """The rows in a workbook, which cannot hold every character."""
    book = openpyxl.Workbook()
    for row in made:
        book.active.append([NOT_XML.sub("", value) if isinstance(value, str) else value for value in row])
    book.save(path)


def options(data, made):
    """What a scenario may say of the file."""
    said = [str(value) for row in made for value in row] or [""]
    given = {}
    if data.ConsumeIntInRange(0, 3) == 0:
        given["datum"] = data.PickValueInList(["wgs84", "gcj02", "bd09", "cgcs2000"])
    if data.ConsumeIntInRange(0, 7) == 0:
        given |= {"x": data.PickValueInList(said), "y": data.PickValueInList(said)}
    if data.ConsumeIntInRange(0, 7) == 0:
        given["crs"] = data.PickValueInList(["EPSG:4549", "EPSG:4326", "EPSG:4490", "nonsense", ""])
    if data.ConsumeIntInRange(0, 7) == 0:
        given["columns"] = {"name": data.PickValueInList(said)}
    if data.ConsumeIntInRange(0, 15) == 0:
        given["encoding"] = data.PickValueInList(["gbk", "utf-8", "latin-1", "hex", "nonsense", "idna"])
    if data.ConsumeIntInRange(0, 15) == 0:
        given["swap_axes"] = True
    return given


def one(raw):
    """Read one file; anything but an answer in words is a finding."""
    data = atheris.FuzzedDataProvider(raw)
    table = data.PickValueInList(list(TABLES))
    kind = data.ConsumeIntInRange(0, 15)
    if kind == 0:
        path, given = FOLDER / "raw.csv", {}
        path.write_bytes(data.ConsumeBytes(4000))
    else:
        made = rows(data, table)
        path = FOLDER / ("made.xlsx" if kind < 2 else "made.csv")
        given = options(data, made)
        if kind < 2:
            as_xlsx(path, made)
        else:
            path.write_bytes(as_csv(data, made))
    found = layer.read(TableInput(path=path, **given), table).found
    for said in (*found.problems, *found.notes):
        assert said.text.zh, said
        assert said.text.en, said


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()

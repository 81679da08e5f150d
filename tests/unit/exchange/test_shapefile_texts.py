"""Shapefiles as bureaus' programs read them: short names, GBK, no character cut, and a sheet that explains."""

import exchanged
import openpyxl
import pandas as pd
import pyogrio
import pytest
from exchanged import NASTY
from hypothesis import given
from hypothesis import strategies as st

from zoning import exchange
from zoning.columns import Table
from zoning.exchange.shapefile import WIDEST_BYTES, fitted
from zoning.export.fields import LAYERS
from zoning.read import layer
from zoning.scenario import TableInput
from zoning.tables import blocks


@pytest.fixture(scope="module")
def plan():
    return exchanged.plan(30, 3)


def test_short_names_are_ascii_of_ten_letters_and_differ_within_a_layer():
    for kind in LAYERS.values():
        shorts = [field.short for field in kind.fields]
        assert len(set(shorts)) == len(shorts), kind.name
        assert all(short.isascii() and 0 < len(short) <= 10 and short.isupper() for short in shorts)


def test_texts_are_gbk_unless_asked_otherwise(plan, tmp_path):
    exchange.write(plan, ["shp"], tmp_path / "gis")
    assert (tmp_path / "gis" / "blocks.cpg").read_text(encoding="ascii") == "GBK"
    table = (tmp_path / "gis" / "blocks.dbf").read_bytes()
    assert plan.frames["blocks"]["name"].iloc[0].encode("gbk") in table
    assert table[29] == 0x4D, "programs that read no .cpg look here"
    exchange.write(plan, ["shp"], tmp_path / "utf8", encoding="utf-8")
    assert (tmp_path / "utf8" / "blocks.cpg").read_text(encoding="ascii") == "UTF-8"
    assert plan.frames["blocks"]["name"].iloc[0].encode("utf-8") in (tmp_path / "utf8" / "blocks.dbf").read_bytes()  # fmt: skip
    exchanged.assert_same(plan, tmp_path / "utf8", "shp")


def test_what_gbk_lacks_is_told_and_kept(plan, tmp_path):
    odd = exchanged.named(plan, "zones", "name", ["𠮷田小学", "龘龘小学"])
    _, notes = exchange.write(odd, ["shp"], tmp_path / "gis")
    (told,) = [note.text for note in notes]
    assert "𠮷" in told.zh
    assert "龘" not in told.zh, "龘 is in GBK"
    assert "GB18030" in told.en
    assert (tmp_path / "gis" / "zones.cpg").read_text(encoding="ascii") == "GB18030"
    exchanged.assert_same(odd, tmp_path / "gis", "shp", ("zones",))


def test_long_texts_are_cut_at_a_whole_character_and_kept_in_the_sheet(plan, tmp_path):
    long = ["学" * 200, "a" + "学" * 200, "𠮷" * 100]
    odd = exchanged.named(plan, "blocks", "name", long)
    for encoding, codec in (("gbk", "gb18030"), ("utf-8", "utf-8")):
        folder = tmp_path / encoding
        _, notes = exchange.write(odd, ["shp"], folder, encoding=encoding)
        assert any(f"{len(odd.frames['blocks'])} values are longer" in note.text.en for note in notes)
        kept = exchanged.back(folder, "shp", "blocks").set_index("block_id")["name"]
        whole = odd.frames["blocks"].set_index("block_id")["name"]
        for block, text in kept.items():
            assert whole[block].startswith(text)
            room = WIDEST_BYTES - len(text.encode(codec))
            assert 0 <= room < 4, "no more is cut than must be"
        sheet = openpyxl.load_workbook(folder / "字段对照.xlsx")["截短的值"]
        assert {row[3].value for row in list(sheet.rows)[1:]} == set(long)


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=300), codec=st.sampled_from(["gb18030", "utf-8"]))  # fmt: skip
def test_what_fits_is_the_longest_beginning_in_whole_characters(text, codec):
    data = fitted(text, codec)
    kept = data.decode(codec)
    assert text.startswith(kept)
    assert len(data) <= WIDEST_BYTES
    assert kept == text or len(text[: len(kept) + 1].encode(codec)) > WIDEST_BYTES


def test_the_sheet_explains_every_field_of_every_file(plan, tmp_path):
    odd = exchanged.named(plan, "schools", "name", NASTY[:14])
    exchange.write(odd, ["shp"], tmp_path / "gis")
    book = openpyxl.load_workbook(tmp_path / "gis" / "字段对照.xlsx")
    rows = [[cell.value for cell in row] for row in book["字段对照"].rows]
    assert rows[0] == ["文件", "短字段名", "字段名", "含义", "类型", "取值"]
    for name in LAYERS:
        there = set(pyogrio.read_info(tmp_path / "gis" / f"{name}.shp")["fields"])
        assert there == {row[1] for row in rows if row[0] == f"{name}.shp"}
    assert all(row[3] for row in rows)
    assert dict(zip(*(pd.DataFrame(book["说明"].values)[i] for i in (0, 1)), strict=True))["title"] == "东湖区小学招生划片方案图"  # fmt: skip


def test_our_own_reader_takes_the_blocks_back(plan, tmp_path):
    odd = exchanged.named(plan, "blocks", "name", ["𠮷野家小区", "锦绣家园"])
    exchange.write(odd, ["shp"], tmp_path / "gis")
    table: Table = blocks("primary")
    read = layer.read(TableInput(path=tmp_path / "gis" / "blocks.shp"), table)
    assert read.found.problems == ()
    assert read.frame["block_id"].tolist() == odd.frames["blocks"]["block_id"].tolist()
    assert read.frame["name"].tolist() == odd.frames["blocks"]["name"].tolist()
    assert read.frame["pupils"].sum() == odd.frames["blocks"]["pupils"].sum()

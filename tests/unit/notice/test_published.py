"""A notice that was published, read from a table: each text with what was understood of it."""

import json

import pytest
from command_line import WRONG, zoning

TEXTS = "学校名称,划片范围\n一小,东至甲路，南至乙河，西至丙街，北至丁路。\n二小,沿甲路往北再折向西走到头的那一片；戊苑、己村\n"


@pytest.fixture
def table(tmp_path):
    (tmp_path / "公示.csv").write_text(TEXTS, encoding="utf-8-sig")
    return tmp_path / "公示.csv"


def test_every_text_is_told_with_what_was_not_understood(table):
    said = json.loads(zoning("read-notice", table, "--json").stdout)
    rows = {row["school"]: row for row in said["texts"]}
    assert set(rows) == {"一小", "二小"}
    assert (rows["一小"]["edges"], rows["一小"]["not_understood"]) == (4, 0)
    assert rows["二小"]["not_understood"] >= 1
    assert "甲路" in "".join(rows["二小"]["unread"])
    shown = zoning("read-notice", table).stdout
    assert "2 段文字共" in shown


def test_a_table_without_texts_is_refused_with_the_headers_it_has(tmp_path):
    (tmp_path / "x.csv").write_text("学校名称,电话\n一小,123\n", encoding="utf-8-sig")
    result = zoning("read-notice", tmp_path / "x.csv")
    assert result.exit_code == WRONG
    assert "划片范围" in result.stderr
    assert "电话。可用 --scope 写明列名" in result.stderr
    assert "选项中写的列不存在" in zoning("read-notice", tmp_path / "x.csv", "--scope", "范围").stderr

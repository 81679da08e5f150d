"""How much of what notices say is understood: a sample marked by hand, and the real notices beside the checkout."""

import csv
from collections import Counter

import pytest
from conftest import real
from notice_sample import SENTENCES, Sentence

from zoning.notice.grammar import clauses, normal, read, summary, understood

ENOUGH = 0.9


def told(sentence: Sentence) -> Counter:
    return Counter(clauses(normal(sentence.scope)))


def test_the_sample_is_large_enough():
    assert sum(sum(told(sentence).values()) for sentence in SENTENCES) >= 80


def test_nine_of_ten_clauses_are_understood_as_marked():
    right = sum(
        sum((told(sentence) & Counter(clauses(read(sentence.text)))).values()) for sentence in SENTENCES
    )
    marked = sum(sum(told(sentence).values()) + len(sentence.hard) for sentence in SENTENCES)
    assert right / marked >= ENOUGH


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence.text[:12])
def test_nothing_is_understood_otherwise_than_marked(sentence):
    scope = read(sentence.text)
    assert Counter(clauses(scope)) - told(sentence) == Counter()
    assert [words for words in sentence.hard if not any(words in unread for unread in scope.unread)] == []
    assert scope.remarks == sentence.scope.remarks


@pytest.mark.parametrize(
    "sentence", [one for one in SENTENCES if not one.hard], ids=lambda one: one.text[:12]
)
def test_what_can_be_understood_is_understood_whole(sentence):
    assert read(sentence.text) == normal(sentence.scope)


def test_the_report_counts_clauses_by_kind_and_tells_the_words_not_understood():
    report = understood(
        {
            "甲校": "东至明德路，南至运河（碧水苑除外）；云溪路（1—9号，5号除外）",
            "乙校": "西北至白塔，三环路以内区域",
        }
    )
    assert report.loc["甲校", ["edges", "named", "numbers", "exceptions", "clauses"]].tolist() == [
        2,
        1,
        1,
        2,
        6,
    ]
    assert report.loc["乙校", ["rings", "clauses", "not_understood"]].tolist() == [1, 2, 1]
    assert report.loc["乙校", "unread"] == ("西北至白塔",)
    assert report["share"].tolist() == [1.0, 0.5]
    assert "8 条，读懂 7 条（87.5 %）" in summary(report).zh
    assert "7 understood (87.5 %)" in summary(report).en


def test_a_report_of_nothing_claims_nothing():
    assert understood([]).empty
    assert understood([""])["share"].isna().all()
    assert "（—）" in summary(understood([""])).zh


@pytest.mark.real
def test_nine_of_ten_clauses_of_real_notices_are_understood():
    with (real("hangzhou_formats") / "schools.csv").open(encoding="utf-8-sig") as file:
        report = understood({row["school_name"]: row["school_scope"] for row in csv.DictReader(file)})
    assert len(report) == 40
    assert 1 - report["not_understood"].sum() / report["clauses"].sum() >= ENOUGH


@pytest.mark.real
def test_every_cell_of_a_real_list_is_one_thing():
    with (real("hangzhou_formats") / "communities.csv").open(encoding="utf-8-sig") as file:
        cells = sorted({row["community_name"] for row in csv.DictReader(file)})
    scopes = [read(cell, listed=True) for cell in cells]
    one = [
        len(scope.pieces) == 1 and len(scope.pieces[0].named) == 1 and not scope.unread for scope in scopes
    ]
    assert sum(one) / len(one) >= 0.99

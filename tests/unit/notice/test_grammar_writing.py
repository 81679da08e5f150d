"""A zone's text as it is printed, and the law that it is read back as the same zone."""

import notice_scopes as drawn
import pytest
from hypothesis import HealthCheck, given, settings
from notice_sample import SENTENCES, named, piece, place, street

from zoning.clauses import Address, Edge, Numbers, Piece, Place, Scope
from zoning.notice.grammar import normal, read, written

WRITTEN = {
    "东至西四路—云溪路，南至运河，西至明德街，北至铁路。": piece(north="铁路", west="明德街", south="运河", east="西四路—云溪路"),
    "运河以北、西四路以东区域。": piece(west="西四路", south="运河"),
    "东至甲路，南至乙路，西至丙路，北至丁路，不含碧水苑、至善路（单号）。": Piece(
        piece(east="甲路", south="乙路", west="丙路", north="丁路").edges, without=(Place("碧水苑"), street("至善路", parity="odd"))
    ),
    "明德路—云溪路—运河合围区域。": piece(ring="明德路—云溪路—运河"),
    "三环路以内、运河以北区域。": piece(ring="三环路", south="运河"),
    "碧水苑、北岭村（1—4组）、至善路（单号1—99号，57号除外）、明德路。": named(
        "碧水苑", place("北岭村", (1, 4), unit="组"), street("至善路", (1, 99), parity="odd", but=(57,)), "@明德路"
    ),
    "云峰社区（塘前路以西，甲秀苑除外）。": piece("云峰社区", without="甲秀苑", east="塘前路"),
    "运河以北的云峰社区、甲秀苑，不含乙秀苑。": piece("云峰社区 甲秀苑", without="乙秀苑", south="运河"),
    "云河街道的兴旺社区。": named("云河街道/兴旺社区"),
    "至善路（单号1—99号；双号2—40号）。": named(street("至善路", (1, 99), parity="odd"), street("至善路", (2, 40), parity="even")),
    "至善路（598号起到底、12号）。": named(street("至善路", (598, None), (12, 12))),
    "江南路（1号（观澜桥）—4号、9号起到底（大剧院））。": named(street("江南路", (1, 4), (9, None), _1="观澜桥", end="大剧院")),
    "二环（全部门牌号）、三环（门牌号单号）。": named(Address("二环"), Address("三环", Numbers("odd"))),
    "“渔浦路”、渔浦路。": named(Place("渔浦路"), Address("渔浦路")),
    "长竹巷（夹竹巷）以北区域。": piece(south="长竹巷（夹竹巷）"),
    "“以南路”以北区域。": piece(south="以南路"),
    "“一“二””三”、云峰社区。": named(Place("一“二”三"), "云峰社区"),
}  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_a_piece_is_written_as_a_bureau_prints_it(text):
    scope = Scope((WRITTEN[text],))
    assert written(scope) == text
    assert read(text) == scope


def test_pieces_are_numbered_where_one_of_them_is_no_list():
    four = piece(east="甲路", south="乙路", west="丙路", north="丁路")
    assert written(Scope((four, named("戊村")))) == "1.东至甲路，南至乙路，西至丙路，北至丁路；2.戊村。"
    assert (
        written(Scope((named("戊村"), piece("己村", west="甲路"), named("庚村"))))
        == "戊村、己村（甲路以东）、庚村。"
    )


def test_remarks_and_what_is_to_be_checked_stand_at_the_end():
    scope = Scope((named("戊村"),), ("可在两校中选择一校报名",), ("东北至白塔",))
    assert written(scope) == "戊村。备注：可在两校中选择一校报名。待核：东北至白塔。"
    assert read(written(scope)) == scope


def test_nothing_is_written_of_nothing():
    assert written(Scope(())) == ""
    assert read("") == Scope(())


def test_the_normal_form_keeps_the_ground_and_drops_what_says_nothing():
    edges = (Edge("north", ("甲路",)), Edge("east", ("", "乙路")), Edge("south", ()))
    scope = Scope(
        (
            Piece(edges),
            Piece(),
            named("丙村"),
            named(Place("丁村", Numbers())),
            named(Address("戊路", Numbers(unit="弄"))),
        ),
        ("", " 己 "),
    )
    assert normal(scope) == Scope((piece(east="乙路", north="甲路"), named("丙村 丁村 @戊路")), ("己",))


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(drawn.scopes)
def test_what_is_written_is_read_back(scope):
    told = normal(scope)
    assert normal(told) == told
    assert read(written(scope)) == told


@settings(max_examples=150)
@given(drawn.names, drawn.names)
def test_any_name_is_read_back_as_line_place_and_street(name, other):
    scope = Scope(
        (
            Piece((Edge("south", (name, other)),)),
            Piece(named=(Place(name), Address(other), Place(other, of=name))),
        )
    )
    assert read(written(scope)) == scope


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence.text[:12])
def test_the_sample_is_written_without_quotes_and_read_back(sentence):
    text = written(sentence.scope)
    assert read(text) == normal(sentence.scope)
    assert "“" not in text.partition("备注：")[0]

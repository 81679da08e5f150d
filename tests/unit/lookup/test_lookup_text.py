"""Names and addresses in the form in which they are compared, and the parts of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.lookup_questions import full_width
from zoning.lookup import parts, sounds
from zoning.lookup.plain import number, plain
from zoning.lookup.streets import Span, Street, parsed

ascii_text = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)


@given(st.text())
def test_plain_is_letters_and_digits_and_dashes_between_digits(text):
    made = plain(text)
    assert all(sign == "-" or sign.isalnum() or sign.isalpha() or sign.isnumeric() for sign in made)
    assert not re.search("(?<![0-9])-|-(?![0-9])", made)


@given(st.text(), st.data())
def test_width_and_blanks_make_no_difference(text, data):
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=4))
    blank = data.draw(st.sampled_from((" ", "\u3000", "\t", "\n")))
    strewn = text
    for cut in sorted(cuts, reverse=True):
        strewn = strewn[:cut] + blank + strewn[cut:]
    assert plain(strewn) == plain(text)
    assert plain(full_width(text)) == plain(text)


@given(st.text())
def test_what_is_plain_twice_stays_as_it_is(text):
    once = plain(text)
    assert plain(plain(once)) == plain(once)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("至善路２６２号", "至善路262号"),
        ("至善路二百六十二号", "至善路262号"),
        ("至善路二六二號", "至善路262号"),
        ("马厂村（三组）", "马厂村3组"),
        ("第一小学", "第1小学"),
        ("三里屯", "三里屯"),
        ("ＳＯＨＯ · 公寓", "soho公寓"),
        ("碧水苑-", "碧水苑"),
        ("262－5号", "262-5号"),
        ("鐘樓路", "钟楼路"),
    ],
)
def test_examples_of_plain(written, read):
    assert plain(written) == read


@given(st.integers(1, 999))
def test_chinese_numerals_are_read(value):
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    written = (digits[hundreds] + "百" if hundreds else "") + (digits[tens] + "十" if tens else "零" if hundreds and ones else "") + (digits[ones] if ones else "")  # fmt: skip
    assert number(written) == value
    assert number("".join(digits[int(sign)] for sign in str(value))) == value


def test_signs_that_sound_alike_sound_alike():
    assert sounds.sound("碧水院3") == sounds.sound("碧水苑3")
    assert sounds.sound("钟山") == sounds.sound("宗三")  # zh and z, sh and s, an and ang are not told apart
    assert sounds.sound("碧水苑") != sounds.sound("清水苑")


def test_pinyin_as_words_and_as_characters():
    assert set(sounds.letters("重庆路")) == {"cql", "conqinlu", "zql", "zonqinlu"}
    assert sounds.letters("苑") == ("yuan",)


def test_every_common_sign_sounds_like_itself_once():
    signs = "".join(sounds.groups())
    assert len(signs) == len(set(signs)) == len(sounds.common()) == 6763


def test_what_stands_in_front_is_taken_away_piece_by_piece():
    ways = [tuple(way) for way in parts.readings("山东省莒县文昌街道碧水苑")]
    assert ("山东省莒县", "文昌街道碧水苑") in ways
    assert ways[0] == ("", "山东省莒县文昌街道碧水苑")
    assert ways[-1] == ("山东省莒县文昌街道", "碧水苑")
    assert [rest for _, rest in parts.readings("碧水苑的学区")] == ["碧水苑的学区", "碧水苑"]
    assert [rest for _, rest in parts.readings("阳光小区3幢")] == ["阳光小区3幢"]
    assert [rest for _, rest in parts.readings("红旗镇碧水苑")][-1] == "碧水苑"


@given(st.text(max_size=40))
def test_readings_are_ends_of_the_text(text):
    for before, rest in parts.readings(plain(text)):
        assert (before + rest) in plain(text)


@pytest.mark.parametrize(
    "written", ["3幢2单元501室", "12号楼", "a座", "东楼", "3-2-501", "5组", "", "12号院3号楼"]
)
def test_buildings_and_rooms(written):
    assert parts.tail(plain(written))
    assert parts.core("碧水苑" + plain(written)) == "碧水苑"


@pytest.mark.parametrize("written", ["北区", "二期", "幸福公寓", "苑"])
def test_what_is_no_building(written):
    assert not parts.tail(plain(written))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("文昌街道至善路262号", [("至善路", 262, 262)]),
        ("至善路262号、264号；鼓楼街5号", [("至善路", 262, 262), ("至善路", 264, 264), ("鼓楼街", 5, 5)]),
        ("至善路1号至99号", [("至善路", 1, 99)]),
        ("至善路262-5号", [("至善路", 262, 262)]),
        ("新区大道12号", [("新区大道", 12, 12)]),
        ("东 1 路 12 号、14号", [("东1路", 12, 12), ("东1路", 14, 14)]),
        ("柳泉镇马厂村三组", []),
        ("至善路", []),
        ("", []),
    ],
)
def test_addresses_of_blocks(written, read):
    assert list(parsed(written)) == read


def test_a_range_of_one_side_has_the_numbers_of_that_side():
    odd, both = Span(1, 9, 0), Span(1, 10, 0)
    assert [n for n in range(12) if odd.has(n)] == [1, 3, 5, 7, 9]
    assert [n for n in range(12) if both.has(n)] == list(range(1, 11))


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(0, 20)), min_size=1, max_size=8), st.integers(1, 80)
)
def test_the_numbers_beside_are_the_next_on_the_same_side(pairs, asked):
    spans = tuple(sorted(Span(low, low + 2 * wide, i) for i, (low, wide) in enumerate(pairs)))
    street = Street("至善路", "至善路", spans)
    below, above = street.beside(asked)
    highs = [s.high for s in spans if s.high < asked and (asked - s.high) % 2 == 0]
    lows = [s.low for s in spans if s.low > asked and (s.low - asked) % 2 == 0]
    assert {span.high for span in below} == ({max(highs)} if highs else set())
    assert {span.low for span in above} == ({min(lows)} if lows else set())

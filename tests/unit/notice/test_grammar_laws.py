"""What holds for every text: it is read, nothing of it is dropped, and a longer one costs no more than its length."""

import importlib
import pkgutil
import re
import sys
from collections import Counter
from re import _constants, _parser

import notice_words as words
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from zoning.notice import grammar
from zoning.notice.grammar import normal, read, written

TOO_SLOW = [HealthCheck.too_slow]
REPEATED = (
    *("“", "””", "“”", "（", "）", "（甲", "（（甲）", "\"甲", "、", "东至", "东至甲路、", "东至甲路，", "甲路以东、", "甲路以东，不含乙苑，", "以内、"),
    *("适龄儿童", "户籍生", "和", "甲村和", "一", "一、", "：", "甲村：", "为界", "、甲路", "1号、", "1号，", "甲路1号，", "12", "1.", "①", "沿甲路至"),
    *("→甲路", "甲村 ", "报名", "到甲小学", "备注：", "东、", "除甲苑外，", "甲村。", "甲村（乙路以东）、", "（单号）", "1-2", "非", "的", "内", "等", "x", "\n"),
)  # fmt: skip


@settings(max_examples=300, suppress_health_check=TOO_SLOW)
@given(words.texts)
@example("东、")
@example("甲村：")
@example("赤岗街：")
@example("甲路1号（甲）、1号（乙）")
@example("甲村（户籍生）")
@example("不含甲苑（备注：乙）")
@example("“”")
@example("(”“”)")
@example("1“”号")
@example("交界处及交界处以北")
@example("(９】之后")
@example("己社区双”””””\n57”、适龄少年")
def test_nothing_is_dropped(text):
    """Letters that are neither grammar nor punctuation stand in a clause, a remark, or among the words not understood."""
    assert words.said(text) - words.kept(read(text)) == Counter()


@settings(max_examples=150, suppress_health_check=TOO_SLOW)
@given(words.shuffled)
def test_what_was_read_is_written_and_read_again(text):
    scope = read(text)
    assert normal(scope) == scope
    assert read(written(scope)) == scope


@settings(max_examples=100)
@given(st.text(st.characters(), max_size=40), st.booleans())
def test_any_text_is_read(text, listed):
    scope = read(text, listed=listed)
    assert normal(scope) == scope


@pytest.mark.parametrize(
    "text",
    [
        "\ud800",
        "甲\udfff路以东",
        "\x00",
        "“" * 3000,
        "（" * 3000 + "）" * 3000,
        "9" * 5000 + "号",
        "甲路" + "9" * 5000 + "号",
    ],
)
def test_odd_texts_are_read(text):
    assert words.said(text) - words.kept(read(text)) == Counter()


def calls(text: str) -> int:
    """Count the calls that reading a text takes."""
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("word", REPEATED)
def test_twice_the_text_costs_twice_the_calls(word):
    once, twice = (word * (length // len(word)) for length in (800, 1600))
    assert calls(twice) <= 2.2 * calls(once) + 500


@pytest.mark.slow
def test_a_hundred_thousand_letters_cost_twice_as_much_as_half_of_them():
    half = "".join(word * (50_000 // len(REPEATED) // len(word)) + "。" for word in REPEATED)
    assert calls(half + half) <= 2.2 * calls(half)


def test_no_pattern_can_run_away():
    """A repeat without a limit holds no other one, so that a pattern fails in a time that its text's length bounds."""
    modules = [
        importlib.import_module(f"{grammar.__name__}.{found.name}")
        for found in pkgutil.iter_modules(grammar.__path__)
    ]
    patterns = {one for module in modules for one in vars(module).values() if isinstance(one, re.Pattern)}
    assert len(patterns) > 30
    assert [one.pattern for one in patterns if endless_within(_parser.parse(one.pattern), within=False)] == []


def endless_within(node: object, *, within: bool) -> bool:
    """Whether a pattern has a repeat without a limit inside another."""
    if (
        isinstance(node, tuple)
        and len(node) == 2
        and node[0] in (_constants.MAX_REPEAT, _constants.MIN_REPEAT)
    ):
        _, most, held = node[1]
        endless = most is _constants.MAXREPEAT
        return (endless and within) or endless_within(held, within=within or endless)
    if isinstance(node, list | tuple | _parser.SubPattern):
        return any(endless_within(part, within=within) for part in node)
    return False

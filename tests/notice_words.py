"""The grammar's own words shuffled with odd ones, and what a scope keeps of a text."""

import re
from collections import Counter
from collections.abc import Iterator

from hypothesis import strategies as st

from zoning.clauses import Address, Named, Numbers, Scope
from zoning.notice.grammar.shape import INVISIBLE, LONE_QUOTES
from zoning.notice.grammar.state import says_something
from zoning.notice.grammar.vocabulary import CLOSERS, UNITS

CONNECTING = (
    *("方向", "起于", "起自", "以至", "为界", "为止", "部界", "侧界", "一侧", "合围", "围合", "围成", "包围", "环绕", "起来", "而成", "所辖", "所属", "辖区", "区域"),
    *("范围", "地段", "地块", "地区", "一带", "片区", "部分", "境内", "沿", "适龄儿童少年", "适龄少年儿童", "适龄儿童", "适龄少年", "适龄少儿", "适龄子女", "适龄学生"),
    *("学龄儿童", "学龄人口", "适龄人口", "学龄子女", "学龄学生", "学龄少年", "学龄少儿", "所有", "全部", "全域", "全境", "等地", "等", "住宅小区", "住宅区", "楼盘"),
    *("以及", "及其", "包括", "包含", "其中", "另有", "还有", "另外", "另", "不含", "不包括", "不包含", "除了", "除外", "以外", "之外", "除", "外", "但", "均"),
    *("到底", "至底", "到头", "至末尾", "至路底", "至尽头", "一直", "开始", "以后", "之后", "往后", "以上", "门牌号码", "门牌号", "门牌", "号码", "仅", "由", "与", "且"),
    *("备注", "说明", "特别说明", "注明", "注", "待核", "四至", "招生", "划片", "服务", "施教区", "学区", "以下", "下列", "如下", "小区", "社区", "村", "路段", "道路"),
    *("单号", "双号", "单数", "双数", "奇数", "偶数", "单", "双", "有", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "0", *UNITS),
    *"东南西北面侧边部至到临靠邻接抵达起以从自为是止之内中的和及其即所沿含第片块",
)  # fmt: skip
"""Words that become structure, or that only join."""
WORDS = (
    *CONNECTING,
    *("东至", "南至", "西至", "北至", "以东", "以西", "以南", "以北", "以内", "、", "，", "；", "。", "：", "\n", "—", "→", "-", "（", "）", "(", "]", "【", "】", "“", "”", "‘", "\"", " "),
    *("甲路", "乙河", "丙街", "丁苑", "戊村", "己社区", "庚街道", "辛小学", "壬镇", "癸园", "12号", "3幢", "7—9组", "1.", "（2）", "③", "57", "1号（辰桥）", "S303"),
    *("随迁子女", "户籍生", "可到", "报名", "选择", "该区域内", "非本市户籍", "交界处", "交叉口", "一侧", "起到底", "延伸至", "往北"),
    *("浅水", "天湖", "😀", "\ue000", "𠮷", "ａｂ", "９", "Ⅳ", "\u200b", "\x00", "é"),
)  # fmt: skip
shuffled = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
texts = st.one_of(
    shuffled,
    st.text(max_size=60),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=30).map("".join),
)
UNSEEN = INVISIBLE | LONE_QUOTES
FORGOTTEN = re.compile(
    "[0-9]{1,2}[.、．"
    + re.escape("".join(sorted(CLOSERS)))
    + "]|[①-⑳㈠-㈩❶-❿]|"
    + "|".join(sorted(map(re.escape, CONNECTING), key=len, reverse=True))
)
TWICE = re.compile(r"([^及]{1,40})及\1(?=[以之]?[东南西北])")
"""甲路及甲路以东 names one line."""


def kept(scope: Scope) -> Counter[str]:
    """Count the letters that a scope keeps of its text."""
    return Counter(_plain("".join(_told(scope))))


def said(text: str) -> Counter[str]:
    """Count the letters of a text that are neither grammar nor punctuation."""
    joined = "".join(sign for sign in _plain(text) if not (sign.isspace() or sign in UNSEEN))
    return Counter(sign for sign in FORGOTTEN.sub("", TWICE.sub(r"\1", joined)) if says_something(sign))


def _plain(text: str) -> str:
    """Return a text without the forms of letters that only differ in width."""
    return "".join(chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign for sign in text)


def _told(scope: Scope) -> Iterator[str]:
    yield from (*scope.remarks, *scope.unread)
    for piece in scope.pieces:
        yield from piece.ring
        for edge in piece.edges:
            yield from edge.lines
        for one in (*piece.named, *piece.without):
            yield from _of_thing(one)


def _of_thing(one: Named) -> Iterator[str]:
    yield from (one.street,) if isinstance(one, Address) else (one.name, one.of)
    yield from _of_numbers(one.numbers or Numbers())


def _of_numbers(numbers: Numbers) -> Iterator[str]:
    for span in (*numbers.spans, *numbers.without):
        yield from (str(number) for number in span if number is not None)
    yield from (words for _, words in numbers.landmarks)

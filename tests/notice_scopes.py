"""Scopes drawn at random, with names that are easily taken for grammar."""

from hypothesis import strategies as st

from zoning.clauses import SIDES, Address, Edge, Numbers, Piece, Place, Scope
from zoning.notice.grammar.vocabulary import UNITS

SYLLABLES = [
    *"东南西北至到以之内外侧面边临的和与及等除含自从起止号弄幢组村路街巷河苑区园府中沿为界其该",
    *"甲乙丙丁明德云溪一二三十1234567890０９①ABc .·、，。；：（）()【】[]“”\"'‘’「」—-–→~\n\t ",
    *(
        "以北",
        "除外",
        "不含",
        "区域",
        "社区",
        "街道",
        "单号",
        "双号",
        "至善路",
        "随迁子女",
        "报名",
        "适龄儿童",
        "合围",
        "以内",
        "门牌号",
    ),
    *(
        "备注：",
        "待核：",
        "1.",
        "另：",
        "其中",
        "12号",
        "3幢",
        "住宅区",
        "人民路",
        "碧水苑",
        "云峰社区",
        "起到底",
        "交界",
        "😀",
        "\ue000",
        "𠮷",
    ),
]
names = st.one_of(
    st.sampled_from(
        [
            "至善路",
            "西四路",
            "运河",
            "碧水苑",
            "北岭村",
            "云峰社区",
            "东至路",
            "和家园",
            "以德巷",
            "305省道",
            "长板巷（夹城巷）",
        ]
    ),
    st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=6).map("".join),
    st.text(min_size=1, max_size=8),
)
spans = st.tuples(st.integers(0, 999_999), st.integers(0, 2000)).map(
    lambda span: (span[0], min(span[0] + span[1], 999_999))
)
open_spans = st.one_of(spans, st.integers(0, 9999).map(lambda start: (start, None)))


@st.composite
def rules(draw: st.DrawFn) -> Numbers:
    told = draw(st.lists(open_spans, max_size=3))
    ends = [number for span in told for number in span]
    landmarks = [(number, draw(names)) for number in ends if draw(st.integers(0, 5)) == 0]
    return Numbers(
        draw(st.sampled_from(["all", "odd", "even"])),
        tuple(told),
        tuple(draw(st.lists(spans, max_size=3))),
        draw(st.sampled_from(UNITS)),
        tuple(landmarks),
    )


addresses = st.builds(Address, names, st.one_of(st.just(Numbers()), rules()))
places = st.builds(Place, names, st.one_of(st.none(), rules()), st.one_of(st.just(""), names))
things = st.lists(st.one_of(addresses, places), max_size=4).map(tuple)
lines = st.lists(names, max_size=3).map(tuple)
edges = st.builds(Edge, st.sampled_from(SIDES), lines)
four_sides = st.tuples(*(st.builds(Edge, st.just(side), lines) for side in SIDES))
pieces = st.builds(
    Piece,
    st.one_of(st.lists(edges, max_size=4).map(tuple), four_sides),
    things,
    things,
    st.one_of(st.just(()), lines),
)
said = st.lists(names, max_size=2).map(tuple)
scopes = st.builds(Scope, st.lists(pieces, max_size=4).map(tuple), said, said)

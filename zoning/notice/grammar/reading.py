"""A zone's text read into clauses: what is not understood is reported as it stands, nothing is dropped."""

import re

from zoning.clauses import Scope
from zoning.notice.grammar import names, numbers, sentences, things
from zoning.notice.grammar.edges import BOUND, RELATIVE
from zoning.notice.grammar.edging import read_edges
from zoning.notice.grammar.naming import aside, read_names, read_without
from zoning.notice.grammar.normal import normal
from zoning.notice.grammar.sentences import Item
from zoning.notice.grammar.shape import Shape, shaped, split
from zoning.notice.grammar.state import State
from zoning.notice.grammar.vocabulary import LABEL, SCHOOL

DEEPEST = 3
"""Brackets within brackets beyond this are not looked into."""
EXCEPT = re.compile("(?:但|均|其中)*(?:不含|不包括|不包含|除了|除)：?(?=.)")
EXCEPTED = re.compile("(?:等)?(?:除外|以外|之外|外)的?$")
LEADS = re.compile("(?:以及|及其|包括|包含|其中包括|其中|另有|还有|另外|共有|含(?![山元光笑香章]))(?=..)")
OWN_HOUSES = re.compile("(?:不?(?:含|包括|包含))(?:本路|该路|道路|两侧|本街)?")
AND = re.compile("[及和与](?=..)")


def read(text: str, *, listed: bool = False) -> Scope:
    """Return what a text says of one school's zone; clauses that are not understood stand in `unread`.

    `listed`: the text is a cell of a list of estates, streets and villages, where a word that is like no other name is one too.

    >>> read("东至甲路，南至乙河，西至丙街—丁路，北至戊路（明珠苑除外）。").pieces[0].without
    (Place(name='明珠苑', numbers=None, of=''),)
    """
    return normal(_scope(shaped(text), 0, listed=listed))


def _scope(shape: Shape, depth: int, *, listed: bool = False) -> Scope:
    """Return what every sentence of a text, or of what stands in brackets, says."""
    if depth > DEEPEST:
        return Scope((), (), (shape.text(),))
    state = State(lambda held: _scope(held, depth + 1), in_brackets=depth > 0, listed=listed)
    for _, sentence, numbered in sentences.sentences(shape):
        state.begin(goes_on=numbered)
        state.drafts.begin(numbered=numbered)
        note = sentences.note(sentence)
        if note:
            (state.unread if note[0] == "待核" else state.remarks).append(note[1])
        else:
            _sentence(state, sentence)
            state.end()
    state.report_place()
    pieces = tuple(draft.piece() for draft in state.drafts.all)
    return Scope(pieces, tuple(state.remarks), tuple(state.unread))


def _sentence(state: State, sentence: Shape) -> None:
    """Read what stands between commas; what is said to pupils is one remark as far as it goes on."""
    said: list[Shape] = []
    for sign, part in split(sentence, "，)"):
        told = sentences.spoken(part)
        if told.ground or told.unread:
            state.remark(said)
            said = []
        if told.unread:
            state.not_understood(told.unread)
        if told.ground:
            _part(state, sign, told.ground)
        if told.remark:
            said.append(told.remark)
    state.remark(said)


def _part(state: State, before: str, part: Shape) -> None:
    """Read the things listed between two commas, up to each mention of who is spoken to."""
    for chunk, who in sentences.chunks(part):
        listed = sentences.items(before, chunk)
        left_out = _left_out_from(state, listed)
        for number, item in enumerate(listed):
            _item(state, item._replace(listed=item.listed or state.listed), leaves_out=number >= left_out)
        if who:
            state.remark([who])
        if len(chunk.signs) < len(part.signs):
            state.drafts.close()
            state.names_follow = state.edge_follows = False
            before = "。"


def _left_out_from(state: State, listed: list[Item]) -> int:
    """Return the number of the first thing that 除外 at the end leaves out."""
    if not listed or not EXCEPTED.search(listed[-1].shape.signs):
        return len(listed)
    if any(rule.spans and rule.without for rule in numbers.tail(listed[-1].shape)[1]):  # 甲路1—99号、57号除外
        return len(listed)
    begins = [number for number, item in enumerate(listed) if item.shape.signs.startswith("除")]
    if begins:
        return begins[-1]
    return 0 if state.in_brackets or state.drafts.all or len(listed) == 1 else len(listed) - 1


def _item(state: State, item: Item, *, leaves_out: bool) -> None:
    """Read one thing of a list, whatever it is."""
    shape = _after_leads(item)
    if len(shape.signs) > sentences.LONGEST:
        state.not_understood(shape)
        return
    while shape.signs.startswith("（"):
        aside(state, shape[:1])
        shape = shape[1:]
    shape = _without_sides_of_lines(state, shape)
    begins = EXCEPT.match(shape.signs)
    state.leaves_out = state.leaves_out or bool(begins)
    if leaves_out or state.leaves_out:
        shape = shape[begins.end() :] if begins else shape
        ends = EXCEPTED.search(shape.signs)
        read_without(state, shape[: ends.start()] if ends and ends.start() else shape, listed=item.listed)
        state.leaves_out = state.leaves_out and not ends
    elif shape and not LABEL.fullmatch(shape.signs) and not read_edges(state, shape):
        _labelled(state, item, shape)


def _without_sides_of_lines(state: State, shape: Shape) -> Shape:
    """Return an edge without （含） and （不含）, which tell of the line's own houses and are reported."""
    if "（" in shape.signs and (RELATIVE.search(shape.signs) or BOUND.fullmatch(shape.signs)):
        for number in reversed(range(len(shape.signs))):
            if shape.signs[number] == "（" and OWN_HOUSES.fullmatch(shape.inside(number).strip()):
                state.not_understood(shape[number : number + 1])
                shape = shape.drop(number)
    return shape


def _labelled(state: State, item: Item, shape: Shape) -> None:
    """Read a thing that may stand after a label: 其中小区：甲苑."""
    colon = shape.signs.find("：")
    if colon < 0:
        read_names(state, item, shape)
        return
    label, rest = shape[:colon], shape[colon + 1 :]
    piece = things.counted(label, rest) if rest else None
    if piece:
        state.drafts.named(piece, together=False)
        return
    if SCHOOL.fullmatch(label.signs):
        state.remark([label])
    elif _holds_others(label, rest) and names.name(label):
        state.report_place()
        state.place, state.heading = label, not rest
    elif label and not LABEL.fullmatch(label.signs):
        state.not_understood(label)
    if rest:
        _item(state, Item("。", rest, item.listed), leaves_out=False)


def _holds_others(label: Shape, rest: Shape) -> bool:
    """Whether what stands before a colon is a place that holds what stands after it; 甲街 holds communities."""
    return names.is_settled(label.signs) or (
        label.signs.endswith("街") and (not rest or names.is_settled(rest.signs))
    )


def _after_leads(item: Item) -> Shape:
    """Return a thing without the words that only join it to the one before."""
    found = LEADS.match(item.shape.signs) or (AND.match(item.shape.signs) if item.before == "。" else None)
    return item.shape[found.end() :] if found else item.shape

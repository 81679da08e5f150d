"""Edges as a text tells them one after another, and which piece each of them bounds."""

import re

from zoning.clauses import Edge, Place
from zoning.notice.grammar import edges, names
from zoning.notice.grammar.drafts import Draft
from zoning.notice.grammar.naming import aside, read_named
from zoning.notice.grammar.shape import Shape
from zoning.notice.grammar.state import State
from zoning.notice.grammar.vocabulary import LABEL, SIDE_OF

SIDE = re.compile("[东南西北]")
AND = re.compile("以及|[及和与]|其中包括|包括|包含|其中(?:有)?|含")


def read_edges(state: State, shape: Shape) -> bool:
    """Read a thing of a list as edges; false if it tells none."""
    body, asides = _peeled(shape)
    if SIDE.fullmatch(body.signs):
        state.sides.append(body)
    elif not (_bound(state, body) or _further(state, body)):
        return _relative(state, shape)
    for held in asides:
        aside(state, held)
    return True


def _peeled(shape: Shape) -> tuple[Shape, list[Shape]]:
    """Return a stretch without the brackets at its end that limit or remark, and these."""
    asides: list[Shape] = []
    while (
        len(shape.signs) > 1
        and shape.signs.endswith("（")
        and not names.harmless(shape, len(shape.signs) - 1)
    ):
        asides.insert(0, shape[-1:])
        shape = shape[:-1]
    return shape, asides


def _bound(state: State, body: Shape) -> bool:
    """Read 东至甲路; false if it sets out to tell no side."""
    edge = edges.bound(body)
    if edge is None and not edges.begins_bound(body.signs):
        return False
    if edge is None:
        lines, rest = edges.along(body)
        for part in rest if lines else [body]:
            state.not_understood(part)
        if not lines:
            return True
        edge = Edge(SIDE_OF[body.signs[0]], lines)
    for side in state.sides:
        state.drafts.bound(Edge(SIDE_OF[side.signs], edge.lines))
    state.sides = []
    _of_place(state, state.drafts.bound(edge))
    state.names_follow, state.edge_follows = False, True
    return True


def _further(state: State, body: Shape) -> bool:
    """Read 沿乙路 after 东从某处沿甲路; false if it is no such thing."""
    if not (state.edge_follows and body.signs.startswith("沿")):
        return False
    lines, rest = edges.along(body)
    if not lines or not state.drafts.follow(lines):
        return False
    for part in rest:
        state.not_understood(part)
    return True


def _relative(state: State, body: Shape) -> bool:
    """Read 甲路以东的乙苑, or 甲路—乙河以内; false if there is no such edge."""
    ring: tuple[str, ...] = ()
    sides = edges.relative(body, state.lines)
    if sides is None:
        closed = edges.ring(body)
        if closed is None:
            return False
        ring, sides = closed
    place = _place(sides.place) if sides.place else None
    if sides.place and place is None:
        return False
    last = state.drafts.last()
    if place and last and last.named:  # 甲区内乙路以东、丙区内丁路以北
        state.drafts.close()
    draft = state.drafts.relative(sides.edges, ring)
    draft.named.extend([place] if place else [])
    _of_place(state, draft)
    state.lines = sides.edges[-1].lines if sides.edges else ()
    state.names_follow = state.edge_follows = False
    draft.closed = sides.closed
    if sides.rest:
        _within(state, draft, sides.rest)
    return True


def _within(state: State, draft: Draft, rest: Shape) -> None:
    """Read what stands after an edge: 甲路以东的乙苑和丙苑, 甲路以东区域及丁村."""
    lead = AND.match(rest.signs)
    inside = lead is None
    if not rest.signs.strip("（"):
        for number in range(len(rest.signs)):
            aside(state, rest[number : number + 1])
        return
    for part in names.joined(rest[lead.end() :] if lead else rest, listed=True):
        if LABEL.fullmatch(part.signs):
            continue
        closed = read_named(state, part, listed=True, draft=draft if inside else None)
        inside = inside and not closed
    draft.closed = True
    state.names_follow = inside


def _place(shape: Shape) -> Place | None:
    """Return the place that edges are told of."""
    of, rest = names.within(shape)
    called = names.name(rest, listed=True)
    return Place(called, of=of) if called else None


def _of_place(state: State, draft: Draft) -> None:
    """Tell a piece which place its edges are of: 甲街道：东至乙路."""
    place = _place(state.place) if state.place and not draft.named else None
    if place:
        draft.named.append(place)
        state.place_name()

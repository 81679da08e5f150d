"""A zone written in words: its four sides, what these get wrong by name, and nothing lost on the way."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from named_town import estate, mask, road, street, town, with_line, with_river

from zoning.clauses import Address, Edge, Numbers, Piece, Place, Scope
from zoning.measure import edges
from zoning.notice import bare_edges, gazetteer, ground, outline, scopes
from zoning.notice.phrases import phrases


def known(area):
    return scopes.facts(gazetteer.of(area), edges.of(area))


TOWN = town()
KNOWN = known(TOWN)


def written(rule, area=TOWN, facts=KNOWN):
    """The scope of the blocks that are wanted, after making sure that it is exact."""
    zone = mask(area, rule)
    scope = scopes.scope(zone, facts)
    found = ground.covered(scope, facts.names)
    assert (found.unknown, found.open) == ((), ())
    assert list(found.blocks.index[found.blocks]) == list(area.blocks.index[zone])
    return scope


def sides(piece):
    return {edge.side: "—".join(edge.lines) for edge in piece.edges}


def test_a_rectangle_is_told_by_its_four_streets():
    (piece,) = written(lambda c, r: 1 <= c < 4 and 1 <= r < 3).pieces
    assert sides(piece) == {"east": road(4), "south": street(1), "west": road(1), "north": street(3)}
    assert (piece.named, piece.without) == ((), ())


def test_the_sides_are_told_in_their_order():
    (piece,) = written(lambda c, r: 1 <= c < 4 and 1 <= r < 3).pieces
    assert [edge.side for edge in piece.edges] == ["east", "south", "west", "north"]


def test_an_l_is_told_with_several_lines_of_a_side_as_one_walks_along_them():
    (piece,) = written(lambda c, r: 1 <= c < 4 and 1 <= r < 3 and not (c == 3 and r == 2)).pieces
    found = sides(piece)
    assert (found["south"], found["west"]) == (street(1), road(1))
    around = "—".join((found["north"], found["east"]))
    assert around == "—".join((street(3), road(3), street(2), road(4)))


def test_one_block_too_few_is_left_out_by_name_rather_than_walked_around():
    (piece,) = written(lambda c, r: 1 <= r < 3 and 1 <= c < 4 and (c, r) != (2, 1)).pieces
    assert sides(piece) == {"east": road(4), "south": street(1), "west": road(1), "north": street(3)}
    assert piece.without == (Place(estate("c2r1")),)


def test_a_block_apart_is_a_piece_of_its_own_told_by_name():
    first, second = written(lambda c, r: (1 <= r < 3 and 1 <= c < 3) or (c, r) == (4, 3)).pieces
    assert sides(first) == {"east": road(3), "south": street(1), "west": road(1), "north": street(3)}
    assert second == Piece(named=(Place(estate("c4r3")),))


def test_two_parts_of_a_zone_are_two_pieces():
    area = town(8, 6)
    scope = written(lambda c, r: (1 <= c < 3 or 5 <= c < 7) and 1 <= r < 5, area, known(area))
    assert {sides(piece)["east"] for piece in scope.pieces} == {road(3), road(7)}
    assert len(scope.pieces) == 2
    assert {sides(piece)["north"] for piece in scope.pieces} == {street(5)}
    assert all(not piece.named and not piece.without for piece in scope.pieces)


def test_a_hole_is_told_by_the_names_in_it():
    area = town(7, 6)
    hole = lambda c, r: c == 3 and 2 <= r < 4  # noqa: E731
    (piece,) = written(lambda c, r: 1 <= c < 6 and 1 <= r < 5 and not hole(c, r), area, known(area)).pieces
    assert set(piece.without) == {Place(estate("c3r2")), Place(estate("c3r3"))}


def test_a_large_hole_is_gone_around_in_pieces():
    area = town(9, 7)
    hole = lambda c, r: 2 <= c < 7 and 2 <= r < 5  # noqa: E731
    scope = written(lambda c, r: not hole(c, r), area, known(area))
    assert len(scope.pieces) > 1
    assert scopes.told(scope).names <= 3


def test_a_river_is_a_side_where_the_zone_ends_at_it():
    bends = [(-10, 110), (110, 110), (110, 230), (350, 230), (350, 110), (600, 110)]
    area = with_river(town(nameless=[street(1), street(2)]), "弯河", bends)
    scope = written(lambda c, r: 1 <= c < 4 and r >= (2 if c < 3 else 1), area, known(area))
    assert sides(scope.pieces[0])["south"] == "弯河"
    assert scopes.told(scope).names == 0


def test_open_sides_are_told_as_north_and_east_of_lines():
    area = town(9, 8)
    inner = area.blocks[[1 <= int(b[1]) < 8 and 1 <= int(b[3]) < 7 for b in area.blocks.index]]
    # fields around the town, and streets that lead out into them
    country = replace(area, blocks=inner, boundary=area.boundary.buffer(900))
    scope = written(lambda c, r: c >= 5 and r >= 4, country, known(country))
    (piece,) = scope.pieces
    assert {side: lines for side, lines in sides(piece).items() if lines in (street(4), road(5))} == {
        "south": street(4),
        "west": road(5),
    }


def nameless(columns, rows):
    return [*(road(column) for column in range(columns + 1)), *(street(row) for row in range(rows + 1))]


def test_a_street_split_by_odd_and_even_numbers_is_told_by_these():
    """Both rows have their addresses on the street between them."""

    def address(block):
        return f"至善路{2 * int(block[1]) + (1 if block[3] == '1' else 2)}号"

    area = town(6, 2, nameless=nameless(6, 2), name=lambda _: None, address=address)
    facts = known(area)
    assert written(lambda _, r: r == 1, area, facts) == Scope(
        (Piece(named=(Address("至善路", Numbers("odd")),)),)
    )
    (piece,) = written(lambda c, r: r == 0 and c < 4, area, facts).pieces
    assert piece.named == (Address("至善路", Numbers("even", spans=((2, 8),))),)


def test_exceptions_among_house_numbers_are_told():
    area = town(
        9,
        1,
        nameless=nameless(9, 1),
        name=lambda _: None,
        address=lambda block: f"至善路{int(block[1]) + 1}号",
    )
    scope = written(lambda c, _: c in (0, 1, 2, 3, 5, 6, 7), area, known(area))
    assert scope == Scope((Piece(named=(Address("至善路", Numbers(spans=((1, 8),), without=((5, 5),))),)),))


def test_a_whole_village_is_told_by_its_name_and_a_part_by_its_groups():
    called = dict(
        zip(
            [f"c{c}r0" for c in range(5)],
            ["马厂村一组", "马厂村二组", "马厂村三组", "枣园村一组", "枣园村二组"],
            strict=True,
        )
    )
    area = town(5, 1, nameless=[road(i) for i in range(6)], name=called.get)
    facts = known(area)
    assert [p.named for p in written(lambda c, _: c < 3, area, facts).pieces] == [(Place("马厂村"),)]
    first, second = written(lambda c, _: c < 2 or c == 4, area, facts).pieces[0].named
    assert first == Place("马厂村", Numbers(spans=((1, 2),), unit="组"))
    assert second == Place("枣园村二组")


def test_a_name_used_twice_is_told_with_its_subdistrict():
    area = town(
        5,
        4,
        name=lambda block: "阳光苑" if block in ("c0r0", "c4r3") else estate(block),
        subdistrict=lambda block: f"{'东' if int(block[1]) > 2 else '西'}街道",
    )
    scope = written(lambda c, r: (1 <= r < 3 and 1 <= c < 3) or (c, r) == (4, 3), area, known(area))
    assert scope.pieces[-1] == Piece(named=(Place("阳光苑", of="东街道"),))


def test_blocks_without_a_name_and_an_address_are_right_by_the_lines_or_told_by_their_id():
    area = town(name=lambda _: None)
    facts = known(area)
    assert scopes.told(written(lambda c, r: c < 2 and r < 3, area, facts)).names == 0
    scope = written(lambda c, r: (c < 2 and r < 3) or (c, r) == (4, 3), area, facts)
    assert scope.pieces[-1].named == (Place("地块c4r3"),)


def test_a_zone_that_follows_no_line_is_told_by_name():
    bare = town(4, 3, nameless=[*(road(i) for i in range(5)), *(street(i) for i in range(4))])
    scope = written(lambda c, r: c < 2 and r < 2, bare, known(bare))
    assert scope == Scope((Piece(named=tuple(Place(estate(b)) for b in ("c0r0", "c1r0", "c0r1", "c1r1"))),))


def test_a_school_without_a_zone_has_nothing_to_tell():
    assert scopes.scope(np.zeros(20, bool), KNOWN) == Scope(())


def test_all_of_a_district_is_one_piece_without_exceptions():
    scope = written(lambda *_: True)
    assert scopes.told(scope).names == 0


def test_how_much_a_text_tells_is_counted():
    scope = Scope(
        (
            Piece((Edge("east", ("甲路", "乙河")), Edge("north", ("丙街",))), without=(Place("丁苑"),)),
            Piece(named=(Place("戊苑"), Address("己路"))),
        )
    )
    found = scopes.told(scope)
    assert (found.pieces, found.lines, found.names, found.words) == (2, 3, 3, 6)


def test_where_the_edge_follows_nothing_is_work_to_do():
    area = town(4, 2, nameless=[road(2)])
    zone_of = pd.Series(np.where(mask(area, lambda c, _: c < 2), "S1", "S2"), index=area.blocks.index)
    found = bare_edges.of(edges.borders(edges.of(area)), zone_of, area)
    assert list(zip(found["block_a"], found["block_b"], strict=True)) == [("c1r0", "c2r0"), ("c1r1", "c2r1")]
    assert found[["zone_a", "zone_b"]].drop_duplicates().to_numpy().tolist() == [["S1", "S2"]]
    assert found["name_a"].to_list() == [estate("c1r0"), estate("c1r1")]
    assert found["length_m"].to_list() == pytest.approx([110, 110], abs=15)
    assert found["near"].isin([street(0), street(1), street(2)]).all()
    assert bare_edges.of(edges.borders(edges.of(town(4, 2))), zone_of, area).empty


def price(pairs, ground, drawn, bare, line):
    """What a drawing of some ground counts, added up block by block and border by border."""
    cut = drawn[pairs[:, 0].astype(int)] != drawn[pairs[:, 1].astype(int)]
    return (drawn != ground).sum() + (cut * (line * pairs[:, 2] + bare * (pairs[:, 2] - pairs[:, 3]))).sum()


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 300), st.booleans()),
        min_size=1,
        max_size=12,
    ),
    st.sets(st.integers(0, 6), min_size=1),
)
def test_no_drawing_of_a_zone_counts_less_than_the_one_found(borders, zone):
    pairs = np.array(
        [(a, b, metres, metres if on_line else 0) for a, b, metres, on_line in borders if a != b], float
    ).reshape(-1, 4)
    ground_ = np.isin(np.arange(7), list(zone))
    found = outline.rounded(pairs, ground_, bare=0.01, line=0.002)
    every = [np.array([n >> i & 1 for i in range(7)], bool) for n in range(128)]
    least = min(price(pairs, ground_, drawn, 0.01, 0.002) for drawn in every)
    assert price(pairs, ground_, found, 0.01, 0.002) == pytest.approx(least, abs=0.02)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["mine", "free", "barred"]), min_size=30, max_size=30))
def test_names_tell_all_that_is_meant_and_nothing_that_is_barred(kinds):
    facts = mixed()[1]
    mine, free = np.array(kinds) == "mine", np.array(kinds) == "free"
    told, unknown = ground.chosen(phrases(mine, free, facts.names), facts.names)
    assert unknown == ()
    assert told[mine].all()
    assert not told[~mine & ~free].any()


@cache
def mixed():
    """A town with some streets without a name, a river, a diagonal road, names used twice, and blocks without any."""
    area = town(
        6, 5, nameless=[road(2), street(3)], river_after=3,
        name=lambda b: None if b in ("c0r0", "c5r4") else "阳光苑" if b in ("c1r1", "c4r3") else f"马厂村{'一二三四五'[int(b[3])]}组" if b[1] == "5" else estate(b),
        address=lambda b: f"{street(int(b[3]))}{2 * int(b[1]) + 1}号" if b[1] in "0123" else None,
        subdistrict=lambda b: "东街道" if b[1] in "45" else "西街道",
    )  # fmt: skip
    area = with_line(area, "斜街", [(-10, -10), (350, 590)], level="arterial")
    return area, known(area)


@settings(max_examples=8)
@given(st.lists(st.integers(0, 2), min_size=30, max_size=30))
def test_any_zones_are_told_exactly(colours):
    facts = mixed()[1]
    zone_of = np.array(colours)
    for colour in range(3):
        scope = scopes.scope(zone_of == colour, facts)
        found = ground.covered(scope, facts.names)
        assert (found.unknown, found.open) == ((), ())
        assert (found.blocks.to_numpy() == (zone_of == colour)).all()


@settings(max_examples=8)
@given(st.lists(st.tuples(st.floats(0, 720), st.floats(0, 600)), min_size=2, max_size=4))
def test_zones_around_schools_are_told_exactly_and_in_fewer_words_than_by_name_alone(schools):
    facts = mixed()[1]
    spots = facts.names.points - facts.names.points.min(axis=0)
    nearest = np.hypot(*(spots[:, None] - np.array(schools)[None]).transpose(2, 0, 1)).argmin(axis=1)
    for school in range(len(schools)):
        zone = nearest == school
        scope = scopes.scope(zone, facts)
        assert (ground.covered(scope, facts.names).blocks.to_numpy() == zone).all()
        assert scopes.told(scope).names <= zone.sum()


def test_the_same_zone_is_told_the_same_way_again():
    area, facts = mixed()
    zone = mask(area, lambda c, r: c + r < 5)
    assert scopes.scope(zone, facts) == scopes.scope(zone, known(area))

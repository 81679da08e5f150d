"""What the text of a notice covers: lines followed on the map, places and addresses looked up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from named_town import mask, road, street, town, with_line, with_river

from zoning.clauses import SIDES, Address, Edge, Numbers, Piece, Place, Scope
from zoning.notice import gazetteer, ground

TOWN = town()
NAMES = gazetteer.of(TOWN)


def edges(**sides):
    """East, south, west, north -> edges, several lines of a side with a dash between."""
    return tuple(Edge(side, tuple(sides[side].split("—"))) for side in SIDES if side in sides)


def covered(*pieces, names=NAMES):
    return ground.covered(Scope(pieces), names)


def ids(found):
    return set(found.blocks.index[found.blocks])


def wanted(rule, area=TOWN):
    return set(area.blocks.index[mask(area, rule)])


def test_four_lines_mean_what_they_enclose():
    found = covered(Piece(edges(east=road(4), south=street(1), west=road(1), north=street(3))))
    assert ids(found) == wanted(lambda c, r: 1 <= c < 4 and 1 <= r < 3)
    assert found.blocks.index.equals(TOWN.blocks.index)
    assert (found.unknown, found.open, found.gaps) == ((), (), ())


def test_a_side_that_is_not_told_is_open_to_the_boundary():
    assert ids(covered(Piece(edges(south=street(2))))) == wanted(lambda _, r: r >= 2)
    assert ids(covered(Piece(edges(east=road(2))))) == wanted(lambda c, _: c < 2)
    assert ids(covered(Piece(edges(east=road(2), south=street(2))))) == wanted(lambda c, r: c < 2 and r >= 2)
    assert ids(covered(Piece(edges(east=road(4), west=road(1))))) == wanted(lambda c, _: 1 <= c < 4)
    three = edges(east=road(4), south=street(1), west=road(2))
    assert ids(covered(Piece(three))) == wanted(lambda c, r: 2 <= c < 4 and r >= 1)


def test_an_open_side_may_be_told_as_the_boundary():
    told = edges(east="区界", south=street(1), west=road(2), north="区界")
    assert ids(covered(Piece(told))) == wanted(lambda c, r: c >= 2 and r >= 1)
    assert ids(covered(Piece(edges(east="区界", south="区界", west="区界", north="区界")))) == wanted(
        lambda *_: True
    )


def test_several_lines_of_a_side_are_followed_one_after_the_other():
    # an L: two columns wide below, one above
    told = edges(east=f"{road(1)}—{street(2)}—{road(3)}", south=street(0), west=road(0), north=street(4))
    assert ids(covered(Piece(told))) == wanted(lambda c, r: c < 3 and (r < 2 or c < 1))


def test_lines_told_against_the_walk_are_taken_the_other_way_round_where_only_that_leads_round():
    area = with_line(town(nameless=[road(1), road(3)]), "高路", [(110, 230), (110, 490)])
    names = gazetteer.of(with_line(area, "低路", [(350, -10), (350, 230)]))
    for east in (f"高路—{street(2)}—低路", f"低路—{street(2)}—高路"):
        told = edges(east=east, south=street(0), west=road(0), north=street(4))
        assert ids(covered(Piece(told), names=names)) == wanted(lambda c, r: c < 3 and (r < 2 or c < 1))


def test_one_may_go_in_and_out_again_on_one_side():
    told = edges(
        east=road(5), south=street(0), west=road(0),
        north=f"{street(3)}—{road(2)}—{street(1)}—{road(3)}—{street(3)}",
    )  # fmt: skip
    assert ids(covered(Piece(told))) == wanted(lambda c, r: r < 3 and not (c == 2 and r >= 1))


def test_a_line_that_turns_the_corner_is_told_on_both_sides():
    area = with_line(town(nameless=[road(2), street(3)]), "环路", [(230, -10), (230, 350), (-10, 350)])
    names = gazetteer.of(area)
    found = covered(Piece(edges(east="环路", south=street(1), west=road(0), north="环路")), names=names)
    assert ids(found) == wanted(lambda c, r: c < 2 and 1 <= r < 3)


def test_two_pieces_are_both_covered_and_an_exception_is_taken_from_its_own_piece_alone():
    west, low = Piece(edges(east=road(2)), without=(Place("苑00"),)), Piece(edges(north=street(1)))
    assert ids(covered(west)) == wanted(lambda c, r: c < 2 and (c, r) != (0, 0))
    assert ids(covered(west, low)) == wanted(lambda c, r: c < 2 or r < 1)


def test_places_alone_are_covered_and_places_with_lines_only_within_these():
    places = (Place("苑00"), Place("苑43"))
    assert ids(covered(Piece(named=places))) == {"c0r0", "c4r3"}
    assert ids(covered(Piece(edges(east=road(2)), named=places))) == {"c0r0"}


def test_a_community_within_lines():
    area = town(subdistrict=lambda block: "东街道" if int(block[1]) > 2 else "西街道")
    found = covered(
        Piece(edges(south=street(2)), named=(Place("东街道"),), without=(Place("苑33"),)),
        names=gazetteer.of(area),
    )
    assert ids(found) == wanted(lambda c, r: c > 2 and r >= 2 and (c, r) != (3, 3))


def test_two_edges_on_one_side_are_both_kept_to():
    found = covered(Piece((*edges(east=road(4)), *edges(east=road(2), south=street(1)))))
    assert ids(found) == wanted(lambda c, r: c < 2 and r >= 1)


def test_names_that_are_not_on_the_map_are_told_and_a_piece_with_an_unknown_line_covers_nothing():
    found = covered(
        Piece(edges(east=road(2), south="无名路"), without=(Place("无苑"),)),
        Piece(named=(Place("苑00"), Address("无街", Numbers("odd")))),
    )
    assert found.unknown == ("无名路", "无苑", "无街单号")
    assert ids(found) == {"c0r0"}


def test_lines_round_which_no_way_leads_are_told():
    found = covered(Piece(edges(east=road(1), south=street(1), west=road(3), north=street(3))))
    assert ids(found) == set()
    assert found.open == ((road(1), street(1), road(3), street(3)),)


def test_lines_that_do_not_meet_are_joined_and_the_gap_is_told():
    area = with_line(town(nameless=[road(3)]), "短路", [(350, 120), (350, 290)])
    found = covered(
        Piece(edges(east="短路", south=street(0), west=road(1), north=street(3))), names=gazetteer.of(area)
    )
    assert ids(found) == wanted(lambda c, r: 1 <= c < 3 and r < 3)
    assert sorted(found.gaps) == [
        (street(3), "短路", pytest.approx(60)),
        ("短路", street(0), pytest.approx(130)),
    ]


def test_a_winding_river_is_followed_from_where_it_is_met_to_where_it_is_left():
    bends = [(-10, 110), (110, 110), (110, 230), (350, 230), (350, 110), (600, 110)]
    area = with_river(town(nameless=[street(1), street(2)]), "弯河", bends)
    names = gazetteer.of(area)
    assert ids(covered(Piece(edges(south="弯河")), names=names)) == wanted(
        lambda c, r: r >= (2 if 1 <= c < 3 else 1)
    )
    within = edges(east=road(4), south="弯河", west=road(1), north=street(4))
    assert ids(covered(Piece(within), names=names)) == wanted(
        lambda c, r: 1 <= c < 4 and r >= (2 if c < 3 else 1)
    )


def test_a_river_drawn_as_an_area_is_followed_along_either_bank():
    area = town(river_after=1)
    names = gazetteer.of(area)
    assert ids(covered(Piece(edges(east="玩具河")), names=names)) == wanted(lambda c, _: c < 2, area)
    west = edges(east=road(4), south=street(1), west="玩具河", north=street(3))
    assert ids(covered(Piece(west), names=names)) == wanted(lambda c, r: 2 <= c < 4 and 1 <= r < 3, area)


def test_of_two_streets_of_one_name_the_one_that_the_others_meet_is_meant():
    area = town(7, 1, nameless=[road(1), road(6)])
    area = with_line(area, "友谊巷", [(110, -10), (110, 110)])
    area = with_line(area, "友谊巷", [(710, -10), (710, 110)])
    names = gazetteer.of(area)
    assert ids(
        covered(Piece(edges(east="友谊巷", south=street(0), west=road(0), north=street(1))), names=names)
    ) == {"c0r0"}
    assert ids(
        covered(Piece(edges(east=road(7), south=street(0), west="友谊巷", north=street(1))), names=names)
    ) == {"c6r0"}


def test_an_extension_is_followed_like_the_line_itself():
    area = with_line(town(nameless=[road(2)]), "断头路", [(230, -10), (230, 200)])
    found = covered(Piece(edges(east="断头路北延伸段")), names=gazetteer.of(area))
    assert ids(found) == wanted(lambda c, _: c < 2)


def test_the_wall_of_an_estate_is_a_line():
    told = edges(east="苑22东围墙", south=street(1), west=road(1), north=street(3))
    names = gazetteer.of(town(nameless=[road(3)]))
    assert ids(covered(Piece(told), names=names)) == wanted(lambda c, r: 1 <= c < 3 and 1 <= r < 3)


@pytest.mark.parametrize(
    "lines", [(road(1), street(1), road(3), street(3)), (street(3), road(3), street(1), road(1))]
)
def test_lines_that_close_round_a_piece_mean_what_they_enclose_either_way_round(lines):
    assert ids(covered(Piece(ring=lines))) == wanted(lambda c, r: 1 <= c < 3 and 1 <= r < 3)


def test_a_ring_road_alone_closes_round_a_piece():
    area = with_line(town(), "环路", [(110, 110), (470, 110), (470, 350), (110, 350), (110, 110)])
    assert ids(covered(Piece(ring=("环路",)), names=gazetteer.of(area))) == wanted(
        lambda c, r: 1 <= c < 4 and 1 <= r < 3
    )


def test_a_ring_that_does_not_close_is_told():
    found = covered(Piece(ring=(road(1),)))
    assert (ids(found), found.open) == (set(), ((road(1),),))


def test_villages_and_estates_are_known_with_their_parts_by_number_and_by_the_name_of_the_whole():
    called = {
        "c0r0": "马厂村一组",
        "c1r0": "马厂村二组",
        "c2r0": "马厂村十二组",
        "c3r0": "碧水苑东区",
        "c4r0": "碧水苑西区",
        "c0r1": "蓝天苑3号楼",
    }
    names = gazetteer.of(town(name=lambda block: called.get(block)))

    def at(*named):
        return ids(covered(Piece(named=named), names=names))

    assert at(Place("马厂村")) == {"c0r0", "c1r0", "c2r0"}
    assert at(Place("马厂村", Numbers(spans=((2, 12),), unit="组"))) == {"c1r0", "c2r0"}
    assert at(Place("马厂村二组")) == {"c1r0"}
    assert at(Place("碧水苑")) == {"c3r0", "c4r0"}
    assert at(Place("碧水苑小区")) == {"c3r0", "c4r0"}
    assert at(Place("蓝天苑", Numbers(spans=((3, 3),), unit="幢"))) == {"c0r1"}
    assert at(Place("地块c1r1")) == {"c1r1"}


def test_a_name_used_twice_is_told_apart_by_the_place_around_it():
    area = town(
        name=lambda block: "阳光苑" if block in ("c0r0", "c4r0") else None,
        subdistrict=lambda block: "东街道" if block == "c4r0" else "西街道",
    )
    names = gazetteer.of(area)
    assert ids(covered(Piece(named=(Place("阳光苑"),)), names=names)) == {"c0r0", "c4r0"}
    assert ids(covered(Piece(named=(Place("阳光苑", of="东街道"),)), names=names)) == {"c4r0"}


def test_house_numbers_by_parity_span_and_exception():
    area = town(8, 1, address=lambda block: f"甲街道至善路{int(block[1]) + 1}号（内）")
    names = gazetteer.of(area)

    def numbers(rule):
        return sorted(
            int(block[1]) + 1 for block in ids(covered(Piece(named=(Address("至善路", rule),)), names=names))
        )

    assert numbers(Numbers()) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert numbers(Numbers("odd")) == [1, 3, 5, 7]
    assert numbers(Numbers("even", spans=((3, None),))) == [4, 6, 8]
    assert numbers(Numbers(spans=((1, 2), (5, 8)), without=((6, 7),))) == [1, 2, 5, 8]


@settings(max_examples=60)
@given(west=st.integers(0, 4), south=st.integers(0, 3), data=st.data())
def test_any_rectangle_of_streets_covers_what_lies_in_it(west, south, data):
    east, north = data.draw(st.integers(west + 1, 5)), data.draw(st.integers(south + 1, 4))
    told = edges(east=road(east), south=street(south), west=road(west), north=street(north))
    assert ids(covered(Piece(told))) == wanted(lambda c, r: west <= c < east and south <= r < north)


@settings(max_examples=40)
@given(st.lists(st.integers(1, 4), min_size=5, max_size=5))
def test_any_skyline_of_streets_covers_what_lies_below_it(heights):
    """Columns of different heights: the north side goes up and down between them."""
    north = [street(heights[0])]
    for column in range(1, 5):
        if heights[column] != heights[column - 1]:
            north += [road(column), street(heights[column])]
    told = (
        Edge("east", (road(5),)),
        Edge("south", (street(0),)),
        Edge("west", (road(0),)),
        Edge("north", tuple(north)),
    )
    assert ids(covered(Piece(told))) == wanted(lambda c, r: r < heights[c])


def test_what_is_covered_does_not_depend_on_the_order_of_the_edges():
    told = edges(east=road(4), south=street(1), west=road(1), north=street(3))
    results = [ids(covered(Piece(tuple(np.roll(np.array(told, dtype=object), k))))) for k in range(4)]
    assert all(one == results[0] for one in results)

"""Room for names: turned boxes never touch, and names of streets lie along them."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.render import fonts
from zoning.render.atlas.paper import Rect
from zoning.render.posters import along, flow, words
from zoning.render.posters import names as place
from zoning.render.posters.flow import Row
from zoning.render.posters.names import Names
from zoning.render.posters.room import Room, Spot, corners, touching
from zoning.render.posters.words import Style, Word

FRAME = Rect(0, 0, 200, 150)
SPOTS = st.builds(Spot, st.floats(-5, 205), st.floats(-5, 155), st.floats(1, 40), st.floats(1, 8), st.floats(-90, 90))  # fmt: skip
STYLE = Style(8.0)


def polygons(spots):
    return shapely.polygons(corners(np.array(spots, float).reshape(-1, 5)))


@given(st.lists(SPOTS, min_size=1, max_size=12), st.lists(SPOTS, min_size=1, max_size=12))
def test_boxes_touch_where_their_ground_does(some, others):
    found = touching(np.array(some), np.array(others))
    a, b = polygons(some), polygons(others)
    overlap = shapely.area(shapely.intersection(a[:, None], b[None]))
    assert (found | (overlap < 1e-9)).all()  # none that overlap are missed
    assert not (found & (shapely.distance(a[:, None], b[None]) > 1e-6)).any()


@given(st.lists(SPOTS, max_size=60), st.lists(SPOTS, max_size=10))
def test_words_take_only_free_room_within_the_frame_and_off_the_lines(spots, symbols):
    line = shapely.LineString([(0, 70), (200, 80)]).buffer(1)
    room = Room(FRAME, line)
    room.take(symbols)
    kept = [spot for spot in spots if room.first([spot]) is not None]
    shapes, boxes = polygons(kept), polygons(symbols)
    for n, shape in enumerate(shapes):
        assert shapely.box(0, 0, 200, 150).buffer(1e-6).covers(shape)
        assert not shape.intersects(line)
        assert shapely.distance(shape, np.delete(shapes, n)).min(initial=np.inf) > 0
        assert shapely.distance(shape, boxes).min(initial=np.inf) > 0


def test_a_place_that_is_taken_is_taken():
    room = Room(FRAME)
    spot = Spot(50, 50, 20, 4, 30)
    assert room.first([spot]) == 0
    assert room.first([spot, Spot(50, 60, 20, 4, 30)]) == 1
    assert room.first([spot]) is None


@given(st.floats(-89, 89), st.floats(20, 100))
def test_a_name_on_a_straight_street_lies_along_it(angle, length):
    turn = np.radians(angle)
    line = shapely.LineString([(100, 75), (100 + length * np.cos(turn), 75 + length * np.sin(turn))])
    found = along.stretches([line], 12.0, 2.8)
    assert len(found)
    assert found[:, 2] == pytest.approx(angle, abs=1e-6)
    assert shapely.distance(shapely.points(found[:, :2]), line).max() < 1e-6
    assert found[:, 3].max() < 1e-6


def test_no_name_lies_across_a_corner_or_on_a_street_that_is_too_short():
    corner = shapely.LineString([(0, 0), (40, 0), (40, 40)])
    found = along.stretches([corner], 12.0, 2.8)
    lean = np.abs(found[:, 2])
    assert ((lean < 12) | (lean > 78)).all()
    assert {(lean < 1).any(), (lean > 89).any()} == {True}
    assert not ((np.abs(found[:, 0] - 40) < 4) & (np.abs(found[:, 1]) < 4)).any()
    assert not len(along.stretches([shapely.LineString([(0, 0), (9, 0)])], 12.0, 2.8))


def test_the_name_of_a_river_stands_in_the_middle_of_the_water():
    banks = shapely.LineString([(0, 0), (60, 20), (120, 0), (180, 15)]).buffer(6, cap_style="flat")
    found = along.stretches([banks], 20.0, 3.2)
    assert len(found) > 20
    off = shapely.distance(shapely.boundary(banks), shapely.points(found[:, :2]))
    assert off.min() > 4.5  # of 6


def test_names_are_repeated_along_a_street_but_never_near_each_other():
    names = Names(Room(Rect(0, 0, 400, 50)))
    with fonts.typeset():
        place.along_lines(names, {"至善路": np.array([shapely.LineString([(5, 20), (395, 20)])])}, STYLE, "street", every_mm=110)  # fmt: skip
        at = sorted(word.spot.x for word in names.words)
        assert len(at) >= 3
        assert np.diff(at).min() >= 110
        place.along_lines(names, {"至善路": np.array([shapely.LineString([(5, 30), (395, 30)])])}, STYLE, "far", every_mm=110)  # fmt: skip
    assert np.diff(sorted(word.spot.x for word in names.words if word.about == "far")).min(initial=110) >= 110
    assert not names.missing


def test_a_name_keeps_off_the_edge_of_the_zone_by_standing_beside_its_street():
    street = shapely.LineString([(10, 75), (190, 75)])
    names = Names(Room(FRAME, street.buffer(1.0)))
    with fonts.typeset():
        place.along_lines(names, {"文昌大街": np.array([street])}, STYLE, "street", every_mm=110)
    assert names.words
    assert all(2 < abs(word.spot.y - 75) < 4 for word in names.words)


@given(st.floats(-90, 90), st.sampled_from(["至善路", "文昌大街", "Oak St", "经7路", "柳"]))
def test_words_lie_within_their_box_in_reading_order(angle, said):
    with fonts.typeset():
        long = words.stacked_mm(said, STYLE) if words.stands(said, angle) else words.size_mm((said,), STYLE)[0]  # fmt: skip
        word = Word((said,), Spot(100, 75, long, 8 * 0.3528, angle), STYLE, "street", said)
        pieces = list(words.pieces(word))
        assert "".join(piece.said for piece in pieces) == said
        box = polygons([word.spot])[0].buffer(0.3)
        for piece in pieces:
            wide, turn = fonts.width_mm(piece.said, 8.0), np.radians(piece.angle)
            ends = [(piece.x, piece.y), (piece.x + wide * np.cos(turn), piece.y + wide * np.sin(turn))]
            assert box.covers(shapely.LineString(ends))
            assert abs(piece.angle) <= (45 if len(pieces) > 1 else 90)
        tops = [piece.y for piece in pieces]
        assert tops == sorted(tops, reverse=True)  # Chinese along a steep street is read downwards


def test_a_name_goes_inside_its_ground_in_two_lines_where_it_is_narrow():
    wide, narrow = shapely.box(0, 0, 40, 20), shapely.box(50, 0, 64, 8)
    names = Names(Room(FRAME))
    with fonts.typeset():
        assert place.in_area(names, wide, (20, 10), "滨河花园小区", (STYLE,), "home")
        assert place.in_area(names, narrow, (57, 4), "滨河花园小区", (STYLE,), "home")
        assert not place.in_area(names, narrow, (57, 4), "滨河花园小区", (STYLE,), "home")  # it is taken
    assert [word.lines for word in names.words] == [("滨河花园小区",), ("滨河花", "园小区")]
    for word, area in zip(names.words, (wide, narrow), strict=True):
        assert area.covers(polygons([word.spot])[0])


ROWS = st.lists(st.tuples(st.floats(1, 12), st.booleans()), max_size=60)
COLUMNS = st.lists(st.floats(0, 120), min_size=1, max_size=5)


@settings(max_examples=60)
@given(ROWS, COLUMNS, st.booleans())
def test_rows_flow_in_order_and_none_is_lost_or_cut(given_, heights, balance):
    rows = [Row(high, lambda ax, x, top: None, heads) for high, heads in given_]
    columns = [Rect(60.0 * n, 150 - high, 52, high) for n, high in enumerate(heights)]
    found = (flow.balanced if balance else flow.poured)(rows, columns)
    assert [row for row, _, _ in found.rows] + found.rest == rows
    for row, x, top in found.rows:
        column = next(c for c in columns if c.x == x)
        assert column.y - 1e-6 <= top - row.height
        assert top <= column.top + 1e-6
    places = [(x, -top) for _, x, top in found.rows]
    assert places == sorted(places)
    lone = [n for n, (row, _, _) in enumerate(found.rows[:-1]) if row.heads and not found.rows[n + 1][0].heads and (n == 0 or not found.rows[n - 1][0].heads)]  # fmt: skip
    assert all(found.rows[n][1] == found.rows[n + 1][1] for n in lone)  # a heading stays with what it heads

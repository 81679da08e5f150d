"""Walks kept between runs: the same figures, and only what changed is searched again."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.cache import Cache
from zoning.measure import inner_points, kept, walking
from zoning.model import StudyArea
from zoning.toy import town

NOBODY = np.iinfo(np.int32).max
FALSE_M = 1_000_000


class Drawer:
    """A store in memory that counts what is put into it."""

    def __init__(self):
        self.held, self.written = {}, []

    def get(self, key):
        return self.held.get(key)

    def put(self, key, value):
        self.held[key] = value.copy()
        self.written.append(key)

    def columns(self, size):
        """Columns of walks to so many blocks."""
        return {k: v for k, v in self.held.items() if v.dtype == np.int32 and len(v) == size}

    def spoil(self):
        """Add a thousand kilometres to every walk kept, so that one taken from here is seen."""
        for key, value in self.held.items():
            if value.dtype == np.int32:
                self.held[key] = value + np.int32(FALSE_M)


@pytest.fixture
def drawer() -> Drawer:
    return Drawer()


AREA = town(6, 5, street_m=20, streets=True, schools=[(0, 0, 9), (5, 4, 9), (2, 3, 9), (4, 1, 9)])
BLOCKS, SCHOOLS = inner_points(AREA.blocks), AREA.schools.geometry


def walk(store=None, *, blocks=BLOCKS, schools=SCHOOLS, area: StudyArea = AREA, cut_off_m=None):
    network = walking.network(area.streets, area.barriers)
    return walking.metres(network, blocks, schools, store=store, cut_off_m=cut_off_m)


def shifted(points: gpd.GeoSeries, which: list[int], east_m: float = 130.0) -> gpd.GeoSeries:
    moved = points.copy()
    moved.iloc[which] = shapely.transform(points.iloc[which].to_numpy(), lambda xy: np.add(xy, (east_m, 0.0)))
    return moved


def test_the_figures_and_notes_are_the_same_with_and_without(drawer, tmp_path):
    far = shifted(BLOCKS, [3], 9000.0)
    for store in (drawer, Cache(tmp_path)):
        for _ in range(2):
            table, notes = walk(store, blocks=far)
            plain, said = walk(blocks=far)
            assert table.equals(plain)
            assert notes == said
    assert said


def test_a_second_run_searches_nothing_and_writes_no_column(drawer):
    first, _ = walk(drawer)
    drawer.spoil()
    drawer.written.clear()
    again, _ = walk(drawer)
    assert np.allclose(again - first, FALSE_M / 1000)
    assert not set(drawer.written) & set(drawer.columns(len(BLOCKS)))


def test_a_new_site_costs_one_search(drawer):
    walk(drawer, schools=SCHOOLS.iloc[:3])
    drawer.spoil()
    table, _ = walk(drawer)
    assert np.allclose((table - walk()[0]).to_numpy(), [FALSE_M / 1000] * 3 + [0.0])
    assert len(drawer.columns(len(BLOCKS))) == 4


def test_a_block_that_moved_is_searched_and_no_other(drawer):
    walk(drawer)
    drawer.spoil()
    moved = shifted(BLOCKS, [7])
    table, _ = walk(drawer, blocks=moved)
    extra = np.full(table.shape, FALSE_M / 1000)
    extra[7] = 0.0
    assert np.allclose((table - walk(blocks=moved)[0]).to_numpy(), extra)


def test_many_blocks_that_moved_are_searched_from_the_schools(drawer):
    walk(drawer)
    drawer.spoil()
    moved = shifted(BLOCKS, list(range(10)))
    assert walk(drawer, blocks=moved)[0].equals(walk(blocks=moved)[0])


def test_blocks_in_another_order_or_fewer_of_them_cost_no_search(drawer):
    walk(drawer)
    drawer.spoil()
    turned = BLOCKS.iloc[::-1].iloc[4:]
    assert np.allclose(walk(drawer, blocks=turned)[0] - walk(blocks=turned)[0], FALSE_M / 1000)


@pytest.mark.parametrize("change", ["street", "barrier", "length"])
def test_other_streets_or_barriers_make_everything_new(drawer, change):
    walk(drawer)
    drawer.spoil()
    streets = AREA.streets
    if change == "street":
        area = replace(AREA, streets=replace(streets, edges=streets.edges.iloc[1:].reset_index(drop=True)))
    elif change == "length":
        longer = streets.edges.assign(length_m=streets.edges["length_m"] + 1.0)
        area = replace(AREA, streets=replace(streets, edges=longer))
    else:
        area = replace(AREA, barriers=town(6, 5, street_m=20, river_after=2).barriers)
    assert walk(drawer, area=area)[0].equals(walk(area=area)[0])


def test_a_cut_off_has_columns_of_its_own(drawer):
    walk(drawer)
    cut, _ = walk(drawer, cut_off_m=300.0)
    whole, _ = walk()
    assert cut.equals(whole.where(whole <= 300.0, np.inf))
    assert np.isinf(cut.to_numpy()).any()


def test_what_does_not_fit_is_ignored(drawer):
    walk(drawer)
    for key, value in drawer.held.items():
        drawer.held[key] = value[:-1].astype(np.float32) if value.dtype == np.int32 else np.zeros(3)
    assert walk(drawer)[0].equals(walk()[0])


def test_no_number_of_pupils_is_kept(drawer):
    walk(drawer)
    for value in drawer.held.values():
        kinds = {np.dtype(np.int32), np.dtype(np.complex128), kept._RECORD}
        assert value.dtype in kinds  # walks, places, accesses


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(st.integers(0, 29), max_size=6), st.sets(st.integers(0, 3), min_size=1)),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_changes_from_run_to_run_the_walks_are_those_of_a_first_run(runs):
    drawer = Drawer()
    for moved, asked in runs:
        blocks, schools = shifted(BLOCKS, sorted(set(moved))), SCHOOLS.iloc[sorted(asked)]
        assert walk(drawer, blocks=blocks, schools=schools)[0].equals(walk(blocks=blocks, schools=schools)[0])

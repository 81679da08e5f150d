"""What the map set and the charts are given is what the plan found."""

import io

import numpy as np
import pypdf
import pytest
import toy_layout

from zoning.layout import charts, maps, tables
from zoning.render import atlas


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return toy_layout.made(tmp_path_factory.mktemp("toy"))


@pytest.fixture(scope="module")
def drawn(made):
    return maps.of(made)


def test_the_map_set_is_written(made, tmp_path):
    count = maps.write(made, tmp_path / "atlas.pdf", "zh")
    assert count == len(pypdf.PdfReader(tmp_path / "atlas.pdf").pages) == 1 + 1 + 7 * 2 + 1


def test_blocks_pupils_and_works_are_those_of_the_plan(made, drawn):
    for stage, sheet in drawn.stages.items():
        years = made.stages[stage]
        assert sheet.pupils.index.tolist() == drawn.blocks.index.tolist()
        assert sheet.pupils["now"].sum() == years.by_city["pupils"].iloc[0]
        assert sheet.pupils["then"].sum() == years.by_city["pupils"].iloc[-1]
        kinds = sheet.schools["kind"].value_counts()
        for kind in ("keep", "expand", "build", "close"):
            assert kinds.get(kind, 0) == sheet.counts[kind]
    assert drawn.works["number"].tolist() == tables.works(made)["number"].tolist()
    assert not drawn.works.geometry.isna().any()


def test_the_cover_of_the_map_is_that_of_the_table(made, drawn):
    """The land of the blocks that are painted as covered adds up to the table's."""
    for stage, sheet in drawn.stages.items():
        land = made.stages[stage].area.blocks.area.reindex(sheet.reach.index)
        told = sheet.coverage.set_index(["year", "way", "base"])["covered"]
        for when, year in (("now", drawn.base_year), ("then", drawn.horizon)):
            near, foot = sheet.reach[when].isin(("walk", "radius")), sheet.reach[when] == "walk"
            assert land[near].sum() == pytest.approx(told[year, "radius", "area"])
            assert land[foot].sum() == pytest.approx(told[year, "walk", "area"])
        kept = sheet.cover.isin(("stays", "gained"))
        assert land[kept].sum() == pytest.approx(told[drawn.horizon, "radius", "area"])


def test_zones_hold_the_pupils_of_their_year(made, drawn):
    for stage, sheet in drawn.stages.items():
        assert sheet.zones["pupils"].sum() == made.stages[stage].pupils.loc[sheet.zone_year].sum()


def test_without_a_programme_the_maps_say_that_schools_stay(tmp_path):
    plain = maps.of(toy_layout.made(tmp_path, more=""))
    assert plain.works.empty
    assert "[programme]" in plain.no_works.zh
    assert atlas.write(plain, io.BytesIO(), "en") == 17


def test_a_facility_gets_its_map(tmp_path):
    more = '\n[sites]\nobjective = "most_covered"\nopen_most = 1\nradius_m = 250\n[sites.facility]\nname = "资源教室"\nhave = ["S1"]\n'
    made = toy_layout.made(tmp_path, more=more)
    rooms = maps.of(made).rooms
    rows = tables.shared_rooms(made)
    assert rows["role"].tolist() == ["have", "new"]
    assert rows["school_id"].tolist()[0] == "S1"
    assert rows["reached"].sum() == rooms.covered_pupils  # every pupil within the radius has one nearest room
    assert set(rooms.schools["role"]) == {"have", "new"}
    assert rooms.covered_pupils == sum(made.stages["primary"].area.blocks["pupils"][rooms.reach.eq(True).to_numpy()])  # fmt: skip


def test_no_room_is_built_in_a_school_that_closes(tmp_path):
    ask = '\n[sites]\nobjective = "most_covered"\nopen_most = 1\nradius_m = 250\n[sites.facility]\nname = "资源教室"\nhave = ["S1"]\n'
    kept = toy_layout.made(tmp_path / "kept", more=ask)
    assert "S2" in set(tables.shared_rooms(kept)["school_id"])
    made = toy_layout.made(tmp_path / "closed", more=toy_layout.PROGRAMME + ask)
    assert made.became["primary"]["S2"] == "close"
    assert "S2" not in set(tables.shared_rooms(made)["school_id"])


def test_charts_are_made_of_the_plan(made):
    assert set(charts.all_of(made, "zh")) == {"pyramid", "pupils", "balance", "coverage"}
    table = charts.coverage_table(made).set_index(["stage", "way", "base"])
    told = made.stages["primary"].coverage.set_index(["year", "way", "base"])["share"]
    assert table.loc[("primary", "walk", "pupils"), "now"] == told[2026, "walk", "pupils"]
    assert np.isfinite(table["then"]).all()

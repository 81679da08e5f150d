"""A plan is the same after it was written to any file and read back, whatever its ids look like."""

import tempfile
from pathlib import Path

import invented_town
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zoning import export

BLOCKS = 12
FILES = ["zones.geojson", "plan.gpkg", "blocks.csv"]
NASTY = [
    "007",
    "1.0",
    "é",
    "小区 1",
    "NA",
    "nan",
    "null",
    "a,b",
    'say "hi"',
    "=1+1",
    "1e5",
    "b;c",
    "TRUE",
    "'",
    "-0",
    "0x1F",
    "1/2",
]
written = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=8)
ids = st.one_of(st.sampled_from(NASTY), written)


@st.composite
def plans(draw):
    """Twelve blocks with unique ids and any of three schools each, their ids no better."""
    blocks = draw(st.lists(ids, min_size=BLOCKS, max_size=BLOCKS, unique=True))
    schools = draw(st.lists(ids, min_size=3, max_size=3, unique=True))
    chosen = draw(st.lists(st.sampled_from(schools), min_size=BLOCKS, max_size=BLOCKS))
    return schools, pd.Series(chosen, index=pd.Index(blocks, name="block_id"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=plans())
def test_a_plan_written_and_read_back_is_the_same(drawn):
    schools, plan = drawn
    town = invented_town.result(BLOCKS, 3, ids=list(plan.index), school_ids=schools)
    result = invented_town.with_plan(town, plan)
    with tempfile.TemporaryDirectory() as folder:
        export.write(result, Path(folder) / "results", "")
        read = [export.read_plan(Path(folder) / "results" / file) for file in FILES]
    for back in read:
        assert back.to_dict() == plan.to_dict()
        assert len(back) == BLOCKS
        assert {type(block) for block in back.index} == {str}


@pytest.mark.parametrize("file", FILES)
def test_known_nasty_ids_survive(file, tmp_path):
    result = invented_town.result(len(NASTY), 3, ids=NASTY)
    export.write(result, tmp_path / "results", "")
    assert export.read_plan(tmp_path / "results" / file).to_dict() == result.plan.school_of.to_dict()

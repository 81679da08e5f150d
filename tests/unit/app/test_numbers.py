"""The numbers at the desk are those of `zoning plan`."""

import numpy as np
import pandas as pd
import pytest
import toy_files
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning import assess, scenario
from zoning.app.district import Answer, District
from zoning.app.numbers import Numbers, moved_pupils
from zoning.model import Plan, Solve
from zoning.toy import town


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    area = town(5, 4, schools=[(0, 0, 30), (4, 3, 60), (4, 0, 40)], pupils=[0, 5, 9, 2] * 5)
    return District(scenario.load(toy_files.write(tmp_path_factory.mktemp("d"), area)))


@settings(max_examples=30, deadline=None)
@given(chosen=st.lists(st.sampled_from(["S1", "S2", "S3"]), min_size=20, max_size=20))
def test_they_are_what_assess_says_of_the_same_plan(district, chosen):
    seen = district.seen(district.area)
    blocks = seen.measures.walks.blocks
    plan = pd.Series(chosen, index=blocks, name="school_id")
    found = Numbers(seen, Answer(plan, 1.0, 1.0), district.norms)
    price = pd.Series(0.0, index=seen.measures.walks.schools)
    judged = assess.plan(Plan(plan, Solve("", "feasible", 1.0, 1.0, price, 0.0, 1)), seen.zones, seen.measures, district.norms)  # fmt: skip
    rows, table = found.by_school(), judged.schools
    assert rows["id"] == list(table.index)
    for key in ("pupils", "seats", "blocks", "pieces"):
        assert rows[key] == table[key].tolist()
    assert rows["alert"] == table["alert"].tolist()
    for key in ("mean_walk_m", "longest_walk_m", "utilisation_share"):
        mine = np.array([np.nan if v is None else v for v in rows[{"utilisation_share": "use"}.get(key, key)]], float)  # fmt: skip
        theirs = table[key].fillna(0 if key == "longest_walk_m" else np.nan).to_numpy(float)
        assert mine == pytest.approx(theirs, abs=0.06, nan_ok=True)
    totals = found.totals(Answer(plan, 1.0, 1.0))
    assert totals["over_pupils"] == table["over"].sum()
    assert totals["mean_walk_m"] == pytest.approx(float(judged.plans["mean_walk_m"].iloc[0]), abs=0.06)


def test_problems_by_hand(district):
    seen = district.seen(district.area)
    blocks = seen.measures.walks.blocks
    plan = pd.Series("S2", index=blocks, name="school_id", dtype="object")
    plan[["c0r0", "c1r0"]] = "S1"
    plan["c4r0"] = "S3"
    plan["c2r2"] = "S1"  # an island in S2
    plan["c3r3"] = np.nan
    found = Numbers(seen, Answer(plan, None, None), district.norms)
    by_kind = {p["kind"]: [str(blocks[i]) if p["of"] == "block" else rows for i in p["at"]] for p in found.problems() for rows in ["S"]}  # fmt: skip
    assert by_kind["unassigned"] == ["c3r3"]
    assert by_kind["cut_off"] == ["c2r2"]
    assert len(by_kind["over"]) == 1
    totals = found.totals(Answer(plan, None, None))
    assert (totals["unassigned_blocks"], totals["cut_off_blocks"]) == (1, 1)
    assert totals["cost_pupil_km"] is totals["gap"] is None


def test_moved_pupils_by_hand():
    pupils = pd.Series([5.0, 7, 9], index=["a", "b", "c"])
    before = pd.Series(["S1", "S1", np.nan], index=pupils.index, dtype="object")
    assert moved_pupils(before, before, pupils) == (0.0, 0)
    assert moved_pupils(before, pd.Series(["S2", "S1", "S1"], index=pupils.index), pupils) == (14.0, 2)

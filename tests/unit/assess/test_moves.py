"""Why a block changes school: the plainest reason that holds."""

import pandas as pd

from zoning.assess import moves


def test_reasons_are_told_in_their_order():
    before = pd.Series(["A", "B", "C", "D", "E"])
    after = pd.Series(["B", "N", "B", "B", "B"])
    nearer = pd.Series([True, True, True, True, False])
    found = moves.reasons(before, after, closed={"A"}, new={"N"}, over={"C"}, nearer=nearer)
    assert found.tolist() == ["closed", "new", "over", "nearer", "within"]
    assert set(found) == set(moves.REASONS)


def test_a_table_of_moves_has_lived_in_blocks_alone():
    blocks = pd.DataFrame(
        {
            "name": ["甲苑", "公园", "乙苑", "丙苑"], "subdistrict": ["一街道"] * 4, "pupils": [5, 0, 7, 9], "dwellings": [50, 0, 70, 90], "school_id": ["S1", "S1", "S1", "S2"],
            "current_school": ["S2", "S2", "S3", "S2"], "moved": [True, True, True, False], "walk_m": [300.0, 1.0, 800.0, 1.0], "current_walk_m": [500.0, 2.0, float("inf"), 1.0],
        },
        index=pd.Index(["b1", "b2", "b3", "b4"], name="block_id"),
    )  # fmt: skip
    schools = pd.DataFrame({"seats": [100, 100], "current_pupils": [0.0, 14.0]}, index=["S1", "S2"])
    found = moves.table(blocks, schools).set_index("block_id")
    assert found.index.tolist() == ["b1", "b3"]
    assert found["reason"].to_dict() == {"b1": "new", "b3": "closed"}  # nobody went to S1 before; S3 is gone
    assert found.loc["b1", ["before", "after", "pupils", "walk_before_m"]].tolist() == ["S2", "S1", 5, 500.0]
    assert pd.isna(found.loc["b3", "walk_before_m"])

"""Prices and several plans on the terminal: what is dear, what is proved, and where fewer were found than asked."""

import json

import pandas as pd
import pytest
from test_report import shown

from zoning import report_plans


def compared(count: int) -> pd.DataFrame:
    row = {
        "cost_pupil_km": 100.0, "above_first_share": 0.0, "gap_share": 0.00101, "elsewhere_pupils": 0.0,
        "least_elsewhere_share": float("nan"), "mean_walk_m": 500.0, "longest_walk_m": 900.0, "moved_pupils": 0.0,
    }  # fmt: skip
    return pd.DataFrame([row] * count, index=pd.RangeIndex(1, count + 1, name="plan"))


@pytest.mark.parametrize(("lang", "said"), [("zh", "未证明不存在"), ("en", "not proved that there are none")])
def test_fewer_plans_than_asked_for_are_told_and_no_more_is_claimed(lang, said):
    assert said in shown(report_plans.alternatives(compared(2), 3, lang))
    assert said not in shown(report_plans.alternatives(compared(3), 3, lang))


def test_what_is_proved_is_never_rounded_down():
    assert "0.11%" in shown(report_plans.alternatives(compared(1), 1, "en"))


def test_json_has_no_value_that_json_does_not_know():
    found = report_plans.alternatives_json(compared(2), 3, [])
    assert json.loads(json.dumps(found, allow_nan=False))["plans"]["1"]["least_elsewhere_share"] is None
    assert (found["asked"], found["found"]) == (3, 2)

import pandas as pd
import pytest

from zoning.model import Solve


def solve(cost, bound, status="feasible"):
    return Solve("search", status, cost, bound, pd.Series(dtype=float), 1.0, 1)


@pytest.mark.parametrize(
    ("cost", "bound", "said"),
    [
        (1003.04, 1000, "0.31 %"),
        (1003.10, 1000, "0.31 %"),
        (1000.001, 1000, "0.01 %"),
        (1000, 1000, "0.00 %"),
    ],
)
def test_a_gap_is_never_rounded_down(cost, bound, said):
    assert said in solve(cost, bound).proved.zh
    assert "已证明" in solve(cost, bound).proved.zh


def test_only_a_proved_optimum_is_called_one():
    assert solve(1000, 1000, "optimal").proved.en == "proved to be the best possible"
    assert "nothing is proved" in solve(1000, 0).proved.en

import io
import warnings

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from zoning.demand import GRADES
from zoning.render import charts
from zoning.render.charts import Cohorts

LANGS = ("zh", "en")
YEARS = list(range(2026, 2036))


def pyramid(lang):
    children = np.linspace(1500, 900, len(GRADES))
    return charts.pyramid(Cohorts((2026, 2035), children, children[::-1]), lang)


def pupils(lang):
    table = pd.DataFrame({"medium": 900.0, "low": 800.0, "high": 1000.0}, index=YEARS)
    return charts.pupils({"primary": table, "junior": table, "special": table / 100}, lang)


def balance(lang):
    table = pd.DataFrame({"year": YEARS, "pupils": np.linspace(1200, 700, 10), "seats": [900.0] * 3 + [1100.0] * 7, "seats_unchanged": 900.0})  # fmt: skip
    return charts.balance({"primary": table, "junior": table.assign(pupils=0.0)}, lang)


def coverage(lang):
    rows = [
        (stage, way, base, 0.4, np.nan if base == "area" else 0.62)
        for stage in ("kindergarten", "primary")
        for way in ("radius", "walk")
        for base in ("pupils", "dwellings", "area")
    ]
    table = pd.DataFrame(rows, columns=["stage", "way", "base", "now", "then"])
    return charts.coverage(table, (2026, 2035), lang)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("chart", [pyramid, pupils, balance, coverage])
def test_a_chart_fits_a_column_of_a4_and_is_the_same_every_time(chart, lang):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing 汉字 is a warning
        made = chart(lang)
    assert made == chart(lang)
    with Image.open(io.BytesIO(made)) as image:
        assert image.size[0] == pytest.approx(charts.WIDE_MM / 25.4 * 300, abs=1)
        assert image.size[1] < 247 / 25.4 * 300
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert "Software" not in image.info
        inked = np.asarray(image.convert("L")) < 250
    assert inked.any(axis=0)[40:-40].mean() > 0.6


def test_languages_differ():
    assert pyramid("zh") != pyramid("en")
    assert balance("zh") != balance("en")


@pytest.mark.parametrize("system", [6, 5])
def test_grades_are_named_once_each_up_to_nine_and_beyond(system):
    for lang in LANGS:
        names = [charts.grade_name(int(grade), system, lang) for grade in GRADES]
        assert len(set(names)) == len(GRADES)
    assert charts.grade_name(6, 5, "zh") == "初一"
    assert charts.grade_name(6, 6, "zh") == "小六"
    assert charts.grade_name(-2, 6, "zh") == "小班"

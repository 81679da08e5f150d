"""A layout plan of a toy town: two stages, four years, a few works that may be done; small enough to run in a test."""

from dataclasses import replace
from pathlib import Path

import judged
import pandas as pd
import toy_files

from zoning import scenario
from zoning.layout import run
from zoning.layout.made import Layout
from zoning.toy import town

FORECAST = """
[stages.primary]
path = "town.toml"
[stages.junior]
path = "junior/junior.toml"
[inputs.births]
path = "births.csv"
[inputs.rolls]
path = "rolls.csv"
[forecast]
base_year = 2026
horizon = 2032
[forecast.drivers.low]
birth_policy = -0.05
[forecast.drivers.medium]
birth_policy = 0.02
[map]
data_date = "2026-09-01"
made_by = "玩具镇教育局"
fictitious = true
"""
PROGRAMME = """
[programme]
no_seat_wan = 3.0
beyond_wan = 0.3
walk_km_wan = 0.05
budget_wan = 900.0
tail_years = 5
[[programme.work]]
action = "build"
stage = "primary"
school = "S3"
seats = 40
cost_wan = 800
land_m2 = 9000
year = 2027
[[programme.work]]
action = "close"
stage = "primary"
school = "S2"
cost_wan = 20
year = 2032
[[programme.work]]
action = "expand"
stage = "junior"
school = "J1"
seats = 2000
cost_wan = 899
"""


def write(folder: Path, more: str = PROGRAMME) -> Path:
    """Write the town's files into `folder`; return the path of the layout's scenario."""
    area = town(6, 3, schools=[(0, 0, 60), (5, 2, 60), (5, 0, 40)])
    parts = ["甲街道"] * 9 + ["乙街道"] * 9
    blocks = judged.with_today(area.blocks, ["S1"] * 12 + ["S2"] * 6).assign(subdistrict=parts)
    schools = area.schools.assign(status=["open", "open", "candidate"])
    base = toy_files.write(folder, replace(area, schools=schools, blocks=blocks))
    one = town(6, 3, schools=[(3, 1, 50)], pupils=2)  # without zones of today
    own = replace(
        one,
        blocks=one.blocks.assign(subdistrict=parts),
        schools=one.schools.set_axis(["J1"]).assign(name="玩具镇初级中学"),
    )
    juniors = toy_files.write(folder / "junior", own)
    toy_files.variant(juniors, 'stage = "junior"', name="junior.toml")
    births = pd.DataFrame(
        {"年份": range(2008, 2026), "出生人数": [16 - max(0, year - 2016) for year in range(2008, 2026)]}
    )
    births.to_csv(folder / "births.csv", index=False, encoding="utf-8-sig")
    grades = [*"一二三四五六七八九"]
    rolls = [
        (year, f"{grade}年级", 15 if at < 6 else 12)
        for year in range(2022, 2027)
        for at, grade in enumerate(grades)
    ]
    pd.DataFrame(rolls, columns=["年份", "年级", "在校生数"]).to_csv(
        folder / "rolls.csv", index=False, encoding="utf-8-sig"
    )
    return toy_files.variant(
        base, 'name = "玩具镇教育设施布局（虚构数据）"' + FORECAST + more, name="layout.toml"
    )


def made(folder: Path, more: str = PROGRAMME) -> Layout:
    """Write the town's files and carry them to the layout plan."""
    return run.run(scenario.load(write(folder, more)))

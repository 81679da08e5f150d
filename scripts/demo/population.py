"""Births, rolls and estates to come of the invented district: years that fit the children who live in its blocks today."""

from collections.abc import Mapping, Sequence

import numpy as np

from demo.files import Row
from demo.geography import SEED, Floats
from demo.people import People

BASE = 2026
"""The school year of the blocks' pupils."""
FIRST_BIRTHS, FIRST_ROLL = 2008, 2021
INDEX = {
    2003: 0.89, 2004: 0.90, 2005: 0.91, 2006: 0.90, 2007: 0.92, 2008: 0.93, 2009: 0.95, 2010: 0.96, 2011: 0.98, 2012: 1.03, 2013: 1.00, 2014: 1.05, 2015: 0.99, 2016: 1.10, 2017: 1.09, 2018: 0.98,
    2019: 0.94, 2020: 0.86, 2021: 0.81, 2022: 0.76, 2023: 0.72, 2024: 0.75, 2025: 0.70,
}  # fmt: skip
"""Invented: births of each year against those of the middle of the last decade."""
ENTRY = 1.05
"""Pupils in grade 1 per birth: families moved in."""
SENIOR = 0.62
GRADES = (
    "一年级",
    "二年级",
    "三年级",
    "四年级",
    "五年级",
    "六年级",
    "初一",
    "初二",
    "初三",
    "高一",
    "高二",
    "高三",
)
ESTATES = (
    ("明月湖二期", "明月湖二期", 1860, 2027), ("西苑嘉园", "西苑在建地块", 640, 2027), ("东岭新苑", "东岭在建地块", 920, 2028),
    ("清风人才公寓", "清风在建地块", 480, 2029),
)  # fmt: skip
"""Name, the block it is built in, dwellings, year of delivery."""


def births(part_of: Sequence[str], people: People, names: Sequence[str]) -> list[Row]:
    """Return the births of each subdistrict and year: as many as its kindergarten children ask for, and more or fewer as the years went."""
    rng = np.random.default_rng([SEED, 21])
    nursery = np.array(people.pupils["幼儿园"], float)
    recent = np.mean([_cohort(year) for year in range(BASE + 1, BASE + 4)])
    rows: list[Row] = []
    for name in names:
        mine = sum(n for n, place in zip(nursery, part_of, strict=True) if place == name) / 3
        for year in range(FIRST_BIRTHS, BASE):
            luck = rng.normal(1.0, 0.02)
            rows.append(
                {"街道": name, "年份": year, "出生人数": round(mine / recent * INDEX[year] / ENTRY * luck)}
            )
    return rows


def rolls(people: People) -> list[Row]:
    """Return the district's pupils by grade, the base year's as many as live in its blocks."""
    rng = np.random.default_rng([SEED, 22])
    primary, junior = sum(people.pupils["小学"]), sum(people.pupils["初中"])
    size = primary / sum(_cohort(BASE - grade + 1) for grade in range(1, 7))
    rows: list[Row] = []
    for year in range(FIRST_ROLL, BASE + 1):
        pupils = np.array([size * _cohort(year - grade + 1) for grade in range(1, 13)])
        pupils *= 1.004 ** (year - BASE) * rng.normal(1.0, 0.006, 12)
        pupils[9:] *= SENIOR
        whole = [round(each) for each in pupils]
        if year == BASE:
            whole = [*_shared(pupils[:6], primary), *_shared(pupils[6:9], junior), *whole[9:]]
        rows += [{"年份": year, "年级": name, "在校生数": count} for name, count in zip(GRADES, whole, strict=True)]  # fmt: skip
    return rows


def estates(code_of: Mapping[str, str]) -> list[Row]:
    """Return the estates to come, each in a block (name -> code) that is being built."""
    return [
        {"楼盘名称": name, "地块编号": code_of[block], "户数": dwellings, "交付年份": year}
        for name, block, dwellings, year in ESTATES
    ]


def _cohort(entry_year: int) -> float:
    """Children who enter grade 1 in a year, against the middle of the last decade."""
    return INDEX[entry_year - 7] / 3 + INDEX[entry_year - 6] * 2 / 3


def _shared(wanted: Floats, total: int) -> list[int]:
    """Whole numbers in these proportions that add up."""
    running = np.floor(np.cumsum(wanted) / wanted.sum() * total + 0.5).astype(int)
    return [int(step) for step in np.diff(running, prepend=0)]

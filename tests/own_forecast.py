"""The demo's medium forecast computed a second way: hand-written loops over subdistricts, town and villages apart, from the files as they are."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

YEARS = range(2026, 2036)
URBAN, POLICY, TALENT, SERVICE = 0.015, -0.01, 0.003, 0.005
RAMP = (0.2, 0.5, 0.75, 0.9)
PER_DWELLING = {"kindergarten": 0.10, "primary": 0.18, "junior": 0.07, "senior": 0.03}
GRADES = [
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
]
Children = dict[tuple[str, bool, int], float]
"""By subdistrict, whether of a village, and grade."""


@dataclass
class Facts:
    group: pd.DataFrame
    births: dict[tuple[str, int], float]
    roll: dict[tuple[int, int], float]
    estates: pd.DataFrame

    @property
    def parts(self) -> list[str]:
        return sorted(set(self.group.index.get_level_values(0)))

    def cohort(self, part: str, entry: int, policy: float = POLICY) -> float:
        def born(year: int) -> float:
            return self.births[part, min(year, 2025)] * (1 + policy) ** max(0, year - 2025)

        return born(entry - 7) * 4 / 12 + born(entry - 6) * 8 / 12

    def up(self, grade: int) -> float:
        years = (2023, 2024, 2025)
        return sum(self.roll[y + 1, grade + 1] for y in years) / sum(self.roll[y, grade] for y in years)


def facts(data: Path) -> Facts:
    blocks = gpd.read_file(data / "boundaries" / "blocks.geojson")
    blocks["村"] = blocks["类型"] == "村"
    births = pd.read_csv(data / "population" / "births.csv", encoding="utf-8-sig")
    rolls = pd.read_csv(data / "population" / "rolls.csv", encoding="utf-8-sig")
    return Facts(
        blocks.groupby(["街道", "村"])[["幼儿园适龄", "小学适龄", "初中适龄", "户数"]].sum(),
        births.set_index(["街道", "年份"])["出生人数"].to_dict(),
        {(row.年份, GRADES.index(row.年级) + 1): row.在校生数 for row in rolls.itertuples()},
        pd.read_csv(data / "population" / "estates.csv", encoding="utf-8-sig"),
    )


def base_year(known: Facts) -> tuple[Children, dict[str, float], dict[str, float]]:
    """Children, pupils per birth, and the share at kindergarten, by subdistrict."""
    children: Children = defaultdict(float)
    juniors = known.group["初中适龄"].sum()
    for (part, village), row in known.group.iterrows():
        for span, column in ((range(1, 7), "小学适龄"), (range(7, 10), "初中适龄")):
            for g in span:
                children[part, village, g] = (
                    row[column] * known.roll[2026, g] / sum(known.roll[2026, h] for h in span)
                )
        for g in range(10, 13):
            children[part, village, g] = known.roll[2026, g] * row["初中适龄"] / juniors
    entry, nursery = {}, {}
    for part in known.parts:
        enrolled = sum(children[part, v, g] for v in (True, False) for g in (1, 2, 3))
        entry[part] = enrolled / sum(known.cohort(part, 2026 - g + 1) for g in (1, 2, 3))
        young = known.group.loc[part, "幼儿园适龄"]
        for village, count in young.items():
            for g in range(-5, 1):  # at the start the births of 2026 are taken to be those of 2025
                children[part, village, g] = (
                    entry[part] * known.cohort(part, 2026 - g + 1, policy=0.0) * count / young.sum()
                )
        nursery[part] = young.sum() / sum(children[part, v, g] for v in (True, False) for g in (-2, -1, 0))
    return children, entry, nursery


def a_year_later(known: Facts, children: Children, entry: dict[str, float], year: int) -> Children:
    older: Children = defaultdict(float)
    for (part, village), row in known.group.iterrows():
        for g in range(-4, 13):
            goes_on = 1.0 if g < 2 else known.up(g - 1)
            if g == 10:
                goes_on = min(1.0, goes_on + SERVICE * (year - 2027))
            older[part, village, g] = children[part, village, g - 1] * goes_on
        young = row["幼儿园适龄"] / known.group.loc[part, "幼儿园适龄"].sum()
        older[part, village, -5] = entry[part] * known.cohort(part, year + 6) * young
    homes = known.group["户数"].xs(False, level="村")
    for g in range(-5, 13):
        leaving = sum(older[part, True, g] for part in known.parts) * URBAN
        for part in known.parts:
            older[part, True, g] *= 1 - URBAN
            older[part, False, g] *= 1 + TALENT
            older[part, False, g] += leaving * homes[part] / homes.sum()
    return older


def pupils(data: Path) -> dict[tuple[str, int], float]:
    """(stage, year) -> pupils of the district."""
    known = facts(data)
    children, entry, nursery = base_year(known)
    found = {}
    for year in YEARS:
        if year > 2026:
            children = a_year_later(known, children, entry, year)
        attend = {
            part: min(max(1.0, share), share + SERVICE * (year - 2026)) for part, share in nursery.items()
        }
        found["kindergarten", year] = sum(children[p, v, g] * attend[p] for p, v in known.group.index for g in (-2, -1, 0))  # fmt: skip
        for stage, span in (("primary", range(1, 7)), ("junior", range(7, 10)), ("senior", range(10, 13))):
            found[stage, year] = sum(children[p, v, g] for p, v in known.group.index for g in span)
        for home in known.estates.itertuples():
            since = year - home.交付年份
            for stage, rate in PER_DWELLING.items():
                found[stage, year] += home.户数 * rate * (0.0 if since < 0 else RAMP[min(since, 3)])
    return found

"""How many pupils, where and when: what a forecast is made from, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from zoning.model import Floats, Ints, Note, Source
from zoning.words import Text

Taught = Literal["kindergarten", "primary", "junior", "senior", "special"]
"""What pupils are forecast for; zones are made of the first three."""
System = Literal["6-3", "5-4"]
"""Years of primary and of junior school (六三学制, 五四学制)."""
Variant = Literal["low", "medium", "high"]
TAUGHT: tuple[Taught, ...] = ("kindergarten", "primary", "junior", "senior", "special")
CITY_ONLY: tuple[Taught, ...] = ("special",)
"""Stages that are told of the district as a whole alone: they are so few that a place would tell who they are."""
VARIANTS: tuple[Variant, ...] = ("low", "medium", "high")
NAMES: Mapping[str, Text] = {
    "kindergarten": Text("幼儿园", "kindergarten"), "primary": Text("小学", "primary"), "junior": Text("初中", "junior high"),
    "senior": Text("普通高中", "senior high"), "special": Text("特殊教育", "special"),
    "low": Text("低方案", "low"), "medium": Text("中方案", "medium"), "high": Text("高方案", "high"),
}  # fmt: skip
"""What stages and variants are called."""

NEWBORN, NURSERY, FIRST, NINTH, LAST = -5, -2, 1, 9, 12
GRADES: Ints = np.arange(NEWBORN, LAST + 1)
"""Years of age as grades: 1 to 9 compulsory, 10 to 12 senior high, -2 to 0 kindergarten (小班, 中班, 大班), -5 to -3 before it.

Who is in grade g in the school year that begins in September of t enters grade 1 in September of t - g + 1.
"""
SEPTEMBER_ON = 4 / 12
"""Share of a calendar year's births from September to December, where months are not known: they are taken to be spread evenly."""
PRIMARY_YEARS: Mapping[System, int] = {"6-3": 6, "5-4": 5}


def row(grade: int) -> int:
    """Return where a grade is in an array by grade.

    >>> row(1)
    6
    """
    return grade - NEWBORN


@dataclass(frozen=True, eq=False)
class Births:
    """Births by calendar year and block, parted at 1 September; years without a gap."""

    first_year: int
    before: Floats
    """(years, n) born from January to August."""
    after: Floats
    """(years, n) born from September to December: a school year later than the others of their year."""

    @property
    def last_year(self) -> int:
        """The last year that is known."""
        return self.first_year + len(self.before) - 1


@dataclass(frozen=True, eq=False)
class Records:
    """What files tell of births, pupils and homes to come; an area is a block id, a subdistrict, or "" for the district."""

    first_year: int
    """Of the births."""
    before: pd.DataFrame
    """Years × areas: born from January to August."""
    after: pd.DataFrame
    """Born from September to December."""
    rolls: pd.DataFrame
    """Years × grades of the district's pupils; nan where not given."""
    estates: pd.DataFrame
    """`name`, `block_id`, `dwellings`, `year`, `per_dwelling_*`."""
    residents: pd.DataFrame
    """Years × areas; empty where not given."""
    controls: pd.DataFrame
    """Years × stages of the district's pupils; nan where not given."""
    notes: tuple[Note, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True)
class Drivers:
    """What moves a forecast away from "as in the last years"; shares a year, 0 where nothing is assumed."""

    urbanisation: float = 0.0
    """城镇化: share of the children of villages who move to the town's blocks each year."""
    birth_policy: float = 0.0
    """生育政策: change of births from one year to the next, in years that are not known yet."""
    talent: float = 0.0
    """人才集聚: net arrivals from elsewhere each year, as a share of the children of the town's blocks."""
    service_demand: float = 0.0
    """服务需求: points by which the share at kindergarten, and the share that goes on to senior high, rise each year."""


@dataclass(frozen=True, eq=False)
class Base:
    """The children of the base year and the rates they grow up by; n blocks."""

    year: int
    blocks: pd.Index
    children: Floats
    """(grades, n) of every grade, see `GRADES`; grades 10 to 12 are pupils."""
    births: Births
    entry: Floats
    """(n,) children who come to be pupils, per birth."""
    nursery: Floats
    """(n,) share of the children of kindergarten age who attend."""
    up: Floats
    """(grades,) share that goes on to the next grade; of grade 9 the share that goes to senior high."""
    primary_years: Ints
    """(n,) 6 or 5: the block's school system."""
    town: np.ndarray
    """(n,) bool: a block of the town, not of a village."""
    homes: Floats
    """(n,) dwellings: what those who move to the town are spread by."""


@dataclass(frozen=True, eq=False)
class Added:
    """What is laid over the children that grow up: new estates, pupils per thousand residents, control totals; all by year from the base year on."""

    estates: Floats
    """(years, taught, n) pupils of dwellings that are moved into after the base year."""
    per_1000: Floats
    """(years, taught, n) pupils as residents × pupils per thousand tell; nan where no such number is known."""
    per_1000_share: Floats
    """(years, taught) how much of the forecast is taken from it, 0 to 1."""
    control: Floats
    """(years, taught) pupils of the district as decided elsewhere; nan where none is."""


@dataclass(frozen=True, eq=False)
class Path:
    """One variant of a forecast."""

    drivers: Drivers
    pupils: Floats
    """(years, taught, n) pupils, not rounded."""
    grades: Floats
    """(years, grades) children of the district by grade, estates and totals aside."""
    estates: Floats
    """(years, taught) pupils of new estates in it."""


@dataclass(frozen=True, eq=False)
class Forecast:
    """Pupils of every year, stage and block, in each variant."""

    years: tuple[int, ...]
    taught: tuple[Taught, ...]
    """The stages that are forecast, in the order of `TAUGHT`."""
    blocks: pd.Index
    subdistrict: pd.Series
    """block_id -> subdistrict; blocks are sorted by it."""
    variants: Mapping[Variant, Path]
    dwellings: Floats
    """(years, n) dwellings there are, those of new estates from the year of delivery on."""
    tested: pd.DataFrame
    """Back-test: `from_year`, `year`, `stage`, `forecast`, `actual`, `error_share`; empty where past years are not given."""
    notes: tuple[Note, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    plan_for: Variant | None = None

    def only(self, taught: tuple[Taught, ...]) -> "Forecast":
        """Return the forecast of some of its stages."""
        kept = [self.taught.index(stage) for stage in taught]
        variants = {
            name: replace(path, pupils=path.pupils[:, kept], estates=path.estates[:, kept])
            for name, path in self.variants.items()
        }
        return replace(self, taught=taught, variants=variants)

    def whole(self, variant: Variant) -> Ints:
        """Return (years, taught, n) whole pupils: the sums of any run of blocks are within one of the forecast, and those of the district exact."""
        return rounded(self.variants[variant].pupils)

    def at(self, variant: Variant, stage: Taught) -> pd.DataFrame:
        """Return years × blocks of whole pupils of a stage."""
        pupils = self.whole(variant)[:, self.taught.index(stage)]
        return pd.DataFrame(pupils, index=pd.Index(self.years, name="year"), columns=self.blocks)

    def totals(self) -> pd.DataFrame:
        """Return one row per variant, year, stage and subdistrict: `pupils`, whole."""
        return pd.concat([self._totals(variant) for variant in self.variants], ignore_index=True)

    def told(self) -> pd.DataFrame:
        """Return the totals as they may be printed: stages in `CITY_ONLY` of the district as a whole, subdistrict ""."""
        totals = self.totals()
        whole = totals["subdistrict"].mask(totals["stage"].isin(CITY_ONLY), "")
        keys = ["variant", "year", "stage", "subdistrict"]
        return totals.assign(subdistrict=whole).groupby(keys, sort=False)["pupils"].sum().reset_index()

    def _totals(self, variant: Variant) -> pd.DataFrame:
        names, place = np.unique(self.subdistrict.to_numpy(str), return_inverse=True)
        summed = self.whole(variant) @ (place[:, None] == np.arange(len(names)))
        year, stage, name = (axis.ravel() for axis in np.indices(summed.shape))
        return pd.DataFrame(
            {
                "variant": variant, "year": np.array(self.years)[year], "stage": np.array(self.taught)[stage],
                "subdistrict": names[name], "pupils": summed.ravel(),
            }
        )  # fmt: skip

    @property
    def main(self) -> Variant:
        """The variant that plans are made for: the one asked for, else the medium one where there is one."""
        if self.plan_for is not None:
            return self.plan_for
        return "medium" if "medium" in self.variants else next(iter(self.variants))

    def errors(self) -> pd.DataFrame:
        """Return the mean size of the back-test's error: `stage`, `ahead` (years), `error_share`, `tests`."""
        rows = self.tested.assign(ahead=self.tested["year"] - self.tested["from_year"], size=self.tested["error_share"].abs())  # fmt: skip
        grouped = rows.groupby(["stage", "ahead"], sort=False)["size"]
        return grouped.agg(error_share="mean", tests="size").reset_index()

    def city(self) -> pd.DataFrame:
        """Return the district's whole pupils: one row per variant and stage, a column per year."""
        return self.totals().groupby(["variant", "stage", "year"], sort=False)["pupils"].sum().unstack("year")

    def peaks(self) -> pd.DataFrame:
        """Return one row per variant and stage: `peak_year`, `peak_pupils`, `last_pupils`, `idle_after` (pupils fewer at the end than at the peak)."""
        city = self.city()
        rows = pd.DataFrame({"peak_year": city.idxmax(axis=1), "peak_pupils": city.max(axis=1), "last_pupils": city.iloc[:, -1]})  # fmt: skip
        return rows.assign(idle_after=rows["peak_pupils"] - rows["last_pupils"]).reset_index()


def rounded(pupils: Floats) -> Ints:
    """Return whole pupils along the last axis: each the step of the rounded running sum, so that sums hold.

    >>> rounded(np.array([0.4, 0.4, 0.4, 0.8])).tolist()
    [0, 1, 0, 1]
    """
    running = np.floor(np.cumsum(pupils, axis=-1) + 0.5 + 1e-9).astype(np.int64)
    return np.diff(running, axis=-1, prepend=0)

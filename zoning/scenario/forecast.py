"""[forecast] and [stages]: how many pupils there will be, and the scenario of each stage."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from zoning.demand import System, Taught, Variant
from zoning.model import Stage
from zoning.scenario.strict import Strict

MOST_YEARS = 40
"""From the base year to the horizon."""


class StageFile(Strict):
    """The scenario of a stage: its schools, its rules, its changes."""

    path: Path
    """The file."""


class DriversInput(Strict):
    """What a variant assumes each year; 0 where it says nothing."""

    urbanisation: float = Field(0.0, ge=0, le=0.5)
    """城镇化: share of the children in villages who move to the town's blocks, a year."""
    birth_policy: float = Field(0.0, ge=-0.5, le=0.5)
    """生育政策: change of births from one year to the next, in years whose births are not known (-0.03: 3 % fewer)."""
    talent: float = Field(0.0, ge=-0.5, le=0.5)
    """人才集聚: net arrivals from elsewhere, as a share of the children in the town's blocks, a year."""
    service_demand: float = Field(0.0, ge=-0.2, le=0.2)
    """服务需求: points by which the share at kindergarten, and the share that goes on to senior high, rise a year."""


class PerThousand(Strict):
    """[[forecast.per_1000]]: how much of a stage's forecast is taken from residents × pupils per thousand (千人指标)."""

    stage: Stage
    """Which stage."""
    pupils: float | None = Field(None, ge=0, le=300)
    """Pupils per thousand residents; else `seats_per_1000` of the rules profile."""
    share: float = Field(1.0, ge=0, le=1)
    """1: all of it, 0: none; the rest is taken from births and rolls."""
    from_year: int
    """First year in which it counts."""
    to_year: int | None = None
    """Else to the horizon."""


class ForecastInput(Strict):
    """From which year, how far, by which school system, and what each variant assumes."""

    base_year: int = Field(ge=1990, le=2100)
    """School year that begins in September of this year: that of the pupils in the blocks file."""
    horizon: int = Field(ge=1990, le=2140)
    """Last year of the forecast."""
    system: System = "6-3"
    """Years of primary and of junior school: 六三学制 or 五四学制."""
    systems: Mapping[str, System] = {}
    """Subdistrict -> its own system, where one city has both."""
    senior_share: float | None = Field(None, ge=0, le=1)
    """Share of grade 9 that goes on to senior high (普高升学率); else as the rolls tell."""
    special_share: float | None = Field(None, ge=0, le=0.2)
    """Pupils of special education, as a share of those of primary and junior school; none are forecast without it."""
    pupils_per_dwelling: Mapping[Taught, Annotated[float, Field(ge=0, le=3)]] = {}
    """Stage -> pupils in a dwelling that is lived in, for new estates whose row says nothing; else persons per household × pupils per thousand of the rules profile."""
    occupancy: tuple[float, ...] | None = Field(None, min_length=1)
    """Share of a new estate's dwellings lived in: in the September of the year of delivery, a year later, …; the last holds for good. Else the profile's."""
    plan_for: Variant | None = None
    """The variant that works, zones and documents of `zoning layout` are made for; else the medium one, or the only one."""
    drivers: Mapping[Variant, DriversInput] = {}
    """low, medium and high; without any there is one path, "medium", with nothing assumed."""
    per_1000: tuple[PerThousand, ...] = ()

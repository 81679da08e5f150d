"""优质均衡: what schools are held to, what was found of them, and which school leads which."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import pandas as pd

from zoning.model import Note, Stage
from zoning.words import Text

Verdict = Literal["met", "not_met", "not_shown", "exempt"]
STAGES: tuple[Stage, ...] = ("primary", "junior")
"""Compulsory schooling: what 优质均衡 is about."""


class Indicator(NamedTuple):
    """What an indicator is called and counted in; `per` pupils is what its amount is divided by."""

    name: Text
    unit: Text
    per: int


INDICATORS: Mapping[str, Indicator] = {
    "edu_teachers_per100": Indicator(Text("每百名学生高于规定学历教师数", "Teachers above the required degree, per 100 pupils"), Text("人", "teachers"), 100),
    "backbone_per100": Indicator(Text("每百名学生县级以上骨干教师数", "Backbone teachers, per 100 pupils"), Text("人", "teachers"), 100),
    "pe_art_per100": Indicator(Text("每百名学生体育、艺术专任教师数", "Teachers of sports and arts, per 100 pupils"), Text("人", "teachers"), 100),
    "teaching_area_pp": Indicator(Text("生均教学及辅助用房面积", "Teaching rooms, m² a pupil"), Text("平方米", "m²"), 1),
    "sports_area_pp": Indicator(Text("生均体育运动场馆面积", "Sports grounds and halls, m² a pupil"), Text("平方米", "m²"), 1),
    "equipment_cny_pp": Indicator(Text("生均教学仪器设备值", "Teaching equipment, yuan a pupil"), Text("元", "yuan"), 1),
    "media_rooms_per100": Indicator(Text("每百名学生网络多媒体教室数", "Media rooms, per 100 pupils"), Text("间", "rooms"), 100),
}  # fmt: skip
"""The seven, in the order of the form; the keys are those of `indicators_min` in a rules profile."""


@dataclass(frozen=True)
class Standards:
    """What the schools of one stage are held to."""

    least: Mapping[str, float]
    """Indicator -> what a school must have at least."""
    least_met: int
    """How many indicators a school must meet."""
    rest_share: float
    """How much of its standard each indicator that is not met must reach."""
    cv_most: float
    nearby_least: float


@dataclass(frozen=True)
class Common:
    """What is asked of schools of both stages alike, and of the district."""

    large_class: float
    super_class: float
    private_most: float
    migrant_least: float


@dataclass(frozen=True, eq=False)
class Judgement:
    """Every school and the district held against the standards; columns: see docs/reference.md."""

    schools: pd.DataFrame
    """A row per school and stage: indicators and their verdicts, classes, size, in-zone share, `good`, `strength`."""
    lacking: pd.DataFrame
    """A row per indicator that a school does not meet: what it has, what it needs, what is lacking."""
    variation: pd.DataFrame
    """A row per stage and indicator: mean, standard deviation and 差异系数 between schools."""
    totals: pd.DataFrame
    """A row per question that the district is asked: `item`, `stage`, `value`, `limit`, `number`, `of`, `verdict`."""
    access: pd.DataFrame
    """A row per zone plan and subdistrict: pupils, share zoned to a good school, mean strength."""
    spread: pd.DataFrame
    """A row per zone plan: how far apart the subdistricts are."""
    standards: Mapping[Stage, Standards] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, eq=False)
class Grouping:
    """Groups of schools (集团化办学), each with its leading school, as even as possible."""

    schools: pd.DataFrame
    """Index `school_id`: `leader` (missing where it is in no group), `metres` to it, `why` (leads, joins, too_far, full), `nearest` (missing where no way leads to any), `nearest_m`."""
    groups: pd.DataFrame
    """Index: the leading school: `schools`, `pupils`, `strength`, `good_share`, `moved_pupils`, `longest_m`."""
    uneven_share: float
    """Share of good seats that would have to change group for every group to have as many a pupil."""
    bound_share: float
    """No grouping within the rules has less."""
    alone_share: float
    """The same figure with every school by itself: before any group is formed."""
    method: str

    @property
    def gap_share(self) -> float:
        """How far the grouping may be above the least, in points."""
        return self.uneven_share - self.bound_share

    @property
    def proved(self) -> Text:
        """What may be claimed of the grouping; the gap is rounded up, never down."""
        if self.gap_share <= PROVED:
            return Text("已证明最均衡", "proved to be the most even")
        points = -int(-1e4 * self.gap_share // 1) / 100
        return Text(f"距最均衡不超过 {points:.2f} 个百分点（已证明）", f"at most {points:.2f} points above the most even (proved)")  # fmt: skip

    @property
    def left(self) -> pd.DataFrame:
        """The schools that are in no group."""
        return self.schools[self.schools["leader"].isna()]


PROVED = 1e-6
"""Shares closer than this are the same."""

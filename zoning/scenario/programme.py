"""[programme]: what may be done to schools in the years to come, what is decided, and what may be spent."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from zoning.model import Stage
from zoning.scenario.strict import MOST_SEATS, Id, Strict

Action = Literal["expand", "relocate", "build", "merge", "close", "convert"]
MOST_WAN = 10_000_000.0


class Work(Strict):
    """[[programme.work]]: a work that may be done, or with `year` is decided."""

    id: Id | None = None
    """For `after` of another work; else action, stage and school, as in "build primary C01"."""
    action: Action
    """expand 改扩建, relocate 迁建, build 新建, merge 合并, close 撤并, convert 改办."""
    stage: Stage
    """Stage of the school as it is, or of the one that is built."""
    school: Id
    """Id of the school, or of the site that is built on."""
    into: Id | None = None
    """merge: the school that takes it in; relocate: the site it moves to."""
    to: Stage | None = None
    """convert: the stage that it takes up."""
    seats: int | None = Field(None, gt=0, le=MOST_SEATS)
    """Seats from then on: of the school, of `into`, or in the stage `to`; needed but for close. A site's own where it has them."""
    also: Mapping[Stage, int] = {}
    """build or expand a school of two stages (九年一贯制): stage -> its seats in the other."""
    year: int | None = None
    """Decided: it is done in this year."""
    years: tuple[int, int] | None = None
    """First and last year in which it may be done; else any after the base year."""
    cost_wan: float = Field(0.0, ge=0, le=MOST_WAN)
    """What it costs, in 10,000 yuan (万元), in the year it is done."""
    land_m2: float = Field(0.0, ge=-10_000_000, le=10_000_000)
    """Land it takes; below 0 where it gives land back."""
    group: str | None = None
    """At most one work of a group is done."""
    after: Id | None = None
    """Id of a work without which this one is not done, nor in an earlier year."""


class ProgrammeInput(Strict):
    """Works of the years of the forecast, chosen for least cost within the budget."""

    no_seat_wan: float = Field(gt=0, le=MOST_WAN)
    """Price of a pupil without a seat, for a year, in 10,000 yuan."""
    beyond_wan: float = Field(0.0, ge=0, le=MOST_WAN)
    """Price of a pupil whose seat is beyond the service radius, for a year."""
    walk_km_wan: float = Field(0.0, ge=0, le=MOST_WAN)
    """Price of a kilometre between a pupil's home and school, for a year."""
    running_wan: float = Field(0.0, ge=0, le=MOST_WAN)
    """What an open school costs a year."""
    budget_wan: float | tuple[float, ...] | None = Field(None)
    """What may be spent in a year: one number, or one for each year after the base year."""
    carry_over: bool = False
    """What is left of a year may be spent later."""
    land_m2: float | None = Field(None, ge=0)
    """Land that all works may take together."""
    tail_years: int = Field(0, ge=0, le=60)
    """Years beyond the horizon that are taken to be like it: without them no work of the last years would pay."""
    move_price_m: float = Field(1_000.0, ge=0, le=1_000_000)
    """Price of a pupil who changes school from one year to the next, in metres of walking: zones stay as they are where little is won."""
    gap: float = Field(0.001, ge=0, lt=1)
    """Content with a programme this near to the bound."""
    work: tuple[Work, ...] = ()

"""[balance]: which schools count as good, which zones are judged, and what groups of schools may be; for `zoning balance`."""

from pydantic import Field

from zoning.scenario.strict import Id, Strict

_FARTHEST_M = 200_000.0


class Groups(Strict):
    """Groups of schools (集团化办学), each led by one, and township schools strengthened by joining them (强镇筑基)."""

    travel_m: float = Field(gt=0, le=_FARTHEST_M)
    """Longest travel from a school to the one that leads it, along streets."""
    town_travel_m: float | None = Field(None, gt=0, le=_FARTHEST_M)
    """The same for schools in towns and in the country (镇区、乡村); as far as the others without it."""
    leaders: tuple[Id, ...] = ()
    """Ids of the schools that lead, one group each; all good schools where none is named."""
    largest: int | None = Field(None, ge=2)
    """Schools in one group at most, the leading one included."""
    give_share: float = Field(0.01, ge=0, le=0.5)
    """How much less even than the most even groups they may be, for less travel; a share of all good seats."""


class Balance(Strict):
    """What `zoning balance` judges beside the form of `[inputs.quality]`."""

    good: int | None = Field(None, ge=1, le=7)
    """Indicators that a good school meets at least; as many as the rules profile asks of every school without it."""
    teaching_point_pupils: int | None = Field(None, ge=0)
    """Teaching points (教学点) with fewer pupils are not judged; all are judged without it."""
    plan: bool = False
    """Make the plan of the scenario too, and judge its zones beside today's and the references."""
    groups: Groups | None = None

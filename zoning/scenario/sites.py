"""[sites]: where new schools or facilities may stand, and what is asked of them; for `zoning sites`."""

from typing import Literal, Self

from pydantic import Field, model_validator

from zoning.scenario.strict import MOST_SEATS, Id, Strict

_MOST_MADE = 100_000.0


class Made(Strict):
    """Candidate sites that the planner makes, beside those of `inputs.candidates`."""

    place: Literal["blocks", "grid", "parcels"]
    """A point in every block, a grid over the area, or every parcel of `[inputs.parcels]`."""
    spacing_m: float | None = Field(None, ge=10)
    """Of the grid."""
    seats: int = Field(gt=0, le=MOST_SEATS)
    """Of a school at each."""
    cost_wan: float = Field(0.0, ge=0)
    """What a school there costs, in 10,000 yuan (万元)."""
    land_use: tuple[str, ...] = ()
    """Of parcels: only these uses (用地性质); all where none is named."""

    @model_validator(mode="after")
    def _spaced(self) -> Self:
        if self.place == "grid" and self.spacing_m is None:
            raise ValueError("a grid needs spacing_m; 网格须写 spacing_m")
        return self


class Exclude(Strict):
    """Where no school may stand."""

    railway_m: float | None = Field(None, ge=0, le=_MOST_MADE)
    """Nearer to a railway than this; without it what the rules profile says."""
    motorway_m: float | None = Field(None, ge=0, le=_MOST_MADE)
    """Nearer to a motorway than this; without it what the rules profile says."""
    school_m: float = Field(0.0, ge=0, le=_MOST_MADE)
    """Nearer to a school that is open than this."""
    smallest_m2: float = Field(0.0, ge=0)
    """Sites with less ground than this, where their ground is known."""


class Grow(Strict):
    """A school that may grow."""

    id: Id
    """The school."""
    more_seats: int = Field(gt=0, le=MOST_SEATS)
    """Seats that it gains."""
    cost_wan: float = Field(0.0, ge=0)
    """What that costs, in 10,000 yuan (万元)."""


class Facility(Strict):
    """Not schools but rooms or services in schools that are there, such as 特教资源教室; pupils go to the nearest."""

    name: str
    """What it is, as maps and tables call it."""
    have: tuple[Id, ...] = ()
    """Schools that have it, and keep it."""


class Sites(Strict):
    """What is asked of new sites; for `zoning sites`."""

    objective: Literal["least_walking", "most_covered", "fewest_sites", "shortest_longest_walk", "least_shortage"] = "least_walking"  # fmt: skip
    """Least cost of walks; fewest pupils whose school is beyond the radius (MCLP); fewest new sites that leave none beyond it (LSCP); the longest walk shortest (p-center); fewest pupils without a seat."""
    assign: Literal["zones", "seats", "nearest"] = "zones"
    """Zones in one piece within seats; within seats alone; or all to the nearest, seats aside."""
    open_most: int | None = Field(None, ge=0)
    """New sites, at most."""
    schools_most: int | None = Field(None, ge=1)
    """Schools in all, at most: with `may_close`, fewer than today."""
    budget_wan: float | None = Field(None, ge=0)
    """For new sites and growth, in 10,000 yuan (万元)."""
    radius_m: float | None = Field(None, gt=0)
    """What a site covers; without it the service radius of the stage."""
    may_close: tuple[Id, ...] = ()
    """Schools that are open today and need not stay."""
    grow: tuple[Grow, ...] = ()
    made: Made | None = None
    exclude: Exclude | None = None
    facility: Facility | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.objective == "least_shortage" and (self.assign == "nearest" or self.facility):
            raise ValueError(
                'least_shortage counts seats, which assign = "nearest" leaves aside; 就近分派不计学位'
            )
        if self.assign == "nearest" and self.grow:
            raise ValueError(
                'seats play no part with assign = "nearest": leave out grow; 就近分派不计学位，请去掉 grow'
            )
        return self

    @property
    def way(self) -> Literal["zones", "seats", "nearest"]:
        """How pupils are assigned; to a facility always to the nearest."""
        return "nearest" if self.facility else self.assign

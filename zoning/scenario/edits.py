"""The changes that a scenario makes to a district: schools opened, closed, grown, moved; new estates; ways across barriers."""

from pydantic import Field

from zoning.model import Stage
from zoning.scenario.strict import MOST_SEATS, Datum, Id, Strict

LonLat = tuple[float, float]


class Costed(Strict):
    """A change that may state what it costs."""

    cost_wan: float | None = Field(None, ge=0)
    """What it costs, in 10,000 yuan (万元); for `zoning compare`."""


class Open(Costed):
    """[[open]]: a new school, or a candidate site by its id."""

    id: Id
    name: str | None = None
    lon: float | None = None
    lat: float | None = None
    datum: Datum | None = None
    seats: int | None = Field(None, gt=0, le=MOST_SEATS)


class Close(Strict):
    """[[close]]: a school that takes no pupils."""

    id: Id


class Resize(Strict):
    """[[resize]]: a school with other seats."""

    id: Id
    seats: int = Field(ge=0, le=MOST_SEATS)


class Expand(Costed):
    """[[expand]]: a school grows (改扩建)."""

    id: Id
    more_seats: int = Field(gt=0, le=MOST_SEATS)


class Relocate(Costed):
    """[[relocate]]: a school moves to another place (迁建); its id, its name and today's zone stay with it."""

    id: Id
    lon: float
    lat: float
    datum: Datum
    seats: int | None = Field(None, gt=0, le=MOST_SEATS)


class Merge(Costed):
    """[[merge]]: a school is merged into another (撤并): it closes, and today's zone goes to the other."""

    id: Id
    into: Id
    seats: int | None = Field(None, gt=0, le=MOST_SEATS)


class Convert(Costed):
    """[[convert]]: a school changes stage (改办): it closes for the one that it leaves, and opens for the one that it takes up."""

    id: Id
    to: Stage
    seats: int | None = Field(None, gt=0, le=MOST_SEATS)


class Estate(Strict):
    """[[estate]]: new dwellings, in a block that is there or on ground of their own."""

    id: Id
    name: str | None = None
    dwellings: int = Field(gt=0, le=1_000_000)
    pupils_per_dwelling: float = Field(ge=0, le=10)
    outline: tuple[LonLat, ...] | None = Field(None, min_length=3)
    datum: Datum | None = None


class Bridge(Costed):
    """[[bridge]]: a new way across a river, a railway or a motorway."""

    line: tuple[LonLat, ...] = Field(min_length=2)
    datum: Datum
    name: str | None = None


class Shut(Strict):
    """[[shut]]: bridges, crossings and underpasses at a place are shut; the barrier holds there again."""

    lon: float
    lat: float
    datum: Datum

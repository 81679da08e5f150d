"""What a rules profile may say: groups of norms, and the one right unit of each."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from zoning.model import Level, Stage


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Norm(_Strict):
    """One number of a norm and where it stands."""

    value: float = Field(ge=0, allow_inf_nan=False, strict=True)
    unit: str
    document: str
    article: str = ""
    verified: bool = Field(strict=True)
    """Somebody compared it with the original text."""
    reason: str = ""
    """Why it is otherwise here; a norm for one school must say."""


class Metres(Norm):
    """A distance."""

    unit: Literal["m"]


class ClassSize(Norm):
    """Pupils of a class."""

    unit: Literal["pupils/class"]


class Classes(Norm):
    """Classes of a school."""

    unit: Literal["classes"]


class Pupils(Norm):
    """Pupils of a school."""

    unit: Literal["pupils"]


class Filled(Norm):
    """How full a school is; more than 1 where it holds more pupils than seats."""

    unit: Literal["pupils/seats"]


class Share(Norm):
    """A part of a whole: 0.85, never 85."""

    value: float = Field(ge=0, le=1, allow_inf_nan=False, strict=True)
    unit: Literal["share"]


class Ratio(Norm):
    """A coefficient of variation."""

    unit: Literal["ratio"]


class TeachersPer100(Norm):
    """Teachers for a hundred pupils."""

    unit: Literal["teachers/100 pupils"]


class RoomsPer100(Norm):
    """Rooms for a hundred pupils."""

    unit: Literal["rooms/100 pupils"]


class AreaPerPupil(Norm):
    """Square metres for a pupil."""

    unit: Literal["m2/pupil"]


class MoneyPerPupil(Norm):
    """Yuan for a pupil."""

    unit: Literal["CNY/pupil"]


class Count(Norm):
    """How many of the seven indicators."""

    value: float = Field(ge=0, le=7, multiple_of=1, strict=True)
    unit: Literal["indicators"]


class SeatsPer1000(Norm):
    """Seats for a thousand residents."""

    unit: Literal["seats/1000 residents"]


class HouseholdSize(Norm):
    """Persons of a household."""

    unit: Literal["persons/household"]


class Alerts(_Strict):
    """Shares of seats in use from which a school is shown yellow, or red."""

    yellow: Filled
    red: Filled


Compulsory = Literal["primary", "junior"]


class Indicators(_Strict):
    """What a school must have at least of each of the seven indicators of 优质均衡."""

    edu_teachers_per100: Mapping[Compulsory, TeachersPer100] = {}
    backbone_per100: Mapping[Compulsory, TeachersPer100] = {}
    pe_art_per100: Mapping[Compulsory, TeachersPer100] = {}
    teaching_area_pp: Mapping[Compulsory, AreaPerPupil] = {}
    sports_area_pp: Mapping[Compulsory, AreaPerPupil] = {}
    equipment_cny_pp: Mapping[Compulsory, MoneyPerPupil] = {}
    media_rooms_per100: Mapping[Compulsory, RoomsPer100] = {}


class IndicatorsMet(_Strict):
    """How many of the seven indicators a school must meet, and how far it must reach in the others."""

    count: Count
    remaining_share: Share


class Document(_Strict):
    """A document that norms refer to."""

    title: str


ClassSizes = Mapping[Literal["kindergarten", "primary", "junior", "senior", "special"], ClassSize]
MostClasses = Mapping[Level, Classes]
MostPupils = Mapping[Level, Pupils]
Land = Mapping[Level, AreaPerPupil]


class OfSchool(_Strict):
    """[school.ID]: norms that are otherwise for one school; each must say why."""

    class_size_max: ClassSizes = {}
    classes_max: MostClasses = {}
    enrolment_max: MostPupils = {}
    indicators_min: Indicators = Indicators()
    land_per_pupil_m2: Land = {}


class Profile(_Strict):
    """A rules file, with what it extends below it."""

    id: str
    title_zh: str
    title_en: str = ""
    """Else the Chinese title."""
    documents: Mapping[str, Document]
    service_radius_m: Mapping[Stage, Metres]
    rural_radius_m: Mapping[Stage, Metres] = {}
    class_size_max: ClassSizes
    classes_max: MostClasses = {}
    enrolment_max: MostPupils = {}
    large_class: Mapping[Literal["large", "super"], ClassSize] = {}
    alert_share: Alerts
    site_distance_m: Mapping[Literal["railway", "motorway"], Metres] = {}
    private_share_max: Mapping[Literal["county", "province"], Share] = {}
    public_share_min: Mapping[Literal["kindergarten"], Share] = {}
    inclusive_share_min: Mapping[Literal["kindergarten"], Share] = {}
    nearby_zone_share_min: Mapping[Compulsory, Share] = {}
    migrant_public_share_min: Share | None = None
    cv_max: Mapping[Compulsory, Ratio] = {}
    indicators_min: Indicators = Indicators()
    indicators_met_min: IndicatorsMet | None = None
    seats_per_1000: Mapping[Level, SeatsPer1000] = {}
    land_per_pupil_m2: Land = {}
    persons_per_household: HouseholdSize | None = None
    occupancy_share: Mapping[Annotated[int, Field(ge=1)], Share] = {}
    """Year after delivery, from 1 on without a gap -> share; the last holds for good."""
    school: Mapping[str, OfSchool] = {}

    def norms(self) -> dict[str, Norm]:
        """Return every norm by its path, "group.key", that of one school as "school.ID.group.key"."""
        return dict(_norms(self, ""))


def _norms(said: object, path: str) -> Iterator[tuple[str, Norm]]:
    if isinstance(said, Norm):
        yield path, said
        return
    items = said.items() if isinstance(said, Mapping) else said if isinstance(said, BaseModel) else ()
    for key, below in items:
        yield from _norms(below, f"{path}.{key}".removeprefix("."))

"""Planning norms as data: one TOML profile per set of documents, each value with its unit and source."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from zoning.errors import RulesError
from zoning.model import Level, Stage
from zoning.rules import checked, layers
from zoning.rules.layers import names
from zoning.rules.profile import Norm, Profile
from zoning.words import Text

__all__ = ["Norm", "Override", "Profile", "Rules", "load", "names"]


@dataclass(frozen=True)
class Override:
    """A norm that a profile has otherwise than the one it extends, or for one school otherwise than for the rest."""

    by: str
    """The profile that says so."""
    path: str
    """The norm, as "group.key"."""
    school: str | None
    was: Norm | None
    """In the profile below, or for the other schools; None where nothing was said."""
    now: Norm


@dataclass(frozen=True)
class Rules:
    """A rules profile in use."""

    profile: Profile
    name: str = ""
    """As the scenario asked for it: an id or a file."""
    below: "Rules | None" = None
    """The profile that this one extends."""

    @property
    def title(self) -> Text:
        """The profile's name."""
        return Text(self.profile.title_zh, self.profile.title_en or self.profile.title_zh)

    @cached_property
    def norms(self) -> Mapping[str, Norm]:
        """Every norm by its path, "group.key"; that of one school as "school.ID.group.key"."""
        return self.profile.norms()

    def norm(self, path: str, school: str | None = None) -> Norm | None:
        """Return the norm "group.key" for a school: its own where it has one; None where the profile says nothing."""
        own = None if school is None else self.norms.get(f"school.{school}.{path}")
        return own or self.norms.get(path)

    def service_radius_m(self, stage: Stage) -> float:
        """Return the service radius of a stage in metres."""
        return self._value(f"service_radius_m.{stage}")

    def rural_radius_m(self, stage: Stage) -> float | None:
        """Return the service radius of a stage in villages, in metres; None where the profile says nothing."""
        return self._known(f"rural_radius_m.{stage}")

    def class_size(self, level: Level, school: str | None = None) -> float:
        """Return the largest class of a level in pupils; a nine-year school has those of primary and junior."""
        return self._value(f"class_size_max.{level}", school)

    def classes_max(self, level: Level, school: str | None = None) -> float:
        """Return the most classes of a school; infinite where the profile sets no limit."""
        found = self._known(f"classes_max.{level}", school)
        return math.inf if found is None else found

    def enrolment_max(self, level: Level, school: str | None = None) -> float:
        """Return the most pupils of a school; infinite where the profile sets no limit."""
        found = self._known(f"enrolment_max.{level}", school)
        return math.inf if found is None else found

    def large_class(self, kind: Literal["large", "super"] = "large") -> float:
        """Return the pupils in a class from which it is 大班额 (large), or 超大班额 (super)."""
        return self._value(f"large_class.{kind}")

    def alert(self, level: Literal["yellow", "red"]) -> float:
        """Return the share of seats in use from which a school is yellow, or red."""
        return self._value(f"alert_share.{level}")

    def site_distance_m(self, kind: str) -> float:
        """Return how far from a railway or a motorway a school must stand, in metres; 0 where the profile says nothing."""
        return self._known(f"site_distance_m.{kind}") or 0.0

    def private_share_max(self, area: Literal["county", "province"] = "county") -> float:
        """Return the largest share of compulsory pupils at private schools in a county, or the province."""
        return self._value(f"private_share_max.{area}")

    def public_share_min(self) -> float:
        """Return the least share of kindergarten children at public kindergartens (公办率)."""
        return self._value("public_share_min.kindergarten")

    def inclusive_share_min(self) -> float:
        """Return the least share of kindergarten children at inclusive-price kindergartens (普惠率)."""
        return self._value("inclusive_share_min.kindergarten")

    def nearby_share_min(self, stage: Level) -> float:
        """Return the least share of a school's pupils who live in its zone (就近划片入学比例)."""
        return self._value(f"nearby_zone_share_min.{stage}")

    def migrant_public_share_min(self) -> float:
        """Return the least share of migrants' children at public schools or in purchased seats."""
        return self._value("migrant_public_share_min")

    def cv_max(self, stage: Level) -> float:
        """Return the most that an indicator may vary between schools (差异系数)."""
        return self._value(f"cv_max.{stage}")

    def indicator_min(self, name: str, stage: Level, school: str | None = None) -> float:
        """Return the least that a school must have of one of the seven indicators."""
        return self._value(f"indicators_min.{name}.{stage}", school)

    def indicators_met_min(self) -> tuple[int, float]:
        """Return how many of the seven indicators a school must meet, and what share of the standard in the others."""
        met = self._value("indicators_met_min.count")
        return int(met), self._value("indicators_met_min.remaining_share")

    def seats_per_1000(self, level: Level) -> float | None:
        """Return the seats for a thousand residents (千人指标); None until the profile says."""
        return self._known(f"seats_per_1000.{level}")

    def land_per_pupil_m2(self, level: Level, school: str | None = None) -> float | None:
        """Return the land for a pupil in square metres; None until the profile says."""
        return self._known(f"land_per_pupil_m2.{level}", school)

    def persons_per_household(self) -> float:
        """Return the persons of a household."""
        return self._value("persons_per_household")

    def occupancy(self) -> tuple[float, ...]:
        """Return the share of a new estate's dwellings that are lived in, by year after delivery; the last holds for good."""
        ramp = self.profile.occupancy_share
        if not ramp:
            raise self._lacks("occupancy_share.1")
        return tuple(ramp[year].value for year in sorted(ramp))

    def unverified(self) -> list[str]:
        """Return the norms nobody has yet checked against the original document, as "group.key"."""
        return [path for path, norm in self.norms.items() if not norm.verified]

    def overrides(self) -> list[Override]:
        """Return what this profile, and each it extends, has otherwise than the one below; the lowest first."""
        below = self.below.norms if self.below else {}
        found = self.below.overrides() if self.below else []
        for path, now in self.norms.items():
            school, general = _parted(path, self.profile.school)
            if now != below.get(path) and (school or self.below):
                was = self.norms.get(general) if school else below.get(path)
                found.append(Override(self.profile.id, general, school, was, now))
        return found

    def strangers(self, stage: Stage, schools: Collection[str]) -> list[str]:
        """Return the schools that norms of a stage name and that are not among `schools`."""
        named = {
            school
            for path in self.norms
            for school, general in [_parted(path, self.profile.school)]
            if school and general.endswith(f".{stage}")
        }
        return sorted(named - set(schools))

    def _value(self, path: str, school: str | None = None) -> float:
        found = self._known(path, school)
        if found is None:
            raise self._lacks(path)
        return found

    def _known(self, path: str, school: str | None = None) -> float | None:
        found = self.norm(path, school)
        return None if found is None else found.value

    def _lacks(self, path: str) -> RulesError:
        return RulesError(self.name, path, Text("规范里没有这一项，请补上", "the profile does not say this: add it"))  # fmt: skip


def load(name: str, folder: Path | None = None) -> Rules:
    """Read a profile by its id, or a file of your own by its path (relative to `folder`), laid over what it extends.

    Raises `RulesError` when there is no such profile, or with everything that is wrong in it.
    """
    file = layers.file(name, folder or Path())
    if file is None:
        raise RulesError(name, "", layers.none_such(name))
    return _loaded(name, file, ())


def _loaded(name: str, file: Path, above: tuple[Path, ...]) -> Rules:
    raw, base = layers.read(file)
    if base is None:
        return Rules(checked.profile(raw, str(file)), name)
    lower = layers.file(base, file.parent)
    if lower is None:
        raise RulesError(str(file), "extends", layers.none_such(base))
    if lower.resolve() in (file.resolve(), *above):
        raise RulesError(
            str(file), "extends", Text("互相引用，形成循环", "files extend each other in a circle")
        )
    below = _loaded(base, lower, (file.resolve(), *above))
    inherited = below.profile.model_dump(
        mode="json", exclude={"id", "title_zh", "title_en"}, exclude_defaults=True
    )
    return Rules(checked.profile(layers.over(inherited, raw), str(file)), name, below)


def _parted(path: str, schools: Mapping[str, object]) -> tuple[str | None, str]:
    """Part "school.ID.group.key" into the school and "group.key"; other paths have no school."""
    mine = (school for school in schools if path.startswith(f"school.{school}."))
    school = max(mine, key=len, default=None)
    return school, path if school is None else path.removeprefix(f"school.{school}.")

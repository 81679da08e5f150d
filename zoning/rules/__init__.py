"""Planning norms as data: one TOML profile per set of documents, each value with its unit and source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from zoning.errors import ScenarioError
from zoning.model import Stage
from zoning.words import Text, listed


class Norm(BaseModel):
    """One number of a norm and where it stands."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    value: float = Field(ge=0, allow_inf_nan=False)
    unit: str
    document: str
    article: str = ""
    verified: bool


class Document(BaseModel):
    """A document that norms refer to."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str


class Alerts(BaseModel):
    """Shares of seats in use from which a school is shown yellow, or red."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    yellow: Norm
    red: Norm


class Profile(BaseModel):
    """A rules file as written."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    title_zh: str
    title_en: str
    documents: Mapping[str, Document]
    service_radius_m: Mapping[Stage, Norm]
    class_size_max: Mapping[Stage, Norm]
    classes_max: Mapping[Stage, Norm]
    enrolment_max: Mapping[Stage, Norm]
    alert_share: Alerts
    site_distance_m: Mapping[str, Norm] = {}
    """Kind of barrier -> how far from it a school must stand, at least."""

    @model_validator(mode="after")
    def _documents_are_listed(self) -> Self:
        groups = self.model_dump(exclude={"id", "title_zh", "title_en", "documents"})
        named = {norm["document"] for norms in groups.values() for norm in norms.values()}
        unknown = sorted(named - set(self.documents))
        if unknown:
            raise ValueError(f"documents not listed under [documents]: {', '.join(unknown)}")
        return self


@dataclass(frozen=True)
class Rules:
    """A rules profile in use."""

    profile: Profile
    name: str = ""
    """As the scenario asked for it: an id or a file."""

    @property
    def title(self) -> Text:
        """The profile's name."""
        return Text(self.profile.title_zh, self.profile.title_en)

    def service_radius_m(self, stage: Stage) -> float:
        """Return the service radius of a stage in metres."""
        if stage not in self.profile.service_radius_m:
            raise ScenarioError("rules", self.name, Text(f"没有 service_radius_m.{stage}，请补上", f"has no service_radius_m.{stage}: add it"))  # fmt: skip
        return self.profile.service_radius_m[stage].value

    def class_size(self, stage: Stage) -> float:
        """Return the largest class of a stage in pupils."""
        return self.profile.class_size_max[stage].value

    def alert(self, level: Literal["yellow", "red"]) -> float:
        """Return the share of seats in use from which a school is yellow, or red."""
        return float(getattr(self.profile.alert_share, level).value)

    def site_distance_m(self, kind: str) -> float:
        """Return how far from a railway or a motorway a school must stand, in metres; 0 where the profile says nothing."""
        norm = self.profile.site_distance_m.get(kind)
        return 0.0 if norm is None else norm.value

    def unverified(self) -> list[str]:
        """Return the norms nobody has yet checked against the original document, as "group.stage"."""
        groups = self.profile.model_dump(exclude={"id", "title_zh", "title_en", "documents"})
        return [
            f"{group}.{key}"
            for group, norms in groups.items()
            for key, norm in norms.items()
            if not norm["verified"]
        ]


def names() -> list[str]:
    """Return the ids of the profiles that ship with the program."""
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in files(__name__).iterdir()
        if entry.name.endswith(".toml")
    )


def load(name: str, folder: Path | None = None) -> Rules:
    """Read a profile by its id, or a file of your own by its path (relative to `folder`).

    Raises `ScenarioError` when there is no such profile or a value has no unit, document or mark.
    """
    own = (folder or Path()) / name
    if name.endswith(".toml") and own.is_file():
        raw = own.read_bytes()
    elif name in names():
        raw = files(__name__).joinpath(f"{name}.toml").read_bytes()
    else:
        there = names()
        raise ScenarioError("rules", name, Text(f"没有这个规范；可用：{listed(there, 'zh')}，或写自己的 .toml 文件", f"no such profile; there are {listed(there, 'en')}, or give a .toml file of your own"))  # fmt: skip
    try:
        return Rules(Profile.model_validate(tomllib.loads(raw.decode("utf-8-sig"))), name)
    except (ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScenarioError(
            "rules", name, Text(f"规范文件有误：{error}", f"the profile is wrong: {error}")
        ) from None

"""Planning norms as data: one TOML profile per set of documents, each value with its unit and source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from zoning.errors import ScenarioError
from zoning.model import Stage
from zoning.words import Text, listed


class Norm(BaseModel):
    """One number of a norm and where it stands."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    value: float
    unit: str
    document: str
    article: str = ""
    verified: bool


class Document(BaseModel):
    """A document that norms refer to."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str


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
    alert_share: Mapping[str, Norm]


@dataclass(frozen=True)
class Rules:
    """A rules profile in use."""

    profile: Profile

    @property
    def title(self) -> Text:
        """The profile's name."""
        return Text(self.profile.title_zh, self.profile.title_en)

    def service_radius_m(self, stage: Stage) -> float:
        """Return the service radius of a stage in metres."""
        return self.profile.service_radius_m[stage].value

    def class_size(self, stage: Stage) -> float:
        """Return the largest class of a stage in pupils."""
        return self.profile.class_size_max[stage].value

    def alert(self, level: str) -> float:
        """Return the share of seats in use from which a school is yellow, or red."""
        return self.profile.alert_share[level].value

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
        raw = own.read_text(encoding="utf-8-sig")
    elif name in names():
        raw = files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    else:
        there = names()
        raise ScenarioError("rules", name, Text(f"没有这个规范；可用：{listed(there, 'zh')}，或写自己的 .toml 文件", f"no such profile; there are {listed(there, 'en')}, or give a .toml file of your own"))  # fmt: skip
    try:
        return Rules(Profile.model_validate(tomllib.loads(raw)))
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        raise ScenarioError(
            "rules", name, Text(f"规范文件有误：{error}", f"the profile is wrong: {error}")
        ) from None

"""Rules profiles: what a file may say, and what those say that ship."""

import types
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from reference.tabular import code, table
from zoning import rules
from zoning.rules import Norm, Rules, titles
from zoning.rules.profile import OfSchool, Profile

_HEAD = """\
## Rules profiles

A profile is a TOML file in UTF-8. `extends = "shandong-2018"` takes every norm of another profile, or of a file beside this one; where both say something,
this file wins, norm by norm, each whole. It needs `id` and `title_zh`, may have `title_en`, and lists under `[documents.NAME]` the `title` of each document its norms name.

A norm is `{ value = …, unit = …, document = …, article = …, verified = …, reason = … }`; `article` and `reason` may be left out. A group takes the keys listed; those with
no keys are one norm. `[school.ID.GROUP]` holds norms for one school, each with its `reason`. Any other key or unit is refused, and so is a share above 1.
"""


def profiles() -> list[str]:
    """Return the section on rules profiles."""
    rows = [
        (code(group), f"{titles.GROUPS[group].en} · {titles.GROUPS[group].zh}", ", ".join(map(code, keys)), units, own)
        for group, keys, units, own in _groups(Profile, "")
    ]  # fmt: skip
    lines = [*_HEAD.splitlines(), "", "### groups of norms", ""]
    lines += table(("group", "meaning", "keys", "unit", "for one school"), rows)
    lines += ["A value marked `no` was not yet checked against the original document.", ""]
    for name in rules.names():
        lines += _profile(rules.load(name))
    return lines


def _profile(one: Rules) -> list[str]:
    """A profile as a table; of one that extends another, what it has otherwise."""
    said, title = one.norms, f"{one.title.en} · {one.title.zh}"
    if one.below:
        said = {found.path: found.now for found in one.overrides()}
        title += f". Extends `{one.below.name}`; what it has otherwise:"
    rows = [
        (code(path), f"{norm.value:g}", norm.unit, one.profile.documents[norm.document].title, "yes" if norm.verified else "no")
        for path, norm in said.items()
    ]  # fmt: skip
    return [f"### {one.name}", "", title, "", *table(("norm", "value", "unit", "document", "verified"), rows)]


def _groups(kind: type[BaseModel], above: str) -> Iterator[tuple[str, list[str], str, str]]:
    """Every group with its keys, its unit or units, and whether a school may have its own."""
    for name, field in kind.model_fields.items():
        group = f"{above}.{name}".removeprefix(".")
        own = "yes" if group.split(".")[0] in OfSchool.model_fields else ""
        keyed, said = _keyed(field.annotation)
        if issubclass(said, Norm):
            yield group, keyed, code(_unit(said)), own
        elif name in titles.GROUPS:
            units = [_unit(norm.annotation) for norm in said.model_fields.values()]  # type: ignore[arg-type]
            yield group, list(said.model_fields), ", ".join(map(code, dict.fromkeys(units))), own
        elif not keyed and issubclass(said, BaseModel):
            yield from _groups(said, group)


def _keyed(annotation: Any) -> tuple[list[str], type]:
    """The keys of a group ("1, 2, …" for years), and what stands under each."""
    if get_origin(annotation) in (Union, types.UnionType):
        return [], get_args(annotation)[0]
    if get_origin(annotation) is None:
        return [], annotation
    key, said = get_args(annotation)
    return [*get_args(key)] if get_origin(key) is Literal else ["1", "2", "…"], said


def _unit(norm: type[Norm]) -> str:
    return str(get_args(norm.model_fields["unit"].annotation)[0])

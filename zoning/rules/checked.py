"""A profile's keys -> Profile, or everything wrong with them at once, in the planner's words."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from zoning import keys
from zoning.errors import RulesError
from zoning.rules.profile import Indicators, Norm, OfSchool, Profile
from zoning.words import Text, listed

Found = tuple[str, Text]


def profile(raw: Mapping[str, Any], file: str) -> Profile:
    """Return the profile that these keys make; raises `RulesError` with every problem of the file."""
    found = list(_beyond_types(raw))
    made = None
    try:
        made = Profile.model_validate(raw)
    except ValidationError as error:
        found = [*map(_said, error.errors()), *found]
    if made is None or found:
        raise RulesError.of(file, found)
    return made


def _said(error: Any) -> Found:
    """What pydantic found: which norm, and what is wrong with it."""
    place = [str(part) for part in error["loc"]]
    kind, given, limits = error["type"], error["input"], error.get("ctx", {})
    if place[-1] == "[key]":
        return ".".join(place[:-1]), _no_such_key(re.findall("'([^']*)'", str(limits.get("expected", ""))))
    if kind == "extra_forbidden":
        return ".".join(place), _unknown(place)
    if kind in ("model_type", "mapping_type", "dict_type"):
        return ".".join(place), _no_section(error)
    norm = ".".join(place[:-1] if place[-1] in Norm.model_fields else place)
    if kind == "missing" and norm != ".".join(place):
        return norm, Text(f"缺少 {place[-1]}", f"{place[-1]} is missing")
    if place[-1] == "unit" and kind == "literal_error":
        wanted = str(limits["expected"]).strip("'")
        return norm, Text(f"单位是 {given}，应为 {wanted}", f"the unit is {given}, it must be {wanted}")
    if place[-1] == "value" and limits.get("le") == 1:
        return norm, Text(f"值 {given} 大于 1：比例写成 0 到 1，如 85 % 写 0.85", f"{given} is more than 1: a share is written from 0 to 1, 85 % as 0.85")  # fmt: skip
    if place[-1] == "value" and kind == "greater_than_equal":
        return norm, Text(f"值 {given} 不能小于 0", f"{given} is below 0")
    return ".".join(place), keys.reason(error)


def _no_such_key(known: list[str]) -> Text:
    if not known:
        return Text("年份应为 1 以上的整数", "a year must be a whole number from 1 on")
    return Text(
        f"没有这个键；可用：{listed(known, 'zh', 9)}",
        f"there is no such key; there are {listed(known, 'en', 9)}",
    )


def _unknown(place: list[str]) -> Text:
    """A group or a word that nobody knows, or a group that no school can have for itself."""
    key = place[-1]
    if place[0] == "school" and len(place) == 3 and key in Profile.model_fields:
        own = listed(OfSchool.model_fields, "zh", 9), listed(OfSchool.model_fields, "en", 9)
        return Text(f"这一组对全区有效，不能单给一所学校；可按学校改的有 {own[0]}", f"holds for the whole district, not for one school; a school can have its own {own[1]}")  # fmt: skip
    known = [*Profile.model_fields, *Norm.model_fields, *Indicators.model_fields]
    near = get_close_matches(key, known, 1)
    hint = Text(f"，是不是 {near[0]}？", f": is it {near[0]}?") if near else Text("，请检查拼写", "; check its spelling")  # fmt: skip
    return Text(f"没有这一项{hint.zh}", f"there is no such thing{hint.en}")


def _no_section(error: Any) -> Text:
    """A bare value or a list where a norm, or a group of norms, should be."""
    name, given = error.get("ctx", {}).get("class_name"), error["input"]
    shown = "" if isinstance(given, list) else f"{given!r} "
    if error["loc"][0] == "school":
        return Text(
            f"{shown}应写成 [school.学校编号.组名] 一节", f"{shown}must be a section [school.ID.GROUP]"
        )
    if name in (None, *_SECTIONS):
        return Text(f"{shown}应写成一节 [ ]", f"{shown}must be a section [ ]")
    return Text(f"{shown}应写成 {_SHAPE}", f"{shown}must be written {_SHAPE}")


def _beyond_types(raw: Mapping[str, Any]) -> Iterator[Found]:
    """What no type tells: documents that are not listed, schools without a reason, years left out."""
    documents = raw.get("documents", {})
    for path, norm in _written({key: said for key, said in raw.items() if key != "documents"}, ""):
        document, why = norm.get("document"), norm.get("reason", "")
        if isinstance(document, str) and isinstance(documents, dict) and document not in documents:
            yield path, Text(f"[documents] 里没有 {document}；请写上 [documents.{document}] 和 title", f"[documents] has no {document}: add [documents.{document}] with its title")  # fmt: skip
        if path.startswith("school.") and isinstance(why, str) and not why.strip():
            yield path, Text("请写 reason：为什么这所学校不同", "give a reason: why this school differs")
    ramp = raw.get("occupancy_share", {})
    years = sorted(int(year) for year in ramp if year.isdecimal()) if isinstance(ramp, dict) else []
    missing = [str(year) for year in range(1, max(years, default=0)) if year not in years]
    if missing:
        yield "occupancy_share", Text(f"缺第 {listed(missing, 'zh')} 年", f"year {listed(missing, 'en')} is missing")  # fmt: skip


def _written(section: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Norms as the file has them, by path: sections that hold anything but sections."""
    for key, said in section.items():
        here = f"{path}.{key}".removeprefix(".")
        if isinstance(said, dict):
            yield from [(here, said)] if is_norm(said) else _written(said, here)


def is_norm(section: Mapping[str, Any]) -> bool:
    """Return whether a section is one norm and not a group: it holds something else than sections.

    >>> is_norm({"value": 45, "unit": "pupils/class"}), is_norm({"primary": {"value": 45}}), is_norm({})
    (True, False, False)
    """
    return any(not isinstance(said, dict) for said in section.values())


_SECTIONS = ("Indicators", "IndicatorsMet", "Alerts", "Document")
_SHAPE = "{ value = …, unit = …, document = …, verified = … }"

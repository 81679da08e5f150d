"""Laws of rules profiles: what one school has never changes another, what is laid over changes nothing else, a wrong unit never passes."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning import rules
from zoning.errors import RulesError
from zoning.rules import Norm, Rules

few = settings(max_examples=30, deadline=None)
BASES = {name: rules.load(name) for name in rules.names()}
bases = st.sampled_from(sorted(BASES))
paths = st.sampled_from(sorted(BASES["shandong-2018"].norms))
schools = st.text("PS0123456789-", min_size=1, max_size=6)
shares = st.floats(0, 1)
OF_SCHOOL = [path for path in BASES["shandong-2018"].norms if path.startswith(("class_size_max", "classes_max", "enrolment_max", "indicators_min"))]  # fmt: skip


def own(base: str, section: str) -> Rules:
    """A profile of one's own that extends another and says one thing more."""
    with tempfile.TemporaryDirectory() as folder:
        text = f'extends = "{base}"\nid = "own"\ntitle_zh = "本区"\n{section}'
        (Path(folder) / "own.toml").write_text(text, encoding="utf-8")
        return rules.load("own.toml", Path(folder))


def section(path: str, norm: Norm, **changed: object) -> str:
    """The norm as a section of a file, with what is changed in it."""
    said = norm.model_dump() | changed
    said["verified"] = str(said["verified"]).lower()
    lines = [
        f"{key} = {value if key in ('value', 'verified') else repr(value)}" for key, value in said.items()
    ]
    return "\n".join([f"[{path}]", *lines])


@few
@given(bases)
def test_extending_with_nothing_changes_nothing(base):
    assert own(base, "").norms == BASES[base].norms
    assert own(base, "").overrides() == BASES[base].overrides()


@few
@given(bases, paths, shares)
def test_what_is_laid_over_changes_that_norm_and_no_other(base, path, value):
    value = round(value) if path.startswith("indicators_met_min.count") else value
    mine = own(base, section(path, BASES[base].norms[path], value=value)).norms
    assert mine[path].value == value
    assert mine | {path: BASES[base].norms[path]} == BASES[base].norms


@few
@given(bases, st.sampled_from(OF_SCHOOL), schools, schools, shares)
def test_a_norm_of_one_school_never_changes_anothers(base, path, school, other, value):
    given_ = section(f"school.{school}.{path}", BASES[base].norms[path], value=value, reason="老校")
    mine = own(base, given_)
    assert mine.norm(path, school).value == value
    assert mine.norm(path) == BASES[base].norm(path)
    for every in BASES[base].norms:
        if other != school:
            assert mine.norm(every, other) == BASES[base].norm(every)
        if every != path:
            assert mine.norm(every, school) == BASES[base].norm(every)


def _wrong_unit(path: str, norm: Norm, text: str) -> str:
    return section(path, norm, unit=text)


def _negative(path: str, norm: Norm, text: str) -> str:
    return section(path, norm, value=-1 - len(text))


def _unknown_key(path: str, norm: Norm, text: str) -> str:
    return section(path, norm) + f'\n"x{text}" = 1'


@few
@given(bases, paths, st.text("abcm2/%", max_size=6), st.sampled_from([_wrong_unit, _negative, _unknown_key]))
def test_no_norm_takes_a_wrong_unit_a_negative_value_or_a_key_that_is_none(
    base: str, path: str, text: str, spoilt: Callable[[str, Norm, str], str]
):
    norm = BASES[base].norms[path]
    if text == norm.unit:
        return
    with pytest.raises(RulesError) as raised:
        own(base, spoilt(path, norm, text))
    assert f"own.toml: {path}" in raised.value.to("zh")
    assert f"own.toml: {path}" in raised.value.to("en")

"""A profile's file, and those it extends below it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zoning import keys
from zoning.errors import RulesError
from zoning.rules.checked import is_norm
from zoning.words import Text, listed

_SHIPPED = Path(__file__).parent


def names() -> list[str]:
    """Return the ids of the profiles that ship with the program."""
    return sorted(file.stem for file in _SHIPPED.glob("*.toml"))


def file(name: str, folder: Path) -> Path | None:
    """Return the file of a profile: one of your own in `folder`, else one that ships; None where there is neither."""
    if name.endswith(".toml"):
        return folder / name if (folder / name).is_file() else None
    return _SHIPPED / f"{name}.toml" if name in names() else None


def read(path: Path) -> tuple[dict[str, Any], str | None]:
    """Return a profile's keys as its file has them, and what it extends; None for nothing."""
    raw = keys.toml(path, RulesError)
    below = raw.pop("extends", None)
    if below is not None and not isinstance(below, str):
        raise RulesError(str(path), "extends", Text("应写规范编号，或旁边的 .toml 文件", "give the id of a profile, or a .toml file beside it"))  # fmt: skip
    return raw, below


def none_such(name: str) -> Text:
    """Return what to say of a profile that there is not."""
    if name.endswith(".toml"):
        return Text(f"没有文件 {name}", f"there is no file {name}")
    there = names()
    return Text(
        f"没有规范 {name}；可用：{listed(there, 'zh')}，或写自己的 .toml 文件",
        f"there is no profile {name}; there are {listed(there, 'en')}, or give a .toml file of your own",
    )


def over(below: Mapping[str, Any], mine: Mapping[str, Any]) -> dict[str, Any]:
    """Return my keys laid over those of the profile below: norm by norm, each whole.

    >>> over({"cv_max": {"primary": {"value": 1, "unit": "ratio"}}}, {"cv_max": {"primary": {"value": 2}}})
    {'cv_max': {'primary': {'value': 2}}}
    """
    laid = dict(below)
    for key, said in mine.items():
        under = laid.get(key)
        groups = isinstance(said, dict) and not is_norm(said)
        laid[key] = over(under, said) if groups and isinstance(under, dict) and not is_norm(under) else said
    return laid

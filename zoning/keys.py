"""The keys of a scenario file, laid over those of the files it extends, and what is wrong with them key by key."""

import tomllib
from pathlib import Path
from typing import Any

from zoning.errors import ScenarioError
from zoning.words import Text


class Told(ValueError):
    """What a validator that knows what to say raises; the value is not repeated, it may be secret."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def merged(path: Path, seen: tuple[Path, ...] = ()) -> dict[str, Any]:
    """Return a file's keys laid over those of the file it extends; lists of changes add up.

    `seen` are the files on the way here. Raises `ScenarioError` for what cannot be read.
    """
    if path.resolve() in seen:
        raise _refused(path, "extends", "互相引用，形成循环", "files extend each other in a circle")
    raw = _anchored(toml(path), path)
    if "file" in raw:  # our own field, no key of the file
        raise ScenarioError(str(path), "file", _NO_SUCH_KEY)
    base = raw.pop("extends", None)
    if base is None:
        return raw
    if not isinstance(base, str):
        raise _refused(path, "extends", "应写另一个情景文件的路径", "give the path of another scenario file")
    base = _slashed(base, path, "extends")
    below = merged(path.parent / base, (*seen, path.resolve()))
    if str(below.get("rules")).endswith(".toml"):  # a file of one's own beside the file that names it
        below["rules"] = (Path(base).parent / below["rules"]).as_posix()
    laid: dict[str, Any] = _over(below, raw)
    return laid


def toml(path: Path, refusal: type[ScenarioError] = ScenarioError) -> dict[str, Any]:
    """Return the keys as the file has them; whatever keeps it from being read is a `refusal`."""
    if path.is_dir():
        raise refusal(str(path), "", Text("这是文件夹，不是文件", "this is a folder, not a file"))
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        said = Text("文件不存在", "there is no such file")
    except OSError as error:
        said = Text(f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        said = Text("不是 UTF-8 编码，请另存为 UTF-8", "is not in UTF-8; save it as UTF-8")
    except tomllib.TOMLDecodeError as error:
        hint = _SLASHES if any(sign in str(error) for sign in ("\\", "hex", "Escaped")) else Text("", "")
        said = Text(f"不是有效的 TOML：{error}{hint.zh}", f"not valid TOML: {error}{hint.en}")
    raise refusal(str(path), "", said)


def _refused(path: Path, key: str, zh: str, en: str) -> ScenarioError:
    return ScenarioError(str(path), key, Text(zh, en))


def _anchored(value: Any, file: Path, key: str = "") -> Any:
    """Every `path` made relative to the file that wrote it."""
    if isinstance(value, dict):
        return {k: _anchored(v, file, k) for k, v in value.items()}
    if key != "path" or not isinstance(value, str):
        return value
    return str(file.parent / _slashed(value, file, key))


def _slashed(path: str, file: Path, key: str) -> str:
    """A path as every system reads it; in double quotes the backslash of a Windows path is lost."""
    if any(ord(sign) < 32 for sign in path):
        raise _refused(file, key, f"{path!r}{_SLASHES.zh}", f"{path!r}{_SLASHES.en}")
    return path.replace("\\", "/")


def _over(below: Any, mine: Any, key: str = "") -> Any:
    if isinstance(below, dict) and isinstance(mine, dict):
        return below | {k: _over(below.get(k), value, k) for k, value in mine.items()}
    adds_up = key in _CHANGES and isinstance(below, list) and isinstance(mine, list)
    return [*below, *mine] if adds_up else mine


def wrong(path: Path, errors: list[Any]) -> ScenarioError:
    """Return one error for what pydantic found: one problem on the line of the file, several below it; `lock[2].school` is the school of the second lock."""
    places = ["".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in e["loc"]) for e in errors]
    found = [(place.removeprefix("."), reason(error)) for place, error in zip(places, errors, strict=True)]
    return ScenarioError.of(str(path), found)


def reason(error: Any) -> Text:
    """Return what is wrong with a value in the planner's words, from one of pydantic's errors."""
    kind, given, limits = error["type"], error.get("input"), error.get("ctx", {})
    if kind == "extra_forbidden":
        return _NO_SUCH_KEY
    if isinstance(told := limits.get("error"), Told):
        return told.text
    if kind == "missing":
        return Text("缺少这个键", "this key is missing")
    wanted = next((zh for start, zh in _WANTED.items() if kind.startswith(start)), "不符合要求")
    shown = f"值 {given!r} " if not isinstance(given, dict | list) else ""
    return Text(f"{shown}{wanted.format(**limits)}", f"{given!r}: {error['msg']}")


_CHANGES = (
    "lock", "together", "pool", "open", "close", "resize", "expand", "relocate", "merge", "convert", "estate", "bridge", "shut",
)  # fmt: skip
_SLASHES = Text("；反斜杠在双引号中有别的含义，路径请用 / 或单引号", "; a backslash in double quotes means something else: write paths with / or in single quotes")  # fmt: skip
_NO_SUCH_KEY = Text("没有这个键，请检查拼写", "there is no such key; check its spelling")
_WANTED = {
    "greater_than_equal": "不能小于 {ge}", "greater_than": "应大于 {gt}", "less_than_equal": "不能大于 {le}", "less_than": "应小于 {lt}",
    "literal": "应为 {expected} 之一", "finite": "应为有限的数", "int": "应为整数", "float": "应为数字", "bool": "应为 true 或 false",
    "string": "应为文字，请加引号", "path": "应为文件路径，请加引号", "model": "应写成一节 [ ]", "dict": "应写成一节 [ ]", "mapping": "应写成一节 [ ]",
    "too_short": "至少要有 {min_length} 项", "tuple": "应写成 [[ ]]，每项一节",
}  # fmt: skip

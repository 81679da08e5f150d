"""A scenario file: TOML -> Scenario; it names the inputs, the rules and the policy, and changes a study area."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from zoning.errors import ScenarioError
from zoning.model import Lock, Policy, Stage
from zoning.words import Text

Datum = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
Id = Annotated[str, BeforeValidator(lambda value: str(value) if type(value) is int else value)]
MOST_PRICE_M = 1_000_000.0
"""A pupil priced beyond 1000 km is a slip of the pen, and sums of such prices would overflow."""
MOST_SEATS = 10_000


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class TableInput(_Strict):
    """One file: where it is and how its coordinates and columns are to be understood."""

    path: Path
    layer: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    datum: Datum | None = None
    """For lon/lat: wgs84, cgcs2000, gcj02 or bd09. Required, never guessed."""
    crs: str | None = None
    """For projected coordinates without one in the file: "EPSG:4549"."""
    columns: Mapping[str, str] = {}
    """Our column -> the file's header, where the header is none of the known synonyms."""
    x: str | None = None
    y: str | None = None
    """Headers of the coordinates in a CSV or XLSX, where they are none of the known ones."""
    swap_axes: bool = False
    repair: bool = False
    """Mend invalid polygons (said in every output)."""
    allow_overlap: bool = False
    """Accept polygons that overlap (said in every output)."""


class Buildings(_Strict):
    """How residential buildings of an OpenStreetMap file become blocks with pupils: an assumption, stated everywhere."""

    storeys: float = Field(6, gt=0)
    """For buildings without `building:levels`."""
    floor_area_per_dwelling_m2: float = Field(gt=0)
    pupils_per_dwelling: float = Field(ge=0)
    join_m: float = Field(30, ge=0)
    """Residential buildings closer than this, and in no named estate, form one block."""


class BlocksInput(TableInput):
    """Blocks from a polygon layer, or from the buildings of an .osm or .osm.pbf file."""

    buildings: Buildings | None = None
    outside: Literal["refuse", "keep"] = "refuse"
    """What to do with blocks outside the boundary."""


class SchoolsInput(TableInput):
    """Schools; where the file has no seats the scenario must say what to assume."""

    seats_each: int | None = Field(None, gt=0)
    """Assume this many seats where the file has none."""
    seats_roll_times: float | None = Field(None, gt=0)
    """Assume today's pupils times this (today's zones give the pupils where the file has no roll)."""
    same: Mapping[str, str] = {}
    """A school's name as other files write it -> its name or id here."""


class StreetsInput(TableInput):
    """Streets from .osm, .osm.pbf, .graphml or a line layer; or `place`, fetched with osmnx."""

    path: Path | None = None  # type: ignore[assignment]
    place: str | None = None
    snap_m: float = Field(0.5, ge=0)
    """Line ends of a line layer closer than this are one junction."""


class Inputs(_Strict):
    """Every input of a run."""

    blocks: BlocksInput
    schools: SchoolsInput
    candidates: SchoolsInput | None = None
    boundary: TableInput | None = None
    streets: StreetsInput | None = None
    barriers: TableInput | None = None
    crossings: TableInput | None = None
    current_zones: TableInput | None = None
    """Today's zones as polygons, where the blocks do not name today's school."""
    references: Mapping[str, TableInput] = {}
    """Other plans to judge beside ours, as zone polygons."""


class Measuring(_Strict):
    """How distances are measured."""

    detour_factor: float = Field(default=1.3, ge=1, le=10)
    """Without streets: walking distance = straight line times this (an assumption, stated everywhere)."""


class PolicyInput(_Strict):
    """The knobs of `Policy` as a file writes them; see there."""

    contiguous: bool = True
    longest_walk_m: float | None = Field(default=None, gt=0)
    over_capacity_share: float = Field(default=0.0, ge=0, le=1)
    over_capacity_price_m: float = Field(default=2000.0, ge=0, le=MOST_PRICE_M)
    move_price_m: float = Field(default=0.0, ge=0, le=MOST_PRICE_M)
    gap: float = Field(default=0.001, ge=0, lt=1)
    effort: float = Field(default=1.0, gt=0, le=100)
    seed: int = Field(default=1, ge=0)


class LockInput(_Strict):
    """[[lock]]: a block that must go to a school."""

    block: Id
    school: Id


class Open(_Strict):
    """[[open]]: a new school, or a candidate site by its id."""

    id: Id
    name: str | None = None
    lon: float | None = None
    lat: float | None = None
    datum: Datum | None = None
    seats: int | None = Field(None, gt=0, le=MOST_SEATS)


class Close(_Strict):
    """[[close]]: a school that takes no pupils."""

    id: Id


class Resize(_Strict):
    """[[resize]]: a school with other seats."""

    id: Id
    seats: int = Field(ge=0, le=MOST_SEATS)


class MapInfo(_Strict):
    """What the title block of every map says."""

    title: str | None = None
    data_date: str | None = None
    made_by: str | None = None
    map_review_no: str | None = None
    """审图号; until it is given every map is marked 内部工作用图."""
    fictitious: bool = False
    """The data are invented: every map says 虚构数据."""


class Scenario(_Strict):
    """One question to the planner: these inputs, these rules, this policy, these changes."""

    name: str
    stage: Stage = "primary"
    rules: str = "shandong-2018"
    lang: Literal["zh", "en"] = "zh"
    inputs: Inputs
    measure: Measuring = Measuring()
    policy_input: PolicyInput = Field(PolicyInput(), alias="policy")
    map: MapInfo = MapInfo()
    lock: tuple[LockInput, ...] = ()
    open: tuple[Open, ...] = ()
    close: tuple[Close, ...] = ()
    resize: tuple[Resize, ...] = ()
    file: Path = Path()

    @property
    def policy(self) -> Policy:
        """The policy with its locks."""
        locks = tuple(Lock(lock.block, lock.school) for lock in self.lock)
        return Policy(locks=locks, **self.policy_input.model_dump())


def load(path: str | Path) -> Scenario:
    """Read a scenario and everything it extends; paths in it are relative to the file that names them.

    Raises `ScenarioError` naming the file, and the key and the reason of everything wrong in it.
    """
    path = Path(path)
    raw = _merged(path, ())
    try:
        return Scenario.model_validate({**raw, "file": path})
    except ValidationError as error:
        raise _wrong(path, error.errors()) from None


def _merged(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    """One file's keys laid over those of the file it extends; lists of changes add up."""
    if path.resolve() in seen:
        raise _refused(path, "extends", "互相引用，形成循环", "files extend each other in a circle")
    raw = _anchored(_toml(path), path)
    base = raw.pop("extends", None)
    if base is None:
        return raw
    if not isinstance(base, str):
        raise _refused(path, "extends", "应写另一个情景文件的路径", "give the path of another scenario file")
    base = _slashed(base, path, "extends")
    below = _merged(path.parent / base, (*seen, path.resolve()))
    if str(below.get("rules")).endswith(".toml"):  # a file of one's own beside the file that names it
        below["rules"] = (Path(base).parent / below["rules"]).as_posix()
    merged: dict[str, Any] = _over(below, raw)
    return merged


def _toml(path: Path) -> dict[str, Any]:
    """The keys as the file has them; whatever keeps it from being read is said."""
    if path.is_dir():
        raise _refused(path, "", "这是文件夹，不是情景文件", "this is a folder, not a scenario file")
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise _refused(path, "", "文件不存在", "there is no such file") from None
    except OSError as error:
        raise _refused(path, "", f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise _refused(
            path, "", "不是 UTF-8 编码，请另存为 UTF-8", "is not in UTF-8; save it as UTF-8"
        ) from None
    except tomllib.TOMLDecodeError as error:
        hint = _SLASHES if any(sign in str(error) for sign in ("\\", "hex", "Escaped")) else Text("", "")
        zh, en = f"不是有效的 TOML：{error}{hint.zh}", f"not valid TOML: {error}{hint.en}"
        raise _refused(path, "", zh, en) from None
    if "file" in raw:  # our own field, no key of the file
        raise ScenarioError(str(path), "file", _NO_SUCH_KEY)
    return raw


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


def _wrong(path: Path, errors: list[Any]) -> ScenarioError:
    """One problem on the line of the file, several below it; `lock[2].school` is the school of the second lock."""
    places = ["".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in e["loc"]) for e in errors]
    found = [(place.removeprefix("."), _reason(error)) for place, error in zip(places, errors, strict=True)]
    return ScenarioError.of(str(path), found)


def _reason(error: Any) -> Text:
    kind, given, limits = error["type"], error.get("input"), error.get("ctx", {})
    if kind == "extra_forbidden":
        return _NO_SUCH_KEY
    if kind == "missing":
        return Text("缺少这个键", "this key is missing")
    wanted = next((zh for start, zh in _WANTED.items() if kind.startswith(start)), "不符合要求")
    shown = f"值 {given!r} " if not isinstance(given, dict | list) else ""
    return Text(f"{shown}{wanted.format(**limits)}", f"{given!r}: {error['msg']}")


_CHANGES = ("lock", "open", "close", "resize")
_SLASHES = Text("；反斜杠在双引号中有别的含义，路径请用 / 或单引号", "; a backslash in double quotes means something else: write paths with / or in single quotes")  # fmt: skip
_NO_SUCH_KEY = Text("没有这个键，请检查拼写", "there is no such key; check its spelling")
_WANTED = {
    "greater_than_equal": "不能小于 {ge}", "greater_than": "应大于 {gt}", "less_than_equal": "不能大于 {le}", "less_than": "应小于 {lt}",
    "literal": "应为 {expected} 之一", "finite": "应为有限的数", "int": "应为整数", "float": "应为数字", "bool": "应为 true 或 false",
    "string": "应为文字，请加引号", "path": "应为文件路径，请加引号", "model": "应写成一节 [ ]", "dict": "应写成一节 [ ]", "mapping": "应写成一节 [ ]",
    "tuple": "应写成 [[ ]]，每项一节",
}  # fmt: skip

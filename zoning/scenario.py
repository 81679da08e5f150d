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
Id = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


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

    detour_factor: float = Field(1.3, ge=1)
    """Without streets: walking distance = straight line times this (an assumption, stated everywhere)."""


class PolicyInput(_Strict):
    """The knobs of `Policy` as a file writes them; see there."""

    contiguous: bool = True
    longest_walk_m: float | None = Field(None, gt=0)
    over_capacity_share: float = Field(0.0, ge=0, le=1)
    over_capacity_price_m: float = Field(2000.0, ge=0)
    move_price_m: float = Field(0.0, ge=0)
    gap: float = Field(0.0, ge=0, lt=1)
    effort: float = Field(1.0, gt=0, le=100)
    seed: int = 1


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
    seats: int | None = Field(None, gt=0)


class Close(_Strict):
    """[[close]]: a school that takes no pupils."""

    id: Id


class Resize(_Strict):
    """[[resize]]: a school with other seats."""

    id: Id
    seats: int = Field(ge=0)


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

    Raises `ScenarioError` naming the file, the key and the reason.
    """
    path = Path(path)
    raw = _merged(path, ())
    try:
        return Scenario.model_validate({**raw, "file": path})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ScenarioError(str(path), key, _reason(first, len(error.errors()))) from None


def _merged(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    """One file's keys laid over those of the file it extends; lists of changes add up."""
    if path.resolve() in seen:
        raise ScenarioError(
            str(path), "extends", Text("互相引用，形成循环", "files extend each other in a circle")
        )
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ScenarioError(str(path), "", Text("文件不存在", "there is no such file")) from None
    except IsADirectoryError:
        raise ScenarioError(
            str(path), "", Text("这是文件夹，不是情景文件", "this is a folder, not a scenario file")
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScenarioError(
            str(path), "", Text(f"不是有效的 TOML（UTF-8）：{error}", f"not valid TOML in UTF-8: {error}")
        ) from None
    raw = _anchored(raw, path.parent)
    base = raw.pop("extends", None)
    return _over(_merged(path.parent / base, (*seen, path.resolve())), raw) if base else raw


def _anchored(value: Any, folder: Path, key: str = "") -> Any:
    """Every `path` made relative to the file that wrote it."""
    if isinstance(value, dict):
        return {k: _anchored(v, folder, k) for k, v in value.items()}
    return str(folder / value) if key == "path" and isinstance(value, str) else value


def _over(base: dict[str, Any], mine: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in mine.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = _over(merged[key], value)
        elif key in ("lock", "open", "close", "resize") and isinstance(value, list):
            merged[key] = [*merged.get(key, []), *value]
        else:
            merged[key] = value
    return merged


def _reason(error: Any, count: int) -> Text:
    more_zh = f"（另有 {count - 1} 处）" if count > 1 else ""
    more_en = f" (and {count - 1} more)" if count > 1 else ""
    kind, given = error["type"], error.get("input")
    if kind == "extra_forbidden":
        return Text(f"没有这个键，请检查拼写{more_zh}", f"there is no such key; check its spelling{more_en}")
    if kind == "missing":
        return Text(f"缺少这个键{more_zh}", f"this key is missing{more_en}")
    return Text(f"值 {given!r} 不符合要求：{error['msg']}{more_zh}", f"{given!r}: {error['msg']}{more_en}")

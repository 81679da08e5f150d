"""A scenario file: TOML -> Scenario; it names the inputs, the rules and the policy, and changes a study area."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from zoning import keys
from zoning.model import Stage
from zoning.policy import Lock, Policy

Datum = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
Id = Annotated[str, BeforeValidator(lambda value: str(value) if type(value) is int else value)]
MOST_PRICE_M = 1_000_000.0
"""A pupil priced beyond 1000 km is a slip of the pen, and sums of such prices would overflow."""
MOST_FAR_PRICE = 100.0
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
    feeders: TableInput | None = None
    """对口: the primary school of each block (`blocks.csv` of an earlier run, or a table) or primary zones as polygons; each zone goes whole to one school."""


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
    whole: str | None = None
    far_m: float | None = Field(default=None, ge=0)
    far_price: float = Field(default=0.0, ge=0, le=MOST_FAR_PRICE)
    shortest_longest_walk: bool = False
    balance_price_m: float = Field(default=0.0, ge=0, le=MOST_PRICE_M)
    most_moved_share: float | None = Field(default=None, ge=0, le=1)
    arterial_price_m: float = Field(default=0.0, ge=0, le=MOST_PRICE_M)
    subdistrict_price_m: float = Field(default=0.0, ge=0, le=MOST_PRICE_M)
    pool_size: Literal[1, 2] = 1


class LockInput(_Strict):
    """[[lock]]: a block that must go to a school, or with `never` must not."""

    block: Id
    school: Id
    never: bool = False
    """The block goes to any school but this."""


class Together(_Strict):
    """[[together]]: blocks that go to one school, whichever it is."""

    blocks: tuple[Id, ...] = Field(min_length=2)
    """Ids of the blocks; where zones hold together they must be neighbours, one by one."""


class Pool(_Strict):
    """[[pool]]: schools that share one zone and pool their seats (多校划片)."""

    schools: tuple[Id, ...] = Field(min_length=2)
    """Ids of the schools; places are drawn by lot, each school as many as it has seats."""


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
    together: tuple[Together, ...] = ()
    pool: tuple[Pool, ...] = ()
    open: tuple[Open, ...] = ()
    close: tuple[Close, ...] = ()
    resize: tuple[Resize, ...] = ()
    file: Path = Path()

    @property
    def policy(self) -> Policy:
        """The policy with its locks, groups and pools."""
        locks = tuple(Lock(lock.block, lock.school, lock.never) for lock in self.lock)
        together = tuple(group.blocks for group in self.together)
        pools = tuple(pool.schools for pool in self.pool)
        return Policy(locks=locks, together=together, pools=pools, **self.policy_input.model_dump())


def load(path: str | Path) -> Scenario:
    """Read a scenario and everything it extends; paths in it are relative to the file that names them.

    Raises `ScenarioError` naming the file, and the key and the reason of everything wrong in it.
    """
    path = Path(path)
    raw = keys.merged(path)
    try:
        return Scenario.model_validate({**raw, "file": path})
    except ValidationError as error:
        raise keys.wrong(path, error.errors()) from None

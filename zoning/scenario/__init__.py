"""A scenario file: TOML -> Scenario; it names the inputs, the rules and the policy, and changes a study area."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from zoning import keys
from zoning.model import Stage
from zoning.policy import Lock, Policy
from zoning.scenario.balance import Balance
from zoning.scenario.edits import (
    Bridge,
    Close,
    Convert,
    Estate,
    Expand,
    Merge,
    Open,
    Relocate,
    Resize,
    Shut,
)  # fmt: skip
from zoning.scenario.forecast import ForecastInput, StageFile
from zoning.scenario.inputs import (
    BlocksInput,
    Buildings,
    Inputs,
    SchoolsInput,
    StreetsInput,
    TableInput,
)  # fmt: skip
from zoning.scenario.notice import NoticeInput
from zoning.scenario.programme import ProgrammeInput, Work
from zoning.scenario.sites import Sites
from zoning.scenario.strict import Id, Strict

__all__ = [
    "Balance", "BlocksInput", "Bridge", "Buildings", "Close", "Convert", "Estate", "Expand", "ForecastInput", "Inputs", "LockInput", "MapInfo", "Measuring", "Merge", "NoticeInput",
    "Open", "PolicyInput", "Pool", "ProgrammeInput", "Relocate", "Resize", "Scenario", "SchoolsInput", "Shut", "Sites", "StageFile", "StreetsInput", "TableInput", "Together", "Work", "load",
]  # fmt: skip
MOST_PRICE_M = 1_000_000.0
"""A pupil priced beyond 1000 km is a slip of the pen, and sums of such prices would overflow."""
MOST_FAR_PRICE = 100.0


class Measuring(Strict):
    """How distances are measured."""

    detour_factor: float = Field(default=1.3, ge=1, le=10)
    """Without streets: walking distance = straight line times this (an assumption, stated everywhere)."""


class PolicyInput(Strict):
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


class LockInput(Strict):
    """[[lock]]: a block that must go to a school, or with `never` must not."""

    block: Id
    school: Id
    never: bool = False
    """The block goes to any school but this."""


class Together(Strict):
    """[[together]]: blocks that go to one school, whichever it is."""

    blocks: tuple[Id, ...] = Field(min_length=2)
    """Ids of the blocks; where zones hold together they must be neighbours, one by one."""


class Pool(Strict):
    """[[pool]]: schools that share one zone and pool their seats (多校划片)."""

    schools: tuple[Id, ...] = Field(min_length=2)
    """Ids of the schools; places are drawn by lot, each school as many as it has seats."""


class MapInfo(Strict):
    """What the title block of every map says."""

    title: str | None = None
    data_date: str | None = None
    made_by: str | None = None
    map_review_no: str | None = None
    """审图号; until it is given every map is marked 内部工作用图."""
    fictitious: bool = False
    """The data are invented: every map says 虚构数据."""


class Scenario(Strict):
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
    expand: tuple[Expand, ...] = ()
    relocate: tuple[Relocate, ...] = ()
    merge: tuple[Merge, ...] = ()
    convert: tuple[Convert, ...] = ()
    estate: tuple[Estate, ...] = ()
    bridge: tuple[Bridge, ...] = ()
    shut: tuple[Shut, ...] = ()
    sites: Sites = Sites.model_validate({})
    balance: Balance = Balance.model_validate({})
    stages: Mapping[Stage, StageFile] = {}
    forecast: ForecastInput | None = None
    programme: ProgrammeInput | None = None
    notice: NoticeInput = NoticeInput()
    file: Path = Path()

    @property
    def reads(self) -> list[Path]:
        """The files that a run reads: this one, those it extends aside, and every input."""
        given = dict(self.inputs)
        tables = [*given.pop("references").values(), *given.values()]
        return [
            self.file,
            *(stage.path for stage in self.stages.values()),
            *(
                table.path
                for table in tables
                if table is not None and table.path is not None and table.database is None
            ),
        ]

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

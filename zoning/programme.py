"""A programme of works over years: what may be done to which schools, when and for how much, and how good an answer is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from zoning.words import Text

Kind = Literal["keep", "expand", "relocate", "build", "merge", "close", "convert"]
NAMES: Mapping[Kind, Text] = {
    "keep": Text("保留", "kept"), "expand": Text("改扩建", "expanded"), "relocate": Text("迁建", "relocated"), "build": Text("新建", "built"),
    "merge": Text("合并", "merged"), "close": Text("撤并", "closed"), "convert": Text("改办", "converted"),
}  # fmt: skip
"""What each kind of action is called, in the order in which plans list them."""
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Seats(NamedTuple):
    """What an action does at one school: so many seats from its year on."""

    stage: int
    """Position in the question's stages."""
    school: int
    """Position in the stage's schools."""
    seats: int
    """0 closes it."""


@dataclass(frozen=True)
class Action:
    """Something that may be done once.

    Two actions that change the seats of one school in one stage exclude each other, unless one comes `after` the other: then the later one's seats hold.
    """

    id: str
    kind: Kind
    changes: tuple[Seats, ...]
    """Build 0 → s, expand, close → 0, merge a → 0 and b → s, relocate the old → 0 and the new place → s, convert one stage → 0 and another → s."""
    years: tuple[int, ...]
    """Positions of the years in which it may take effect, rising."""
    cost_wan: float = 0.0
    """10,000 yuan, spent in the year it takes effect."""
    land_m2: float = 0.0
    """Below 0 where it gives land back."""
    must: bool = False
    """The planner's own decision: it is done, in one of its years."""
    group: str | None = None
    """At most one action of a group is done."""
    after: str | None = None
    """Id of an action without which this one is not done, nor in an earlier year."""


@dataclass(frozen=True, eq=False)
class Schooling:
    """One stage: its pupils by year, and every school there is or may be. n blocks, m schools, T years."""

    name: str
    schools: tuple[str, ...]
    """(m,) ids; a school that teaches two stages has the same id in both."""
    pupils: Ints
    """(T, n)"""
    walk_m: Floats
    """(n, m) metres; inf where there is no way."""
    near: npt.NDArray[np.bool_]
    """(n, m) within the service radius."""
    seats: Ints
    """(m,) today; 0 at sites."""
    running_wan: Floats | None = None
    """(m,) what the school costs a year while it has seats; None where that is left out."""


@dataclass(frozen=True)
class Prices:
    """What is paid for every year that pupils go without, or go far; in 10,000 yuan."""

    unseated_wan: float
    """A pupil without a seat, for a year. Nobody walks where that is dearer: it is the most that any pupil costs."""
    beyond_wan: float
    """A pupil whose seat is beyond the service radius, for a year."""
    walk_wan: float
    """A pupil walking one kilometre to school, for a year."""


@dataclass(frozen=True, eq=False)
class Question:
    """Which actions to take, and in which years."""

    stages: tuple[Schooling, ...]
    actions: tuple[Action, ...]
    prices: Prices
    budget_wan: Floats | None = None
    """(T,) what may be spent in each year; None for no limit."""
    carry_over: bool = False
    """What is left of a year's budget may be spent later. Not the rule: a year's money lapses unless this is said."""
    land_m2: float | None = None
    """What all actions together may take."""
    first_year: int = 1
    """What the first year is called."""
    tail_years: int = 0
    """Years after the last that are paid for as if they were like it; without them no work in the last years would ever pay."""

    @property
    def years(self) -> int:
        """T."""
        return len(self.stages[0].pupils)

    def called(self, year: int) -> str:
        """Return what the year at a position is called."""
        return str(self.first_year + year)

    @property
    def weight(self) -> Ints:
        """(T,) how many years each year stands for."""
        weight = np.ones(self.years, np.int64)
        weight[-1] += self.tail_years
        return weight


@dataclass(frozen=True, eq=False)
class Programme:
    """What is done in which year, and what that comes to. K stages, T years; pupils within the seats of each year, blocks may split."""

    done: dict[str, int]
    """Action → position of its year, by year; actions that are not in it are not done."""
    works_wan: Floats
    """(T,)"""
    land_m2: float
    running_wan: Floats
    """(T,)"""
    pupils_wan: Floats
    """(K, T) what pupils without a seat, beyond the radius and on their way cost."""
    unseated: Ints
    """(K, T) pupils without a seat."""
    beyond: Ints
    """(K, T) pupils whose seat is beyond the radius."""
    walked_km: Floats
    """(K, T) pupil-kilometres, one way, of pupils with a seat."""
    seats: tuple[Ints, ...]
    """(T, m) of each stage."""
    seated: tuple[Ints, ...]
    """(T, m) of each stage: pupils at each school."""
    weight: Ints
    """(T,) of the question."""
    breaks: tuple[Text, ...] = ()
    """What the programme may not do and does: money, land, years, groups. Empty where it keeps all rules."""

    @property
    def value_wan(self) -> float:
        """Works once, and every year's running and pupils as often as the year counts."""
        yearly = self.running_wan + self.pupils_wan.sum(axis=0)
        return float(self.works_wan.sum() + (self.weight * yearly).sum())


@dataclass(frozen=True, eq=False)
class Answer:
    """A programme, and what no programme within the rules comes below."""

    programme: Programme
    bound_wan: float | None
    """None where a list of the planner's own was judged without one."""
    method: str
    stopped: bool = False
    """Ended by the caller or the clock, not by a proof or the gap."""
    found: dict[str, int] = field(default_factory=dict)
    """What the search took: programs, transport problems, cuts."""

    @property
    def gap(self) -> float:
        """How far the value may be above the best, as a share of the bound; nan without a bound, and for a programme that breaks a rule."""
        value, bound = self.programme.value_wan, self.bound_wan
        if self.programme.breaks or bound is None:
            return math.nan
        if value <= bound:
            return 0.0
        return value / bound - 1 if bound > 0 else math.inf

    @property
    def proved(self) -> Text:
        """What may be claimed of the programme, never rounded in our favour."""
        if broken := self.programme.breaks:
            zh, en = "；".join(text.zh for text in broken), "; ".join(text.en for text in broken)
            return Text(f"不可行：{zh}", f"not allowed: {en}")
        if self.bound_wan is None:
            return Text("没有可比的下界", "there is no bound to hold it against")
        if self.gap <= 1e-9:
            return Text("已证明为最优", "proved to be the best possible")
        if math.isinf(self.gap):
            return Text("下界为零，无从比较", "the bound is nothing, there is no comparing with it")
        share = f"{math.ceil(round(self.gap * 1e4, 6)) / 100:.2f} %"
        return Text(f"距最优不超过 {share}（已证明）", f"at most {share} above the best possible (proved)")

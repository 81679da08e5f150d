"""Where to build: what is asked of new sites, and how good an answer is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from zoning.words import Text

Objective = Literal[
    "least_walking", "most_covered", "fewest_sites", "shortest_longest_walk", "least_shortage"
]
Way = Literal["zones", "seats", "nearest"]


@dataclass(frozen=True)
class Grown:
    """A school that may grow."""

    school: str
    more_seats: int
    cost_wan: float = 0.0


@dataclass(frozen=True)
class Asked:
    """Which sites to open: the aim, and what may be spent on it."""

    objective: Objective = "least_walking"
    way: Way = "zones"
    """Zones in one piece within seats; within seats, wherever; or to the nearest, seats aside."""
    open_most: int | None = None
    """New sites, at most."""
    schools_most: int | None = None
    """Schools in all, at most."""
    budget_wan: float | None = None
    """For new sites and growth together, in 10,000 yuan."""
    radius_m: float = 0.0
    """What covers: straight metres from block to school."""
    cost_wan: Mapping[str, float] = field(default_factory=dict)
    """Site -> what opening it costs."""
    may_close: tuple[str, ...] = ()
    grown: tuple[Grown, ...] = ()
    seconds: float | None = None
    """Of the search, at most; without it the same question has the same answer on every machine."""


@dataclass(frozen=True, eq=False)
class Answer:
    """Which sites to open, close and grow, and how good that is."""

    objective: Objective
    opened: tuple[str, ...]
    """Candidate sites."""
    closed: tuple[str, ...]
    """Schools that may close, and do."""
    grown: dict[str, int]
    """School -> seats more."""
    value: float
    """Pupil-metres walked, pupils not covered, new sites, metres of the longest walk, or pupils without a seat."""
    bound: float
    """No choice comes below."""
    method: str
    school_of: pd.Series | None
    """block_id -> school of the plan that attains the value; None where all go to the nearest."""
    unreached: int = 0
    """Pupils whom no site could reach or cover, whatever opens; they are left out."""

    @property
    def proved(self) -> Text:
        """What may be claimed of the value: that it is the best, or how far the best may be below; never rounded in our favour."""
        if self.gap <= 1e-9:
            return Text("已证明为最优", "proved to be the best possible")
        if self.objective in _WALKS and math.isfinite(self.gap):
            share = f"{math.ceil(round(self.gap * 1e4, 6)) / 100:.2f} %"
            return Text(
                f"距最优不超过 {share}（已证明）", f"at most {share} above the best possible (proved)"
            )
        bound = _counted(self.objective, self.bound)
        return Text(f"任何选择都不少于 {bound}（已证明）", f"no choice comes below {bound} (proved)")

    @property
    def said(self) -> Text:
        """What the choice comes to."""
        value, left = _counted(self.objective, self.value), self.unreached
        zh, en = _SAID[self.objective]
        out = Text(f"；另有 {left} 名学生任何备选点都照顾不到", f"; {left} pupils are out of reach of every site") if left else Text("", "")  # fmt: skip
        return Text(zh.format(value) + out.zh, en.format(value) + out.en)

    @property
    def gap(self) -> float:
        """How far the value may be above the best, as a share of the bound."""
        if self.value <= self.bound:
            return 0.0
        return self.value / self.bound - 1 if self.bound > 0 else math.inf


_SAID: dict[Objective, tuple[str, str]] = {
    "least_walking": ("总成本 {} 人·公里", "cost {} pupil-km"),
    "most_covered": ("{} 名学生的学校在服务半径之外", "{} pupils whose school is beyond the radius"),
    "fewest_sites": ("新开 {} 处", "{} new sites"),
    "shortest_longest_walk": ("最远步行 {} 米", "longest walk {} m"),
    "least_shortage": ("{} 名学生没有学位", "{} pupils without a seat"),
}


_WALKS: tuple[Objective, ...] = ("least_walking", "shortest_longest_walk")


def _counted(objective: Objective, value: float) -> str:
    """A value as it is shown: kilometres in tenths, all else whole."""
    return f"{value / 1000:,.1f}" if objective == "least_walking" else f"{round(value):,}"

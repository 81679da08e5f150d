"""Sites that everybody goes to the nearest of, seats and zones aside: p-median, MCLP, LSCP and p-center, each with a bound.

The programs are HiGHS's. Before that of the p-median, `median.py` rules out nearly all sites and pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

from zoning.assign.problem import NEVER
from zoning.assign.sites import median
from zoning.assign.sites.opening import Bools, Limit
from zoning.model import Floats, Ints

_OPTIMAL, _NO_ANSWER = 0, 2
_SLACK = 1e-6
"""Of a value in whole numbers, what the arithmetic of a program may be off by."""


@dataclass(frozen=True, eq=False)
class Towards:
    """People, and the sites they may go to."""

    people: Ints
    """(n,)"""
    far: Ints
    """(n, m) millimetres; `NEVER` where there is no way."""
    must: Bools
    """(m,) sites that are there and stay."""
    most: int
    """Open sites, at most, those that stay among them."""
    limits: tuple[Limit, ...] = ()
    seconds: float | None = None
    """Of one program, at most; what is proved by then is the bound."""

    def allows(self, sites: Ints) -> bool:
        """Return whether these `sites` may be the open ones."""
        return len(sites) <= self.most and all(limit.keeps(sites) for limit in self.limits)

    @property
    def nearest(self) -> Ints:
        """(n,) millimetres to the nearest of all sites: nobody is nearer to any choice of them."""
        return self.far.min(axis=1)


class Choice(NamedTuple):
    """Sites to open, what that comes to, and what no choice comes below; the value is in the question's own unit."""

    opened: Bools
    value: int
    bound: int


def least_walking(asked: Towards) -> Choice | None:
    """Return the sites of least walking (p-median), in pupil-millimetres; None where none are allowed, or some people reach none of them."""
    some = asked.people > 0
    if not some.any():
        return _for_nobody(asked)
    people, far = asked.people[some], asked.far[some].astype(np.int64)
    ruled = median.ruled(people, far, asked.must, asked.most, asked.allows)
    found = _nothing(ruled.bound) if ruled.settled else _median(asked, ruled, people, far)
    known = ruled.opened if ruled.value < median.NONE else None
    best = min(
        (opened for opened in (found.opened, known) if opened is not None),
        key=lambda opened: _walked(people, far, opened), default=None,
    )  # fmt: skip
    if best is None:
        return None
    value = _walked(people, far, best)
    if value >= NEVER and (np.where(best, far, NEVER).min(axis=1) >= NEVER).any():
        return None
    # a better choice than the one known was not ruled out; where there is none, the known one is the best
    proved = value if found.done else max(ruled.bound, found.bound)
    return Choice(best, value, min(value, int(proved)))


def _for_nobody(asked: Towards) -> Choice | None:
    found = _covering(asked, 0).opened
    return None if found is None else Choice(found, 0, 0)


def _median(asked: Towards, ruled: median.Ruled, people: Ints, far: Ints) -> "_Found":
    """Solve what is left of a p-median."""
    block, site = ruled.pairs.nonzero()
    n, m = far.shape
    pair = np.arange(len(block))
    count = m + len(block)
    once = _rows(block, m + pair, n, count)
    within = _rows(
        np.r_[pair, pair], np.r_[m + pair, site], len(block), count, np.repeat([1.0, -1.0], len(block))
    )
    rules = [LinearConstraint(once, 1, 1), LinearConstraint(within, -np.inf, 0), *_common(asked, count)]
    cost = np.r_[np.zeros(m), people[block] * far[block, site]].astype(float)
    scale = max(1.0, float(cost.max(initial=0.0)) / 1e4)
    low = np.r_[asked.must | ruled.opens, np.zeros(len(block), bool)].astype(float)
    high = np.r_[ruled.may, np.ones(len(block), bool)].astype(float)
    found = _solved(cost / scale, rules, low, high, m, asked.seconds)
    return found._replace(bound=found.bound * scale * (1 - 1e-9))


def most_covered(asked: Towards, reach_mm: int) -> Choice | None:
    """Return the sites that leave fewest people without one within reach (MCLP), in people; None where none are allowed."""
    near = (asked.far <= reach_mm) & (asked.people > 0)[:, None]
    alike, people = _alike(near, asked.people)
    n, m = alike.shape
    count = m + n
    block, site = alike.nonzero()
    covers = _rows(
        np.r_[np.arange(n), block],
        np.r_[m + np.arange(n), site],
        n,
        count,
        np.r_[np.ones(n), -np.ones(len(block))],
    )
    rules = [LinearConstraint(covers, -np.inf, 0), *_common(asked, count)]
    cost = np.r_[np.zeros(m), -people]
    low = np.r_[asked.must, np.zeros(n, bool)].astype(float)
    found = _solved(cost, rules, low, np.ones(count), m, asked.seconds)
    if found.opened is None:
        return None
    whole = int(asked.people.sum())
    left = int(asked.people[~near[:, found.opened].any(axis=1)].sum())
    return Choice(
        found.opened, left, min(left, max(0, int(np.ceil(whole + found.bound - _SLACK * max(1, whole)))))
    )


def fewest(asked: Towards, reach_mm: int) -> Choice | None:
    """Return the fewest sites with one within reach of all (LSCP), in sites, those that stay among them; people whom no site reaches are left out.

    None where no choice that is allowed reaches them all.
    """
    found = _covering(asked, reach_mm)
    if found.opened is None:
        return None
    value = int(found.opened.sum())
    return Choice(
        found.opened, value, min(value, max(int(asked.must.sum()), int(np.ceil(found.bound - _SLACK))))
    )


def _covering(asked: Towards, reach_mm: int) -> "_Found":
    near = (asked.far <= reach_mm) & (asked.people > 0)[:, None]
    alike, _ = _alike(near, asked.people)
    m = near.shape[1]
    rules = [LinearConstraint(csr_array(alike.astype(float)), 1, np.inf)] if len(alike) else []
    return _solved(
        np.ones(m), [*rules, *_common(asked, m)], asked.must.astype(float), np.ones(m), m, asked.seconds
    )


def shortest_longest(asked: Towards) -> Choice | None:
    """Return the sites whose longest way to the nearest is shortest (p-center), in millimetres; None where none are allowed."""
    some = asked.people > 0
    if not some.any():
        return _for_nobody(asked)
    ways = np.unique(asked.far[some])
    ways = ways[(ways >= asked.nearest[some].max()) & (ways < NEVER)]
    low, high, best, proved = 0, len(ways) - 1, None, -1
    while low <= high:
        middle = (low + high) // 2
        found = _covering(asked, int(ways[middle]))
        if found.opened is None:
            low = middle + 1
            proved = middle if found.done else proved
        else:
            best, high = found.opened, middle - 1
    if best is None:
        return None
    value = int(np.where(best, asked.far[some], NEVER).min(axis=1).max())
    return Choice(best, value, min(value, int(ways[min(proved + 1, len(ways) - 1)])))


class _Found(NamedTuple):
    opened: Bools | None
    bound: float
    done: bool
    """Solved to the end, or proved to have no answer."""


def _solved(
    cost: Floats, rules: Sequence[LinearConstraint], low: Floats, high: Floats, sites: int, seconds: float | None
) -> _Found:  # fmt: skip
    """Solve a program whose first `sites` variables are whole."""
    whole = np.r_[np.ones(sites), np.zeros(len(cost) - sites)]
    limits: Any = {"mip_rel_gap": 0.0}
    if seconds is not None:
        limits["time_limit"] = seconds
    answer = milp(cost, integrality=whole, bounds=Bounds(low, high), constraints=list(rules), options=limits)
    bound = -1e18 if answer.mip_dual_bound is None else max(-1e18, float(answer.mip_dual_bound))
    opened = None if answer.x is None else answer.x[:sites] > 0.5
    return _Found(opened, bound, answer.status in (_OPTIMAL, _NO_ANSWER))


def _nothing(bound: int) -> _Found:
    return _Found(None, float(bound), True)


def _common(asked: Towards, count: int) -> list[LinearConstraint]:
    """What every choice keeps: the number of sites, and the limits."""
    m = len(asked.must)
    some = [(np.ones(m), asked.most), *((limit.use, limit.most) for limit in asked.limits)]
    row = np.vstack([use for use, _ in some]).astype(float)
    wide = csr_array(np.hstack([row, np.zeros((len(some), count - m))]))
    return [LinearConstraint(wide, -np.inf, np.array([most for _, most in some], float))]


def _rows(row: Ints, column: Ints, rows: int, columns: int, value: Floats | None = None) -> csr_array:
    return csr_array(
        coo_array((np.ones(len(row)) if value is None else value, (row, column)), shape=(rows, columns))
    )


def _alike(near: Bools, people: Ints) -> tuple[Bools, Floats]:
    """Return the different rows that reach some site, and the people of each: blocks with the same sites in reach are one."""
    some = near.any(axis=1)
    rows, at = np.unique(near[some], axis=0, return_inverse=True)
    return rows, np.bincount(at.ravel(), weights=people[some], minlength=len(rows)).astype(float)


def _walked(people: Ints, far: Ints, opened: Bools) -> int:
    """Return what all walk to the nearest open site."""
    return int((people * np.where(opened, far, NEVER).min(axis=1)).sum())


def at_least(worth: Ints, need: int) -> Limit:
    """Return the limit that open sites come to `need` or more in the sum of their `worth` (m,)."""
    return Limit(-worth.astype(np.int64), -need)

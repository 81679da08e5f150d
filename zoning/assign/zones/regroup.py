"""Exact re-solves of a few neighbouring zones at a time, where most is left to gain."""

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice

import numpy as np

from zoning.assign.bound import prices as pricing
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import NEVER, Problem, part
from zoning.assign.zones import exact
from zoning.contiguity import touching
from zoning.model import Floats, Ints

SMALLEST, CHOICES, GROWING = 250, 80, 1.4
"""Blocks of the first groups, how many of them may choose, and by how much both grow when no group is left to try."""
TRIES = 1
"""Groups that a zone is part of to no avail before no more are grown around it, as long as only some blocks may choose."""
WISHED = 3.0
"""What a wish to change between two zones counts when groups are put together, in units of what zones have to gain."""
TOGETHER = 4
"""Groups solved at a time."""
NODES = 150
"""Nodes of branch and cut for one group."""


def improved(
    problem: Problem,
    prices: Prices,
    school_of: Ints,
    *,
    workers: int,
    seed: int,
    largest: int,
    seconds: Callable[[], float] = lambda: np.inf,
    stop: Callable[[], bool],
) -> Iterator[Ints]:
    """Yield the plan each time a few groups of zones with up to `largest` blocks were solved anew, until none is left or `stop`.

    The groups share no zone and are solved by so many `workers`. `seconds()` is the most that the next group may take.
    """
    standing, turn = pricing.Standing(problem, prices), 0
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for size, choices in _levels(largest):
            record = _Record(len(problem.seats))
            while not stop():
                groups = _groups(standing, school_of, size, record, size <= choices)
                if not groups:
                    break
                turn += 1
                jobs = [
                    pool.submit(
                        solved, problem, prices, school_of, group, choices=choices, seed=seed + turn, seconds=seconds, stop=stop
                    )
                    for group in groups
                ]  # fmt: skip
                for group, job in zip(groups, jobs, strict=True):
                    found = job.result()
                    record.note(group, turn, found is not None)
                    if found is not None:
                        school_of = school_of.copy()
                        school_of[found[0]] = found[1]
                yield school_of


def last(plans: Iterator[Ints], school_of: Ints, groups: float = np.inf) -> Ints:
    """Return the last of `plans` after so many groups, or of all; `school_of` where there are none."""
    for plan in plans if groups == np.inf else islice(plans, math.ceil(groups / TOGETHER)):
        school_of = plan
    return school_of


def _levels(largest: int) -> Iterator[tuple[int, int]]:
    """Yield how many blocks a group may have and how many of them may choose, until `largest` may."""
    size, choices = SMALLEST, CHOICES
    while True:
        yield min(size, largest), choices
        if choices >= largest:
            return
        size, choices = int(GROWING * size), int(GROWING * choices)


class _Record:
    """Which groups of one size were solved, and which zones were part of them to no avail since they last changed."""

    def __init__(self, zones: int) -> None:
        self.failed, self.changed = np.zeros(zones, np.int64), np.zeros(zones, np.int64)
        self.tried: dict[frozenset[int], int] = {}

    def note(self, group: frozenset[int], turn: int, better: bool) -> None:
        zones = list(group)
        self.tried[group] = turn
        self.failed[zones] += 1
        if better:
            self.failed[zones], self.changed[zones] = 0, turn

    def fresh(self, group: frozenset[int]) -> bool:
        return self.tried.get(group, -1) < self.changed[list(group)].max()


def _groups(
    standing: pricing.Standing,
    school_of: Ints,
    most: int,
    record: _Record,
    thorough: bool,
) -> list[frozenset[int]]:
    """Return groups of up to `most` blocks, without a zone in common, that promise most per block.

    Where not `thorough`, none is grown around a zone that was part of `TRIES` groups to no avail.
    """
    excess, wishes = standing.excess(school_of), _wishes(standing, school_of)
    size = np.bincount(school_of, minlength=len(excess))
    problem = standing.problem
    near = touching(school_of, problem.adj_start, problem.adj, len(excess))
    first = np.flatnonzero((record.failed < TRIES) | thorough).tolist()
    grown = {frozenset(_grow(j, excess, wishes, size, near, most)) for j in first}
    ranked = sorted(
        (-excess[list(g)].sum() / size[list(g)].sum(), sorted(g))
        for g in grown
        if len(g) > 1 and record.fresh(g)
    )
    chosen: list[frozenset[int]] = []
    taken: set[int] = set()
    for _, group in ranked:
        if len(chosen) < TOGETHER and not taken & set(group):
            chosen.append(frozenset(group))
            taken |= set(group)
    return chosen


def _wishes(standing: pricing.Standing, school_of: Ints) -> list[dict[int, float]]:
    """Return, for each zone, what its blocks and those of each other zone would save at the school they would rather go to."""
    m = len(standing.prices.seat)
    above = standing.above(school_of)
    some = np.flatnonzero(above > 0)
    pairs, at = np.unique(school_of[some] * m + standing.wished[some], return_inverse=True)
    saved = np.bincount(at, weights=above[some], minlength=len(pairs))
    wishes: list[dict[int, float]] = [{} for _ in range(m)]
    for a, b, worth in zip((pairs // m).tolist(), (pairs % m).tolist(), saved.tolist(), strict=True):
        wishes[a][b] = wishes[a].get(b, 0.0) + worth
        wishes[b][a] = wishes[b].get(a, 0.0) + worth
    return wishes


def _grow(
    first: int, excess: Floats, wishes: list[dict[int, float]], size: Ints, near: list[set[int]], most: int
) -> set[int]:
    """Return `first` with the zones around it that have most to gain, up to `most` blocks."""
    group, blocks, pull = {first}, size[first], dict(wishes[first])
    while True:
        around = set[int]().union(*(near[j] for j in group)) - group
        fits = [(excess[j] + WISHED * pull.get(j, 0.0), j) for j in around if blocks + size[j] <= most]
        if not fits:
            return group
        best = max(fits)[1]
        group.add(best)
        blocks += size[best]
        for j, worth in wishes[best].items():
            pull[j] = pull.get(j, 0.0) + worth


def solved(
    problem: Problem,
    prices: Prices,
    school_of: Ints,
    group: Collection[int],
    *,
    others: Sequence[Ints] = (),
    choices: int | None = None,
    nodes: int = NODES,
    seed: int,
    seconds: Callable[[], float],
    stop: Callable[[], bool],
) -> tuple[Ints, Ints] | None:
    """Return (blocks, their new schools) where the group's zones could be made cheaper.

    With `others`, blocks choose only among their schools in the plan and in these; with `choices`, only so many blocks choose.
    """
    schools = np.array(sorted(group))
    blocks = np.flatnonzero(np.isin(school_of, schools))
    own = part(problem, blocks, schools)
    own_prices = pricing.part(prices, blocks, schools, len(school_of))
    plan = np.searchsorted(schools, school_of[blocks])
    if others:
        own = _limited(own, [school_of[blocks], *(other[blocks] for other in others)], schools)
    elif choices is not None and len(blocks) > choices:
        own = _likely(own, own_prices, plan, choices)
    found = exact.branch_and_cut(
        own, own_prices, plan, cuts=[], nodes=nodes, seconds=seconds(), quick=True, seed=seed, stop=stop
    ).school_of
    return None if found is None else (blocks, schools[found])


def _likely(own: Problem, prices: Prices, plan: Ints, choices: int) -> Problem:
    """Return the problem of a group with only the choices cheapest at the prices, those of about `choices` blocks.

    What the bound would choose, or nearly: a wide neighbourhood that branch and cut is soon through with.
    """
    priced = pricing.reduced(own, prices, slice(0, len(plan)))
    loss = priced - priced.min(axis=1)[:, None]
    other = np.where(np.arange(len(own.seats)) == plan[:, None], 2**61, loss).min(axis=1)
    counts = (own.pupils > 0) & (own.fixed < 0)
    most = np.sort(other[counts])[:choices].max(initial=0)
    choice = (loss <= most) | ((own.pupils == 0) & (own.fixed < 0))[:, None]
    choice[np.arange(len(plan)), plan] = True
    return replace(own, cost=np.where(choice, own.cost, NEVER).astype(np.int32))


def _limited(own: Problem, plans: list[Ints], schools: Ints) -> Problem:
    """Return the problem of a group with only the choices of some plans; blocks without pupils keep all of theirs."""
    choice = np.repeat(((own.pupils == 0) & (own.fixed < 0))[:, None], len(schools), axis=1)
    for plan in plans:
        at = np.minimum(np.searchsorted(schools, plan), len(schools) - 1)
        here = schools[at] == plan
        choice[here, at[here]] = True
    return replace(own, cost=np.where(choice, own.cost, NEVER).astype(np.int32))

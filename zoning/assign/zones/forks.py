"""The part of a run that raises the bound by branching at necks (`bound/branching.py`), as long as that pays."""

from collections.abc import Callable

from zoning.assign.bound import branching
from zoning.assign.bound.relaxation import Relaxation
from zoning.assign.zones.run import Run
from zoning.model import Ints

NAME = "branching at necks"
"""What shows such a bound, in words."""
WIDE = 0.002
"""Gap from which on a bound is raised in this way: where walks follow streets, hardly any zone is in another's way, and it is less."""
WINDOW, FEW, CLOSED = 0.08, 25, 0.03
"""It goes on while, in the first share of a time limit and so many branches at least, it closes the last share of the gap."""
UNKNOWN = 1.05
"""Cost that is reckoned with, in bounds, while there is no clean plan."""
BRANCHES = 25
"""Branches looked at, at effort 1, where no time limit is given."""


def worthwhile(run: Run, relaxed: Relaxation | None, school_of: Ints, bound: int) -> bool:
    """Return whether zones may be in each other's way: there are contiguity cuts, and the gap is wide."""
    wide = known(run, school_of, bound) > bound * (1 + max(run.gap, WIDE))
    return relaxed is not None and bool(relaxed.cuts) and wide


def known(run: Run, school_of: Ints, bound: int) -> int:
    """Return what the best plan may be reckoned to cost: its cost if it is clean, more than any good plan if not."""
    cost = run.problem.total(school_of)
    return max(cost, round(UNKNOWN * bound)) if run.problem.over(school_of).any() else cost


def raised(run: Run, relaxed: Relaxation, known: Callable[[], int], bound: int) -> int:
    """Return the bound after branching, not above the cost `known()` of the best plan; `relaxed` is of no use any more."""
    value, mark, since, first = relaxed.bound, run.left(), relaxed.bound, 0
    for turn, value in enumerate(branching.bounds(relaxed, known, left=run.left, stop=run.over), start=1):
        if run.seconds is None:
            if turn >= BRANCHES * run.effort:
                break
        elif run.left() < mark - run.share(WINDOW) and turn >= first + FEW:
            if value - since < CLOSED * (known() - since):
                break
            mark, since, first = run.left(), value, turn
    return max(bound, value)

"""What would make a plan possible again: the least walk that would do, the locks that cannot hold together."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from zoning.assign.bound import feasible
from zoning.assign.problem import Problem
from zoning.model import Floats
from zoning.policy import Lock, Policy


def least_walk_m(pose: Callable[[Policy], Problem], policy: Policy, metres: Floats) -> float | None:
    """Return the least of `metres` that as longest walk lets nothing rule a plan out; None if even no limit would not help.

    Below it no plan exists; that one exists there is not proved (pupils of a block may split in this test).
    """
    if policy.longest_walk_m is None or feasible.sound(pose(policy)):
        return None
    if not feasible.sound(pose(replace(policy, longest_walk_m=None))):
        return None
    metres = np.unique(metres[metres > policy.longest_walk_m])
    low, high = 0, len(metres) - 1
    while low < high:
        middle = (low + high) // 2
        if feasible.sound(pose(replace(policy, longest_walk_m=float(metres[middle])))):
            high = middle
        else:
            low = middle + 1
    return float(metres[low]) if len(metres) else None


def clashing(pose: Callable[[Policy], Problem], policy: Policy) -> tuple[Lock, ...]:
    """Return locks that cannot hold together under the other rules, none to spare; none if the locks are not the cause."""
    if not policy.locks or feasible.sound(pose(policy)):
        return ()
    if not feasible.sound(pose(replace(policy, locks=()))):
        return ()
    return smallest_clash(policy.locks, lambda locks: feasible.sound(pose(replace(policy, locks=locks))))


def smallest_clash(locks: tuple[Lock, ...], holds: Callable[[tuple[Lock, ...]], bool]) -> tuple[Lock, ...]:
    """Return locks that do not hold together, none of them to spare: halves are tried first, then one at a time."""
    half = len(locks) // 2
    for some in (locks[:half], locks[half:]) if half else ():
        if not holds(some):
            return smallest_clash(some, holds)
    kept = locks
    for lock in locks:
        fewer = tuple(other for other in kept if other is not lock)
        if fewer and not holds(fewer):
            kept = fewer
    return kept


def freeing(pose: Callable[[Policy], Problem], policy: Policy, clash: tuple[Lock, ...]) -> tuple[Lock, ...]:
    """Return those of `clash` without which nothing rules a plan out any more, all other locks kept."""
    return tuple(
        lock
        for lock in clash
        if feasible.sound(pose(replace(policy, locks=tuple(x for x in policy.locks if x is not lock))))
    )

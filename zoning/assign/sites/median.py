"""The p-median before its program: a Lagrangian bound, a plan by exchanges, and what the two rule out.

Blocks pay v_i; at these prices a site is worth rho_j = sum_i min(0, w_i d_ij - v_i), and no choice costs less than
sum v_i + the worth of the best sites allowed (Cornuéjols, Fisher and Nemhauser 1977; volume steps as in `ascent`). A site or
a pair that would take the bound beyond a known plan is in no better one.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from zoning.assign.sites.opening import Bools
from zoning.model import Floats, Ints

NONE = 2**62
"""Value where no choice is known."""
STEPS, PATIENCE, SHORTER = 600, 20, 0.7
"""Steps of the Lagrangian; after so many without gain the next are shorter."""
_LEAST_STEP = 1e-3
EVERY = 25
"""Steps between two plans made of the sites that are worth most."""


@dataclass(frozen=True, eq=False)
class Ruled:
    """What is left of a p-median."""

    opened: Bools
    """(m,) the best choice known."""
    value: int
    bound: int
    """No choice costs less."""
    opens: Bools
    """(m,) sites open in every choice that is better."""
    may: Bools
    """(m,) sites that may open in one."""
    pairs: Bools
    """(n, m) pairs that may be used in one."""

    @property
    def settled(self) -> bool:
        """Whether no choice is better than the one known."""
        return self.value < NONE and self.bound >= self.value


def ruled(people: Ints, far: Ints, must: Bools, most: int, allows: Callable[[Ints], bool]) -> Ruled:
    """Return the best choice found of at most `most` sites, a bound, and what can be in a better one.

    `far` (n, m) millimetres; `allows` tells whether sites (sorted positions) may be the open ones.
    """
    cost = people[:, None] * far
    m = far.shape[1]
    paid, best, value = _climbed(cost, must, most, allows)
    whole = np.rint(paid).astype(np.int64)
    worth = np.minimum(0, cost - whole[:, None]).sum(axis=0)
    chosen = _chosen(worth, must, most)
    bound = int(whole.sum() + worth[chosen].sum())
    if value >= NONE:
        return Ruled(best, value, bound, must, np.ones(m, bool), np.ones(far.shape, bool))
    full, free = int(chosen.sum()) >= most, ~must
    # the least that opening one more, or shutting one, adds to the bound
    worst = worth[chosen & free].max(initial=-NONE) if full else 0
    next_ = min(0, int(worth[~chosen].min(initial=0)))
    may = chosen | must | (bound + worth - worst < value)
    opens = must | (chosen & (bound - worth + next_ >= value))
    pairs = (bound + np.maximum(0, cost - whole[:, None]) < value) & may
    return Ruled(best, value, min(bound, value), opens, may, pairs)


def _climbed(cost: Ints, must: Bools, most: int, allows: Callable[[Ints], bool]) -> tuple[Floats, Bools, int]:
    """Return what blocks pay at the highest bound found, and the best choice met."""
    begun = _greedy(cost, must, most)
    best, value = _exchanged(cost, begun, must)
    if not allows(np.flatnonzero(best)):
        best, value = (begun, _value(cost, begun)) if allows(np.flatnonzero(begun)) else (best, NONE)
    aim = float(_value(cost, best))
    paid = np.where(best, cost, NONE).min(axis=1).astype(float)
    # half way to the second nearest: what the block would pay were its site shut
    second = np.sort(np.where(best, cost, 4 * cost.max() + 1), axis=1)[:, 1] if best.sum() > 1 else paid
    paid = np.minimum((paid + second) / 2, 2 * paid + 1)
    top, top_paid, length, stalled = -np.inf, paid, 1.0, 0
    floats = cost.astype(float)
    mean: Floats | None = None
    for step in range(STEPS):
        less = np.minimum(0.0, floats - paid[:, None])
        worth = less.sum(axis=0)
        chosen = _chosen(worth, must, most)
        bound = paid.sum() + worth[chosen].sum()
        stalled = 0 if bound > top + 1e-7 * abs(top) else stalled + 1
        if bound > top:
            top, top_paid = bound, paid
        if top >= aim - 0.5 or length < _LEAST_STEP:
            break
        if step % EVERY == 0 or step == STEPS - 1:
            found, cheaper = _exchanged(cost, _greedy(cost, chosen, most), must)
            if cheaper < value and allows(np.flatnonzero(found)):
                best, value, aim = found, cheaper, float(cheaper)
        if stalled > PATIENCE:
            length, stalled, paid = length * SHORTER, 0, top_paid
            continue
        taken = (less[:, chosen] < 0).sum(axis=1).astype(float)
        mean = taken if mean is None else 0.9 * mean + 0.1 * taken
        lacking = 1.0 - (0.7 * mean + 0.3 * taken)
        paid = paid + length * max(0.0, 1.0002 * aim - bound) / max(1e-12, float(lacking @ lacking)) * lacking
    return top_paid, best, value


def _chosen(worth: Floats | Ints, must: Bools, most: int) -> Bools:
    """Return the sites that are worth most, as many as may open."""
    chosen = must.copy()
    rest = np.flatnonzero(~must & (worth < 0))
    chosen[rest[np.argsort(worth[rest], kind="stable")][: max(0, most - int(must.sum()))]] = True
    return chosen


def _greedy(cost: Ints, begun: Bools, most: int) -> Bools:
    """Return the sites `begun` with, and after them the one that saves most, one after another."""
    opened = begun.copy()
    now = cost[:, begun].min(axis=1) if begun.any() else np.full(len(cost), int(cost.max()) + 1)
    for _ in range(max(0, most - int(begun.sum()))):
        saves = np.maximum(0, now[:, None] - cost).sum(axis=0)
        saves[opened] = -1
        site = int(saves.argmax())
        if saves[site] <= 0:
            break
        opened[site] = True
        now = np.minimum(now, cost[:, site])
    return opened


def _exchanged(cost: Ints, opened: Bools, must: Bools) -> tuple[Bools, int]:
    """Return the choice after exchanges of one site for another, the best first, until none saves anything; and its value."""
    opened = opened.copy()
    while True:
        sites = np.flatnonzero(opened)
        order = np.argsort(cost[:, sites], axis=1, kind="stable")
        row = np.arange(len(cost))
        mine = order[:, 0]
        first = cost[row, sites[mine]]
        second = cost[row, sites[order[:, 1]]] if len(sites) > 1 else np.full(len(cost), int(cost.max()) + 1)
        gain = np.maximum(0, first[:, None] - cost)
        # of those who lose their site: to the newcomer or to the second, whichever is nearer
        back = np.maximum(0, second[:, None] - np.maximum(cost, first[:, None]))
        saves = (
            gain.sum(axis=0)[None, :]
            - np.bincount(mine, weights=second - first, minlength=len(sites)).astype(np.int64)[:, None]
        )
        by = np.argsort(mine, kind="stable")
        begins = np.searchsorted(mine[by], np.arange(len(sites)))
        some = np.bincount(mine, minlength=len(sites)) > 0
        if some.any():
            saves[some] += np.add.reduceat(back[by], begins[some], axis=0)
        saves[must[sites]] = -1
        saves[:, opened] = -1
        out, into = np.unravel_index(int(saves.argmax()), saves.shape)
        if saves[out, into] <= 0:
            return opened, int(first.sum())
        opened[sites[out]], opened[into] = False, True


def _value(cost: Ints, opened: Bools) -> int:
    return int(cost[:, opened].min(axis=1).sum()) if opened.any() else NONE

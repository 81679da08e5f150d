"""Set partitioning over the zones met: the best plan that can be put together from zones of many plans."""

import time

import highspy
import numpy as np

from zoning.assign.bound import prices as pricing
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import PER_METRE, Problem
from zoning.assign.zones.start import filled
from zoning.model import Floats, Ints

MOST = 20_000
"""Zones of one set-partitioning program; of more, those that promise most."""
FEWEST, FIRST, GROWING = 300, 1_500, 1.4
"""Zones that whole numbers are asked of: those dearest by the linear program are left out. More once it ends, fewer where it does not."""
NODES = 500
"""Nodes of its search: a count, so that the answer does not depend on the machine."""


class Pool:
    """Zones within seats and in one piece, from every plan handed in."""

    def __init__(self, problem: Problem, prices: Prices) -> None:
        self.problem, self.prices, self.room = problem, prices, FIRST
        self.slow = 1.0  # by how much the solver took longer than it was told, at worst: it does not look at the clock everywhere
        self.zones: dict[tuple[int, bytes], tuple[Ints, float]] = {}
        self.reduced = np.concatenate([pricing.reduced(problem, prices, rows) for rows in problem.chunks()])
        self.reduced -= self.reduced.min(axis=1)[:, None]

    def add(self, school_of: Ints) -> None:
        """Take in the zones of a plan that are within their seats."""
        order = np.argsort(school_of, kind="stable")
        begins = np.searchsorted(school_of[order], np.arange(len(self.problem.seats) + 1))
        over, left = self.problem.over(school_of), self._left(school_of)
        for j in np.flatnonzero(over == 0).tolist():
            blocks = order[begins[j] : begins[j + 1]]
            key = (j, blocks.tobytes())
            if key not in self.zones:
                self.zones[key] = blocks, float(self.reduced[blocks, j].sum() + left[j])

    def _left(self, school_of: Ints) -> Floats:
        """Return what free seats and fees add to the gap of each zone (m,)."""
        used = self.problem.used(school_of)
        worth = self.prices.seat[:, None] - self.problem.fee
        return (np.maximum(0, worth) * (self.problem.seats - used) + np.maximum(0, -worth) * used).sum(axis=1)

    def best(self, school_of: Ints, *, seconds: float = np.inf) -> Ints | None:
        """Return a plan made of zones of the pool that is cheaper than the clean plan `school_of`, or than none if that is over."""
        problem, known = self.problem, np.inf
        if not problem.over(school_of).any():
            known = problem.total(school_of) - pricing.bound(problem, self.prices)
        zones = sorted((gap, key) for key, (_, gap) in self.zones.items() if gap < known)[:MOST]
        if not zones:
            return None
        chosen = self._choose([key for _, key in zones], np.array([gap for gap, _ in zones]), known, seconds)
        if chosen is None:
            return None
        found = np.full(len(school_of), -1)
        for key in chosen:
            found[self.zones[key][0]] = key[0]
        whole = filled(problem, found)
        better = whole is not None and (np.isinf(known) or problem.total(whole) < problem.total(school_of))
        return whole if better else None

    def _choose(
        self, keys: list[tuple[int, bytes]], gap: Floats, known: float, seconds: float
    ) -> list[tuple[int, bytes]] | None:
        """Return the zones that cover every block once at least cost, less than `known`; None if none were found.

        The linear program first: a zone that costs more than what is left to gain by its duals is in no better plan.
        """
        began = time.perf_counter()
        program = self._program(keys, gap)
        _solved(program, time_limit=seconds)
        if program.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        least = program.getInfo().objective_function_value
        dear = np.array(program.getSolution().col_dual)
        kept = np.flatnonzero(least + dear < known / PER_METRE + 1e-6)
        kept = np.sort(kept[np.argsort(dear[kept], kind="stable")[: self.room]])
        left = (seconds - (time.perf_counter() - began)) / self.slow
        if least >= known / PER_METRE or left <= 0:
            return None
        keys = [keys[k] for k in kept]
        program = self._program(keys, gap[kept])
        k = len(keys)
        program.changeColsIntegrality(
            k, np.arange(k, dtype=np.int32), np.full(k, highspy.HighsVarType.kInteger)
        )
        asked = time.perf_counter()
        _solved(program, time_limit=left, mip_rel_gap=1e-6, mip_max_nodes=NODES)
        self.slow = max(self.slow, (time.perf_counter() - asked) / left)
        ended = program.getModelStatus() in (
            highspy.HighsModelStatus.kOptimal,
            highspy.HighsModelStatus.kInfeasible,
        )
        self.room = int(self.room * GROWING) if ended else max(FEWEST, int(self.room / GROWING))
        if program.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        taken = np.array(program.getSolution().col_value) > 0.5
        return [key for key, on in zip(keys, taken, strict=True) if on]

    def _program(self, keys: list[tuple[int, bytes]], gap: Floats) -> highspy.Highs:
        """Return the linear program: every block in one zone, every school with one."""
        n, m = self.problem.cost.shape
        members = [self.zones[key][0] for key in keys]
        width = np.array([len(blocks) + 1 for blocks in members])
        rows = np.concatenate([np.r_[blocks, n + key[0]] for blocks, key in zip(members, keys, strict=True)])
        # a block without pupils may be left out: a zone beside it takes it in afterwards
        least = np.r_[(self.problem.pupils > 0).astype(float), np.ones(m)]
        program = highspy.Highs()
        program.setOptionValue("output_flag", False)
        program.setOptionValue("threads", 1)
        program.addRows(
            n + m, least, np.ones(n + m), 0, np.zeros(n + m, np.int32), np.empty(0, np.int32), np.empty(0)
        )
        begins = np.r_[0, np.cumsum(width)[:-1]].astype(np.int32)
        k = len(keys)
        program.addCols(
            k, gap / PER_METRE, np.zeros(k), np.ones(k), len(rows), begins, rows.astype(np.int32), np.ones(len(rows))
        )  # fmt: skip
        return program


def _solved(program: highspy.Highs, **options: float) -> None:
    for option, value in options.items():
        program.setOptionValue(option, value)
    program.run()

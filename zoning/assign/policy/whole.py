"""Blocks that stay together: which groups there are, and the problem in which each group is one block."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from zoning.assign.bound.feasible import homeless
from zoning.assign.bound.prices import Prices, tolled
from zoning.assign.policy import named
from zoning.assign.policy.build import joinable
from zoning.assign.problem import NEVER, Problem, adjacency
from zoning.contiguity import pieces
from zoning.errors import InfeasiblePlan
from zoning.model import Ints, Measures, Note, StudyArea
from zoning.policy import Policy
from zoning.words import Text, listed

_WHY = (
    Text("含有须去不同学校的地块（学校所在地块或锁定）", "hold blocks that belong to different schools (schools' own blocks, or locks)"),
    Text("没有全部地块都能去的学校", "have no school that all their blocks may go to"),
    Text("学生多于任何可去学校的学位", "have more pupils than any school they may go to has seats"),
    Text("彼此不相邻，而片区须连片", "do not hang together, and zones must"),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Groups:
    """Which blocks go to one school together."""

    of: Ints
    """(n,) group of each block, numbered from 0; a block alone is a group of its own."""
    notes: tuple[Note, ...] = ()

    @property
    def trivial(self) -> bool:
        """Whether every block is alone."""
        return len(self.of) == 0 or int(self.of.max()) + 1 == len(self.of)


def groups(problem: Problem, area: StudyArea, measures: Measures, policy: Policy) -> Groups:
    """Return the groups of the policy: those given block by block, primary zones (`feeder`), and those of the column `whole`.

    A group given block by block that cannot be kept raises `InfeasiblePlan`. A group of the column is kept where it
    can be: each of its pieces by itself, and not at all where it holds two schools, or no school could take it; notes tell.
    """
    blocks = measures.walks.blocks
    together = [blocks.get_indexer(pd.Index(g, dtype="object")) for g in policy.together]
    given = merged(len(blocks), [*together, *fed(area, measures).values()])
    _check_given(problem, given, named.of_blocks(area, blocks))
    if policy.whole is None:
        return Groups(given)
    column = area.blocks[policy.whole].reindex(blocks).astype("object")
    code = pd.factorize(column)[0]
    alike = [np.flatnonzero(code == entry) for entry in range(code.max() + 1)]
    of = merged(len(blocks), [*alike, *(np.flatnonzero(given == group) for group in range(given.max() + 1))])
    whole = _numbered(pieces(of, problem.adj_start, problem.adj)) if problem.contiguous else of
    kept, why = _fitting(problem, whole, given)
    return Groups(kept, _notes(policy.whole, column, whole, kept, why))


def fed(area: StudyArea, measures: Measures) -> dict[str, Ints]:
    """Return primary school -> positions of the blocks in its zone; nothing where no feeders are given."""
    if "feeder" not in area.blocks:
        return {}
    of_block = area.blocks["feeder"].reindex(measures.walks.blocks).reset_index(drop=True)
    return {str(name): at.to_numpy(np.int64) for name, at in of_block.groupby(of_block).groups.items()}


def contract(problem: Problem, of: Ints) -> Problem:
    """Return the problem whose blocks are the groups; every plan that keeps them costs no more there than here.

    A group's cost to a school is the mean of its pupils', in whole millimetres rounded down, so a bound of the
    contracted problem is one of this problem with its groups kept. A pair is allowed if it is for every block.
    """
    return joinable(summed(problem, of))


def summed(problem: Problem, of: Ints) -> Problem:
    """Return the contracted problem with every pair that all blocks of a group may have, joinable or not."""
    count = int(of.max()) + 1
    member = csr_array((np.ones(len(of), np.int64), (of, np.arange(len(of)))), shape=(count, len(of)))
    pupils = np.bincount(of, weights=problem.pupils).astype(np.int64)
    weight = np.where(pupils[of] > 0, problem.pupils, 1)  # nobody lives there: a plain mean
    allowed = problem.allowed
    total = np.asarray(member @ (weight[:, None] * np.where(allowed, problem.cost, 0).astype(np.int64)))
    weights = np.asarray(member @ weight)[:, None]
    none_barred = np.asarray(member @ (~allowed).astype(np.int64)) == 0
    fixed = np.full(count, -1, np.int64)
    np.maximum.at(fixed, of, problem.fixed)
    block = np.repeat(np.arange(len(of)), np.diff(problem.adj_start))
    links = np.column_stack([of[block], of[problem.adj]])
    adj_start, adj = adjacency(links[links[:, 0] != links[:, 1]], count)
    return replace(
        problem,
        pupils=pupils,
        cost=np.where(none_barred, total // weights, NEVER).astype(np.int32),
        home=np.where(problem.home >= 0, of[problem.home], -1),
        adj_start=adj_start,
        adj=adj,
        fixed=fixed,
    )


def tied(problem: Problem, of: Ints) -> Problem:
    """Return `problem`, block by block, with the pairs alone that its group may have."""
    return replace(
        problem, cost=np.where(contract(problem, of).allowed[of], problem.cost, NEVER).astype(np.int32)
    )


def spread(prices: Prices, of: Ints, pupils: Ints) -> Prices:
    """Return prices of a contracted problem as prices of its blocks: tolls shared by pupils, to the millimetre.

    What they prove block by block is true of plans that keep the groups, and at most what they prove of the groups.
    """
    order = np.argsort(of, kind="stable")
    first = np.searchsorted(of[order], np.arange(int(of.max()) + 2))
    size = np.diff(first)[prices.block]
    entry = np.repeat(np.arange(len(size)), size)
    begins = np.cumsum(size) - size
    block = order[first[prices.block][entry] + np.arange(len(entry)) - begins[entry]]
    weight = np.where(np.bincount(of, weights=pupils)[of] > 0, pupils, 1)[block]
    toll = (
        prices.toll[entry] * weight // np.add.reduceat(weight, begins)[entry] if len(entry) else prices.toll
    )
    np.add.at(toll, begins, prices.toll - np.bincount(entry, toll, len(size)).astype(np.int64))
    return tolled(prices.seat, block, prices.school[entry], toll)


def merged(n: int, sets: list[Ints]) -> Ints:
    """Return the groups (n,) that overlapping sets of blocks make, numbered by their first block."""
    row = np.concatenate([np.empty(0, np.int64), *sets])
    column = n + np.repeat(np.arange(len(sets)), [len(s) for s in sets])
    size = n + len(sets)
    graph = csr_array((np.ones(len(row), np.int8), (row, column)), shape=(size, size))
    return _numbered(connected_components(graph, directed=False)[1][:n].astype(np.int64))


def _numbered(label: Ints) -> Ints:
    """The same groups numbered from 0 in the order of their first blocks."""
    _, first, at = np.unique(label, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[at]


def misfit(problem: Problem, of: Ints, given: Ints | None = None) -> Ints:
    """Return 0 for each group of several blocks that can be kept, else 1 + position in `_WHY`; the first cause found alone.

    Groups that are as `given` are not looked at.
    """
    alone = np.bincount(of) == 1
    if given is not None:
        alone |= (pd.Series(given).groupby(of).nunique() == 1).to_numpy()
    alone[of[homeless(problem)]] = True  # one block is the cause, not the group
    if alone.all():
        return np.zeros(len(alone), np.int64)
    fixed = pd.Series(np.where(problem.fixed >= 0, problem.fixed, np.nan)).groupby(of)
    two = (fixed.max() > fixed.min()).to_numpy() & ~alone
    if two.any():
        return np.where(two, 1, 0)
    for small in (summed(problem, of), contract(problem, of)):  # causes in the group before those around it
        room = np.where(small.allowed, small.limit, -1).max(axis=1, initial=-1)
        found = np.where(alone, 0, np.select([room < 0, small.pupils > room], [2, 3], 0))
        if found.any():
            return found
    return found


def _check_given(problem: Problem, given: Ints, names: np.ndarray) -> None:
    """Raise `InfeasiblePlan` for a group given block by block that cannot be kept."""
    parted = np.zeros(int(given.max()) + 1, bool)
    if problem.contiguous:
        piece = pieces(given, problem.adj_start, problem.adj)
        parted = (pd.Series(piece).groupby(given).nunique() > 1).to_numpy()
    found = np.where(parted, len(_WHY), misfit(problem, given))
    if not found.any():
        return
    group = int(np.flatnonzero(found)[0])
    mine, said = names[given == group], _WHY[found[group] - 1]
    raise InfeasiblePlan(
        "together", float(problem.pupils[given == group].sum()), list(mine),
        Text(
            f"整体划分：{listed(mine, 'zh')} {said.zh}。请修改这一组 [[together]]",
            f"kept together: {listed(mine, 'en')} {said.en}. Change this [[together]]",
        ),
    )  # fmt: skip


def _fitting(problem: Problem, whole: Ints, given: Ints) -> tuple[Ints, Ints]:
    """Return `whole` with the groups that cannot be kept fallen back to what was `given`, and why by block (0 where kept)."""
    why = np.zeros(len(whole), np.int64)
    while (found := misfit(problem, whole, given)).any():
        why = np.where(found[whole] > 0, found[whole], why)
        whole = _numbered(np.where(found[whole] > 0, len(whole) + given, whole))
    return whole, why


def _notes(key: str, entry: pd.Series, whole: Ints, kept: Ints, why: Ints) -> tuple[Note, ...]:
    count = int((np.bincount(kept) > 1).sum())
    said = [("info", Text(f"按 {key} 整体划分：{count} 组地块各自归于一校", f"kept whole by {key}: {count} groups of blocks, each at one school"))]  # fmt: skip
    several = pd.Series(whole).groupby(entry.to_numpy()).nunique()
    apart = several.index[several > 1]
    if len(apart):
        said += [("info", Text(f"{key} 有 {len(apart)} 组在空间上不相连，每一片各自保持整体：{listed(apart, 'zh')}", f"{len(apart)} groups of {key} lie in several pieces, each of which stays whole: {listed(apart, 'en')}"))]  # fmt: skip
    for number, cause in enumerate(_WHY, 1):
        broken = sorted(pd.unique(entry.to_numpy()[why == number]))
        if broken:
            said += [("warning", Text(f"{key} 有 {len(broken)} 组未能保持整体，因其{cause.zh}：{listed(broken, 'zh')}", f"{len(broken)} groups of {key} could not be kept whole: they {cause.en}: {listed(broken, 'en')}"))]  # fmt: skip
    return tuple(Note("policy", text, level) for level, text in said)  # type: ignore[arg-type]

"""What a pair of block and school costs a pupil: the walk, and each price that the policy sets on it."""

import numpy as np
import pandas as pd

from zoning.assign.policy import pools
from zoning.assign.problem import NEVER, PER_METRE, Problem
from zoning.errors import ScenarioError
from zoning.model import Floats, Ints, Measures, StudyArea
from zoning.policy import Policy
from zoning.words import Text

_SET_BY = ("move_price_m", "far_price", "arterial_price_m", "subdistrict_price_m")


def walked(measures: Measures) -> Floats:
    """Return the walks (n, m) in whole millimetres; inf where there is no way on foot."""
    return np.rint(measures.walks.matrix().to_numpy() * PER_METRE)


def farthest(measures: Measures) -> Floats:
    """Return the walks (n, m) in whole millimetres that limits hold for: in a multi-school zone to the farthest school."""
    return np.rint((measures.farthest or measures.walks).matrix().to_numpy() * PER_METRE)


def prices(area: StudyArea, measures: Measures, policy: Policy) -> dict[str, Floats]:
    """Return, for each price on pairs that is set, what it costs a pupil: key of the policy -> (n, m) millimetres."""
    each = measures.apart or measures  # a zone of several schools asks the mean of what each of them would
    made = {
        "move_price_m": lambda: _each(policy.move_price_m, moves(area, measures, gone=False)),
        "far_price": lambda: _mean(_far(each, policy), area, measures),
        "arterial_price_m": lambda: _mean(_each(policy.arterial_price_m, _arterials(each)), area, measures),
        "subdistrict_price_m": lambda: _mean(_each(policy.subdistrict_price_m, _elsewhere(area, each)), area, measures),
    }  # fmt: skip
    return {key: made[key]() for key in _SET_BY if getattr(policy, key)}


def per_pupil(walk: Floats, priced: dict[str, Floats]) -> Floats:
    """Return walk and prices together (n, m); inf where there is no way. Raises where they run out of range."""
    total = sum(priced.values(), walk)
    if (total[np.isfinite(total)] >= NEVER).any():
        km = float(total[np.isfinite(total)].max()) / PER_METRE / 1000
        raise ScenarioError(
            "[policy]", "、".join(priced) or "walk",
            Text(
                f"步行与价格合计每名学生高达 {km:,.0f} 公里，超出可计算范围（{NEVER / 1e6:,.0f} 公里）；请降低价格",
                f"walk and prices of one pupil come to {km:,.0f} km, beyond what is reckoned with ({NEVER / 1e6:,.0f} km); lower the prices",
            ),
        )  # fmt: skip
    return total


def moves(area: StudyArea, measures: Measures, *, gone: bool = True) -> np.ndarray:
    """Return which pairs (n, m) change a block's school; with `gone`, also from schools that are not open."""
    blocks, schools = measures.walks.blocks, measures.walks.schools
    if "current_school" not in area.blocks:
        return np.zeros((len(blocks), len(schools)), bool)
    today = area.blocks["current_school"].reindex(blocks)
    at = schools.get_indexer(pd.Index(today))
    known = today.notna().to_numpy() if gone else at >= 0
    return known[:, None] & (np.arange(len(schools)) != at[:, None])


def paid(priced: dict[str, Floats], problem: Problem, policy: Policy, school_of: Ints) -> dict[str, float]:
    """Return the pupil-metres that each price that is set adds to a plan: key of the policy -> sum."""
    block = np.arange(len(school_of))
    pairs = {
        key: float((problem.pupils * np.nan_to_num(table[block, school_of], posinf=0.0)).sum() / PER_METRE)
        for key, table in priced.items()
    }
    used = problem.used(school_of)
    fees = (used * problem.fee).sum() / PER_METRE
    even = (used[:, :-1] * problem.fee[:-1]).sum() / PER_METRE + used[:, -1].sum() * policy.balance_price_m
    if policy.balance_price_m:
        pairs["balance_price_m"] = float(even)
    if policy.over_capacity_share:
        pairs["over_capacity_price_m"] = float(fees - even)
    return pairs


def _mean(table: Floats, area: StudyArea, measures: Measures) -> Floats:
    if measures.apart is None:
        return table
    share = pools.shares(area, measures.apart.walks.schools, measures.walks.schools)
    return np.rint(share.mean(table))


def _each(price_m: float, times: np.ndarray) -> Floats:
    return times * float(np.rint(price_m * PER_METRE))


def _far(measures: Measures, policy: Policy) -> Floats:
    """Whole millimetres for the metres beyond `far_m`; nothing where there is no way at all."""
    beyond = measures.walks.matrix().to_numpy() - (policy.far_m or 0.0)
    return np.rint(np.where(np.isfinite(beyond), np.maximum(beyond, 0), 0) * policy.far_price * PER_METRE)


def _arterials(measures: Measures) -> np.ndarray:
    """Arterial roads on the way (n, m); none where they were not measured."""
    walks = measures.walks
    if measures.arterials is None:
        return np.zeros((len(walks.blocks), len(walks.schools)))
    return measures.arterials.reindex(index=walks.blocks, columns=walks.schools).to_numpy(float)


def _elsewhere(area: StudyArea, measures: Measures) -> np.ndarray:
    """Which pairs (n, m) lead to a school whose own block is of another subdistrict; unknown ones are nobody's."""
    walks = measures.walks
    of_block = area.blocks["subdistrict"].reindex(walks.blocks).astype("object")
    of_school = of_block.reindex(measures.home.reindex(walks.schools).to_numpy())
    codes, _ = pd.factorize(pd.concat([of_block, of_school]))
    block, school = codes[: len(of_block), None], codes[None, len(of_block) :]
    return (block >= 0) & (school >= 0) & (block != school)

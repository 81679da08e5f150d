"""Multi-school zones: several schools as one by hand, the best plan by enumeration, pairs of least weight, refusals."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tiny_districts import cheapest

from zoning import assign
from zoning.assign.policy import build, fair, pools, terms
from zoning.errors import InfeasiblePlan
from zoning.policy import Lock, Policy
from zoning.toy import town


def row(schools=((0, 0, 30), (2, 0, 10), (5, 0, 60)), **options):
    """Six blocks of 10 pupils in a row; S1 of 30 and S2 of 10 seats in the west, S3 in the east."""
    return town(6, 1, schools=schools, **({"pupils": 10} | options))


def joined(measured, area, *, lang="zh", **knobs):
    """The area with S1 and S2 in one zone, unless told otherwise."""
    return pools.joined(area, measured(area), Policy(**({"pools": (("S1", "S2"),)} | knobs)), lang)


def today(area, schools):
    return replace(
        area,
        blocks=area.blocks.assign(current_school=pd.Series(schools, index=area.blocks.index, dtype="str")),
    )


def test_without_pools_nothing_changes(measured):
    area = row()
    measures, policy = measured(area), Policy()
    assert pools.joined(area, measures, policy, "zh") == (area, measures, policy)


def test_the_zone_is_a_school_and_its_schools_stay_in_the_table(measured):
    area, measures, _ = joined(measured, row())
    assert area.open_schools.index.tolist() == ["S3", "S1+S2"]
    assert area.schools.at["S1+S2", "name"] == "第1小学、第2小学（多校划片）"
    assert area.schools.loc[["S1", "S2"], "status"].tolist() == ["pooled", "pooled"]
    assert area.schools.loc[["S1", "S2", "S1+S2"], "seats"].tolist() == [30, 10, 40]
    assert measures.home.to_dict() == {"S3": "c5r0", "S1+S2": "c0r0"}
    assert measures.apart.walks.schools.tolist() == ["S1", "S2", "S3"]
    assert any("摇号" in note.text.zh for note in measures.notes)
    assert (
        joined(measured, row(), lang="en")[0].schools.at["S1+S2", "name"] == "第1小学, 第2小学 (shared zone)"
    )


def test_an_id_that_is_taken_is_not_taken_again(measured):
    area = row()
    area = replace(area, schools=area.schools.rename(index={"S3": "S1+S2"}))
    assert list(joined(measured, area)[0].pools) == ["S1+S2+"]


def test_a_walk_is_the_mean_by_seats_and_its_limit_holds_for_the_farthest(measured):
    _, measures, _ = joined(measured, row())
    # the second block: 100 m to either; the last: 3/4 of 500 m and 1/4 of 300 m
    assert measures.walks.matrix()["S1+S2"].tolist() == [50, 100, 150, 250, 350, 450]
    assert measures.farthest.matrix()["S1+S2"].tolist() == [200, 100, 200, 300, 400, 500]
    assert measures.straight.matrix()["S1+S2"].tolist() == [50, 100, 150, 250, 350, 450]
    assert (
        measures.walks.matrix()["S3"].tolist()
        == measures.farthest.matrix()["S3"].tolist()
        == [500, 400, 300, 200, 100, 0]
    )


def test_schools_without_seats_share_alike_and_one_without_seats_beside_another_has_no_places(measured):
    _, measures, _ = joined(measured, row(schools=((0, 0, 0), (2, 0, 0), (5, 0, 90))))
    assert measures.walks.matrix()["S1+S2"].tolist() == [100, 100, 100, 200, 300, 400]
    _, measures, _ = joined(measured, row(schools=((0, 0, 40), (2, 0, 0), (5, 0, 90))))
    assert (
        measures.walks.matrix()["S1+S2"].tolist()
        == measures.farthest.matrix()["S1+S2"].tolist()
        == [0, 100, 200, 300, 400, 500]
    )


def test_a_school_that_cannot_be_reached_closes_the_zone_to_the_block():
    share = pools.Shares(np.array([0, 0, 1]), np.array([0.5, 0.5, 1.0]), 2)
    walk = np.array([[100.0, np.inf, 300.0], [100.0, 200.0, np.inf]])
    assert share.mean(walk).tolist() == [[np.inf, 300], [150, np.inf]]
    assert share.most(walk).tolist() == [[np.inf, 300], [200, np.inf]]


def test_the_blocks_of_all_its_schools_belong_to_the_zone(measured):
    area, measures, policy = joined(measured, row())
    made = build.problem(area, measures, policy)
    assert made.fixed.tolist() == [1, -1, 1, -1, -1, 0]
    assert made.home.tolist() == [5, 0]
    free = build.problem(area, measures, replace(policy, contiguous=False))
    assert (free.fixed == -1).all()


def test_seats_are_summed_tier_by_tier(measured):
    area = row(schools=((0, 0, 15), (2, 0, 15), (5, 0, 60)))
    made = build.problem(*joined(measured, area, over_capacity_share=0.1))
    assert made.seats.tolist() == [[60, 6], [30, 2]]  # one over at each of the two, not three at both


def test_the_longest_walk_holds_for_the_farthest_school(measured):
    area, measures, policy = joined(measured, row(), longest_walk_m=350)
    made = build.problem(area, measures, policy)
    assert made.allowed[:, 1].tolist() == [
        True,
        True,
        True,
        True,
        False,
        False,
    ]  # 400 m to S1, 350 in the mean
    assert fair.limits(made, terms.farthest(measures)).tolist() == [100_000, 200_000, 300_000]


def test_prices_are_means_of_what_each_school_would_cost(measured):
    area = row()
    parted = area.blocks.assign(subdistrict=["甲", "甲", "乙", "乙", "乙", "乙"])
    area, measures, policy = joined(measured, replace(area, blocks=parted), far_m=300, far_price=2, subdistrict_price_m=100)  # fmt: skip
    priced = terms.prices(area, measures, policy)
    # 400 and 500 m to S1 are 100 and 200 m too far, three times in four; S2 is never farther than 300 m
    assert priced["far_price"][:, 1].tolist() == [0, 0, 0, 0, 150_000, 300_000]
    assert priced["subdistrict_price_m"][:, 1].tolist() == [25_000, 25_000, 75_000, 75_000, 75_000, 75_000]


def test_nobody_moves_from_a_school_to_the_zone_it_shares(measured):
    area, measures, _ = joined(measured, today(row(), ["S1", "S2", "S2", "S3", "S3", None]), move_price_m=500)
    assert terms.moves(area, measures)[:, 1].tolist() == [False, False, False, True, True, False]
    assert area.apart.blocks["current_school"].tolist()[:4] == ["S1", "S2", "S2", "S3"]


def test_a_lock_to_one_of_its_schools_is_a_lock_to_the_zone(measured):
    locks = (Lock("c4r0", "S2"), Lock("c3r0", "S1", never=True), Lock("c1r0", "S3", never=True))
    _, _, policy = joined(measured, row(), locks=locks)
    assert [lock.school for lock in policy.locks] == ["S1+S2", "S1+S2", "S3"]


def refused(measured, area, **knobs):
    with pytest.raises(InfeasiblePlan) as raised:
        assign.best(*joined(measured, area, **knobs))
    return raised.value


def test_locks_that_a_shared_zone_cannot_keep_are_refused(measured):
    both = refused(measured, row(), locks=(Lock("c3r0", "S1"), Lock("c3r0", "S2", never=True)))
    assert both.rule == "lock"
    assert "share one zone" in both.to("en")
    own = refused(measured, row(), locks=(Lock("c2r0", "S3"),))
    assert own.rule == "lock"
    assert own.places == ("c2r0",)


def test_schools_whose_blocks_cannot_be_joined_are_refused_with_what_lies_between(measured):
    apart = refused(measured, row(), pools=(("S1", "S3"),))
    assert apart.rule == "pool"
    assert apart.places == ("c5r0",)
    assert "第3小学（c5r0）" in apart.to("zh")
    assert "cannot be joined" in apart.to("en")
    far = refused(measured, row(schools=((0, 0, 40), (5, 0, 40))), longest_walk_m=300)
    assert far.rule == "pool"  # nobody in the middle may walk 300 m and more to the farther one
    free = joined(measured, row(), pools=(("S1", "S3"),), contiguous=False, effort=0.01)
    assert assign.best(*free).solve.status == "optimal"


def test_a_plan_with_a_shared_zone_costs_what_it_says_by_hand(measured):
    area = row(schools=((0, 0, 30), (2, 0, 10), (5, 0, 30)))
    plan = assign.best(*joined(measured, area, effort=0.01))
    assert plan.school_of.tolist() == ["S1+S2"] * 3 + ["S3"] * 3
    assert plan.solve.cost == 10 * (50 + 100 + 150) + 10 * (200 + 100)
    assert plan.solve.status == "optimal"
    why = plan.why.blocks
    assert why["decided"].tolist() == ["own_block", "nearest", "own_block", "nearest", "nearest", "own_block"]
    assert why.at["c2r0", "zh"] == "第2小学就在本地块内"


SHAPES = st.sampled_from([(4, 2), (3, 3), (5, 2), (4, 3)])


@given(shape=SHAPES, pick=st.integers(0, 10**6), tight=st.floats(1.1, 1.6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_best_plan_is_that_of_all_plans_with_the_mean_walk(measured, shape, pick, tight):
    columns, rows = shape
    rng = np.random.default_rng(pick)
    pupils = rng.integers(0, 20, columns * rows)
    homes = rng.choice(columns * rows, 3, replace=False)
    seats = np.ceil(tight * pupils.sum() * rng.dirichlet([3, 3, 3])) + 5
    places = [(int(h) % columns, int(h) // columns, int(s)) for h, s in zip(homes, seats, strict=True)]
    area = town(columns, rows, schools=places, pupils=pupils.tolist())
    measures = measured(area)
    parts = pools.joined(area, measures, Policy(pools=(("S1", "S3"),), effort=0.02, gap=0.0), "zh")
    made = build.problem(*parts)
    walk, share = measures.walks.matrix().to_numpy(), seats[[0, 2]] / seats[[0, 2]].sum()
    mean = np.rint(np.round(walk[:, [0, 2]] @ share, 1) * 1000)
    assume(made.allowed[homes[[0, 2]], 1].all())  # else it is refused: see above
    may = made.allowed[:, 1]
    assert (
        np.abs(made.cost[may, 1] - mean[may]).max() <= 100
    )  # a tie of the last decimetre may round either way
    least = cheapest(made)
    assume(least is not None)
    plan = assign.best(*parts)
    assert plan.solve.cost == pytest.approx(least / 1000)
    assert plan.solve.lower_bound <= least / 1000 + 1e-6
    home_of = area.blocks.index[homes]
    assert plan.school_of[home_of].tolist() == ["S1+S3", "S2", "S1+S3"]


def four(measured, seats=(20, 20, 20, 20), **knobs):
    """Eight blocks of 10 pupils in a row, schools in the 1st, 3rd, 5th and 8th."""
    area = town(8, 1, schools=[(c, 0, s) for c, s in zip((0, 2, 4, 7), seats, strict=True)], pupils=10)
    policy = Policy(pool_size=2, effort=0.02, **knobs)
    return assign.pooled(area, measured(area), policy, "zh")


def test_neighbouring_schools_are_paired_at_least_added_walk(measured):
    area, measures, policy = four(measured)
    assert dict(area.pools) == {"S1+S2": ("S1", "S2"), "S3+S4": ("S3", "S4")}
    assert policy.pools == (("S1", "S2"), ("S3", "S4"))
    # zones of two blocks; the four of S1 and S2 walk 0/200, 100/100, 200/0 and 300/100 m, those of S3 and S4 300 m to both together
    (note,) = [note for note in measures.notes if "程序分组" in note.text.zh]
    before = 10 * (0 + 100 + 0 + 100) + 10 * (0 + 100 + 100 + 0)
    after = 10 * (100 + 100 + 100 + 200) + 10 * (150 * 4)
    assert f"共增加 {(after - before) / 1000:,.1f} 人·公里" in note.text.zh
    plan = assign.best(area, measures, policy)
    assert plan.solve.cost == after


def test_a_school_that_a_pool_has_already_is_not_paired_and_one_left_over_is_named(measured):
    area, measures, _ = four(measured, pools=(("S1", "S2"),))
    assert dict(area.pools) == {"S1+S2": ("S1", "S2"), "S3+S4": ("S3", "S4")}
    odd = town(6, 1, schools=[(0, 0, 20), (2, 0, 20), (5, 0, 20)], pupils=10)
    area, measures, _ = assign.pooled(odd, measured(odd), Policy(pool_size=2, effort=0.02), "en")
    assert list(area.pools) == ["S1+S2"]
    assert any("Not paired: 第3小学" in note.text.en for note in measures.notes)


def test_pairs_that_a_rule_forbids_are_not_made(measured):
    # in every pair somebody would walk 300 m to the other school
    area, measures, _ = four(measured, longest_walk_m=200)
    assert not area.pools
    assert any("没有可结对的学校" in note.text.zh for note in measures.notes)
    kept, _, _ = four(measured, locks=(Lock("c1r0", "S2", never=True),))
    assert "S1+S2" not in kept.pools


def test_seats_that_suffice_only_once_pooled_are_no_obstacle(measured):
    # whole blocks of 10: schools of 15, 25, 15 and 25 seats hold 1 + 2 + 1 + 2 of the eight, pairs of them 4 + 4
    area, measures, policy = four(measured, seats=(15, 25, 15, 25))
    with pytest.raises(InfeasiblePlan):
        assign.best(area.apart, measures.apart, Policy(effort=0.02))
    plan = assign.best(area, measures, policy)
    assert plan.school_of.tolist() == ["S1+S2"] * 4 + ["S3+S4"] * 4


@given(pick=st.integers(0, 10**6))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_of_all_ways_to_pair_most_schools_the_cheapest_is_taken(measured, pick):
    rng = np.random.default_rng(pick)
    places = rng.choice(12, 5, replace=False)
    schools = [(int(i) % 4, int(i) // 4, int(rng.integers(30, 60))) for i in places]
    area = town(4, 3, schools=schools, pupils=rng.integers(1, 9, 12).tolist())
    measures = measured(area)
    policy = Policy(effort=0.02, gap=0.0)
    own = assign.best(area, measures, replace(policy, effort=0.25 * 0.02)).school_of
    walk, seats = measures.walks.matrix(), area.schools["seats"]
    touching = {
        frozenset((own[a], own[b]))
        for a, b in zip(measures.neighbours["block_a"], measures.neighbours["block_b"], strict=True)
        if own[a] != own[b]
    }

    def added(pair):
        one, two = sorted(pair)
        here = own.index[own.isin([one, two])]
        mean = (walk.loc[here, one] * seats[one] + walk.loc[here, two] * seats[two]) / (
            seats[one] + seats[two]
        )
        return float(((mean - measures.walks.to(own)[here]) * area.blocks.loc[here, "pupils"]).sum())

    apart = [two for two in combinations(touching, 2) if not two[0] & two[1]]
    best = min(sum(map(added, two)) for two in apart) if apart else min(map(added, touching))
    made, _, _ = assign.pooled(area, measures, replace(policy, pool_size=2), "zh")
    assert sum(added(frozenset(pair)) for pair in made.pools.values()) <= best + 100
    assert len(made.pools) == (2 if apart else 1)

"""Pupils by year: cohorts grow up, nothing is lost on the way, nothing that comes later tells on what came before."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.demand import GRADES, NEWBORN, NINTH, TAUGHT, Added, Births, Drivers, Forecast, rounded, row
from zoning.measure.demand import backtest, estates
from zoning.measure.demand.cohorts import cohort, grown
from zoning.measure.demand.forecast import forecast
from zoning.measure.demand.start import Known, base, spread

some = settings(max_examples=40, deadline=None)
YEAR, FIRST_BIRTHS = 2026, 2014
NONE = pd.DataFrame(index=pd.Index([], dtype=int))
rates = st.floats(0, 0.05)
drivers = st.builds(Drivers, urbanisation=rates, birth_policy=st.floats(-0.05, 0.05), talent=rates, service_demand=st.floats(0, 0.02))  # fmt: skip


def births(values: np.ndarray) -> Births:
    """Births of whole years, two thirds of them before September."""
    return Births(FIRST_BIRTHS, values * 2 / 3, values / 3)


@st.composite
def districts(draw: st.DrawFn) -> Known:
    """A few blocks in two subdistricts, some of them villages, some on 五四学制; births of 2014 to 2025."""
    n = draw(st.integers(1, 6))
    numbers = st.lists(st.integers(0, 90), min_size=n, max_size=n)
    born = np.array(draw(st.lists(numbers, min_size=12, max_size=12)), float)
    return Known(
        year=YEAR, blocks=pd.Index([f"b{i}" for i in range(n)]), place=np.array(draw(st.lists(st.integers(0, 1), min_size=n, max_size=n))),
        town=np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n))), homes=np.array(draw(numbers), float),
        primary_years=np.array(draw(st.lists(st.sampled_from([5, 6]), min_size=n, max_size=n))),
        pupils={stage: np.array(draw(numbers), float) for stage in ("kindergarten", "primary", "junior")},
        births=births(born), rolls=NONE, senior_share=draw(st.floats(0, 1)),
    )  # fmt: skip


def nothing(known: Known, years: int) -> Added:
    shape = years + 1, len(TAUGHT)
    empty = np.zeros((*shape, len(known.blocks)))
    return Added(empty, empty + np.nan, np.zeros(shape), np.full(shape, np.nan))


def pupils(known: Known, said: Drivers, years: int = 9, added: Added | None = None, start=None) -> np.ndarray:
    """(years + 1, taught, n) of one variant."""
    added = added or nothing(known, years)
    return forecast(start or base(known), added, {"medium": said}, years=years)["medium"].pupils


def test_who_enters_in_2027_was_born_from_september_2020_to_august_2021():
    made = Births(2020, before=np.array([[1.0], [20.0]]), after=np.array([[300.0], [4000.0]]))
    assert cohort(made, 2027).tolist() == [320.0]
    assert cohort(made, 2028) is None  # children of the first months of 2022 are not known


def test_a_year_whose_months_are_not_known_is_parted_four_to_eight():
    # the worked formula: G1(t) = 4/12 B(t-7) + 8/12 B(t-6)
    years = np.array([[1200.0], [600.0]])
    made = Births(2019, before=years * 8 / 12, after=years * 4 / 12)
    assert cohort(made, 2026)[0] == pytest.approx(1200 * 4 / 12 + 600 * 8 / 12)


def test_one_block_by_hand():
    # 100 births every year, 600 primary pupils: 1 pupil a birth; all grades 100, and so for ever
    known = Known(
        year=YEAR, blocks=pd.Index(["b"]), place=np.zeros(1, int), town=np.ones(1, bool), homes=np.ones(1), primary_years=np.array([6]),
        pupils={"kindergarten": np.array([240.0]), "primary": np.array([600.0]), "junior": np.array([300.0])},
        births=births(np.full((12, 1), 100.0)), rolls=NONE, senior_share=0.5,
    )  # fmt: skip
    found = pupils(known, Drivers())[:, :, 0]
    assert found[:, 0] == pytest.approx([240.0] * 10)  # 80 % at kindergarten
    assert found[:, 1] == pytest.approx([600.0] * 10)
    assert found[:, 2] == pytest.approx([300.0] * 10)
    assert found[:4, 3] == pytest.approx(
        [0.0, 50.0, 100.0, 150.0]
    )  # no rolls of senior high: it fills year by year
    five = pupils(replace(known, primary_years=np.array([5])), Drivers())[:, :, 0]
    assert five[0, 1:3].tolist() == pytest.approx([600.0, 300.0])  # as counted
    assert five[9, 2] == pytest.approx(
        4 / 5 * five[9, 1]
    )  # four grades of junior school beside five of primary


def test_grades_are_shared_out_as_the_rolls_are():
    roll = pd.DataFrame([[*range(1, 10), 7, 8, 9]], index=[YEAR], columns=range(1, 13), dtype=float)
    known = Known(
        year=YEAR, blocks=pd.Index(["a", "b"]), place=np.zeros(2, int), town=np.ones(2, bool), homes=np.ones(2), primary_years=np.array([6, 6]),
        pupils={"primary": np.array([42.0, 21.0]), "junior": np.array([24.0, 0.0])}, births=births(np.full((12, 2), 5.0)), rolls=roll,
    )  # fmt: skip
    children = base(known).children
    assert children[row(1) : row(7), 0].tolist() == pytest.approx([2.0, 4.0, 6.0, 8.0, 10.0, 12.0])
    assert children[row(7) : row(10), 0].tolist() == pytest.approx([7.0, 8.0, 9.0])
    assert children[row(10) :, 0].tolist() == pytest.approx([7.0, 8.0, 9.0])  # seniors live where juniors do


def test_progression_is_the_ratio_of_sums_over_the_last_three_pairs_of_years():
    grades = range(1, 13)
    rolls = pd.DataFrame(
        [[1000.0] * 12, [100.0] * 12, [110.0] * 12, [121.0] * 12, [110.0] * 12],
        index=range(YEAR - 4, YEAR + 1),
        columns=grades,
    )
    known = replace(
        Known(YEAR, pd.Index(["a"]), np.zeros(1, int), np.ones(1, bool), np.ones(1), np.array([6]), {"primary": np.ones(1)}, births(np.full((12, 1), 5.0)), rolls)
    )  # fmt: skip
    assert base(known).up[row(4)] == pytest.approx((110 + 121 + 110) / (100 + 110 + 121))


@some
@given(districts())
def test_the_base_year_is_what_the_blocks_say(known):
    found = pupils(known, Drivers())[0]
    for stage in ("primary", "junior"):
        assert found[TAUGHT.index(stage)] == pytest.approx(known.pupils[stage])


@some
@given(districts(), rates)
def test_cohorts_conserve_pupils(known, moving):
    made = base(known)
    children = grown(made, Drivers(urbanisation=moving), 9)
    up = made.up[row(NINTH)]
    for ahead in range(9):
        before, after = children[ahead].sum(axis=1), children[ahead + 1].sum(axis=1)
        for grade in range(NEWBORN, 12):
            kept = up if grade == NINTH else 1.0
            assert after[row(grade + 1)] == pytest.approx(before[row(grade)] * kept)


@some
@given(districts(), drivers, st.integers(0, 8), st.integers(1, 90))
def test_a_year_does_not_change_when_later_inputs_do(known, said, ahead, more):
    longer = known.births
    future = np.vstack([longer.before, longer.before[-1:] + more])  # births of the base year come to be known
    told = replace(
        known, births=Births(FIRST_BIRTHS, future, np.vstack([longer.after, longer.after[-1:] + more]))
    )
    control = np.full((10, len(TAUGHT)), np.nan)
    control[ahead + 1 :] = 17.0
    added = replace(nothing(known, 9), control=control)
    before, after = pupils(known, said), pupils(known, said, added=added)
    assert np.array_equal(before[: ahead + 1], after[: ahead + 1])
    # kindergarten entrants of 2029 are the first who were born in 2026 (January to August)
    assert np.allclose(pupils(told, said, start=_with_births(known, told))[:3, :3], before[:3, :3])


def _with_births(known: Known, told: Known):
    """The base as it was estimated, with the births known later: only children not yet born change."""
    return replace(base(known), births=told.births)


@some
@given(districts(), drivers, st.integers(0, 5), st.integers(1, 90), st.data())
def test_more_births_never_mean_fewer_seats_needed(known, said, back, more, data):
    block = data.draw(st.integers(0, len(known.blocks) - 1))
    before = known.births.before.copy()
    before[len(before) - 1 - back, block] += more
    made = base(known)
    richer = replace(made, births=replace(known.births, before=before), children=made.children.copy())
    for grade in range(NEWBORN, 1):  # at the rates that were found
        born = cohort(richer.births, YEAR - grade + 1)
        if born is not None:
            richer.children[row(grade)] = np.maximum(richer.entry * born, made.children[row(grade)])
    fewer, greater = pupils(known, said, start=made), pupils(known, said, start=richer)
    assert (greater >= fewer - 1e-6).all()
    assert (np.round(greater.sum(axis=2), 6) >= np.round(fewer.sum(axis=2), 6)).all()


@some
@given(districts(), drivers)
def test_totals_by_subdistrict_stage_and_year_add_up_to_the_citys(known, said):
    order = np.argsort(known.place, kind="stable")
    paths = forecast(base(known), nothing(known, 9), {"medium": said}, years=9)
    sorted_ = {name: replace(path, pupils=path.pupils[:, :, order]) for name, path in paths.items()}
    names = pd.Series([f"街道{place}" for place in known.place[order]], index=known.blocks[order])
    made = Forecast(
        tuple(range(YEAR, YEAR + 10)),
        TAUGHT,
        known.blocks[order],
        names,
        sorted_,
        np.zeros((10, len(names))),
        pd.DataFrame(),
    )
    totals = made.totals()
    city = made.city()
    exact = paths["medium"].pupils.sum(axis=2)
    for number, stage in enumerate(TAUGHT):
        assert city.loc[("medium", stage)].to_numpy() == pytest.approx(
            np.floor(exact[:, number] + 0.5 + 1e-9)
        )
        by_block = made.at("medium", stage).T.groupby(names).sum().T
        rows = totals[totals["stage"] == stage].pivot(index="year", columns="subdistrict", values="pupils")
        assert (by_block.to_numpy() == rows.to_numpy()).all()


@some
@given(st.lists(st.floats(0, 50), min_size=1, max_size=30))
def test_whole_pupils_are_never_more_than_one_off_and_their_sum_is(values):
    exact = np.array(values)
    whole = rounded(exact)
    assert (np.abs(whole - exact) <= 1 + 1e-6).all()
    assert abs(whole.sum() - exact.sum()) <= 0.5 + 1e-6


@some
@given(districts(), drivers, st.floats(1, 500))
def test_a_control_total_is_kept_and_shares_stay(known, said, total):
    control = np.full((10, len(TAUGHT)), np.nan)
    control[4, 1] = total
    free, held = pupils(known, said), pupils(known, said, added=replace(nothing(known, 9), control=control))
    if free[4, 1].sum() > 0:
        assert held[4, 1].sum() == pytest.approx(total)
        assert held[4, 1] / total == pytest.approx(free[4, 1] / free[4, 1].sum())
    others = np.ones(free.shape[:2], bool)
    others[4, 1] = False
    assert np.array_equal(free[others], held[others])


def test_an_estate_fills_year_by_year_and_what_lived_there_before_is_not_counted_twice():
    two = estates.Estates(
        block=np.array([1, 1]), delivered=np.array([2027, 2024]), dwellings=np.array([100.0, 100.0]),
        per_dwelling=np.tile([0.0, 0.2, 0.0, 0.0, 0.0], (2, 1)),
    )  # fmt: skip
    found = estates.pupils(two, range(2026, 2032), (0.2, 0.5, 0.75, 0.9), n=2)
    assert (found[:, :, 0] == 0).all()
    new = np.array([0.0, 0.2, 0.5, 0.75, 0.9, 0.9]) * 20
    old = (np.array([0.75, 0.9, 0.9, 0.9, 0.9, 0.9]) - 0.75) * 20
    assert found[:, 1, 1] == pytest.approx(new + old)


def test_urbanisation_moves_children_from_villages_to_the_town_and_talent_brings_more():
    known = Known(
        year=YEAR, blocks=pd.Index(["town", "village"]), place=np.zeros(2, int), town=np.array([True, False]), homes=np.ones(2),
        primary_years=np.array([6, 6]), pupils={"primary": np.array([60.0, 40.0])}, births=births(np.full((12, 2), 10.0)), rolls=NONE,
    )  # fmt: skip
    moved = grown(base(known), Drivers(urbanisation=0.1), 1)
    still = grown(base(known), Drivers(), 1)
    assert moved[1, row(3), 1] == pytest.approx(0.9 * still[1, row(3), 1])
    assert moved[1].sum(axis=1) == pytest.approx(still[1].sum(axis=1))
    assert grown(base(known), Drivers(talent=0.05), 1)[1, row(3)] == pytest.approx(
        still[1, row(3)] * [1.05, 1.0]
    )


def test_pupils_per_thousand_count_as_much_as_they_are_told_to():
    known = Known(
        year=YEAR, blocks=pd.Index(["b"]), place=np.zeros(1, int), town=np.ones(1, bool), homes=np.ones(1), primary_years=np.array([6]),
        pupils={"primary": np.array([600.0])}, births=births(np.full((12, 1), 100.0)), rolls=NONE,
    )  # fmt: skip
    plain = nothing(known, 2)
    told, share = plain.per_1000.copy(), plain.per_1000_share.copy()
    told[1:, 1, 0], share[1:, 1] = 1000.0, 0.25
    found = pupils(known, Drivers(), 2, replace(plain, per_1000=told, per_1000_share=share))
    assert found[:, 1, 0] == pytest.approx([600.0, 700.0, 700.0])


def test_births_of_a_subdistrict_are_laid_on_its_blocks_and_of_the_district_on_all():
    weight = pd.Series([3.0, 1.0, 0.0, 0.0], index=["a", "b", "c", "d"])
    area_of = {"a": "东", "b": "东", "c": "西", "d": "西"}
    table = pd.DataFrame({"东": [8.0], "西": [6.0], "d": [5.0]}, index=[2020])
    assert spread(table, area_of, weight).tolist() == [
        [6.0, 2.0, 3.0, 8.0]
    ]  # nobody in the west: spread evenly
    whole = pd.DataFrame({"": [8.0]}, index=[2020])
    assert spread(whole, area_of, weight).tolist() == [[6.0, 2.0, 0.0, 0.0]]


def test_the_back_test_knows_nothing_of_what_came_later():
    # a district that grows by rule: forecasts made in the past are exact; a jump in the last year is an error
    made = births(np.full((12, 1), 100.0))
    rolls = pd.DataFrame(100.0, index=range(YEAR - 3, YEAR + 1), columns=range(1, 13))
    rolls.loc[:, 10:] = 50.0
    exact = backtest.tested(rolls, made, 6, YEAR, None)
    assert exact["error_share"].abs().max() == pytest.approx(0.0, abs=1e-9)
    assert set(exact["stage"]) == {"primary", "junior", "senior"}
    assert (
        exact[exact["from_year"] == YEAR - 3]["stage"].isin(["primary", "junior"]).all()
    )  # nothing told who goes on
    rolls.loc[YEAR, 1:6] = 120.0
    jumped = backtest.tested(rolls, made, 6, YEAR, None)
    last = jumped[(jumped["year"] == YEAR) & (jumped["stage"] == "primary")]
    assert last["error_share"].to_numpy() == pytest.approx([1 / 1.2 - 1] * 3)
    assert len(GRADES) == 18

"""School groups: by hand, against every grouping there is, and the laws they keep."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.assign.groups import formed, surplus


def district(strength, pupils, leads, travel_m=1e6):
    """Schools S0, S1, … of these strengths and pupils; the first `leads` of them lead."""
    ids = [f"S{n}" for n in range(len(strength))]
    return pd.DataFrame(
        {"pupils": np.array(pupils, float), "strength": np.array(strength, float), "good": np.array(strength) > 0.8, "leads": np.arange(len(ids)) < leads, "travel_m": travel_m},
        index=pd.Index(ids, name="school_id"),
    )  # fmt: skip


def on_a_line(schools, at):
    """Metres between schools on one road."""
    at = pd.Series(np.array(at, float), index=schools.index)
    leaders = schools.index[schools["leads"]]
    return pd.DataFrame(np.abs(at.to_numpy()[:, None] - at[leaders].to_numpy()), index=schools.index, columns=leaders)  # fmt: skip


def unevenness(schools, leader):
    """Hoover's index of a grouping, worked out from its definition; who has no leader is a group of his own."""
    seats = schools["strength"] * schools["pupils"]
    if not seats.sum():
        return 0.0
    group = leader.where(leader.notna(), pd.Series(schools.index, index=schools.index))
    shares = [(mine / mine.sum()) for mine in (seats.groupby(group).sum(), schools["pupils"].groupby(group).sum())]  # fmt: skip
    return float((shares[0] - shares[1]).abs().sum() / 2)


def every_grouping(schools, metres, largest=None):
    """Return the least (schools in no group, unevenness) over every way to join them."""
    count, leaders = len(schools), metres.shape[1]
    seats, pupils = (schools["strength"] * schools["pupils"]).to_numpy(), schools["pupils"].to_numpy()
    choices = [  # a leading school leads its own group, another joins one it can reach or stays by itself
        [n] if n < leaders else [*np.flatnonzero(metres.iloc[n] <= schools["travel_m"].iloc[n]), n]
        for n in range(count)
    ]
    best = (count + 1, np.inf)
    for group in itertools.product(*choices):
        sizes = np.bincount(group, minlength=count)
        if largest is None or sizes.max() <= largest:
            parts = [np.bincount(group, weights=one, minlength=count) / max(one.sum(), 1e-300) for one in (seats, pupils)]  # fmt: skip
            uneven = np.abs(parts[0] - parts[1]).sum() / 2 if seats.sum() else 0.0
            best = min(best, (int(sizes[leaders:].sum()), round(float(uneven), 9)))
    return best


def test_two_strong_and_two_weak_schools_are_paired():
    schools = district([1.0, 1.0, 0.5, 0.5], [100] * 4, leads=2)
    found = formed(schools, on_a_line(schools, [0, 1000, 100, 900]))
    assert found.schools["leader"].tolist() == ["S0", "S1", "S0", "S1"]  # even either way, and this is nearer
    assert found.uneven_share == pytest.approx(0)
    assert found.alone_share == pytest.approx(1 / 6)
    assert found.groups["strength"].tolist() == [0.75, 0.75]
    assert found.groups["good_share"].tolist() == [0.5, 0.5]
    assert found.groups["longest_m"].tolist() == [100, 100]
    assert found.groups["surplus_seats"].tolist() == pytest.approx([0, 0], abs=1e-9)
    assert found.schools["why"].tolist() == ["leads", "leads", "joins", "joins"]
    assert found.proved.en == "proved to be the most even"


def test_a_school_beyond_its_travel_is_listed_with_the_nearest_leading_one_and_not_dropped():
    schools = district([1.0, 0.9, 0.2], [100] * 3, leads=2, travel_m=500)
    found = formed(schools, on_a_line(schools, [0, 3000, 2000]))
    left = found.left.loc["S2"]
    assert (left["why"], left["nearest"], left["nearest_m"]) == ("too_far", "S1", 1000)
    assert len(found.schools) == 3
    assert found.uneven_share == pytest.approx(found.alone_share)


def test_a_town_school_may_have_a_longer_way():
    schools = district([1.0, 0.2, 0.2], [100] * 3, leads=1, travel_m=[0, 500, 1500])
    found = formed(schools, on_a_line(schools, [0, 1000, 1000]))
    assert found.schools["why"].tolist() == ["leads", "too_far", "joins"]


def test_a_school_that_no_way_leads_to_has_no_nearest():
    schools = district([1.0, 0.2], [100] * 2, leads=1)
    found = formed(schools, pd.DataFrame({"S0": [0.0, np.inf]}, index=schools.index))
    assert pd.isna(found.schools.at["S1", "nearest"])
    assert found.schools.at["S1", "why"] == "too_far"


def test_groups_that_are_full_leave_a_school_and_say_so():
    schools = district([1.0, 0.2, 0.2], [100] * 3, leads=1)
    found = formed(schools, on_a_line(schools, [0, 100, 200]), largest=2)
    assert sorted(found.schools["why"]) == ["full", "joins", "leads"]
    assert found.left["nearest"].tolist() == ["S0"]


def test_less_travel_is_worth_what_evenness_the_planner_gives_up():
    schools = district([1.0, 1.0, 0.52, 0.48], [100] * 4, leads=2)
    metres = on_a_line(schools, [0, 1000, 1000, 0])
    schools.loc["S1", "strength"] = 0.98  # S0 with S3 is the most even, S0 with S2 the nearest… to S1
    even, near = formed(schools, metres), formed(schools, metres, give_share=0.05)
    assert near.schools["metres"].sum() <= even.schools["metres"].sum()
    assert even.uneven_share <= near.uneven_share <= even.uneven_share + 0.05
    assert near.bound_share <= near.uneven_share


def test_schools_without_any_strength_are_even_as_they_are():
    schools = district([0.0, 0.0], [100, 50], leads=1)
    assert formed(schools, on_a_line(schools, [0, 100])).uneven_share == 0


def test_surpluses_add_up_to_nothing():
    schools = district([1.0, 0.3, 0.6], [120, 700, 50], leads=1)
    assert surplus(schools).sum() == pytest.approx(0)


SMALL = st.integers(1, 3).flatmap(
    lambda leads: st.tuples(
        st.just(leads),
        st.lists(st.tuples(st.integers(0, 7), st.integers(1, 20), st.integers(0, 10)), min_size=leads + 1, max_size=leads + 5),
    )
)  # fmt: skip


def made(small, travel=1e6):
    leads, rows = small
    schools = district([s / 7 for s, _, _ in rows], [100 * p for _, p, _ in rows], leads, travel)
    return schools, on_a_line(schools, [100 * x for _, _, x in rows])


@settings(max_examples=60)
@given(small=SMALL, travel=st.sampled_from([300, 600, 1e6]), largest=st.sampled_from([None, 2, 3]))
def test_no_grouping_there_is_leaves_fewer_schools_or_is_more_even(small, travel, largest):
    schools, metres = made(small, travel)
    found = formed(schools, metres, largest=largest)
    left, uneven = every_grouping(schools, metres, largest)
    assert len(found.left) == left
    assert found.uneven_share == pytest.approx(uneven, abs=2e-6)


@settings(max_examples=60)
@given(small=SMALL, travel=st.integers(0, 1000), largest=st.sampled_from([None, 2, 3]), give=st.sampled_from([0.0, 0.02]))  # fmt: skip
def test_every_school_is_there_once_within_its_travel_and_the_bound_is_below(small, travel, largest, give):
    schools, metres = made(small, travel)
    found = formed(schools, metres, largest=largest, give_share=give)
    assert found.schools.index.tolist() == schools.index.tolist()
    assert found.schools["leader"].dropna().isin(metres.columns).all()
    assert (found.schools["metres"].dropna() <= travel).all()
    assert found.groups["schools"].sum() + len(found.left) == len(schools)
    assert largest is None or found.groups["schools"].max() <= largest
    assert found.bound_share <= found.uneven_share <= found.alone_share + 1e-9
    assert found.uneven_share == pytest.approx(unevenness(schools, found.schools["leader"]), abs=1e-9)


@settings(max_examples=40)
@given(small=SMALL, travel=st.integers(0, 1000), more=st.integers(0, 1000), largest=st.sampled_from([None, 2]))  # fmt: skip
def test_more_travel_is_never_worse(small, travel, more, largest):
    schools, metres = made(small, travel)
    near = formed(schools, metres, largest=largest)
    far = formed(schools.assign(travel_m=travel + more), metres, largest=largest)
    assert len(far.left) <= len(near.left)
    if len(far.left) == len(near.left) or largest is None:
        assert far.uneven_share <= near.uneven_share + 2e-6


def test_the_same_question_has_the_same_answer():
    rng = np.random.default_rng(3)
    schools = district(np.sort(rng.integers(0, 8, 20) / 7)[::-1], rng.integers(100, 2000, 20), leads=4)
    metres = on_a_line(schools, rng.uniform(0, 5000, 20))
    one, other = (formed(schools, metres, largest=6, give_share=0.01) for _ in range(2))
    assert one.schools.equals(other.schools)
    assert one.bound_share == other.bound_share

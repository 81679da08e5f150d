"""Districts and works so small that every programme can be tried, its pupils seated by a linear program that shares nothing with the solver."""

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog

from zoning.programme import Action, Prices, Question, Schooling, Seats

FEN = 1_000_000
KINDS = ("build", "expand", "close", "merge", "convert")


@st.composite
def questions(draw: st.DrawFn, *, most_actions: int = 4, musts: bool = True) -> Question:
    """One or two stages, up to three years, up to four actions that share money, land, schools, groups and order."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    stages, years, blocks = draw(st.integers(1, 2)), draw(st.integers(1, 3)), draw(st.integers(1, 5))
    made = tuple(schooling(rng, k, years, blocks) for k in range(stages))
    count = draw(st.integers(0, most_actions))
    actions = tuple(action(rng, number, made, years, musts) for number in range(count))
    price = draw(st.sampled_from([0.05, 2.0, 40.0]))
    limited = draw(st.booleans())
    return Question(
        made, actions, Prices(price, float(rng.choice([0.0, 0.3])), float(rng.choice([0.0, 0.1, 1.0]))),
        budget_wan=rng.integers(0, 60, years).astype(float) if limited else None,
        carry_over=draw(st.booleans()),
        land_m2=float(rng.integers(0, 8)) if draw(st.booleans()) else None,
        tail_years=draw(st.integers(0, 2)),
    )  # fmt: skip


def schooling(rng: np.random.Generator, k: int, years: int, blocks: int) -> Schooling:
    """A stage of two schools and two sites."""
    walk = rng.integers(0, 3000, (blocks, 4)).astype(float)
    walk[rng.random(walk.shape) < 0.2] = np.inf
    pupils = rng.integers(0, 30, (years, blocks))
    if rng.random() < 0.3:
        pupils[-1] = pupils[0]
    seats = np.r_[rng.integers(0, 60, 2), 0, 0]
    running = rng.integers(0, 9, 4) / 2 if rng.random() < 0.5 else None
    return Schooling(
        f"stage {k}", tuple(f"S{j}" for j in range(4)), pupils, walk, walk <= 1000, seats, running
    )


def action(rng: np.random.Generator, number: int, stages: tuple[Schooling, ...], years: int, musts: bool) -> Action:  # fmt: skip
    """An action on one or two schools."""
    places = [(k, j) for k in range(len(stages)) for j in range(4)]
    chosen = [places[at] for at in rng.permutation(len(places))[: rng.integers(1, 3)]]
    some = np.flatnonzero(rng.random(years) < 0.7).tolist() or [int(rng.integers(years))]
    before = f"a{rng.integers(number)}" if number and rng.random() < 0.4 else None
    return Action(
        f"a{number}", KINDS[rng.integers(len(KINDS))], tuple(Seats(k, j, int(rng.choice([0, 10, 25, 70]))) for k, j in chosen),
        tuple(some), cost_wan=float(rng.integers(0, 50)), land_m2=float(rng.integers(-2, 6)), must=bool(musts and rng.random() < 0.2),
        group="g" if rng.random() < 0.3 else None, after=before,
    )  # fmt: skip


def every_programme(question: Question) -> Iterator[dict[str, int]]:
    """Every programme that keeps all rules."""
    for years in product(*[(None, *range(question.years)) for _ in question.actions]):
        done = {a.id: year for a, year in zip(question.actions, years, strict=True) if year is not None}
        if keeps(question, done):
            yield done


def keeps(question: Question, done: Mapping[str, int]) -> bool:
    """Whether a programme keeps the rules, one after the other."""
    by_id = {a.id: a for a in question.actions}
    if any(a.must and a.id not in done for a in question.actions):
        return False
    for name, year in done.items():
        given = by_id[name]
        if year not in given.years or (given.after and done.get(given.after, 99) > year):
            return False
    groups = [by_id[name].group for name in done if by_id[name].group]
    if len(groups) > len(set(groups)):
        return False
    for one, other in product(done, done):
        shared = {c[:2] for c in by_id[one].changes} & {c[:2] for c in by_id[other].changes}
        if one < other and shared and other not in _line(by_id, one) and one not in _line(by_id, other):
            return False
    return _affords(question, done, by_id)


def _line(by_id: Mapping[str, Action], name: str | None) -> list[str]:
    """An action and all it comes after."""
    return [] if name is None else [name, *_line(by_id, by_id[name].after)]


def _affords(question: Question, done: Mapping[str, int], by_id: Mapping[str, Action]) -> bool:
    spent = [
        sum(by_id[name].cost_wan for name, when in done.items() if when == year)
        for year in range(question.years)
    ]
    if question.budget_wan is not None:
        have, need = (
            np.cumsum(x) if question.carry_over else np.array(x) for x in (question.budget_wan, spent)
        )
        if (need > have + 1e-9).any():
            return False
    land = sum(by_id[name].land_m2 for name in done)
    return question.land_m2 is None or land <= question.land_m2


def seats(question: Question, done: Mapping[str, int], k: int, year: int) -> np.ndarray:
    """The seats of every school of a stage in a year: what was done last holds, an action after what it comes after."""
    by_id = {a.id: a for a in question.actions}
    found = question.stages[k].seats.copy()
    for name in sorted(
        (n for n in done if done[n] <= year), key=lambda n: (done[n], len(_line(by_id, n)), n)
    ):
        for change in by_id[name].changes:
            if change.stage == k:
                found[change.school] = change.seats
    return found


def fen(question: Question, done: Mapping[str, int], known: dict[object, int] | None = None) -> int:
    """What a programme comes to in fen; what is `known` of its pupils is not worked out again."""
    known = {} if known is None else known
    total = sum(round(a.cost_wan * FEN) for a in question.actions if a.id in done)
    for k, stage in enumerate(question.stages):
        for year, weight in enumerate(question.weight):
            there = seats(question, done, k, year)
            key = (k, year, there.tobytes())
            if key not in known:
                known[key] = seated(
                    pair_fen(question, k),
                    stage.pupils[year],
                    there,
                    round(question.prices.unseated_wan * FEN),
                )
            running = (
                0 if stage.running_wan is None else round(float(stage.running_wan[there > 0].sum()) * FEN)
            )
            total += int(weight) * (known[key] + running)
    return total


def pair_fen(question: Question, k: int) -> np.ndarray:
    """(n, m) what a pupil at a school costs in a year, in whole fen; inf where there is no way."""
    stage, prices = question.stages[k], question.prices
    far = np.where(np.isfinite(stage.walk_m), stage.walk_m, 0)
    cost = np.rint(far * (prices.walk_wan * FEN / 1000) + np.where(stage.near, 0, prices.beyond_wan * FEN))
    return np.where(np.isfinite(stage.walk_m), cost, np.inf)


def seated(
    cost: np.ndarray, pupils: np.ndarray, there: np.ndarray, unseated: int, most: np.ndarray | None = None
) -> int:
    """The least that pupils cost, by a linear program; of each block at most `most` (n, m) at a school."""
    n, m = cost.shape
    open_ = np.isfinite(cost) & (there > 0)
    price = np.column_stack([np.where(open_, cost, 0), np.full(n, float(unseated))])
    high = np.column_stack([np.where(open_, pupils[:, None] if most is None else most, 0), pupils])
    once = np.kron(np.eye(n), np.ones(m + 1))
    full = np.kron(np.ones(n), np.eye(m + 1)[:m])
    bounds = np.column_stack([np.zeros(n * (m + 1)), high.ravel()])
    answer = linprog(
        price.ravel(), A_ub=full, b_ub=there, A_eq=once, b_eq=pupils, bounds=bounds, method="highs"
    )
    assert answer.status == 0
    return round(answer.fun)

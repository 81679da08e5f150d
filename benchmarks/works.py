"""How long a programme of works takes: ten years, three stages and forty actions in towns of growing size, to a gap and to a proof.

python -m benchmarks.works [--blocks N …] [--gaps G …] [--actions K] [--seed N] > RESULTS/works.md

Towns of blocks about 100 m apart with invented pupils, in each stage a school for about 80 blocks, 92 % full, placed and sized as in `benchmarks.desk`. Within ten years the east grows by 7 % a year
and the west loses 5 %, over a trend of each stage: kindergartens fall by a fifth, primary schools peak in the fifth year, junior schools grow by 15 %. Of the actions 40 % build (one in five of them a
nine-year school), 30 % expand where pupils come, the others merge, close, relocate and convert, mostly where they leave. Every year brings 2 × 10,000 yuan a block, what is left is carried over, and the
last year counts six times. Each row is a process of its own; compiling is over before its clock starts.
"""

import argparse
import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from benchmarks.desk import placed
from benchmarks.records import machine
from zoning.assign import works
from zoning.programme import Action, Kind, Prices, Question, Schooling, Seats

BLOCKS, GAPS = (500, 2_000, 10_000), (0.001, 0.0)
YEARS, TAIL = 10, 5
PUPILS = ((1, 12), (2, 30), (1, 18))
"""Of a block in the first year, from and to, by stage."""
RADIUS_M, SEAT_WAN, NAMES = (300, 500, 1000), (6, 10, 12), ("幼儿园", "小学", "初中")
PRICES = Prices(unseated_wan=3.0, beyond_wan=0.1, walk_wan=0.05)
EAST, WEST = 0.6, 0.4


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--blocks", type=int, nargs="+", default=BLOCKS)
    parser.add_argument("--gaps", type=float, nargs="+", default=GAPS)
    parser.add_argument("--actions", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"{machine(given.seed)}; {YEARS} years, 3 stages.\n")
    asked = [(blocks, gap, given.actions, given.seed) for blocks in given.blocks for gap in given.gaps]
    own = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=own, max_tasks_per_child=1) as apart:
        for number, row in enumerate(apart.map(measured, asked)):
            if number == 0:
                print(f"| {' | '.join(row)} |\n|{'---|' * len(row)}")
            print(f"| {' | '.join(row.values())} |", flush=True)


def measured(asked: tuple[int, float, int, int]) -> dict[str, str]:
    """Return a row of the table."""
    blocks, gap, actions, seed = asked
    works.best(town(300, 12, np.random.default_rng(0)), gap=0.01)
    question = town(blocks, actions, np.random.default_rng(seed))
    began, worked = time.perf_counter(), time.process_time()
    answer = works.best(question, gap=gap)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    began = time.perf_counter()
    nothing = works.evaluate(question, {}, bound_wan=answer.bound_wan)
    judged = time.perf_counter() - began
    value, bound = answer.programme.value_wan, answer.bound_wan or 0.0
    saved = nothing.programme.value_wan - value
    primary = question.stages[1]
    return {
        "blocks × schools a stage": f"{primary.pupils.shape[1]:,} × {int((primary.seats > 0).sum())}",
        "actions": str(len(question.actions)), "gap asked": f"{gap:.1%}" if gap else "proof",
        "seconds": f"{seconds:.1f}", "of processor": f"{worked:.1f}",
        "peak MB": f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}",
        "gap": f"{answer.gap:.3%}", "of what the works save": f"{max(0.0, value - bound) / saved:.2%}",
        "done": str(len(answer.programme.done)), "saves, of doing nothing": f"{saved / nothing.programme.value_wan:.1%}",
        "relaxed + whole programs": f"{answer.found['relaxed programs']} + {answer.found['whole programs']}",
        "transport problems": f"{answer.found['transport problems']:,}", "a list judged, s": f"{judged:.1f}",
    }  # fmt: skip


def town(blocks: int, actions: int, rng: np.random.Generator) -> Question:
    """Return a town of about so many blocks, and about so many actions."""
    columns = round(np.sqrt(blocks * 1.25))
    rows = round(blocks / columns)
    at = np.arange(columns * rows)
    xy = 100.0 * np.column_stack([at % columns, at // columns]) + rng.uniform(-40, 40, (len(at), 2))
    east = (at % columns) / (columns - 1)
    makes = [Stage(k, xy, east, *_stage(k, columns, rows, east, rng)) for k in range(3)]
    acts = [
        action
        for make in makes
        for action in make.actions(actions // 3 + (make.k < actions % 3), makes[2], rng)
    ]
    return Question(
        tuple(make.schooling() for make in makes), tuple(acts), PRICES,
        budget_wan=np.full(YEARS, 2.0 * len(at)),
        carry_over=True, tail_years=TAIL,
    )  # fmt: skip


def _stage(k: int, columns: int, rows: int, east: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, list[int], list[int]]:  # fmt: skip
    """Return pupils by year, blocks of the schools and their seats."""
    first = rng.integers(*PUPILS[k], columns * rows)
    blocks, seats = placed(columns, rows, first, rng)
    year = np.arange(YEARS)
    trend = (
        np.linspace(1, 0.8, YEARS),
        1 + 0.02 * np.minimum(year, 4) / 4 - 0.12 * np.maximum(0, year - 4) / 5,
        np.linspace(1, 1.15, YEARS),
    )[k]
    growth = np.where(east > 0.7, 1.07, np.where(east < WEST, 0.95, 1.0))
    pupils = np.rint(first * growth ** year[:, None] * trend[:, None]).astype(np.int64)
    return pupils, blocks.tolist(), seats.astype(np.int64).tolist()


class Stage:
    """A stage of a town to which sites and actions are added."""

    def __init__(self, k: int, xy: np.ndarray, east: np.ndarray, pupils: np.ndarray, at: list[int], seats: list[int]) -> None:  # fmt: skip
        self.k, self.xy, self.east, self.pupils, self.at, self.seats = k, xy, east, pupils, at, seats
        self.old, self.usual = len(at), int(np.mean(seats))
        self.free = [*np.argsort(east[at], kind="stable").tolist()]
        """Schools nothing is planned for yet, west to east."""

    def actions(self, count: int, junior: "Stage", rng: np.random.Generator) -> list[Action]:
        """Return so many actions of all kinds."""
        build, expand = round(0.4 * count), round(0.3 * count)
        found = [
            self._build(junior if self.k == 1 and number % 5 == 0 else None, rng) for number in range(build)
        ]
        found += [self._expand(rng) for _ in range(min(expand, len(self.free) // 2))]
        for number in range(min(count - build - expand, len(self.free) // 2)):
            kind = number % 4
            found.append(
                (self._close, self._merge, self._relocate)[kind](rng) if kind < 3 else self._convert(junior)
            )
        return found

    def schooling(self) -> Schooling:
        """Return the stage with all its sites."""
        apart = self.xy[:, None] - self.xy[self.at][None]
        near = np.hypot(*apart.transpose(2, 0, 1)) <= RADIUS_M[self.k]
        ids = tuple(f"{NAMES[self.k]}{j}" for j in range(len(self.at)))
        seats = np.array(self.seats, np.int64)
        running = 0.15 * np.maximum(seats, 0.8 * self.usual)
        return Schooling(NAMES[self.k], ids, self.pupils, np.abs(apart).sum(axis=2), near, seats, running)

    def _site(self, block: int) -> int:
        self.at.append(block)
        self.seats.append(0)
        return len(self.at) - 1

    def _act(self, kind: Kind, changes: list[Seats], cost_wan: float, land_m2: float = 0.0) -> Action:
        name = f"{kind}-{NAMES[self.k]}-" + "-".join(str(change.school) for change in changes)
        return Action(name, kind, tuple(changes), tuple(range(YEARS)), round(cost_wan), land_m2)

    def _build(self, junior: "Stage | None", rng: np.random.Generator) -> Action:
        block = int(rng.choice(np.flatnonzero(self.east > EAST)))
        seats = int(self.usual * rng.uniform(0.8, 1.6))
        changes, cost = [Seats(self.k, self._site(block), seats)], seats * SEAT_WAN[self.k]
        if junior is not None:  # a nine-year school
            half = seats // 2
            changes, cost = [changes[0], Seats(2, junior._site(block), half)], cost + half * SEAT_WAN[2]
        return self._act("build", changes, cost, 20.0 * sum(change.seats for change in changes))

    def _expand(self, rng: np.random.Generator) -> Action:
        school = self.free.pop()
        seats = int(self.seats[school] * rng.uniform(1.2, 1.6))
        return self._act("expand", [Seats(self.k, school, seats)], 0.8 * SEAT_WAN[self.k] * (seats - self.seats[school]))  # fmt: skip

    def _close(self, rng: np.random.Generator) -> Action:
        return self._act("close", [Seats(self.k, self.free.pop(0), 0)], 200.0)

    def _merge(self, rng: np.random.Generator) -> Action:
        gone = self.free.pop(0)
        apart = np.abs(self.xy[self.at] - self.xy[self.at[gone]]).sum(axis=1)
        into = min(self.free, key=lambda school: apart[school])
        self.free.remove(into)
        seats = int(1.3 * self.seats[into])
        return self._act("merge", [Seats(self.k, gone, 0), Seats(self.k, into, seats)], 0.3 * SEAT_WAN[self.k] * self.seats[into])  # fmt: skip

    def _relocate(self, rng: np.random.Generator) -> Action:
        old, seats = self.free.pop(0), self.usual
        new = self._site(int(rng.choice(np.flatnonzero(self.east > EAST))))
        return self._act("relocate", [Seats(self.k, old, 0), Seats(self.k, new, seats)], 0.9 * SEAT_WAN[self.k] * seats, 0.0)  # fmt: skip

    def _convert(self, junior: "Stage") -> Action:
        old = self.free.pop(0)
        if self.k == 2:
            return self._act("close", [Seats(self.k, old, 0)], 200.0)
        new = junior._site(self.at[old])
        return self._act(
            "convert", [Seats(self.k, old, 0), Seats(2, new, self.seats[old])], 2.0 * self.seats[old]
        )


if __name__ == "__main__":
    main()

"""How long a roll takes, and how often its addresses are understood, asked after, or taken for something else.

python -m benchmarks.lookup [--rows 100000] [--slips 0.25] [--seed 1] > RESULTS/lookup.md

The demo is planned, and a roll is written as CSV: addresses of its blocks, drawn at random in six ways of writing, a share of them with one slip each, and a school for every row. Then everything that
`zoning lookup --roll` does is timed: reading, answering, the tables and files. A row is right where its zone is that of the block it was made from, wrong where it is another one: slips may
make one name into another. Memory is the most that the process held, the plan of the demo included.
"""

import argparse
import itertools
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from benchmarks.lookup_questions import SLIPS, Asked, asked
from benchmarks.records import machine
from zoning import planner, scenario
from zoning.lookup import index as plan_index
from zoning.lookup import roll, roll_files, roll_tables
from zoning.lookup.index import Index
from zoning.lookup.roll import Answered
from zoning.suppression import INTERNAL

DEMO = Path(__file__).resolve().parent.parent / "data" / "demo.toml"


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--slips", type=float, default=0.25)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    result = planner.run(scenario.load(DEMO))
    began = time.perf_counter()
    index = plan_index.of_result(result, {})
    ready_s = time.perf_counter() - began
    drawn = list(asked(index.there, given.rows, given.seed, given.slips))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "roll.csv"
        written(file, index, drawn, given.seed)
        before_mb = held_mb()
        times, cpu_s = [time.perf_counter()], time.process_time()
        pupils = roll.read(file, {})
        times.append(time.perf_counter())
        found = roll.answered(index, pupils)
        times.append(time.perf_counter())
        told = roll_tables.tables(index, found, INTERNAL)
        roll_files.write(result, index, found, told, Path(folder) / "out", "zh", public=False)
        times.append(time.perf_counter())
        cpu_s = time.process_time() - cpu_s
    read_s, answer_s, write_s = (b - a for a, b in itertools.pairwise(times))
    print(f"{machine(given.seed)}; {given.rows:,} rows, {len({one.text for one in drawn}):,} of them different, {given.slips:.0%} with a slip; "
          f"{len(index.there.names):,} names, {len(index.there.streets):,} streets.\n")  # fmt: skip
    print("| index s | read s | answer s | write s | all s | CPU s | rows a second | MB before | MB at most |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|")  # fmt: skip
    whole = times[-1] - times[0]
    print(f"| {ready_s:.2f} | {read_s:.1f} | {answer_s:.1f} | {write_s:.1f} | {whole:.1f} | {cpu_s:.1f} | {given.rows / whole:,.0f} | {before_mb:,.0f} | {held_mb():,.0f} |\n")  # fmt: skip
    print("| slip | rows | as written | by a slip | asked | nothing | wrong |\n|---|--:|--:|--:|--:|--:|--:|")
    for slip in ("", *SLIPS, "all"):
        print(row(slip, drawn, found, index))


def row(slip: str, drawn: list[Asked], found: Answered, index: Index) -> str:
    """Return what became of the rows with one kind of slip."""
    mine = pd.Series([slip in (one.slip, "all") for one in drawn], index=found.rows.index)
    truth = pd.Series([index.zone_of[one.block] for one in drawn], index=found.rows.index)
    rows = found.rows[mine]
    settled = rows["status"] == "found"
    wrong = settled & (rows["zone"] != truth[mine])
    parts = [settled & rows["exact"], settled & ~rows["exact"], rows["status"] == "ask", rows["status"] == "unknown", wrong]  # fmt: skip
    shares = [f"{part.mean():.2%}" for part in parts]
    return f"| {slip or 'none'} | {len(rows):,} | {' | '.join(shares)} |"


def written(file: Path, index: Index, drawn: list[Asked], seed: int) -> None:
    """Write a roll."""
    pick = random.Random(seed)
    schools = [zone.name for zone in index.zones]
    attends = [
        schools[index.zone_of[one.block]] if pick.random() < 0.9 else pick.choice(schools) for one in drawn
    ]
    frame = pd.DataFrame(
        {"学籍号": range(len(drawn)), "家庭住址": [one.text for one in drawn], "就读学校": attends}
    )
    frame.to_csv(file, index=False, encoding="utf-8-sig")


def held_mb() -> float:
    """Return the most memory the process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform != "darwin" else 1024**2
    )


if __name__ == "__main__":
    main()

"""docs/benchmarks.md and its chart, written from what the benchmarks measured.

python -m benchmarks.page [RESULTS]

RESULTS is the folder of benchmarks.protocol and benchmarks.growth; `peers.md` and `walking.md` in it, the output of those two benchmarks,
are taken in as they stand. What it holds is kept in benchmarks/measured (`records.py`); the page is written from there.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks import records
from benchmarks.protocol import SETS, WARM, Set
from benchmarks.records import MEASURED, Record

ROOT = Path(__file__).resolve().parent.parent
TITLES = {
    "c500": "Made-up cities, 500 blocks × 12 schools",
    "c2k": "Made-up cities, 2,000 × 40",
    "c10k": "Made-up cities, 10,000 × 120",
    "c50k": "Made-up cities, 50,000 × 400",
    "c200k": "A made-up city, 200,000 × 1,600",
    "tight": "Made-up cities, 10,000 × 120, 85 % and 98 % full",
    "kong_sap": "36 published instances (Kong 2021)",
    "hard": "13 of them, to be proved optimal",
    "kong_siting": "18 published instances, sites chosen too",
}
HEAD = """# Benchmarks

What the solver of zones reaches, how far it is proved, and what that takes. The text of this page and its tables are written by
`python -m benchmarks.page` from the records of the runs (`benchmarks/measured`); no figure is typed in by hand. All sets together take hours, so they may
come from several runs: each says its date and commit.

## Protocol

    python -m benchmarks.protocol BENCH RESULTS
    python -m benchmarks.growth BENCH RESULTS
    python -m benchmarks.peers RESULTS/cities/500x12 --only network_92_1 > RESULTS/peers.md
    python -m benchmarks.peers RESULTS/cities/2000x40 --only network_92_1 >> RESULTS/peers.md
    python -m benchmarks.walking > RESULTS/walking.md
    python -m benchmarks.sites rank RESULTS/cities/10000x120/network_92_1 > RESULTS/sites.md
    python -m benchmarks.sites rank RESULTS/cities/10000x120/euclidean_92_1 --checked 0 >> RESULTS/sites.md
    python -m benchmarks.sites median >> RESULTS/sites.md
    python -m benchmarks.desk > RESULTS/desk.md
    python -m benchmarks.works > RESULTS/works.md
    python -m benchmarks.lookup > RESULTS/lookup.md
    python -m benchmarks.page RESULTS

- One seed for all instances, set before the runs. The settings are those the program ships with; none is set for an instance.
- `seconds` is all that an instance is given: prices, bound and search. Reading files, walks and compiling come before.
- A plan is **clean** if no pupil is over the seats, every block has a school and every zone is one piece with its school's block in it. An independent
  program counts this, the cost and the bound again from the files (`audit`); its word is the one on this page.
- `gap` is cost / proved bound − 1: the plan is at most so far from the best there is. `to best` compares with the best cost published.
- Made-up cities: streets with a river, few bridges and missing links; pupils fill 92 % of the seats unless it says otherwise. On `euclidean` ones walks are straight lines, across the
  river as well, though zones must go round by a bridge: far harder than walks along streets (`network`).
- Where sites are chosen too, the costs published do not belong to the tables that the instances are read from: of `zya1` even the linear program with blocks split, opening costs in parts and
  zones in pieces costs more than the best plan published. So only the gap to the bound proved here is shown.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Keep what was measured, and write the page."""
    asks = argparse.ArgumentParser(description="docs/benchmarks.md from what was measured.")
    asks.add_argument(
        "results", type=Path, nargs="?", help="folder with what was measured since the page was written last"
    )
    results = asks.parse_args(argv).results
    if results is not None:
        print("taken:", ", ".join(records.take(results)) or f"nothing, {results} holds no results")
    page = ROOT / "docs" / "benchmarks.md"
    page.write_text("\n".join(parts()) + "\n", encoding="utf-8")
    if (grown := records.table("growth")) is not None:
        draw(grown.rows, ROOT / "docs" / "img" / "growth.png")
    print(page)
    return 0


def parts(measured: Path = MEASURED) -> Iterator[str]:
    """Yield the parts of the page."""
    yield HEAD
    found = {one.name: kept for one in SETS if (kept := records.table(one.name, measured)) is not None}
    yield "## In short\n"
    yield from overview({name: kept.rows.set_index("instance") for name, kept in found.items()})
    if (grown := records.table("growth", measured)) is not None:
        yield "\n## How it grows\n"
        yield from growth(grown)
    for one in SETS:
        if one.name in found:
            yield from detail(one, found[one.name])
    if (asked := records.table(WARM.name, measured)) is not None:
        yield from second_questions(asked)
    for name, title in (
        ("peers", "Other programs on the same cities"),
        ("sites", "Where to build: every candidate tried, and p-medians"),
        ("desk", "At the desk: what a planner waits for"),
        ("works", "Works over years"),
        ("lookup", "A roll of 100,000 addresses"),
        ("walking", "Walking distances"),
    ):
        if (said := records.text(name, measured)) is not None:
            yield f"\n## {title}\n\n`python -m benchmarks.{name}`\n"
            yield said


def overview(found: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Yield the table of all sets."""
    yield "| set | instances | seconds each | clean | proved within 0.01 % | mean gap | worst gap | mean to best | worst to best | most MB |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    seconds = {one.name: one.seconds for one in SETS}
    for name, table in found.items():
        for part, rows in by_distance(table):
            best = rows["gap_to_best"].dropna().astype(float)
            best = best if name != "kong_siting" else best.iloc[:0]
            yield (
                f"| {TITLES[name]}{part} | {len(rows)} | {seconds[name]:g} | {int(clean(rows).sum())} | {int((rows['gap_to_bound'] <= 1e-4).sum())} "
                f"| {percent(rows['gap_to_bound'].mean())} | {percent(rows['gap_to_bound'].max())} | {percent(best.mean(), sign=True)} "
                f"| {percent(best.max(), sign=True)} | {rows['peak_mb'].max():,.0f} |"
            )


def clean(rows: pd.DataFrame) -> pd.Series:
    """Return which plans keep the rules, by the audit's counts; its `ok` also minds costs published for other tables."""
    counts = ["unassigned", "repeated", "pupils_over", "cut_off_pieces", "schools_outside_own_zone"]
    return (rows[counts] == 0).all(axis=1)


def by_distance(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the instances of a table, made-up cities by the kind of their walks."""
    kind = table.index.to_series().str.split("_").str[0]
    for name in ("network", "euclidean"):
        if (kind == name).any():
            yield f", {name}", table[kind == name]
    others = table[~kind.isin(["network", "euclidean"])]
    if len(others):
        yield "", others


def detail(one: Set, kept: Record) -> Iterator[str]:
    """Yield the table of a set, instance by instance."""
    yield f"\n## {TITLES[one.name]}\n\n{kept.made['seconds']:g} s each. {kept.made_with}\n"
    yield "| instance | blocks × schools | cost, pupil-km | proved bound | gap | to best | clean | s | MB |"
    yield "|---|--:|--:|--:|--:|--:|---|--:|--:|"
    for name, row in kept.rows.assign(clean=clean(kept.rows)).set_index("instance").iterrows():
        ours = one.name == "kong_siting"  # its published costs are those of other tables
        best = None if ours else row["gap_to_best"]
        false = " **above a known plan**" if not ours and row.get("bound_is_false") in (True,) else ""
        yield (
            f"| {name} | {row['blocks']:,} × {row['schools']} | {row['cost']:,.2f} | {row['lower_bound']:,.2f}{false} | {percent(row['gap_to_bound'])} "
            f"| {percent(best, sign=True)} | {'yes' if row['clean'] else '**no**'} | {row['seconds']:.0f} | {row['peak_mb']:,.0f} |"
        )


def second_questions(kept: Record) -> Iterator[str]:
    """Yield the table of second questions."""
    yield f"\n## A second question about a city solved before\n\n{kept.made_with} Cold: {WARM.seconds:g} s from nothing.\n"
    yield "| city | change | s | pupils over | above the cold plan | gap | gap of the cold plan |"
    yield "|---|---|--:|--:|--:|--:|--:|"
    for _, row in kept.rows.iterrows():
        yield (
            f"| {row['instance']} | {row['change']} | {row['warm_s']:.2f} | {row['over']} | {percent(row['above_cold'], sign=True)} "
            f"| {percent(row['warm_gap'])} | {percent(row['cold_gap'])} |"
        )


def growth(kept: Record) -> Iterator[str]:
    """Yield the chart and the table behind it."""
    table = kept.rows.sort_values(["distance", "blocks"], ascending=[False, True])
    yield f"{kept.made_with} No time limit: as `zoning plan` runs, to a gap of 0.1 % or until its effort is spent.\n"
    most = f"{table['blocks'].max():,}"
    yield f"![Seconds, gap and memory by blocks, 500 to {most}](img/growth.png)\n"
    yield "| walks | blocks × schools | s | gap | pupils over | MB |\n|---|--:|--:|--:|--:|--:|"
    for _, row in table.iterrows():
        yield f"| {row['distance']} | {row['blocks']:,} × {row['schools']:,} | {row['seconds']:,.1f} | {percent(row['gap'])} | {row['over']} | {row['peak_mb']:,.0f} |"


def draw(table: pd.DataFrame, file: Path) -> None:
    """Draw time, gap and memory by blocks."""
    from matplotlib.figure import Figure  # the page is written without it where there is no growth to draw

    panels = (
        ("seconds", "seconds", 1.0),
        ("gap", "gap to the proved bound, %", 100.0),
        ("peak_mb", "memory, MB", 1.0),
    )
    figure = Figure(figsize=(12, 3.6), layout="constrained")
    axes = figure.subplots(1, 3)
    for axis, (column, title, scale) in zip(axes, panels, strict=True):
        for distance, colour, mark in (("network", "#0b6e99", "o"), ("euclidean", "#c8553d", "s")):
            rows = table[table["distance"] == distance].sort_values("blocks")
            axis.plot(rows["blocks"], scale * rows[column], color=colour, marker=mark, label=distance)
        axis.set_xscale("log")
        axis.set_yscale("linear" if column == "gap" else "log")
        axis.set_ylim(bottom=0 if column == "gap" else None)
        axis.set_xlabel("blocks")
        axis.set_title(title, fontsize=11)
        axis.grid(alpha=0.3, which="major")
    axes[0].legend(title="walks", frameon=False)
    figure.savefig(file, dpi=110)


def percent(share: Any, *, sign: bool = False) -> str:
    """Return a share as a percentage; a dash where there is none."""
    return "–" if share is None or pd.isna(share) else f"{100 * float(share):{'+' if sign else ''}.3f} %"


if __name__ == "__main__":
    sys.exit(main())

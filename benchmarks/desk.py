"""How long a planner waits at the desk: each kind of change, answered and counted, in districts of growing size.

python -m benchmarks.desk [--blocks N …] [--changes K] [--seed N] > RESULTS/desk.md

Towns of square blocks with streets, invented pupils and a school for about 80 blocks, 92 % full. The baseline is solved and the desk opened, as `zoning serve` does;
then K changes of each kind are made one after the other, each taken back before the next. Timed is what the page waits for: the change, its answer and all numbers as JSON.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.records import machine
from zoning import scenario
from zoning.app import serve, views
from zoning.app.desk import Desk
from zoning.app.server import drawn
from zoning.model import StudyArea
from zoning.toy import town

BLOCKS = (500, 2_000, 10_000)
A_SCHOOL, FULL = 80, 0.92


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--blocks", type=int, nargs="+", default=BLOCKS)
    parser.add_argument("--changes", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rows = [measured(blocks, given.changes, given.seed) for blocks in given.blocks]
    print(f"{machine(given.seed)}; {given.changes} changes of each kind, seconds: median (longest).\n")
    names = list(rows[0])
    print(f"| {' | '.join(names)} |")
    print(f"|{'---|' * len(names)}")
    for row in rows:
        print(f"| {' | '.join(row[name] for name in names)} |")


def measured(blocks: int, changes: int, seed: int) -> dict[str, str]:
    """Return a row of the table."""
    rng = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as folder:
        file = written(Path(folder), city(blocks, rng))
        began = time.perf_counter()
        desk = serve.desk(scenario.load(file), Path(folder) / "desk")
        opened = time.perf_counter() - began
        began = time.perf_counter()
        page = drawn(desk)
        drawing = time.perf_counter() - began
        desk.settle()
        timed = {kind: [waited(desk, change) for change in some] for kind, some in kinds(desk, changes, rng)}
        gaps = [gap for _, gap in timed["close"]]
        made = {kind: [seconds for seconds, _ in found] for kind, found in timed.items()}
        desk.close()
    return {
        "blocks × schools": f"{len(desk.district.area.blocks):,} × {len(desk.district.area.schools)}",
        "opened": f"{opened:.1f}", "page drawn": f"{drawing:.2f}", "page, kB": f"{len(page) // 1000:,}",
        **{kind: f"{np.median(found):.2f} ({max(found):.2f})" for kind, found in made.items()},
        "worst gap after a closure": "no plan within the seats" if np.isnan(gaps).all() else f"{100 * np.nanmax(gaps):.2f} %",
    }  # fmt: skip


def waited(desk: Desk, change: dict[str, Any]) -> tuple[float, float]:
    """Return the seconds until the page has the answer to a change, and the plan's gap; the change is taken back."""
    began = time.perf_counter()
    desk.edit(change, desk.version)
    desk.settle()
    json.dumps(views.whole(desk))
    seconds = time.perf_counter() - began
    gap = desk.state.answer.gap
    desk.undo(desk.version)
    return seconds, np.nan if gap is None else gap


def kinds(desk: Desk, count: int, rng: np.random.Generator) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield each kind of change with some of it."""
    area = desk.district.area
    schools, blocks = rng.permutation(area.schools.index), area.blocks.index.to_numpy()
    places = area.blocks.geometry.representative_point().to_crs("EPSG:4326").to_numpy()
    spots = [{"lon": places[at].x, "lat": places[at].y} for at in rng.integers(len(blocks), size=2 * count)]
    some = [str(school) for school in schools[:count]]
    yield "close", [{"kind": "close", "school": school} for school in some]
    yield "add", [{"kind": "add", "name": "新校", "seats": 900, **spot} for spot in spots[:count]]
    yield "move", [{"kind": "move", "school": school, **spot} for school, spot in zip(some, spots[count:], strict=True)]  # fmt: skip
    yield "resize", [{"kind": "resize", "school": school, "seats": int(1.2 * area.schools.at[school, "seats"])} for school in some]  # fmt: skip
    yield "by hand", [{"kind": "assign", "blocks": [str(b) for b in rng.choice(blocks, 10)], "school": school} for school in some]  # fmt: skip


def city(blocks: int, rng: np.random.Generator) -> StudyArea:
    """Return a town of about so many blocks."""
    columns = round(np.sqrt(blocks * 1.25))
    rows = round(blocks / columns)
    pupils = rng.integers(5, 60, columns * rows).tolist()
    count = max(2, columns * rows // A_SCHOOL)
    at = rng.choice(columns * rows, count, replace=False)
    seats = rng.uniform(0.8, 1.2, count)
    seats *= sum(pupils) / FULL / seats.sum()
    schools = [(int(b % columns), int(b // columns), int(s) + 1) for b, s in zip(at, seats, strict=True)]
    return town(columns, rows, schools=schools, pupils=pupils, street_m=15.0, streets=True)


def written(folder: Path, area: StudyArea) -> Path:
    """Write the town's files and return its scenario."""
    area.blocks.rename_axis("block_id").to_file(folder / "blocks.gpkg")
    assert area.streets is not None
    area.streets.edges[["name", "level", "geometry"]].to_file(folder / "streets.gpkg")
    places = area.schools.geometry.to_crs("EPSG:4326")
    table = pd.DataFrame({"学校编号": area.schools.index, "学校名称": area.schools["name"].to_numpy(), "学位数": area.schools["seats"].to_numpy(int)})  # fmt: skip
    table.assign(经度=places.x.to_numpy(), 纬度=places.y.to_numpy()).to_csv(folder / "schools.csv", index=False, encoding="utf-8-sig")  # fmt: skip
    file = folder / "town.toml"
    file.write_text(
        'name = "town"\n[inputs.blocks]\npath = "blocks.gpkg"\n[inputs.streets]\npath = "streets.gpkg"\n[inputs.schools]\npath = "schools.csv"\ndatum = "wgs84"\n',
        encoding="utf-8",
    )
    return file


if __name__ == "__main__":
    main()

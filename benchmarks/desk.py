"""How long a planner waits at the desk: each kind of change, answered and counted, in districts of growing size.

python -m benchmarks.desk [--blocks N …] [--changes K] [--seed N] > RESULTS/desk.md

The demo, and towns of square blocks with streets and invented pupils, a school for about 80 blocks, 92 % full; schools are placed and sized as in the made-up cities of the protocol. The baseline
is solved and the desk opened, as `zoning serve` does. In Chromium: the page from its address to its table, and K schools closed one after the other, each from the click until zones and numbers are
painted anew, each taken back before the next. Then K changes of each kind without a browser: the change, its answer and all numbers as JSON.
"""

import argparse
import json
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from playwright.sync_api import sync_playwright

from benchmarks.records import machine
from zoning import scenario
from zoning.app import serve, server, views
from zoning.app.desk import Desk
from zoning.model import StudyArea
from zoning.toy import town

BLOCKS = (2_000, 10_000)
DEMO = Path(__file__).resolve().parent.parent / "data" / "demo.toml"
A_SCHOOL, FULL = 80, 0.92


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--blocks", type=int, nargs="+", default=BLOCKS)
    parser.add_argument("--changes", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rows = [measured(DEMO, given.changes, given.seed)]
    for blocks in given.blocks:
        with tempfile.TemporaryDirectory() as folder:
            file = written(Path(folder), city(blocks, np.random.default_rng(given.seed)))
            rows.append(measured(file, given.changes, given.seed))
    print(f"{machine(given.seed)}; {given.changes} changes of each kind, seconds: median (longest).\n")
    names = list(rows[0])
    print(f"| {' | '.join(names)} |")
    print(f"|{'---|' * len(names)}")
    for row in rows:
        print(f"| {' | '.join(row[name] for name in names)} |")


def measured(file: Path, changes: int, seed: int) -> dict[str, str]:
    """Return a row of the table: the desk of a scenario."""
    rng = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        desk = serve.desk(scenario.load(file), Path(folder))
        opened = time.perf_counter() - began
        desk.settle()
        ready, clicks = in_chromium(desk, changes, rng)
        timed = {kind: [waited(desk, change) for change in some] for kind, some in kinds(desk, changes, rng)}
        gaps = [gap for _, gap in timed["close"]]
        made = {kind: [seconds for seconds, _ in found] for kind, found in timed.items()}
        desk.close()
    return {
        "blocks × schools": f"{len(desk.district.area.blocks):,} × {len(desk.district.area.open_schools)}",
        "opened": f"{opened:.1f}", "page ready": f"{ready:.2f}", "click to zones": f"{np.median(clicks):.2f} ({max(clicks):.2f})",
        **{kind: f"{np.median(found):.2f} ({max(found):.2f})" for kind, found in made.items()},
        "worst gap after a closure": "no plan within the seats" if np.isnan(gaps).all() else f"{100 * np.nanmax(gaps):.2f} %",
    }  # fmt: skip


def in_chromium(desk: Desk, changes: int, rng: np.random.Generator) -> tuple[float, list[float]]:
    """Return the seconds until the page is ready, and from the click on "close" until everything is painted anew."""
    clicks = []
    with served(desk) as address, sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page(viewport={"width": 1600, "height": 900})
        began = time.perf_counter()
        page.goto(address)
        page.locator("#schools tbody tr").first.wait_for(timeout=120_000)
        ready = time.perf_counter() - began
        for school in rng.permutation(desk.district.area.open_schools.index)[:changes]:
            page.locator(f'#schools tr[data-school="{school}"]').click()
            page.locator("#school_close").wait_for()
            began = time.perf_counter()
            page.locator("#school_close").click()
            page.locator("#steps li").first.wait_for(state="attached", timeout=120_000)
            page.wait_for_selector("body:not(.solving)", timeout=120_000)
            clicks.append(time.perf_counter() - began)
            page.locator("#undo").click()
            page.wait_for_selector("#undo:disabled")
        chromium.close()
    return ready, clicks


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """Serve a desk on this machine and give its address."""
    held, token = serve.listening("127.0.0.1", 0), "benchmark"
    running = serve.Server(desk, server.app(desk, token=token, hosts=["127.0.0.1"]))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [held]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{held.getsockname()[1]}/#{token}"
    finally:
        running.handle_exit(signal.SIGINT, None)
        thread.join()
        held.close()


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
    schools, blocks = rng.permutation(area.open_schools.index), area.blocks.index.to_numpy()
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
    at, seats = placed(columns, rows, np.array(pupils), rng)
    schools = [(int(b % columns), int(b // columns), int(s) + 1) for b, s in zip(at, seats, strict=True)]
    return town(columns, rows, schools=schools, pupils=pupils, street_m=15.0, streets=True)


def placed(
    columns: int, rows: int, pupils: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return the blocks of the schools, apart from each other, and their seats: partly what the pupils near by ask for, partly not."""
    xy = np.column_stack([np.arange(columns * rows) % columns, np.arange(columns * rows) // columns])
    count = max(2, columns * rows // A_SCHOOL)
    apart, chosen = 0.35 * np.sqrt(columns * rows / count), list[int]()
    for block in rng.permutation(columns * rows).tolist():
        if len(chosen) < count and all(np.hypot(*(xy[block] - xy[other])) >= apart for other in chosen):
            chosen.append(block)
    nearest = np.hypot(*(xy[:, None] - xy[chosen]).transpose(2, 0, 1)).argmin(axis=1)
    local = np.bincount(nearest, weights=pupils, minlength=len(chosen))
    seats = 0.45 * local + 0.55 * pupils.sum() / len(chosen) * rng.lognormal(0, 0.25, len(chosen))
    return np.array(chosen), seats * pupils.sum() / FULL / seats.sum()


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

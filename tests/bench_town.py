"""A town of nine blocks as a benchmark folder, and what is true of its plans, reckoned with nothing of ours."""

import csv
import heapq
import itertools
from fractions import Fraction
from pathlib import Path

import numpy as np

# a street of four blocks, and one of five below it; the schools stand at the ends of the upper one
#   n1 ─ n2 ─ n3 ─ n4
#   │              │
#   s1 ─ s2 ─ s3 ─ s4 ─ s5
BLOCKS = {
    "n1": (0, 100, 10), "n2": (100, 100, 20), "n3": (200, 100, 30), "n4": (300, 100, 10), "s1": (0, 0, 15),
    "s2": (100, 0, 0), "s3": (200, 0, 25), "s4": (300, 0, 5), "s5": (400, 0, 12),
}  # fmt: skip
LINKS = {
    ("n1", "n2"): "100.3", ("n2", "n3"): "150.7", ("n3", "n4"): "100.1", ("n1", "s1"): "100.9", ("s1", "s2"): "120.3",
    ("s2", "s3"): "130.1", ("s3", "s4"): "140.7", ("s4", "n4"): "100.3", ("s4", "s5"): "160.1",
}  # fmt: skip
SCHOOLS = {"007": ("n1", 72), "NA": ("n4", 70)}
SITES = {"007": ("n1", 90, 1.5), "NA": ("n4", 90, 2.25), "mid": ("s3", 130, 4.1)}
"""Candidate sites: block, seats, pupil-km of opening."""


def write(file: Path, head: tuple[str, ...], rows) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([head, *rows])


def read(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def town(folder: Path, *, distance: str = "network", schools=SCHOOLS, links=LINKS, extra: str = "") -> Path:
    folder.mkdir(parents=True)
    (folder / "instance.toml").write_text(
        f'distance = "{distance}"\ncost_unit = "pupil_km"\ncontiguous = true\n{extra}', encoding="utf-8"
    )
    write(folder / "blocks.csv", ("block_id", "x", "y", "pupils"), [(i, *rest) for i, rest in BLOCKS.items()])
    write(folder / "adjacency.csv", ("block_a", "block_b", "length_m"), [(*p, m) for p, m in links.items()])
    write(
        folder / "schools.csv", ("school_id", "block_id", "capacity"), [(i, *rest) for i, rest in schools.items()]
    )  # fmt: skip
    return folder


def ways(source: str, links=LINKS) -> dict[str, Fraction]:
    """Shortest ways over the links in exact metres, by a heap and nothing of ours."""
    beside = {block: [] for block in BLOCKS}
    for (a, b), metres in links.items():
        beside[a].append((b, Fraction(metres)))
        beside[b].append((a, Fraction(metres)))
    found, heap = {}, [(Fraction(0), source)]
    while heap:
        so_far, block = heapq.heappop(heap)
        if block not in found:
            found[block] = so_far
            for other, metres in beside[block]:
                heapq.heappush(heap, (so_far + metres, other))
    return found


def straight(block: str, stands: str) -> Fraction:
    return Fraction(float(np.hypot(*np.subtract(BLOCKS[block][:2], BLOCKS[stands][:2]))))


def cost_km(plan: dict[str, str], walk_m: dict[str, dict[str, Fraction]]) -> Fraction:
    return (
        sum((BLOCKS[block][2] * walk_m[school][block] for block, school in plan.items()), Fraction(0)) / 1000
    )


def is_clean(plan: dict[str, str], schools=SCHOOLS) -> bool:
    for school, (stands, seats) in schools.items():
        mine = {block for block, chosen in plan.items() if chosen == school}
        if stands not in mine or sum(BLOCKS[block][2] for block in mine) > seats:
            return False
        reached, todo = {stands}, [stands]
        while todo:
            here = todo.pop()
            for a, b in LINKS:
                for this, other in ((a, b), (b, a)):
                    if this == here and other in mine and other not in reached:
                        reached.add(other)
                        todo.append(other)
        if reached != mine:
            return False
    return True


def best_km(walk_m, sites=None) -> Fraction:
    """Least cost over every clean plan there is, and every choice of `sites` where they may stay closed."""
    found = []
    for chosen in itertools.product(sites or SCHOOLS, repeat=len(BLOCKS)):
        plan = dict(zip(BLOCKS, chosen, strict=True))
        used = {site: sites[site][:2] for site in set(chosen)} if sites else SCHOOLS
        if is_clean(plan, used):
            opening = (Fraction(str(sites[site][2])) for site in used) if sites else ()
            found.append(cost_km(plan, walk_m) + sum(opening))
    return min(found)

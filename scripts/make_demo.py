"""Write the invented demo district 滨河区 to data/boundaries and data/schools, the same bytes each time.

python scripts/make_demo.py            writes the files
python scripts/make_demo.py --check    exits 1 when the files on disk differ from what it would write
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import shapely
from demo.blocks import Block, town
from demo.geography import ground, subdistricts
from demo.layers import SUBDISTRICTS, layers, subdistrict_lines
from demo.schools import district

DATA = Path(__file__).resolve().parent.parent / "data"


def files() -> dict[Path, bytes]:
    """Return the bytes of every file of the demo district by its path."""
    land = ground()
    parts = subdistricts(land, *subdistrict_lines())
    land = replace(land, district=shapely.union_all(parts))
    built = town(land)
    place = district(land, replace(built, blocks=numbered(built.blocks, parts)))
    encoding = {".geojson": "utf-8", ".csv": "utf-8-sig"}
    return {
        DATA / path: text.encode(encoding[Path(path).suffix]) for path, text in layers(place, parts).items()
    }


def numbered(blocks: list[Block], parts: list[shapely.Polygon]) -> list[Block]:
    """Return the blocks subdistrict by subdistrict, each read like a page, with their numbers."""
    points = [block.shape.representative_point() for block in blocks]
    part_of = [min(range(len(parts)), key=lambda n: round(parts[n].distance(point), 1)) for point in points]
    order = sorted(
        range(len(blocks)), key=lambda n: (part_of[n], -int(points[n].y // 350), round(points[n].x, 1))
    )
    return [
        replace(blocks[n], subdistrict=SUBDISTRICTS[part_of[n]], code=f"B{rank + 1:04d}")
        for rank, n in enumerate(order)
    ]


def differing(wanted: dict[Path, bytes]) -> list[Path]:
    """Return the files on disk that are missing or hold other bytes."""
    return [path for path, content in wanted.items() if not path.exists() or path.read_bytes() != content]


def main() -> int:
    """Write or check the demo district."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the files on disk, write nothing")
    check = parser.parse_args().check
    wanted = files()
    if check:
        stale = differing(wanted)
        for path in stale:
            print(
                f"{path.relative_to(DATA.parent)} differs from what scripts/make_demo.py writes",
                file=sys.stderr,
            )
        return 1 if stale else 0
    for path, content in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(f"{path.relative_to(DATA.parent)}: {len(content) / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

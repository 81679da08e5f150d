"""Blocks: plots shrunk to leave the streets free, each with its land use, name and address."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import Point, Polygon

from demo import names, roster, sheet
from demo.geography import SEED, Ground, outline, place
from demo.naming import addresses, estate_names, named_cuts
from demo.parcels import Plot, subdivide
from demo.sheet import WIDTH_M
from demo.streets import Street, drawn, noded, superblocks
from demo.villages import Village, pieces, villages

NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True, eq=False)
class Block:
    """One block of the district."""

    shape: Polygon
    quarter: str
    use: str = ""
    name: str = ""
    subdistrict: str = ""
    street: str = ""
    house: int = 0
    code: str = ""
    village: str = ""


@dataclass(frozen=True, eq=False)
class Town:
    """The street network and the blocks."""

    network: list[Street]
    blocks: list[Block]


def town(land: Ground) -> Town:
    """Return the whole town: streets noded, blocks shaped, used and named."""
    streets = drawn(land)
    faces = [(face, _quarter(face, land)) for face in superblocks(streets, land)]
    faces = [(face, quarter) for face, quarter in faces if quarter]
    points = [place(school.x, school.y) for school in [*roster.PRIMARY, *roster.JUNIOR]]
    plots, cuts = subdivide(faces, points)
    plots = _without_fields(plots, faces)
    built_up = shapely.union_all([face for face, _ in faces])
    hamlets = villages(land, streets, built_up)
    lanes = [hamlet.lane for hamlet in hamlets]
    local = named_cuts(cuts, [street.name for street in streets])
    network = noded([*streets, *local, *lanes], land)
    blocks = [*_shrunk(plots, network), *_village_blocks(hamlets, network)]
    return Town(network, _addressed(_named(_used(blocks), land), network))


def _quarter(face: Polygon, land: Ground) -> str:
    """Return the quarter a superblock belongs to; an empty name leaves it as fields."""
    point = face.representative_point()
    if face.distance(land.river) < 60 and land.river_line.distance(point) < 245:
        return "河岸"
    if face.distance(land.railway) < 60:
        return "工业"
    for quarter, ring in (("湖区", sheet.ESTATE), ("老城", sheet.OLD_TOWN), ("中区", sheet.MIDDLE)):
        if outline(ring).contains(point):
            return quarter
    fields = outline(sheet.FIELDS).contains(point)
    return "" if fields else "新区"


def _without_fields(plots: list[Plot], faces: list[tuple[Polygon, str]]) -> list[Plot]:
    """Return the plots less some on the rim of the town that are not built yet (fields on the map)."""
    rng = np.random.default_rng([SEED, 7])
    rim = shapely.union_all([face for face, _ in faces]).buffer(5).buffer(-30).boundary
    special = [place(x, y) for *_, x, y in sheet.PLOTS]
    special += [place(school.x, school.y) for school in [*roster.PRIMARY, *roster.JUNIOR]]
    vacant = [
        plot.quarter == "新区" and chance < 0.24 and plot.shape.intersects(rim)
        and not any(plot.shape.contains(point) for point in special)
        for plot, chance in zip(plots, rng.random(len(plots)), strict=True)
    ]  # fmt: skip
    return [plot for plot, empty in zip(plots, vacant, strict=True) if not empty]


def _shrunk(plots: Sequence[Plot], network: Sequence[Street]) -> list[Block]:
    """Return the plots less half of every street beside them, corners cut."""
    strips = [edge.line.buffer(WIDTH_M[edge.grade] / 2 + 1.5, cap_style="square") for edge in network]
    tree = shapely.STRtree(strips)
    shapes = [_shrink(plot.shape, [strips[n] for n in sorted(tree.query(plot.shape))]) for plot in plots]
    kept = [
        Block(shape, plot.quarter) for shape, plot in zip(shapes, plots, strict=True) if shape is not None
    ]
    return sorted(kept, key=lambda block: _row(block.shape))


def _shrink(plot: Polygon, strips: list[Polygon]) -> Polygon | None:
    rest = plot.buffer(-1.0).difference(shapely.union_all(strips))
    part = max(shapely.get_parts(rest), key=lambda piece: piece.area, default=None)
    if part is None or part.area < 2500:
        return None
    opened = part.buffer(-7, join_style="mitre").buffer(7, quad_segs=1)
    whole = max(shapely.get_parts(opened), key=lambda piece: piece.area, default=None)
    if whole is None or whole.area < 2500:
        return None
    smooth = shapely.set_precision(whole.simplify(1.2), 0.1)
    return smooth if smooth.geom_type == "Polygon" else None


def _village_blocks(hamlets: Sequence[Village], network: Sequence[Street]) -> list[Block]:
    blocks = []
    for hamlet in hamlets:
        parts = pieces(hamlet, network)
        many = len(parts) > 1
        blocks += [
            Block(
                part,
                "乡村",
                "村",
                f"{hamlet.name}村{NUMERALS[n] + '组' if many else ''}",
                village=f"{hamlet.name}村",
            )
            for n, part in enumerate(parts)
        ]
    return blocks


def _used(blocks: list[Block]) -> list[Block]:
    """Return the blocks with their land use; those with a proper name of their own have it already."""
    rng = np.random.default_rng([SEED, 6])
    fixed: dict[int, tuple[str, str]] = {}
    for school in [*roster.PRIMARY, *roster.JUNIOR]:
        fixed[_school_block(blocks, place(school.x, school.y), fixed)] = ("学校", f"{school.name}校园")
    for use, name, x, y in sheet.PLOTS:
        fixed[_free_block(blocks, place(x, y), fixed)] = (use, name)
    chance = rng.random(len(blocks))
    default = {"河岸": "公园", "工业": "工业", "乡村": "村"}
    near = shapely.MultiPoint([place(school.x, school.y) for school in roster.PRIMARY])
    result = []
    for number, block in enumerate(blocks):
        use, name = fixed.get(number, (default.get(block.quarter, "小区"), block.name))
        if use == "小区" and block.quarter in ("老城", "中区") and chance[number] < 0.07:
            use = "商业"
        elif use == "小区" and block.quarter == "新区" and block.shape.centroid.distance(near) > 560:
            use = _edge_use(chance[number])
        elif use == "小区" and block.quarter != "湖区" and chance[number] > 0.975:
            use = "公园"
        result.append(replace(block, use=use, name=name))
    return result


def _edge_use(chance: float) -> str:
    """Return the use of a block of the new quarters that is far from every school."""
    limits = ((0.13, "公园"), (0.23, "商业"), (0.35, "工业"))
    return next((use for limit, use in limits if chance < limit), "小区")


def _school_block(blocks: list[Block], at: Point, taken: dict[int, tuple[str, str]]) -> int:
    """Return the free block of a school's size nearest to a place."""
    fit = [
        (round(block.shape.distance(at), 1), round(block.shape.centroid.distance(at), 1), number)
        for number, block in enumerate(blocks)
        if number not in taken and 9_000 < block.shape.area < 42_000 and block.quarter not in ("河岸", "工业")
    ]
    return min(fit)[2]


def _free_block(blocks: list[Block], at: Point, taken: dict[int, tuple[str, str]]) -> int:
    fit = [
        (round(block.shape.distance(at), 1), number)
        for number, block in enumerate(blocks)
        if number not in taken and block.quarter not in ("河岸", "工业", "乡村")
    ]
    return min(fit)[1]


def _named(blocks: list[Block], land: Ground) -> list[Block]:
    homes = [number for number, block in enumerate(blocks) if block.use == "小区" and not block.name]
    estates = estate_names([blocks[n].shape for n in homes], [blocks[n].quarter for n in homes])
    given = dict(zip(homes, estates, strict=True))
    pools = {
        "工业": iter([*names.WORKS, *(f"{word}二厂" for word in names.WORKS)]),
        "科技": (word + end for end in ("科技园", "产业园") for word in names.WORK_PARKS),
        "商业": (word + end for end in names.SHOP_ENDINGS for word in names.SHOPS),
    }
    result = []
    for number, block in enumerate(blocks):
        name = block.name or given.get(number, "")
        kind = "科技" if block.use == "工业" and block.quarter != "工业" else block.use
        if not name and kind in pools:
            name = next(pools[kind])
        result.append(replace(block, name=name))
    return _parks_named(result, land)


def _parks_named(blocks: list[Block], land: Ground) -> list[Block]:
    """Name riverside parks by bank and order downstream, and pocket parks by order."""
    large = iter(names.PARKS)
    count = {"北岸": 0, "南岸": 0, "口袋公园": 0}
    named = list(blocks)
    nameless = [number for number, block in enumerate(blocks) if block.use == "公园" and not block.name]
    for number in sorted(nameless, key=lambda n: round(blocks[n].shape.centroid.x, 1)):
        if blocks[number].quarter != "河岸" and blocks[number].shape.area > 18_000:
            named[number] = replace(blocks[number], name=f"{next(large)}公园")
            continue
        point = blocks[number].shape.centroid
        bank = "北岸" if point.y > land.river_line.interpolate(land.river_line.project(point)).y else "南岸"
        kind = bank if blocks[number].quarter == "河岸" else "口袋公园"
        count[kind] += 1
        name = f"{kind}{count[kind]}号" if kind == "口袋公园" else f"滨河公园{kind}{count[kind]}段"
        named[number] = replace(blocks[number], name=name)
    return named


def _addressed(blocks: list[Block], network: Sequence[Street]) -> list[Block]:
    found = addresses([block.shape for block in blocks], network)
    return [
        replace(block, street=street, house=house)
        for block, (street, house) in zip(blocks, found, strict=True)
    ]


def _row(shape: Polygon) -> tuple[int, float]:
    """Return a key that reads the map like a page: rows from the north, west to east."""
    return -int(shape.centroid.y // 350), round(shape.centroid.x, 1)

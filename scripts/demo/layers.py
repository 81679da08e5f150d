"""Every file of the demo district by its path, ready to be written or compared."""

import shapely

from demo import population, quality, roster
from demo.blocks import Block
from demo.files import Row, gcj02, geojson, table
from demo.geography import Points, curve
from demo.schools import District, Stage, seats, site_point

ABOUT = "虚构的滨河区，不对应任何真实地方、学校或学生；由 scripts/make_demo.py 生成，坐标为 WGS84。"
WEST_LINE: Points = [(-2280, -1700), (-2340, -500), (-2240, 800), (-2300, 2370), (-2150, 5200)]
EAST_LINE: Points = [(1150, -1300), (1030, -300), (960, 700), (1010, 2320), (1250, 5200)]
SUBDISTRICTS = ["柳泉街道", "文昌街道", "东岭街道", "明月街道"]


def subdistrict_lines() -> tuple[shapely.LineString, shapely.LineString]:
    """Return the two lines that part the subdistricts north of the river."""
    return curve(WEST_LINE), curve(EAST_LINE)


def layers(place: District, parts: list[shapely.Polygon]) -> dict[str, str]:
    """Return the text of every data file by its path under data/."""
    return {
        "boundaries/district.geojson": geojson("区界", ABOUT, [place.land.district], [{"名称": "滨河区"}]),
        "boundaries/subdistricts.geojson": _subdistricts(parts),
        "boundaries/blocks.geojson": _blocks(place),
        "boundaries/streets.geojson": _streets(place),
        "boundaries/barriers.geojson": _barriers(place),
        "boundaries/crossings.geojson": _crossings(place),
        "schools/schools.csv": table([row for stage in place.stages for row in _schools(stage, place)]),
        "schools/kindergartens.csv": table(_kindergartens(place)),
        "schools/candidate_sites.csv": table(_sites(place)),
        "schools/citywide.csv": table(_citywide()),
        "schools/quality.csv": table(quality.quality(place)),
        "schools/attendance.csv": table(quality.roll(place)),
        "population/births.csv": table(
            population.births([b.subdistrict for b in place.town.blocks], place.people, SUBDISTRICTS)
        ),
        "population/rolls.csv": table(population.rolls(place.people)),
        "population/estates.csv": table(population.estates({b.name: b.code for b in place.town.blocks})),
    }


def address(block: Block) -> str:
    """Return a street and house number, or in a village its subdistrict and name."""
    if block.quarter == "乡村":
        return block.subdistrict + (block.name if block.use == "村" else block.village)
    return f"{block.street}{block.house}号"


def _subdistricts(parts: list[shapely.Polygon]) -> str:
    rows: list[Row] = [{"编号": f"D{n + 1}", "名称": name} for n, name in enumerate(SUBDISTRICTS)]
    return geojson("街道", ABOUT, parts, rows)


def _blocks(place: District) -> str:
    primary, junior = place.stages
    rows: list[Row] = [
        {
            "地块编号": block.code,
            "小区名称": block.name,
            "类型": block.use,
            "街道": block.subdistrict,
            "地址": address(block),
            "户数": place.people.dwellings[n],
            "幼儿园适龄": place.people.pupils["幼儿园"][n],
            "小学适龄": place.people.pupils["小学"][n],
            "初中适龄": place.people.pupils["初中"][n],
            "现小学": primary.schools[primary.zone[n]].name,
            "现初中": junior.schools[junior.zone[n]].name,
        }
        for n, block in enumerate(place.town.blocks)
    ]
    return geojson("地块", ABOUT, [block.shape for block in place.town.blocks], rows)


def _streets(place: District) -> str:
    rows: list[Row] = [
        {
            "编号": f"R{n + 1:04d}",
            "名称": edge.name,
            "等级": edge.grade,
            "桥": "是" if edge.bridge else "否",
            "道口": edge.rail,
        }
        for n, edge in enumerate(place.town.network)
    ]
    return geojson("道路", ABOUT, [edge.line for edge in place.town.network], rows)


def _barriers(place: District) -> str:
    rows: list[Row] = [{"名称": "清柳河", "类型": "河流"}, {"名称": "滨河铁路", "类型": "铁路"}]
    return geojson("阻隔", ABOUT, [place.land.river, place.land.railway], rows)


def _crossings(place: District) -> str:
    shapes = [
        crossing.line if crossing.kind == "桥" else crossing.line.intersection(place.land.railway)
        for crossing in place.crossings
    ]
    rows: list[Row] = [{"名称": crossing.name, "类型": crossing.kind} for crossing in place.crossings]
    return geojson("过河过铁路通道", ABOUT, shapes, rows)


def _schools(stage: Stage, place: District) -> list[Row]:
    primary, junior = place.stages
    rows = []
    for school, home, count, pupils in zip(
        stage.schools, stage.home, stage.classes, stage.pupils, strict=True
    ):
        block = place.town.blocks[home]
        row: Row = {
            "学校标识码": school.code,
            "学校名称": school.name,
            "办学类型": stage.name,
            "举办者": "公办",
            "街道": block.subdistrict,
            "地址": address(block),
            "班数": count,
            "学位数": seats(stage.name, count),
            "在校生数": pupils,
            "对口初中": junior.schools[junior.zone[home]].name if stage is primary else "",
            "咨询电话": f"0000-88{school.code[1:]}0{'1' if stage is primary else '2'}",
        }
        rows.append(row | gcj02(block.shape.representative_point()))
    return rows


def _kindergartens(place: District) -> list[Row]:
    rows = []
    for nursery in place.kindergartens:
        block = place.town.blocks[nursery.home]
        row: Row = {
            "幼儿园标识码": nursery.code,
            "园所名称": nursery.name,
            "办学类型": "幼儿园",
            "举办者": "公办" if nursery.public else "民办普惠",
            "街道": block.subdistrict,
            "地址": f"{address(block)}（{block.name}内）",
            "班数": nursery.classes,
            "学位数": seats("幼儿园", nursery.classes),
            "在园幼儿数": nursery.pupils,
        }
        rows.append(row | gcj02(nursery.point))
    return rows


def _citywide() -> list[Row]:
    head = ("学校标识码", "学校名称", "学段", "举办者", "班数", "学位数", "在校生数", "自何学年起")
    return [
        dict(zip(head, ("" if cell is None else cell for cell in row), strict=True))
        for row in roster.CITYWIDE
    ]


def _sites(place: District) -> list[Row]:
    rows = []
    for site in roster.SITES:
        code, name, *_, count, note = site
        point = site_point(site, place.town.blocks)
        beside = min(place.town.blocks, key=lambda block: round(block.shape.distance(point), 1))
        row: Row = {
            "编号": code,
            "名称": name,
            "地址": address(beside) + ("" if beside.shape.contains(point) else "旁"),
            "可设班数": count,
            "可设学位": seats("小学", count),
            "用地面积（平方米）": round(seats("小学", count) * 22.5, -2),
        }
        rows.append(row | gcj02(point) | {"说明": note})
    return rows

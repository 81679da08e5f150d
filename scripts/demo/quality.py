"""优质均衡: what each invented school has, and where its pupils live; strong old schools, crowded ones, weak ones in the country."""

from collections.abc import Sequence
from dataclasses import dataclass

from demo.files import Row
from demo.schools import District, Stage


@dataclass(frozen=True)
class Equipped:
    """One school: its founding, where it stands, and what it has in per cent of what is asked."""

    built: int
    place: str
    migrants: int
    """Children of migrant workers, per cent."""
    percent: tuple[int, int, int, int, int, int, int]
    """Teachers above the required degree, backbone, sports and arts; teaching rooms, sports grounds, equipment, media rooms."""


SCHOOLS = {
    "P01": Equipped(1923, "城区", 6, (128, 240, 133, 104, 88, 150, 118)),
    "P02": Equipped(1951, "城区", 8, (112, 150, 108, 101, 90, 120, 105)),
    "P03": Equipped(1936, "城区", 21, (84, 62, 71, 160, 175, 82, 96)),
    "P04": Equipped(1978, "城区", 14, (106, 120, 101, 103, 92, 108, 101)),
    "P05": Equipped(1964, "城区", 17, (103, 88, 92, 101, 84, 104, 100)),
    "P06": Equipped(1985, "城区", 12, (101, 105, 88, 103, 104, 102, 103)),
    "P07": Equipped(1958, "城区", 9, (105, 118, 104, 101, 88, 111, 102)),
    "P08": Equipped(1999, "城区", 10, (101, 165, 87, 66, 52, 118, 84)),
    "P09": Equipped(1992, "城区", 13, (102, 92, 101, 102, 105, 103, 101)),
    "P10": Equipped(1988, "城区", 19, (96, 70, 78, 101, 110, 95, 101)),
    "P11": Equipped(2012, "城区", 11, (109, 104, 103, 112, 118, 121, 109)),
    "P12": Equipped(2014, "城区", 12, (107, 101, 102, 115, 121, 117, 106)),
    "P13": Equipped(2018, "城区", 9, (121, 146, 118, 109, 113, 139, 122)),
    "P14": Equipped(2010, "城区", 15, (104, 89, 101, 95, 103, 106, 100)),
    "P15": Equipped(1953, "镇区", 4, (78, 44, 52, 108, 150, 74, 71)),
    "P16": Equipped(1957, "乡村", 5, (81, 38, 47, 112, 162, 69, 76)),
    "J01": Equipped(1926, "城区", 6, (124, 190, 121, 101, 87, 140, 112)),
    "J02": Equipped(1955, "城区", 8, (104, 110, 102, 103, 89, 108, 101)),
    "J03": Equipped(1972, "城区", 13, (97, 101, 90, 104, 101, 102, 100)),
    "J04": Equipped(1981, "城区", 18, (92, 72, 81, 105, 108, 88, 95)),
    "J05": Equipped(1994, "城区", 12, (103, 96, 101, 102, 112, 105, 103)),
    "J06": Equipped(2001, "城区", 10, (102, 120, 93, 84, 71, 104, 91)),
    "J07": Equipped(2009, "城区", 11, (106, 103, 100, 110, 115, 109, 102)),
    "J08": Equipped(2016, "城区", 9, (113, 115, 109, 101, 104, 126, 108)),
}
ASKED = {"小学": (420, 100, 90, 450, 750, 200_000, 230), "初中": (530, 100, 90, 580, 1020, 250_000, 240)}
"""Of the seven: teachers and rooms for ten thousand pupils, m² and yuan for a hundred."""
SWAPS = {("P01", "P02"): 26, ("P08", "P03"): 18, ("J01", "J02"): 62, ("J06", "J05"): 20}
"""Pupils of either school's zone who go to the other: nobody is left over, and rolls stay as they are."""


def quality(place: District) -> list[Row]:
    """Return the form of every school, as a bureau fills it in."""
    return [row for stage in place.stages for row in _forms(stage, _homes(stage, place))]


def roll(place: District) -> list[Row]:
    """Return how many pupils of each block go to each school."""
    rows: list[Row] = []
    for stage in place.stages:
        homes = _homes(stage, place)
        for n, block in enumerate(place.town.blocks):
            for number, school in enumerate(stage.schools):
                if pupils := homes[number].get(n, 0):
                    rows.append(
                        {
                            "地块编号": block.code,
                            "学校标识码": school.code,
                            "学校名称": school.name,
                            "人数": pupils,
                        }
                    )
    return rows


def _homes(stage: Stage, place: District) -> list[dict[int, int]]:
    """Per school: block -> pupils on its roll. Those of its zone, but for some who go to the school beside, one of a block."""
    lived = place.people.pupils[stage.name]
    codes = [school.code for school in stage.schools]
    homes: list[dict[int, int]] = [{} for _ in codes]
    for n, zone in enumerate(stage.zone):
        if lived[n]:
            homes[zone][n] = lived[n]
    zones = [dict(home) for home in homes]
    for (one, other), count in SWAPS.items():
        if one in codes:
            a, b = codes.index(one), codes.index(other)
            for here, there in ((a, b), (b, a)):
                for n in _most(zones[here], count):
                    homes[here][n] -= 1
                    homes[there][n] = homes[there].get(n, 0) + 1
    return homes


def _most(zone: dict[int, int], count: int) -> list[int]:
    """The blocks with most pupils, as often as it takes."""
    order = sorted(zone, key=lambda n: (-zone[n], n))
    return [order[k % len(order)] for k in range(count)]


def _forms(stage: Stage, homes: Sequence[dict[int, int]]) -> list[Row]:
    rows = []
    for number, school in enumerate(stage.schools):
        has, pupils = SCHOOLS[school.code], stage.pupils[number]
        inside = sum(count for n, count in homes[number].items() if stage.zone[n] == number)
        rows.append(_form(stage, number, has, pupils) | {
            "家庭住址在划片范围内的在校学生人数": inside, "随迁子女数": pupils * has.migrants // 100,
        })  # fmt: skip
    return rows


def _form(stage: Stage, number: int, has: Equipped, pupils: int) -> Row:
    school, classes = stage.schools[number], stage.classes[number]
    above, backbone, arts, teaching, sports, yuan, rooms = (
        -(-asked * percent * pupils // (1_000_000 if at in (0, 1, 2, 6) else 10_000))
        for at, (asked, percent) in enumerate(zip(ASKED[stage.name], has.percent, strict=True))
    )
    masters, indoor = above * (6 if stage.name == "小学" else 14) // 100, 480 if has.percent[5] >= 105 else 0
    college = above * 22 // 100 if stage.name == "小学" else pupils // 120
    tenths = -(-yuan // 1000)
    return {
        "学校标识码": school.code, "学校名称": school.name, "学段": stage.name, "城乡类型": has.place, "是否寄宿制学校": "否",
        "建校年份": has.built, "学生数": pupils, "班数": classes, "班级人数": "、".join(map(str, _classes(pupils, classes))),
        "专科": college, "本科": above - masters - (college if stage.name == "小学" else 0), "硕士": masters, "博士": 0,
        "县级以上骨干教师数": backbone, "体育教师数": arts - 2 * (arts * 28 // 100), "音乐教师数": arts * 28 // 100, "美术教师数": arts * 28 // 100,
        "艺术教师数": 0, "教学及辅助用房面积（平方米）": teaching + indoor, "室内体育用房面积（平方米）": indoor,
        "运动场地面积（平方米）": sports - indoor, "教学仪器设备值（万元）": f"{tenths // 10}.{tenths % 10}", "网络多媒体教室数": rooms,
    }  # fmt: skip


def _classes(pupils: int, classes: int) -> list[int]:
    """The pupils of every class: as even as they come, with one more here and one fewer there."""
    each, more = divmod(pupils, classes)
    even = [each + (n < more) for n in range(classes)]
    return [size + (1 if n % 4 == 0 else -1) * (n % 4 < 2 and n - n % 4 + 1 < classes) for n, size in enumerate(even)]  # fmt: skip

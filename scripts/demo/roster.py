"""The schools and candidate sites as a bureau would list them, before they find their plots."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Planned:
    """One school drawn on the sheet.

    `use` is how full today's zone should make it (1 is full); `pull_m` is how far today's zone reaches
    past the half-way line to its neighbours (years of habit and old decisions).
    """

    code: str
    name: str
    x: float
    y: float
    use: float
    pull_m: float = 0.0


PRIMARY = [
    Planned("P01", "滨河第一小学", -610, 400, 0.97, 60),
    Planned("P02", "鼓楼小学", -640, -560, 0.84, 0),
    Planned("P03", "文庙小学", 330, 120, 0.47, -230),
    Planned("P04", "迎宾小学", -900, 1660, 0.93, 0),
    Planned("P05", "柳泉小学", -1980, 330, 0.95, 40),
    Planned("P06", "西苑小学", -2560, 1120, 0.86, 0),
    Planned("P07", "书院小学", -1980, -820, 0.88, 0),
    Planned("P08", "东湖实验小学", 1420, 220, 1.45, 300),
    Planned("P09", "朝阳小学", 780, 1560, 0.90, 0),
    Planned("P10", "东岭小学", 2320, 1020, 0.94, 40),
    Planned("P11", "书香小学", -1560, -2200, 0.78, 80),
    Planned("P12", "和风小学", -520, -2720, 0.80, 100),
    Planned("P13", "滨河新区实验小学", 620, -1800, 1.02, 200),
    Planned("P14", "银杏小学", 1850, -2000, 1.06, -250),
    Planned("P15", "柳行中心小学", -3800, 850, 0.84, 550),
    Planned("P16", "东埠中心小学", 3650, 890, 0.82, 900),
]
JUNIOR = [
    Planned("J01", "滨河第一初级中学", -1050, 780, 0.93, 0),
    Planned("J02", "鼓楼初级中学", -150, -520, 0.81, -150),
    Planned("J03", "西苑初级中学", -2600, 160, 0.90, 0),
    Planned("J04", "站前初级中学", -1500, 1850, 0.88, 0),
    Planned("J05", "朝阳初级中学", 1330, 1650, 0.90, 0),
    Planned("J06", "东湖初级中学", 1950, 400, 1.12, 150),
    Planned("J07", "南苑初级中学", -800, -2150, 0.86, 0),
    Planned("J08", "明月初级中学", 1300, -2420, 1.03, 0),
]
CLASS_SIZE = {"小学": 45, "初中": 50, "幼儿园": 30}

SITES: list[tuple[str, str, float, float, int, str]] = [
    ("C01", "明月湖教育预留地", 4000, -3150, 30, "明月湖新建小区内的教育预留地"),
    ("C02", "明月湖二期地块", 4100, -2800, 24, "明月湖二期在建地块，可配建小学"),
    ("C03", "东湖教育预留地", 1900, -250, 24, "东湖实验小学片区内的预留地，本片区学位紧张"),
    ("C04", "朝阳教育预留地", 1300, 950, 18, "东湖实验小学北侧的预留地，可分担其学位"),
    ("C05", "银杏教育预留地", 2400, -2450, 24, "新区东南，靠近东湖路"),
    ("C06", "和风教育预留地", -800, -2950, 18, "新区南缘的预留地"),
    ("C07", "西苑在建地块", -2680, 1850, 18, "在建小区配建学校"),
    ("C08", "东岭在建地块", 2350, 1850, 18, "在建小区配建学校"),
    ("C09", "北岭村备选点", -680, 3800, 12, "铁路以北村庄，学生现须绕行地道或道口"),
    ("C10", "枣园村备选点", -3300, 3650, 6, "铁路以北西部村庄，距现有学校较远"),
    ("C11", "辛店村备选点", -330, -4000, 12, "南部村庄集中处"),
    ("C12", "河东村备选点", 3750, -1860, 12, "河东村北侧，靠近明月湖方向"),
]

CITYWIDE: list[tuple[str, str, str, str, int, int, int | None, int | None]] = [
    ("S01", "滨河第一中学", "高中", "公办", 60, 3000, 2890, None),
    ("S02", "滨河第二中学", "高中", "公办", 42, 2100, 2046, None),
    ("S03", "滨河第三中学", "高中", "公办", 24, 1200, None, 2029),
    ("T01", "滨河特殊教育学校", "特教", "公办", 9, 72, 58, None),
    ("T01", "滨河特殊教育学校", "特教", "公办", 12, 96, None, 2028),
]
"""Schools without zones: classes, seats, pupils on roll, and from which year, where that is not today."""

KINDERGARTENS = 30

"""What the groups, keys and units of a rules profile are called on screen."""

from zoning.words import Lang, Text

GROUPS = {
    "service_radius_m": Text("服务半径", "service radius"),
    "rural_radius_m": Text("农村学校服务半径", "service radius of rural schools"),
    "class_size_max": Text("班额上限", "largest class"),
    "classes_max": Text("班数上限", "most classes of a school"),
    "enrolment_max": Text("在校生数上限", "most pupils of a school"),
    "large_class": Text("大班额：一班达到", "oversize: a class from this size on"),
    "alert_share": Text("学位预警：占用率达到", "seat alert: from this use on"),
    "site_distance_m": Text("新校址距离下限", "least distance of a new school"),
    "private_share_max": Text("义务教育民办占比上限", "most at private schools, compulsory education"),
    "public_share_min": Text("公办率下限", "least at public kindergartens"),
    "inclusive_share_min": Text("普惠率下限", "least at inclusive-price kindergartens"),
    "nearby_zone_share_min": Text("就近划片入学比例下限", "least enrolled from their own zone"),
    "migrant_public_share_min": Text("随迁子女就读公办（含购买学位）下限", "least of migrants' children in public or purchased seats"),
    "cv_max": Text("校际差异系数上限，每项指标", "most variation between schools, every indicator"),
    "indicators_min.edu_teachers_per100": Text("指标下限：高于规定学历教师", "indicator, at least: teachers above the required degree"),
    "indicators_min.backbone_per100": Text("指标下限：县级以上骨干教师", "indicator, at least: backbone teachers"),
    "indicators_min.pe_art_per100": Text("指标下限：体育、艺术专任教师", "indicator, at least: teachers of sports and arts"),
    "indicators_min.teaching_area_pp": Text("指标下限：教学及辅助用房", "indicator, at least: teaching and auxiliary rooms"),
    "indicators_min.sports_area_pp": Text("指标下限：体育运动场馆", "indicator, at least: sports grounds and halls"),
    "indicators_min.equipment_cny_pp": Text("指标下限：教学仪器设备值", "indicator, at least: teaching equipment"),
    "indicators_min.media_rooms_per100": Text("指标下限：网络多媒体教室", "indicator, at least: multimedia classrooms"),
    "indicators_met_min": Text("每校七项指标达标要求", "what a school must reach of the seven indicators"),
    "seats_per_1000": Text("千人指标（学位）", "seats for a thousand residents"),
    "land_per_pupil_m2": Text("生均用地", "land for a pupil"),
    "persons_per_household": Text("户均人口", "persons of a household"),
    "occupancy_share": Text("新建小区入住率，交付后", "lived in of a new estate, by year after delivery"),
}  # fmt: skip
"""A group -> its title; each of the seven indicators is a group of its own."""
KEYS_ZH = {
    "kindergarten": "幼儿园", "primary": "小学", "junior": "初中", "nine_year": "九年一贯制", "senior": "普通高中", "special": "特教学校",
    "large": "大班额", "super": "超大班额", "yellow": "黄", "red": "红", "railway": "铁路", "motorway": "高速公路",
    "county": "县域", "province": "全省", "count": "达标项数", "remaining_share": "其余达到",
}  # fmt: skip
UNITS_ZH = {
    "m": "米", "pupils/class": "人/班", "classes": "班", "pupils": "人", "pupils/seats": "人/学位", "share": "比例", "ratio": "系数",
    "teachers/100 pupils": "人/百名学生", "rooms/100 pupils": "间/百名学生", "m2/pupil": "平方米/生", "CNY/pupil": "元/生", "indicators": "项",
    "seats/1000 residents": "学位/千人", "persons/household": "人/户",
}  # fmt: skip
"""A unit as the file writes it -> as a Chinese reader does."""


def parted(path: str) -> tuple[str, str]:
    """Part "group.key" into the group and the key ("" where the group is one norm).

    >>> parted("class_size_max.primary"), parted("persons_per_household")
    (('class_size_max', 'primary'), ('persons_per_household', ''))
    """
    return (path, "") if path in GROUPS else (path.rpartition(".")[0], path.rpartition(".")[2])


def key_zh(name: str) -> str:
    """Return what a Chinese reader calls a key; a number is a year.

    >>> key_zh("primary"), key_zh("2")
    ('小学', '第 2 年')
    """
    return f"第 {name} 年" if name.isdecimal() else KEYS_ZH.get(name, name)


def unit(name: str, lang: Lang) -> str:
    """Return a unit as a reader of `lang` writes it."""
    return UNITS_ZH.get(name, name) if lang == "zh" else name

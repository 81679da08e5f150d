"""What the map says, in both languages."""

from zoning.words import Lang, Text

LAYERS = {
    "streets": Text("道路", "Streets"),
    "barriers": Text("河流、铁路", "Rivers and railways"),
    "zones": Text("招生片区", "Enrolment zones"),
    "before": Text("甲方案片区", "Zones of plan A"),
    "suitability": Text("选址适宜性", "How good a place is"),
    "today": Text("现状片区", "Today's zones"),
    "radius": Text("服务半径（直线）", "Service radius (straight line)"),
    "walk": Text("步行范围", "Within walking distance"),
    "blocks": Text("地块", "Blocks"),
    "moved": Text("调整地块", "Blocks that change school"),
    "elsewhere": Text("甲乙不同的地块", "Blocks that differ between A and B"),
    "gaps": Text("未覆盖区", "Under-covered areas"),
    "schools": Text("学校", "Schools"),
    "sites": Text("备选点", "Candidate sites"),
    "labels": Text("片区名称", "Zone names"),
}
"""Layers from the ground up, as the layer control lists them."""

SHOWN = ("streets", "barriers", "zones", "gaps", "schools", "labels")
"""Layers that are on when the map opens."""

_PAGE = {
    "search": Text("查小区、地址、学校", "Find a block, an address, a school"),
    "none_found": Text("没有找到", "Nothing found"),
    "whole": Text("全图", "Whole area"),
    "hide": Text("收起", "Hide"),
    "panel": Text("图例与说明", "Legend and notes"),
    "zoom_in": Text("放大", "Zoom in"),
    "zoom_out": Text("缩小", "Zoom out"),
    "block": Text("地块", "Block"),
    "address": Text("地址", "Address"),
    "pupils": Text("适龄学生", "Pupils"),
    "seats": Text("学位", "Seats"),
    "use": Text("学位占用率", "Seats in use"),
    "over": Text("超出学位", "Over seats"),
    "free": Text("剩余学位", "Free seats"),
    "mean_walk_m": Text("平均步行", "Mean walk"),
    "longest_walk_m": Text("最远步行", "Longest walk"),
    "blocks": Text("地块数", "Blocks"),
    "change": Text("比现状增减", "Change against today"),
    "school": Text("划入学校", "School"),
    "walk_m": Text("步行距离", "Walk"),
    "nearest": Text("最近学校", "Nearest school"),
    "reason": Text("不到最近学校的原因", "Why not the nearest"),
    "current": Text("现学校", "Today's school"),
    "moved_to": Text("改划", "Moves to"),
    "dwellings": Text("户数", "Dwellings"),
    "status": Text("状态", "Status"),
    "open": Text("参与划片", "takes part"),
    "candidate": Text("备选点", "candidate site"),
    "closed": Text("不招生", "takes no pupils"),
    "shared": Text("多校划片", "Shares a zone"),
    "farthest": Text("到片区内最远学校", "To the farthest school of the zone"),
    "mean_walk": Text("步行（按学位加权平均）", "Walk (mean by seats)"),
    "feeder": Text("小学片区", "Primary zone"),
    "feeders": Text("对口小学", "Fed by"),
    "covered": Text("服务范围", "Service area"),
    "both_covered": Text("半径内，步行也在范围内", "within the radius, and on foot"),
    "radius_covered": Text("直线在半径内，步行超出", "within the radius in a straight line, not on foot"),
    "walk_covered": Text("步行在范围内", "within reach on foot"),
    "not_covered": Text("未覆盖", "not covered"),
    "out_of_reach": Text("步行不可达", "cannot be reached on foot"),
    "zone_of": Text("{}片区", "Zone of {}"),
    "today_of": Text("现状：{}片区", "Today: zone of {}"),
    "radius_of": Text("{}：服务半径 {} m", "{}: radius of {} m"),
    "walk_of": Text("{}：步行 {} m 范围", "{}: within {} m on foot"),
    "gap_of": Text("未覆盖区 {}：{}", "Under-covered area {}: {}"),
    "plan_a": Text("甲方案", "Plan A"),
    "plan_b": Text("乙方案", "Plan B"),
    "both": Text("叠加", "Both"),
    "site_rank": Text("排名", "Rank"),
    "site_chosen": Text("选中", "Chosen"),
    "site_out": Text("按规则排除或无法成片", "excluded by a rule, or no zone can hold it"),
    "saves_km": Text("节省 人·公里", "Saves, pupil-km"),
    "newly_covered": Text("新覆盖学生", "Pupils newly covered"),
    "fewer_over": Text("减少超员", "Fewer over seats"),
    "site_pupils": Text("本校学生", "Pupils of the school"),
    "moved_pupils": Text("换学校学生", "Pupils who change school"),
    "proved_gap": Text("距下界（已证明）", "Above the bound (proved)"),
    "cost_wan": Text("投资 万元", "Cost, 10,000 yuan"),
    "new_block": Text("新增地块", "new block"),
    "colon": Text("：", ": "),
}


def page(lang: Lang) -> dict[str, str]:
    """Return the words that the page's program uses."""
    return {key: text.to(lang) for key, text in _PAGE.items()}


def layers(lang: Lang) -> dict[str, str]:
    """Return the layers' names."""
    return {key: text.to(lang) for key, text in LAYERS.items()}


def number(value: float | None, digits: int = 0) -> str:
    """Return a number with thousands apart, or a dash where there is none.

    >>> number(12345.6), number(float("nan")), number(1.25, 1)
    ('12,346', '—', '1.2')
    """
    if value is None or value != value or abs(value) == float("inf"):
        return "—"
    return f"{value:,.{digits}f}"


def percent(share: float | None, digits: int = 1) -> str:
    """Return a share (0 to 1) as a percentage.

    >>> percent(0.934)
    '93.4 %'
    """
    shown = number(None if share is None else share * 100, digits)
    return shown if shown == "—" else f"{shown} %"

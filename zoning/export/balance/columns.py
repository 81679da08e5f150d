"""What the columns, verdicts and kinds of the balance tables are called, and how their numbers are written."""

from collections.abc import Mapping
from typing import Any

from zoning.balance import INDICATORS
from zoning.words import Text

VERDICTS = {
    "met": Text("达标", "met"), "not_met": Text("未达标", "not met"), "not_shown": Text("未显示", "not shown"), "exempt": Text("不作要求", "not asked"),
}  # fmt: skip
"""未显示: the form leaves empty what it takes to tell."""
COLOURS = {"not_met": "FFC7CE", "not_shown": "FFEB9C"}
"""Verdict -> fill of its cells."""
STAGES = {"primary": Text("小学", "primary"), "junior": Text("初中", "junior")}
PLACES = {"city": Text("城区", "city"), "town": Text("镇区", "town"), "rural": Text("乡村", "rural")}
PRIVATE = {1.0: Text("民办", "private"), 0.0: Text("公办", "public")}
YES = {True: Text("是", "yes"), False: Text("否", "no")}
"""Of marks, and of the numbers that stand for them."""
ZONES = {"form": Text("填报表", "form"), "today": Text("现状划片", "today's zones"), "plan": Text("本方案", "this plan")}  # fmt: skip
WHY = {
    "leads": Text("牵头校", "leads"), "joins": Text("成员校", "joins"), "too_far": Text("超出路程", "too far"), "full": Text("集团已满", "groups are full"),
}  # fmt: skip
ITEMS = {
    "schools_met": Text("每校达标（七项指标）", "every school meets the indicators"), "variation": Text("校际差异系数（项）", "variation between schools (indicators)"),
    "class_size": Text("班额（校）", "class sizes (schools)"), "large_classes": Text("大班额（班）", "oversize classes"),
    "school_size": Text("学校规模（校）", "sizes of schools"), "nearby": Text("就近划片入学比例", "pupils who live in the zone"),
    "private_share": Text("民办学校学生占比", "pupils at private schools"), "migrant_share": Text("随迁子女在公办（含购买学位）占比", "migrants' children at public schools"),
}  # fmt: skip
"""Questions that the district is asked."""
SHARES = ("nearby", "private_share", "migrant_share")
"""Of these the value is a share; of the others a count tells more."""
_COUNT, _TWO, _SHARE = "#,##0", "0.00", "0.0%"
COLUMNS: dict[str, tuple[Text, str | None]] = {
    "school_id": (Text("学校编号", "school_id"), None),
    "name": (Text("学校", "school"), None),
    "stage": (Text("学段", "stage"), None),
    "subdistrict": (Text("街道", "subdistrict"), None),
    "place": (Text("城乡类型", "place"), None),
    "private": (Text("举办者", "ownership"), None),
    "boarding": (Text("寄宿制", "boarding"), None),
    "built": (Text("建校年份", "built"), None),
    "pupils": (Text("学生数", "pupils"), _COUNT),
    **{
        name: (Text(one.name.zh, name), _COUNT if name == "equipment_cny_pp" else _TWO)
        for name, one in INDICATORS.items()
    },
    **{
        f"{name}_verdict": (Text(f"{one.name.zh}结论", f"{name}_verdict"), None)
        for name, one in INDICATORS.items()
    },
    "met": (Text("达标项数", "indicators_met"), "0"),
    "shown": (Text("算出项数", "indicators_shown"), "0"),
    "verdict": (Text("结论", "verdict"), None),
    "good": (Text("优质学校", "good"), None),
    "strength": (Text("强弱", "strength"), _TWO),
    "classes": (Text("班数", "classes"), "0"),
    "largest_class": (Text("最大班额", "largest_class"), "0"),
    "class_most": (Text("班额上限", "class_most"), "0"),
    "large_classes": (Text("大班额班数", "large_classes"), "0"),
    "super_classes": (Text("其中超大班额", "super_classes"), "0"),
    "class_verdict": (Text("班额结论", "class_verdict"), None),
    "enrolment": (Text("学校规模", "enrolment"), _COUNT),
    "enrolment_most": (Text("规模上限", "enrolment_most"), _COUNT),
    "size_verdict": (Text("规模结论", "size_verdict"), None),
    "in_zone_share": (Text("就近划片入学比例", "in_zone_share"), _SHARE),
    "in_zone_from": (Text("比例来自", "in_zone_from"), None),
    "in_zone_least": (Text("比例下限", "in_zone_least"), _SHARE),
    "in_zone_verdict": (Text("就近入学结论", "in_zone_verdict"), None),
    "indicator": (Text("指标", "indicator"), None),
    "value": (Text("现有", "value"), _TWO),
    "least": (Text("标准", "least"), _TWO),
    "short": (Text("还需增加", "short"), _COUNT),
    "unit": (Text("单位", "unit"), None),
    "mean": (Text("平均值", "mean"), _TWO),
    "deviation": (Text("标准差", "deviation"), _TWO),
    "cv": (Text("差异系数", "cv"), "0.000"),
    "limit": (Text("上限", "limit"), _TWO),
    "schools": (Text("学校数", "schools"), "0"),
    "missing": (Text("未填报学校数", "missing"), "0"),
    "zones": (Text("划片方案", "zones"), None),
    "known_pupils": (Text("其中学校已监测", "known_pupils"), _COUNT),
    "good_share": (Text("优质学位占比", "good_share"), _SHARE),
    "leader": (Text("牵头校编号", "leader"), None),
    "leader_name": (Text("牵头校", "leading school"), None),
    "why": (Text("角色", "role"), None),
    "metres": (Text("到牵头校（米）", "metres_to_leader"), _COUNT),
    "nearest_name": (Text("最近牵头校", "nearest leading school"), None),
    "nearest_m": (Text("到最近牵头校（米）", "metres_to_nearest"), _COUNT),
    "surplus_seats": (Text("优质学位盈缺", "surplus_seats"), "+#,##0.0;-#,##0.0;0"),
    "longest_m": (Text("最远成员（米）", "longest_m"), _COUNT),
}  # fmt: skip
"""Columns as they are shown, and their number formats."""
WORDS: Mapping[str, Mapping[Any, Text]] = {
    "stage": STAGES, "place": PLACES, "private": PRIVATE, "boarding": YES, "good": YES, "in_zone_from": ZONES, "zones": ZONES, "why": WHY,
    "indicator": {name: one.name for name, one in INDICATORS.items()},
}  # fmt: skip
"""Column -> value -> what it is called; every column of verdicts has `VERDICTS`."""

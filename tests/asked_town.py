"""A toy town to be asked: every name and number in it can be checked by hand. West of the middle blocks go to S1, east of it to S2."""

from dataclasses import replace

import pandas as pd

from zoning.lookup import index as plan_index
from zoning.lookup.gazetteer import gazetteer
from zoning.toy import town

BLOCKS = {
    # west: S1
    "c0r0": ("碧水苑", "文昌街道至善路2号", "文昌街道"),
    "c1r0": ("四季雅苑北区", "至善路20号", "文昌街道"),
    "c2r0": ("四季雅苑南区", "至善路1—9号", "文昌街道"),
    "c0r1": ("幸福小区", "鼓楼街12号", "柳泉镇"),
    "c1r1": ("马厂村一组", "柳泉镇马厂村一组", "柳泉镇"),
    "c2r1": ("马厂村二组", "柳泉镇马厂村二组", "柳泉镇"),
    "c0r2": ("蓝湾（原红星机械厂宿舍）", "至善路30号、32号", "柳泉镇"),
    "c1r2": ("丽水苑", "鼓楼街14号", "柳泉镇"),
    "c2r2": ("阳光小区", "", "柳泉镇"),
    # east: S2
    "c3r0": ("幸福小区", "鼓楼街101号", "文昌街道"),
    "c4r0": ("锦绣花园", "至善路60号", "文昌街道"),
    "c5r0": ("翰林嘉园、学府公寓", "至善路62号", "文昌街道"),
    "c3r1": ("马厂村三组", "柳泉镇马厂村三组", "柳泉镇"),
    "c4r1": ("丽水嘉园", "鼓楼街103号", "柳泉镇"),
    "c5r1": ("晚霞路", "鼓楼街105号", "柳泉镇"),
    "c3r2": ("长安里", "长安街5号", "柳泉镇"),
    "c4r2": ("SOHO公寓", "长安街7号", "柳泉镇"),
    "c5r2": ("", "长安街9号", "柳泉镇"),
}
"""block -> name, address, subdistrict."""


def area():
    made = town(6, 3, schools=[(0, 0, 400), (5, 2, 400)], street_m=20.0)
    told = pd.DataFrame.from_dict(BLOCKS, orient="index", columns=["name", "address", "subdistrict"])
    blocks = made.blocks.assign(**{name: told[name].reindex(made.blocks.index) for name in told})
    community = pd.Series("东社区", made.blocks.index).where(
        made.blocks.index.str.startswith(("c4", "c5")), ""
    )
    schools = made.schools.assign(name=["滨河第一小学", "东州市东湖小学"], address=["至善路2号", "长安街9号"])
    return replace(made, blocks=blocks.assign(community=community), schools=schools)


def school_of(made):
    return pd.Series(["S1" if b[1] in "012" else "S2" for b in made.blocks.index], index=made.blocks.index)


def index(measured, former=(), notice=None):
    made = area()
    return plan_index.of_plan(gazetteer(made, former), made, measured(made), school_of(made), notice or {})

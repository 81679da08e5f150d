"""Every word of the page, in the language asked for."""

from collections.abc import Mapping

from zoning.lookup import words
from zoning.words import Lang, Text

_PAGE: Mapping[str, Text] = {
    "title": Text("查学区", "Find your school"),
    "search": Text("小区、地址或拼音首字母", "estate, address or pinyin initials"),
    "go": Text("查询", "Find"),
    "hint": Text("例如 {0}、{1}，或拼音首字母 {2}；也可以在地图上点一下", "such as {0}, {1}, or pinyin initials {2}; or tap the map"),
    "suggestions": Text("可能的名称", "suggestions"),
    "answer": Text("查询结果", "answer"),
    "asked": Text("所查", "you asked for"),
    "school": Text("划片学校", "school"),
    "pooled": Text("多校划片，以下学校共用一个招生片区", "several schools share this zone"),
    "walk": Text("步行约 {0} 米", "about {0} m on foot"),
    "no_walk": Text("步行不可达", "cannot be reached on foot"),
    "because": Text("依据", "because"),
    "notice": Text("划片范围", "zone in words"),
    "several": Text(" 等 {0} 处", " and others, {0} in all"),
    "at": Text("点选的位置", "the point tapped"),
    "map": Text("片区示意图", "map of the zones"),
    "data_date": Text("资料截止日期", "data of"),
    "made_by": Text("制图单位", "made by"),
    "map_review_no": Text("审图号", "map review no."),
    "no_review": Text("未取得审图号，仅供内部使用", "no review number: for internal use only"),
    "whole": Text("全图", "whole area"),
    "zoom_in": Text("放大", "zoom in"),
    "zoom_out": Text("缩小", "zoom out"),
    "needs_script": Text("请用支持脚本的浏览器打开本页", "this page needs a browser with scripts"),
}  # fmt: skip


def page(lang: Lang) -> dict[str, object]:
    """Return the words that the page's program uses: its own, and those of rules, slips and doubts."""
    groups = {"rules": words.RULES, "slips": words.SLIPS, "doubts": words.DOUBTS}
    return {
        **{key: text.to(lang) for key, text in _PAGE.items()},
        **{name: {key: text.to(lang) for key, text in group.items()} for name, group in groups.items()},
        "official": words.OFFICIAL.to(lang),
        "comma": "、" if lang == "zh" else ", ",
        "brackets": "（{0}）" if lang == "zh" else " ({0})",
    }

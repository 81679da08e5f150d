"""What an answer says: the rule that decided, what is not certain, and what must be said beside it."""

from collections.abc import Mapping, Sequence

from zoning.lookup.meant import Doubt, Hit
from zoning.words import Lang, Text

OFFICIAL = Text("以公布的划片文本为准", "The published notice prevails")
RULES: Mapping[str, Text] = {
    "name": Text("名称相同：{0}", "same name: {0}"),
    "former": Text("{0} 是 {1} 的曾用名", "{0} is a former name of {1}"),
    "community": Text("{0} 的 {1} 个地块都在这一片区", "all {1} blocks of {0} are in this zone"),
    "school": Text("{0} 的招生片区", "the zone of {0}"),
    "number": Text("门牌在册：{0}{1}号", "known house number: {0} {1}"),
    "span": Text("{0}{1}号 在登记的 {2}—{3}号 之内", "{0} {1} is among the known numbers {2} to {3}"),
    "between": Text("{0}{1}号 在同侧 {2}号 与 {3}号 之间，两处都在这一片区", "{0} {1} lies between {2} and {3} on the same side, both in this zone"),
    "both": Text("门牌和名称一致：{0}{1}号，{2}", "number and name agree: {0} {1}, {2}"),
    "street": Text("{0} 已知的 {1} 处门牌都在这一片区", "all {1} known numbers of {0} are in this zone"),
    "begins": Text("以此开头的 {1} 个名称（如 {0}）都在这一片区", "all {1} names that begin so (such as {0}) are in this zone"),
    "longer": Text("全称：{0}", "the whole name is {0}"),
    "chosen": Text("所选：{0}", "you chose {0}"),
    "inside": Text("这一点在 {0} 之内", "the point lies in {0}"),
    "beside": Text("这一点在 {0} 旁约 {1} 米", "the point lies {1} m from {0}"),
}  # fmt: skip
SLIPS: Mapping[str, Text] = {
    "sound": Text("按同音字理解", "read by its sound"),
    "order": Text("按字序颠倒理解", "two characters changed places"),
    "lost": Text("少写或多写了一个字", "a character too few or too many"),
    "letters": Text("按拼音理解", "read as pinyin"),
    "stem": Text("按省略“路、街”等字理解", "the word for street was left out"),
}
DOUBTS: Mapping[str, Text] = {
    "zones": Text("符合的不止一处，分属不同学校，请选择", "several places fit and go to different schools: please choose"),
    "number": Text("这个门牌不在册，相邻门牌不能确定片区，请核对", "this number is not known, and those beside it do not settle the zone: please check"),
    "part": Text("没有完全同名的，有以此开头的，请核对", "nothing has just this name; these begin so: please check"),
    "street": Text("这条路在册的门牌太少，请写明门牌号", "too few numbers of this street are known: please give the house number"),
    "elsewhere": Text("名称符合，但在另一个街道、镇，请核对", "the name fits, but lies in another subdistrict: please check"),
    "vague": Text("说的是它旁边的地方，不能确定片区，请核对", "a place beside it is meant, whose zone is not certain: please check"),
    "unzoned": Text("这里还没有划定学校", "no school has been assigned here"),
    "outside": Text("这一点不在规划范围内", "the point lies outside the district"),
    "far": Text("这一点附近没有已知的地块", "no known block is near this point"),
    "": Text("没有找到，最接近的名称如下", "nothing found; the nearest names are below"),
    "nothing": Text("没有找到", "nothing found"),
}  # fmt: skip


def rule(hits: Sequence[Hit], lang: Lang) -> str:
    """Return the sentence of the rule that decided."""
    first = hits[0]
    said = RULES[first.rule].to(lang).format(first.name, *first.said)
    if not first.slip:
        return said
    return (
        f"{said}（{SLIPS[first.slip].to(lang)}）"
        if lang == "zh"
        else f"{said} ({SLIPS[first.slip].to(lang)})"
    )


def doubt(code: Doubt, near: Sequence[str], lang: Lang) -> str:
    """Return what is not certain of an answer that claims nothing."""
    return DOUBTS["nothing" if not code and not near else code].to(lang)

"""Chapter 1: what is planned, by which norms, and what words mean."""

from collections.abc import Iterator

from zoning.export.report_docx.facts import Facts, Number, See, count
from zoning.export.report_docx.pieces import Cell, Column, Grid, Heading, Paragraph, Piece, Prompt
from zoning.rules.titles import GROUPS, key_zh, parted, unit
from zoning.words import Text

USED = (
    "service_radius_m", "rural_radius_m", "class_size_max", "classes_max", "enrolment_max", "large_class", "alert_share", "private_share_max",
    "public_share_min", "inclusive_share_min", "seats_per_1000", "land_per_pupil_m2", "persons_per_household", "occupancy_share",
)  # fmt: skip
"""Groups of norms that a layout plan goes by; the annex has them all."""
CHECKED = {True: Text("已核对", "checked"), False: Text("未核对", "not checked")}
ARTICLE = Text("条款", "article")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
COLUMNS = (
    Text("指标", "norm"), Text("适用", "of"), Text("取值", "value"), Text("单位", "unit"), Text("文件", "document"), ARTICLE, Text("原文", "original"),
)  # fmt: skip


def chapter(f: Facts) -> Iterator[Piece]:
    """Chapter 1."""
    yield Heading(1, f.to(Text("规划背景与依据", "Background and norms")))
    yield Heading(2, f.to(Text("规划范围与期限", "Area and period")))
    yield from _scope(f)
    yield Heading(2, f.to(Text("规范依据", "Norms")))
    yield from _norms(f)
    yield Heading(2, f.to(Text("名词与口径", "What words mean")))
    yield from _words(f)


def _scope(f: Facts) -> Iterator[Piece]:
    stages = ("、" if f.lang == "zh" else ", ").join(f.word(stage) for stage in f.record["stages"])
    parts = [f.say(Text("{name}", "{name}"), name=f.quote("area", "subdistricts", at)) for at in range(len(f.at("area", "subdistricts")))]  # fmt: skip
    inside = [f.say(Text("（", " (")), f.listed(parts), f.say(Text("）", ")"))] if parts else []
    area = f.run(
        [f.say(Text("规划范围共 {blocks} 个地块", "The plan is for {blocks} blocks"), blocks=f.number("area", "blocks")), *inside,
         f.say(Text("，学段为{stages}。", ", and these stages: {stages}. "), stages=stages)]
    )  # fmt: skip
    period = f.say(
        Text(
            "基准年为 {base} 年（学年自当年九月起），规划期为 {first}—{horizon} 年，其中近期为 {first}—{near} 年。",
            "The base year is {base} (a school year begins in September), the plan covers {first} to {horizon}, its near term {first} to {near}.",
        ),
        base=f.number("base_year", form="plain"), first=f.number("years", 1, form="plain"), horizon=f.number("horizon", form="plain"), near=f.number("near_year", form="plain"),
    )  # fmt: skip
    yield Paragraph([area, period])
    yield Prompt(f.to(Text("编制单位补充：规划背景，上位规划与相关专项规划的衔接要求，区域概况。", "To be added by the bureau: background, what plans above and beside this one ask, the district.")))  # fmt: skip


def _norms(f: Facts) -> Iterator[Piece]:
    norms = f.rows("rules", "norms")
    open_ = f.rows("rules", "norms", verified=False)
    first = f.say(
        Text("规划采用规范集“{title}”，共 {all} 项数值，引自下列文件。", "The plan goes by the rules profile “{title}”, {all} values from the documents below."),
        title=f.quote("rules", "title"), all=count(norms),
    )  # fmt: skip
    warning = f.say(Text("全部数值均尚未与文件原文核对{see}，引用之前应当逐项核对；本报告依据这些数值得出的结论，以核对结果为准。", "None of them has been checked against the original{see}: whoever quotes one must check it first, and what this report concludes holds only if they are right. "), see=See("norms")) if len(open_) == len(norms) else f.say(
        Text(
            "其中 {open} 项尚未与文件原文核对，{see}凡注明“未核对”的数值，引用前应当逐项与原文核对；本报告依据这些数值得出的结论，以核对结果为准。",
            "{open} of them have not been checked against the original{see}: whoever quotes a value marked “not checked” must check it first, and what this report concludes from it holds only if it is right. ",
        ),
        open=count(open_), see=See("norms"),
    ) if open_ else f.say(Text("全部数值已与文件原文核对{see}。", "All have been checked against the originals{see}."), see=See("norms"))  # fmt: skip
    yield Paragraph([first, warning])
    letters = lettered(f)
    for key in letters:
        mine, bare = f.rows("rules", "norms", document=key), f.rows("rules", "norms", document=key, verified=False)  # fmt: skip
        said = Text(
            "〔{letter}〕{title}：{all} 项，其中未核对 {open} 项",
            "[{letter}] {title}: {all} values, {open} not checked",
        )
        yield Paragraph([f.say(said, letter=letters[key], title=f.quote("rules", "documents", key), all=count(mine), open=count(bare))], bullet=True)  # fmt: skip
    title = f.to(Text("规划采用的规范取值", "Norms the plan goes by"))
    yield grid(f, title, key="norms", groups=USED)


def lettered(f: Facts) -> dict[str, str]:
    """Return a letter for every document that norms refer to."""
    used = {row["document"] for row in f.rows("rules", "norms")}
    kept = [key for key in f.record["rules"]["documents"] if key in used]
    return {key: chr(ord("A") + at) if at < len(LETTERS) else key for at, key in enumerate(kept)}


def grid(f: Facts, title: str, *, key: str, groups: tuple[str, ...] | None, annex: bool = False) -> Grid:
    """Return the norms as a table; all of them, with documents and articles in full, where no groups are named."""
    rows: list[list[Cell]] = []
    letters, brief = lettered(f), groups is not None
    for row in f.rows("rules", "norms"):
        group, name = parted(row["path"])
        if groups is not None and group not in groups:
            continue
        called = GROUPS[group].to(f.lang) if group in GROUPS else group
        share = row["unit"] == "share"
        value = row.number("value", "share" if share else "general")
        document = [letters[row["document"]]] if brief else [f.quote("rules", "documents", row["document"]), row.quote("article")]  # fmt: skip
        rows.append(
            [called, key_zh(name) if f.lang == "zh" else name, value, "" if share else unit(row["unit"], f.lang), *document, f.to(CHECKED[row["verified"]])]
        )  # fmt: skip
    heads = [text for text in COLUMNS if text is not ARTICLE or not brief]
    columns = [Column(text.to(f.lang), number=at == 2) for at, text in enumerate(heads)]
    return Grid(key, title, columns, rows, annex=annex)


def _words(f: Facts) -> Iterator[Piece]:
    said = [
        f.say(Text("适龄学生：按地块推算、应在本学段就读的学生数；基准年取地块数据，以后各年取预测数。", "Pupils: those of a block who belong at school in a stage; of the base year as the blocks say, later as forecast.")),
        f.say(Text("学位：学校一次可容纳的学生数。计入供给的学位，义务教育学段为公办学位和购买学位，民办学位另列；幼儿园为全部学位。", "Seats: how many pupils a school holds. What counts as supply are, in compulsory schooling, public and purchased seats, private ones standing apart; at kindergartens all seats.")),
        f.say(Text("缺口 = 适龄学生 − 计入供给的学位；为负时是富余学位。", "Short of seats = pupils − seats that count; below nought, seats are free.")),
        f.say(
            Text("学位预警：占用率不超过 {yellow} 为绿，超过 {yellow} 为黄，超过 {red} 为红。", "Alert: green up to {yellow} of seats in use, yellow above it, red above {red}."),
            yellow=_norm(f, "alert_share.yellow"), red=_norm(f, "alert_share.red"),
        ),
        f.say(Text("服务覆盖：有学位的学校在服务半径以内（直线），或步行距离不超过同一数值（步行），按整个地块计。", "Covered: a school with seats stands within the service radius in a straight line, or no farther than it on foot; by whole blocks.")),
    ]  # fmt: skip
    for sentence in said:
        yield Paragraph([sentence], bullet=True)


def _norm(f: Facts, path: str) -> Number:
    (row,) = f.rows("rules", "norms", path=path)
    return row.number("value", "share")

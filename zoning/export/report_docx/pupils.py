"""Chapter 3: how pupils are forecast, what each variant assumes, what comes of it, and how good the method has been."""

from collections.abc import Iterator

from zoning.export.report_docx.facts import Facts, Number, Part, See, Sentence, total
from zoning.export.report_docx.pieces import Cell, Column, Figure, Formula, Grid, Heading, Paragraph, Piece
from zoning.export.report_docx.today import WHOLE
from zoning.words import Text

COHORT = "C(t) = B₉₋₁₂(t − 7) + B₁₋₈(t − 6)"
DRIVERS = {
    "urbanisation": Text("城镇化（村庄学生每年进城）", "urbanisation: village children moving to town, a year"),
    "birth_policy": Text("生育政策（出生人数每年增减）", "birth policy: change of births, a year"),
    "talent": Text("人才集聚（每年净迁入）", "talent: net arrivals, a year"),
    "service_demand": Text("服务需求（入园率、普高升学率每年增减）", "service demand: points of kindergarten and senior high rates, a year"),
}  # fmt: skip


def chapter(f: Facts) -> Iterator[Piece]:
    """Chapter 3."""
    yield Heading(1, f.to(Text("学龄人口预测", "Pupils forecast")))
    yield Heading(2, f.to(Text("预测方法", "Method")))
    yield from _method(f)
    yield Heading(2, f.to(Text("方案与假定", "Variants and what they assume")))
    yield from _variants(f)
    yield Heading(2, f.to(Text("预测结果", "Results")))
    yield from _results(f)
    yield Heading(2, f.to(Text("回测误差", "Back-test")))
    yield from _tested(f)
    yield Heading(2, f.to(Text("假定与提示", "Assumptions and warnings")))
    yield from _notes(f)


def _method(f: Facts) -> Iterator[Piece]:
    yield _plain(f, Text("采用队列法，按地块、年级逐年推算。同一入学队列为上年九月一日至当年八月三十一日满六周岁的儿童：", "Pupils are forecast by cohorts, block by block and grade by grade. Children who have turned six by the end of August form the cohort that enters grade one in September:"))  # fmt: skip
    yield Formula(COHORT, f.to(Text("C(t)：t 年九月入学队列的出生人数；B₉₋₁₂、B₁₋₈：当年 9—12 月、1—8 月的出生人数，只有年度数时按全年的 4/12、8/12 计", "C(t): births of the cohort that enters in September of t; B₉₋₁₂, B₁₋₈: births from September to December and from January to August, where only the year's are known 4/12 and 8/12 of them")))  # fmt: skip
    yield Formula("G₁(t) = C(t) × e        Gₖ₊₁(t + 1) = Gₖ(t) × rₖ", f.to(Text("Gₖ(t)：k 年级学生；e：入学人数与出生人数之比；rₖ：k 年级升入下一年级的比例，由历年在校生推算，九年级为普高升学率", "Gₖ(t): pupils of grade k; e: entrants per birth; rₖ: share that goes on to the next grade, from past rolls; of grade nine the share that goes to senior high")))  # fmt: skip
    yield _plain(f, Text("幼儿园学生为三个年龄组儿童数乘以入园率。每年先升级，再按城镇化假定把村庄学生的一部分移入城镇地块（按户数分配），按人才集聚假定在城镇地块增减净迁入学生；尚无出生数据的年份，按生育政策假定由最近一年推算。", "Kindergartens have three years of age times the share that attends. Each year children first grow a grade older; then some move from villages to the town's blocks, spread by dwellings (urbanisation), and some arrive from elsewhere (talent). Births not yet known follow from the last known year (birth policy)."))  # fmt: skip
    if f.record["scenario"]["inputs"]["estates"] is not None:
        yield _plain(f, Text("新建小区学生另加：", "New estates come on top:"))
        yield Formula("P(t) = Σ D × a(t − d) × q", f.to(Text("D：住宅户数；d：交付年；a：交付后逐年入住率；q：户均学生数", "D: dwellings; d: year of delivery; a: share lived in by years after it; q: pupils per dwelling")))  # fmt: skip
    if f.record["scenario"]["forecast"]["per_1000"]:
        yield _plain(f, Text("部分学段、年份按千人指标（常住人口 × 每千人学生数）推算，与队列法结果按情景给定的权重合成。", "In some stages and years pupils per thousand residents are mixed in, by the weights of the scenario."))  # fmt: skip
    if f.record["scenario"]["inputs"]["controls"] is not None:
        yield _plain(f, Text("有控制总量的学段、年份，各地块按比例调整到控制总量。", "Where a control total is given, blocks are brought to it in proportion."))  # fmt: skip
    yield _plain(f, Text("各地块取整后，街道、全区之和保持不变。", "Blocks are rounded so that the sums of subdistricts and the district hold."))  # fmt: skip


def _plain(f: Facts, text: Text) -> Paragraph:
    return Paragraph([f.say(text)])


def _variants(f: Facts) -> Iterator[Piece]:
    main = f.word(f.at("forecast", "main"))
    yield Paragraph([f.say(Text("各方案的假定见下{see}，规划以{main}为准。", "What each variant assumes is given below{see}; the plan is made for the {main} one."), main=main, see=See("drivers"))])  # fmt: skip
    rows: list[list[Cell]] = [
        [f.word(row["variant"]), *(row.number(name, "share") for name in DRIVERS)]
        for row in f.rows("forecast", "drivers")
    ]
    heads = [Column(f.column("variant")), *(Column(text.to(f.lang), number=True) for text in DRIVERS.values())]  # fmt: skip
    yield Grid("drivers", f.to(Text("各方案的假定（每年）", "What variants assume, a year")), heads, rows)


def _results(f: Facts) -> Iterator[Piece]:
    main, taught = f.at("forecast", "main"), f.at("forecast", "taught")
    for at, stage in enumerate(taught):
        yield Paragraph([_path(f, stage, first=at == 0)], bullet=True)
    years = [str(year) for year in f.at("years")]
    rows: list[list[Cell]] = []
    for stage in taught:
        (row,) = f.table("forecast", variant=main, stage=stage, subdistrict=WHOLE)
        rows.append([f.word(stage), *(row.number(year) for year in years)])
    heads = [Column(f.column("stage")), *(Column(year, number=True) for year in years)]
    title = Text("学龄人口预测（{}，全区，人）", "Pupils forecast, {} variant, the district").to(f.lang)
    yield Grid("pupils", title.format(f.word(main)), heads, rows)
    yield Figure("pupils", f.to(Text("学龄人口预测", "Pupils forecast")))
    yield from _peaks(f)
    yield Figure(
        "pyramid",
        f.to(
            Text(
                "基准年与规划期末各年级儿童（新建小区、控制总量调整不计）",
                "Children by grade, today and at the end (new estates and control totals aside)",
            )
        ),
    )
    yield from _estates(f)


def _path(f: Facts, stage: str, *, first: bool) -> Sentence:
    """What the main variant says of a stage: today, the peak, the end."""
    main, base = f.at("forecast", "main"), f.at("base_year")
    (row,) = f.table("forecast", variant=main, stage=stage, subdistrict=WHOLE)
    (peak,) = f.rows("forecast", "peaks", variant=main, stage=stage)
    start = Text("{stage}学生 {base} 年为 {now} 人", "{stage}: {now} pupils in {base}")
    values: dict[str, Part] = {"stage": f.word(stage), "base": f.number("base_year", form="plain"), "now": row.number(str(base)), "see": See("pupils") if first else ""}  # fmt: skip
    ends: dict[str, Part] = {"top": peak.number("peak_year", "plain"), "most": peak.number("peak_pupils"), "end": f.number("horizon", form="plain"), "last": peak.number("last_pupils"), "fewer": peak.number("idle_after")}  # fmt: skip
    if peak["peak_year"] == base:
        rest = Text(
            "，即为规划期高峰，{end} 年为 {last} 人，比高峰减少 {fewer} 人{see}。",
            ", the most of the period; {last} in {end}, {fewer} fewer{see}. ",
        )
    elif peak["peak_year"] == f.at("horizon"):
        rest = Text(
            "，逐步增加，{end} 年达到规划期高峰 {last} 人{see}。",
            ", rising to the most of the period, {last}, in {end}{see}. ",
        )
    else:
        rest = Text("，{top} 年达到高峰 {most} 人，{end} 年为 {last} 人，比高峰减少 {fewer} 人{see}。", "; the peak is {most} in {top}, then {last} in {end}, {fewer} fewer{see}. ")  # fmt: skip
    parts = {name: value for name, value in (values | ends).items() if f"{{{name}}}" in start.to(f.lang) + rest.to(f.lang)}  # fmt: skip
    return f.say(Text(start.zh + rest.zh, start.en + rest.en), **parts)


def _peaks(f: Facts) -> Iterator[Piece]:
    """The peak of every stage in every variant, and whether stages peak apart."""
    rows: list[list[Cell]] = []
    for stage in f.at("forecast", "taught"):
        each = [row for variant in f.at("forecast", "variants") for row in f.rows("forecast", "peaks", variant=variant, stage=stage)]  # fmt: skip
        rows.append([f.word(stage), *(cell for row in each for cell in (row.number("peak_year", "plain"), row.number("peak_pupils"), row.number("last_pupils")))])  # fmt: skip
    names = (Text("{}高峰年", "{}: peak"), Text("高峰学生", "pupils"), Text("期末学生", "at the end"))
    titles = [
        f.to(name).format(f.word(variant)) for variant in f.at("forecast", "variants") for name in names
    ]
    heads = [Column(f.column("stage")), *(Column(title, number=True) for title in titles)]
    main = f.rows("forecast", "peaks", variant=f.at("forecast", "main"))
    named = [f.say(Text("{stage} {year} 年", "{stage} {year}"), stage=f.word(row["stage"]), year=row.number("peak_year", "plain")) for row in main]  # fmt: skip
    apart = len({row["peak_year"] for row in main}) > 1
    head = Text("各学段高峰年份不同：", "Stages peak in different years: ") if apart else Text("各学段高峰年份相同：", "All stages peak in the same year: ")  # fmt: skip
    tail = f.say(Text("。各方案的高峰见下{see}。", ". The peaks of all variants are given below{see}."), see=See("peaks pyramid"))  # fmt: skip
    yield Paragraph([f.run([f.say(head), f.listed(named), tail])])
    yield Grid("peaks", f.to(Text("各方案学龄人口高峰", "Peaks of the variants")), heads, rows)


def _estates(f: Facts) -> Iterator[Piece]:
    added, end = f.at("forecast", "estates"), str(f.at("horizon"))
    if not added:
        return
    each = [(stage, f.number("forecast", "estates", stage, end)) for stage in added]
    named = [f.say(Text("{stage} {pupils} 人", "{stage} {pupils}"), stage=f.word(stage), pupils=number) for stage, number in each]  # fmt: skip
    head = f.say(Text("其中新建小区学生到 {end} 年为：", "Of these, in new estates by {end}: "), end=f.number("horizon", form="plain"))  # fmt: skip
    tail = f.say(Text("，合计 {all} 人（{main}）。", ", {all} in all ({main} variant)."), all=total([number for _, number in each]), main=f.word(f.at("forecast", "main")))  # fmt: skip
    yield Paragraph([f.run([head, f.listed(named), tail])])


def _tested(f: Facts) -> Iterator[Piece]:
    found = f.rows("forecast", "back_test")
    if not found:
        yield _plain(f, Text("没有提供往年年级数据，未作回测；预测误差无从估计。", "Past years were not given, so the method is not back-tested, and its error cannot be told."))  # fmt: skip
        return
    worst = max(found, key=lambda row: row["error_share"])
    near = [row for row in found if row["ahead"] == min(r["ahead"] for r in found)]
    named = [f.say(Text("{stage} {error}", "{stage} {error}"), stage=f.word(row["stage"]), error=row.number("error_share", "share")) for row in near]  # fmt: skip
    head = f.say(Text("以往年数据为起点、只用当时已知的资料作预测，与后来的实际比较。提前 {ahead} 年的平均误差：", "Forecasts were made from past years with what was known then, and held against what came. Mean error {ahead} year ahead: "), ahead=near[0].number("ahead", "plain"))  # fmt: skip
    tail = f.say(
        Text("；误差最大的是{stage}提前 {ahead} 年，为 {error}（{tests} 次）{see}。", "; the largest is that of {stage} {ahead} years ahead, {error} ({tests} tests){see}."),
        stage=f.word(worst["stage"]), ahead=worst.number("ahead", "plain"), error=worst.number("error_share", "share"), tests=worst.number("tests", "plain"), see=See("back_test"),
    )  # fmt: skip
    yield Paragraph([f.run([head, f.listed(named), tail])])
    yield _errors(f)


def _errors(f: Facts) -> Grid:
    """Errors by stage and years ahead."""
    found = f.rows("forecast", "back_test")
    ahead = sorted({row["ahead"] for row in found})
    rows: list[list[Cell]] = []
    for stage in dict.fromkeys(row["stage"] for row in found):
        mine = {row["ahead"]: row.number("error_share", "share") for row in found if row["stage"] == stage}
        rows.append([f.word(stage), *(mine.get(years, Number(None, ())) for years in ahead)])
    one = Text("提前 {} 年", "{} ahead").to(f.lang)
    heads = [Column(f.column("stage")), *(Column(one.format(years), number=True) for years in ahead)]
    return Grid("back_test", f.to(Text("回测平均误差", "Mean error of the back-test")), heads, rows)


def _notes(f: Facts) -> Iterator[Piece]:
    told = [row for level in ("warning", "assumption") for row in f.rows("notes", level=level)]
    if not told:
        yield _plain(f, Text("没有需要说明的假定。", "There is nothing to tell."))
    for row in told:
        yield Paragraph([f.say(Text("{note}。", "{note}."), note=row.quote(f.lang))], bullet=True)

"""Chapter 2: schools, seats, class sizes and cover as they are."""

from collections.abc import Iterator

from zoning.export.report_docx.facts import Facts, Number, Row, See, Sentence, count, over, total
from zoning.export.report_docx.pieces import Cell, Column, Grid, Heading, Paragraph, Piece
from zoning.words import Text

SIZES = ("fits", "above", "large", "super")
ALERTS = ("green", "yellow", "red")
MOST_NAMED = 8
WAYS = ("radius", "walk")
BASES = {
    "pupils": Text("学生", "pupils"),
    "dwellings": Text("户数", "dwellings"),
    "area": Text("居住用地", "homes' land"),
}
WHOLE = "district"
NO_ZONES = Text("{stage}没有提供现状片区，以推算的基准年片区代替。", "{stage}: today's zones are not given, those of the base year are made up. ")  # fmt: skip


def chapter(f: Facts) -> Iterator[Piece]:
    """Chapter 2."""
    yield Heading(1, f.to(Text("现状", "The district today")))
    yield Heading(2, f.to(Text("学校与学位", "Schools and seats")))
    for at, stage in enumerate(f.seated):
        yield Paragraph([_schools(f, stage, first=at == 0)], bullet=True)
    yield _summary(f)
    yield Heading(2, f.to(Text("班额与学校规模", "Class and school sizes")))
    yield from _sizes(f)
    yield Heading(2, f.to(Text("学位占用与预警", "Seats in use")))
    yield from _alerts(f)
    if f.record["tables"].get("shares", {}).get("rows"):
        yield Heading(2, f.to(Text("公办、普惠与民办占比", "Public, inclusive and private shares")))
        yield from _shares(f)
    yield Heading(2, f.to(Text("现状服务覆盖", "Cover today")))
    for at, stage in enumerate(f.record["stages"]):
        yield Paragraph([_cover(f, stage, first=at == 0)], bullet=True)
    yield coverage_grid(f, "cover_today", f.to(Text("现状服务覆盖率", "Cover today")), f.at("base_year"))


def zoned(f: Facts, stage: str) -> bool:
    """Return whether today's zones of a stage are known; else those of the base year are made up."""
    return bool(f.at("stages", stage, "today_known"))


def city(f: Facts, stage: str, year: int) -> Row:
    """Return the district's seats and pupils of a stage in a year."""
    (row,) = f.table("balance", stage=stage, subdistrict=WHOLE, year=year)
    return row


def of_schools(f: Facts, stage: str, column: str) -> Number:
    """Return the sum of a column over today's schools of a stage."""
    return total([row.number(column) for row in f.table("schools_today", stage=stage)])


def _schools(f: Facts, stage: str, *, first: bool) -> Sentence:
    now = city(f, stage, f.at("base_year"))
    schools = f.table("schools_today", stage=stage)
    roll, classes = of_schools(f, stage, "roll"), of_schools(f, stage, "classes")
    said = Text("{stage}现有 {schools} 所，学位 {seats} 个", "{stage}: {schools} schools, {seats} seats")
    held = Text(
        "，{classes} 个班，在校生 {roll} 人，班均 {mean} 人",
        ", {classes} classes, {roll} pupils on roll, {mean} a class",
    )
    lived = Text("；适龄学生 {pupils} 人{see}。", "; {pupils} pupils live in the district{see}. ")
    known = roll.value is not None and classes.value
    parts = [
        f.say(said, stage=f.word(stage), schools=count(schools), seats=of_schools(f, stage, "seats")),
        *([f.say(held, classes=classes, roll=roll, mean=over(roll, classes, "tenths"))] if known else []),
        f.say(lived, pupils=now.number("pupils"), see=See("summary") if first else ""),
    ]  # fmt: skip
    return f.run(parts)


def _summary(f: Facts) -> Grid:
    columns = (
        "stage",
        "schools",
        "classes",
        "seats",
        "standard_seats",
        "private_seats",
        "purchased_seats",
        "roll",
        "pupils",
        "utilisation_share",
    )
    rows: list[list[Cell]] = []
    for stage in f.seated:
        now = city(f, stage, f.at("base_year"))
        sums = {name: of_schools(f, stage, name) for name in ("classes", "seats", "standard_seats", "roll")}
        cells: dict[str, Cell] = {"stage": f.word(stage), **sums, "schools": now.number("schools")}
        rest = ("private_seats", "purchased_seats", "pupils", "utilisation_share")
        rows.append([{**cells, **{name: now.number(name) for name in rest}}[name] for name in columns])
    heads = [Column(f.column(name), number=name != "stage") for name in columns]
    note = f.say(Text("“学位”为全部在办学校的学位；占用率 = 适龄学生 ÷ 计入供给的学位。", "“Seats” are those of all schools; use = pupils ÷ seats that count as supply."))  # fmt: skip
    return Grid("summary", f.to(Text("现状学校与学位汇总", "Schools and seats today")), heads, rows, note)


def _sizes(f: Facts) -> Iterator[Piece]:
    rows: list[list[Cell]] = []
    for stage in f.seated:
        found = [count(f.table("schools_today", stage=stage, size_of_class=size)) for size in (*SIZES, None)]
        rows.append([f.word(stage), *found])
    heads = [Column(f.column("stage")), *(Column(f.word(size), number=True) for size in SIZES), Column(f.to(Text("未填", "not given")), number=True)]  # fmt: skip
    said = Text(
        "按学校班均人数判断（一校的班均人数不代表其每一个班）{see}。",
        "Judged by the mean class of a school, which does not speak for each of its classes{see}. ",
    )
    sentences = [f.say(said, see=See("sizes"))]
    sentences += [said_ for stage in f.seated if (said_ := _large(f, stage)) is not None]
    yield Paragraph(sentences)
    title = f.to(Text("班均人数与班额标准（学校数）", "Mean class against the standard, schools"))
    yield Grid("sizes", title, heads, rows)


def _large(f: Facts, stage: str) -> Sentence | None:
    """Schools of a stage with more classes than the norms allow; None where the norms say nothing."""
    norm = f.rows("rules", "norms", path=f"classes_max.{stage}")
    if not norm:
        return None
    many = [row for row in f.table("schools_today", stage=stage) if (row["classes"] or 0) > norm[0]["value"]]
    if not many:
        none = Text("{stage}没有超过规范上限 {most} 班的学校。", "{stage}: no school has more than the {most} classes that the norms allow. ")  # fmt: skip
        return f.say(none, stage=f.word(stage), most=norm[0].number("value", "plain"))
    said = Text("{stage}超过规范上限 {most} 班的学校 {many} 所。", "{stage}: {many} schools have more than the {most} classes that the norms allow. ")  # fmt: skip
    return f.say(said, stage=f.word(stage), most=norm[0].number("value", "plain"), many=count(many))


def _alerts(f: Facts) -> Iterator[Piece]:
    rows: list[list[Cell]] = []
    intro = Text("按现状片区适龄学生与学位之比判断{see}。", "Judged by the pupils of today's zone over the school's seats{see}. ")  # fmt: skip
    sentences = [f.say(intro, see=See("alerts"))]
    for stage in f.record["stages"]:
        counts = [count(f.table("schools_today", stage=stage, alert=alert)) for alert in ALERTS]
        rows.append([f.word(stage), *counts])
        sentences += [] if zoned(f, stage) else [f.say(NO_ZONES, stage=f.word(stage))]
        sentences.append(_red(f, stage))
    yield Paragraph(sentences)
    heads = [Column(f.column("stage")), *(Column(f.word(alert), number=True) for alert in ALERTS)]
    yield Grid("alerts", f.to(Text("现状学位预警（学校数）", "Seat alerts today, schools")), heads, rows)


def _red(f: Facts, stage: str) -> Sentence:
    """The schools of a stage that are red, the fullest first."""
    red = f.table("schools_today", stage=stage, alert="red")
    if not red:
        return f.say(Text("{stage}没有红色预警的学校。", "{stage}: no school is red. "), stage=f.word(stage))
    fullest = sorted(red, key=lambda row: -(row["utilisation_share"] or 0.0))[:MOST_NAMED]
    named = [f.say(Text("{name}（{use}）", "{name} ({use})"), name=row.quote("name"), use=row.number("utilisation_share")) for row in fullest]  # fmt: skip
    more = Text("等", " and others") if len(red) > len(named) else Text("", "")
    head = f.say(Text("{stage}红色预警 {red} 所：", "{stage}: {red} schools are red: "), stage=f.word(stage), red=count(red))  # fmt: skip
    return f.run([head, f.listed(named), f.say(more), f.say(Text("。", ". "))])


def _shares(f: Facts) -> Iterator[Piece]:
    """Shares of seats against their limits, today and at the end."""
    for row in f.table("shares", year=f.at("base_year")):
        (end,) = f.table("shares", stage=row["stage"], item=row["item"], year=f.at("horizon"))
        said = Text(
            "{stage}{item} {limit}：{base} 年为 {now}，{verdict}；{horizon} 年为 {then}，{later}。",
            "{stage}, {item} {limit}: {now} in {base}, {verdict}; {then} in {horizon}, {later}. ",
        )
        yield Paragraph([f.say(
            said, stage=f.word(row["stage"]), item=f.word(row["item"]), limit=row.number("limit"), base=f.number("base_year", form="plain"), now=row.number("value"),
            verdict=f.word(row["verdict"]), horizon=f.number("horizon", form="plain"), then=end.number("value"), later=f.word(end["verdict"]),
        )], bullet=True)  # fmt: skip


def covered(f: Facts, stage: str, year: int, way: str, base: str = "pupils") -> Row:
    """Return the row of the coverage table."""
    (row,) = f.table("coverage", stage=stage, year=year, way=way, base=base)
    return row


def _cover(f: Facts, stage: str, *, first: bool) -> Sentence:
    year = f.at("base_year")
    said = Text(
        "{stage}服务半径 {radius} 米，直线覆盖 {straight} 的学生，步行覆盖 {walk} 的学生{see}。",
        "{stage}: a radius of {radius} m covers {straight} of pupils in a straight line, {walk} on foot{see}. ",
    )
    return f.say(
        said, stage=f.word(stage), radius=f.number("stages", stage, "radius_m"), straight=covered(f, stage, year, "radius").number("share"),
        walk=covered(f, stage, year, "walk").number("share"), see=See("cover_today") if first else "",
    )  # fmt: skip


def coverage_grid(f: Facts, key: str, title: str, year: int) -> Grid:
    """Return the cover of a year as a table."""
    rows: list[list[Cell]] = []
    for stage in f.record["stages"]:
        for way in WAYS:
            pupils = covered(f, stage, year, way)
            shares = [covered(f, stage, year, way, base).number("share") for base in BASES]
            rows.append(
                [f.word(stage), f.word(way), pupils.number("covered"), pupils.number("total"), *shares]
            )
    share = Text("{}覆盖率", "share of {}")
    names = [f.to(Text("覆盖学生", "pupils covered")), f.to(Text("全部学生", "all pupils")), *(f.to(share).format(f.to(text)) for text in BASES.values())]  # fmt: skip
    heads = [
        Column(f.column("stage")),
        Column(f.column("way")),
        *(Column(name, number=True) for name in names),
    ]
    return Grid(key, title, heads, rows)

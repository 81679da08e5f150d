"""Chapters 7 and 8: cover now and planned; zones of every year, and how many pupils they move."""

from collections.abc import Iterator

from zoning.export.report_docx.facts import Facts, See, Sentence, count, largest, less, total
from zoning.export.report_docx.pieces import Cell, Column, Figure, Grid, Heading, Paragraph, Piece
from zoning.export.report_docx.today import BASES, NO_ZONES, WAYS, covered, zoned
from zoning.words import Text

PROVED = 1e-9
"""A gap no larger is none."""


def cover(f: Facts) -> Iterator[Piece]:
    """Chapter 7."""
    yield Heading(1, f.to(Text("服务覆盖", "Cover")))
    for at, stage in enumerate(f.record["stages"]):
        yield Paragraph([_cover(f, stage, first=at == 0)], bullet=True)
    yield Figure("coverage", f.to(Text("服务覆盖率：现状与规划", "Cover now and planned")))
    yield _cover_grid(f)


def _cover(f: Facts, stage: str, *, first: bool) -> Sentence:
    now, end = f.at("base_year"), f.at("horizon")
    said = Text(
        "{stage}（服务半径 {radius} 米）：直线覆盖的学生由 {a} 变为 {b}，步行覆盖的由 {c} 变为 {d}{see}。",
        "{stage}, radius {radius} m: pupils covered in a straight line from {a} to {b}, on foot from {c} to {d}{see}. ",
    )
    shares = {
        name: covered(f, stage, year, way).number("share")
        for name, year, way in (("a", now, "radius"), ("b", end, "radius"), ("c", now, "walk"), ("d", end, "walk"))
    }  # fmt: skip
    return f.say(said, stage=f.word(stage), radius=f.number("stages", stage, "radius_m"), see=See("cover coverage") if first else "", **shares)  # fmt: skip


def _cover_grid(f: Facts) -> Grid:
    """Shares covered, today and at the end side by side."""
    rows: list[list[Cell]] = []
    ends = (f.at("base_year"), f.at("horizon"))
    for stage in f.record["stages"]:
        for way in WAYS:
            shares = [covered(f, stage, year, way, base).number("share") for base in BASES for year in ends]
            rows.append([f.word(stage), f.word(way), *shares])
    names = [f"{f.to(text)} {year}" for text in BASES.values() for year in ends]
    heads = [
        Column(f.column("stage")),
        Column(f.column("way")),
        *(Column(name, number=True) for name in names),
    ]
    return Grid("cover", f.to(Text("服务覆盖率：现状与规划期末", "Cover today and at the end")), heads, rows)


def zones(f: Facts) -> Iterator[Piece]:
    """Chapter 8."""
    yield Heading(1, f.to(Text("划片与稳定", "Zones, and how they hold")))
    yield Heading(2, f.to(Text("逐年划片与改划", "Zones of every year")))
    intro = Text("自基准年的次年起逐年划片：每年以上年片区为起点，改划计价，使片区相对稳定。改划学生不含原学校停办的学生{see}。", "Zones are made anew for every year after the base year, beginning from those of the year before; moves are priced, so that zones hold. Pupils whose school closed do not count as moved{see}. ")  # fmt: skip
    yield Paragraph([f.say(intro, see=See("moved"))])
    for stage in f.record["stages"]:
        yield Paragraph([_moved(f, stage)], bullet=True)
    yield _moved_grid(f)
    yield Heading(2, f.to(Text("次年的调整", "What changes in the first year")))
    yield from _changes(f)
    yield Heading(2, f.to(Text("划片的把握", "What is proved of the zones")))
    for stage in f.record["stages"]:
        yield Paragraph([_proved(f, stage)], bullet=True)


def _moved(f: Facts, stage: str) -> Sentence:
    each = [row for row in f.rows("stages", stage, "zones") if row["year"] != f.at("base_year")]
    moved = [row.number("moved") for row in each]
    worst = max(each, key=lambda row: row["moved"])
    if not worst["moved"]:
        return f.say(Text("{stage}各年没有改划。", "{stage}: nobody is moved. "), stage=f.word(stage))
    said = Text("{stage}各年改划合计 {all} 人次，最多的 {year} 年 {most} 人。", "{stage}: {all} moves in all, most in {year}, {most} pupils. ")  # fmt: skip
    return f.say(said, stage=f.word(stage), all=total(moved), year=worst.number("year", "plain"), most=worst.number("moved"))  # fmt: skip


def _moved_grid(f: Facts) -> Grid:
    years = f.at("years")[1:]
    rows: list[list[Cell]] = [
        [
            f.word(stage),
            *(row.number("moved") for row in f.rows("stages", stage, "zones") if row["year"] in years),
        ]
        for stage in f.record["stages"]
    ]
    heads = [Column(f.column("stage")), *(Column(str(year), number=True) for year in years)]
    return Grid("moved", f.to(Text("逐年改划学生", "Pupils who change school")), heads, rows)


def _changes(f: Facts) -> Iterator[Piece]:
    rows: list[list[Cell]] = []
    sentences = []
    for stage in f.record["stages"]:
        mine = f.table("changes", stage=stage)
        year = f.number("years", 1, form="plain")
        sentences += [] if zoned(f, stage) else [f.say(NO_ZONES, stage=f.word(stage))]
        if not mine:
            sentences.append(
                f.say(Text("{stage}没有调整。", "{stage}: nothing changes. "), stage=f.word(stage))
            )
            continue
        pupils = total([row.number("pupils") for row in mine])
        said = Text("{stage} {year} 年调整 {n} 个地块，涉及学生 {pupils} 人。", "{stage}: {n} blocks with {pupils} pupils change in {year}. ")  # fmt: skip
        sentences.append(f.say(said, stage=f.word(stage), year=year, n=count(mine), pupils=pupils))
        for reason in dict.fromkeys(row["reason"] for row in mine):
            why = [row for row in mine if row["reason"] == reason]
            rows.append([f.word(stage), why[0].quote("reason"), count(why), total([row.number("pupils") for row in why])])  # fmt: skip
    tail = Text("逐块的对照见附表。", "The annex lists them block by block.") if rows else Text("", "")
    yield Paragraph([*sentences, f.say(tail)])
    if rows:
        names = ("stage", "reason", "blocks", "pupils")
        heads = [Column(f.column(name), number=name in names[2:]) for name in names]
        title = Text("次年划片调整的原因", "Why zones change in the first year")
        yield Grid("reasons", f.to(title), heads, rows)


def _proved(f: Facts, stage: str) -> Sentence:
    """How far each year's zones may be above the least cost, the worst year named; years whose seats do not suffice."""
    each = f.rows("stages", stage, "zones")
    known = [row for row in each if row["gap"] is not None]
    parts = []
    if known and all(row["gap"] <= PROVED for row in known):
        parts.append(f.say(Text("{stage}各年片区均已证明为最优。", "{stage}: in every year zones are proved to be the best. "), stage=f.word(stage)))  # fmt: skip
    elif known:
        worst = max(known, key=lambda row: row["gap"])
        said = Text("{stage}各年片区成本距最优均不超过 {gap}（已证明，最大为 {year} 年）。", "{stage}: in no year do zones cost more than {gap} above the least (proved; {year} is the worst). ")  # fmt: skip
        parts.append(f.say(said, stage=f.word(stage), gap=largest([row.number("gap", "proof") for row in known]), year=worst.number("year", "plain")))  # fmt: skip
    if len(known) < len(each):
        bare = [row for row in each if row["gap"] is None]
        parts.append(f.say(Text("{stage}有 {n} 年没有可用的下界，未作证明。", "{stage}: of {n} years nothing is proved. "), stage=f.word(stage), n=count(bare)))  # fmt: skip
    full = [row for row in f.rows("stages", stage, "schools") if row["gap"] > 0 and row["year"] != f.at("base_year")]  # fmt: skip
    if full:
        worst = max(full, key=lambda row: row["gap"])
        over = less(worst.number("pupils"), worst.number("seats"))
        said = Text("有学校超出学位的年份按超员计价划片，最多的是 {year} 年{name}，超出 {over} 人。", "Where schools are over their seats, pupils over are priced; most over is {name} in {year}, by {over}. ")  # fmt: skip
        parts.append(f.say(said, year=worst.number("year", "plain"), name=worst.quote("name"), over=over))
    return f.run(parts)

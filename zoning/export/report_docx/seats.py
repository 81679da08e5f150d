"""Chapter 4: seats against pupils, stage by stage: the year most short, and what it would be if nothing were done."""

from collections.abc import Iterator

from zoning.export.report_docx.facts import Facts, Row, See, Sentence, negative
from zoning.export.report_docx.pieces import Cell, Column, Figure, Grid, Heading, Paragraph, Piece
from zoning.export.report_docx.today import WHOLE, city
from zoning.words import Text

YEARLY = (
    "year",
    "pupils",
    "seats",
    "private_seats",
    "purchased_seats",
    "gap",
    "gap_unchanged",
    "utilisation_share",
    "alert",
)
CITYWIDE = Text("{stage}面向全区招生，不划片，只比较全区的学生与学位；学位按情景列出的现有和已定的学校计，本次不选定项目。", "{stage} is for the whole district and has no zones: its pupils are held against the seats of the schools there are and those decided, which the scenario lists; no works are chosen. ")  # fmt: skip

INCLUDED = Text("特殊教育学生按中小学学生的一定比例计，其中随班就读的仍在普通学校就读，实际需要的特教学校学位少于下列人数。", "Pupils of special education are a stated share of those of primary and junior school; those taught in ordinary classes need no seat here, so fewer are needed than are counted. ")  # fmt: skip


def chapter(f: Facts) -> Iterator[Piece]:
    """Chapter 4."""
    yield Heading(1, f.to(Text("学位供需", "Seats against pupils")))
    yield Paragraph([f.say(Text("逐年比较各学段适龄学生与计入供给的学位{see}。", "Pupils are held against the seats that count, stage by stage and year by year{see}."), see=See("balance"))])  # fmt: skip
    yield Figure("balance", f.to(Text("各学段适龄学生与学位", "Pupils and seats by stage")))
    for stage in f.seated:
        name = f.word(stage)
        yield Heading(2, name[:1].upper() + name[1:])
        if stage in f.record["citywide"]:
            yield Paragraph([f.say(CITYWIDE, stage=name), *([f.say(INCLUDED)] if stage == "special" else [])])
        yield Paragraph([_peak(f, stage), _planned(f, stage), *_unchanged(f, stage), _end(f, stage)])
        yield _by_year(f, stage)
        yield Figure(f"seats_{stage}", f.to(Text("{}学位供需", "Seats against pupils, {}")).format(f.word(stage)))  # fmt: skip
        if stage not in f.record["citywide"]:
            yield _by_place(f, stage)


def _peak(f: Facts, stage: str) -> Sentence:
    (peak,) = f.table("peaks", stage=stage)
    said = Text("学生高峰年为 {year} 年，适龄学生 {most} 人{see}。", "Most pupils: {most}, in {year}{see}. ")
    return f.say(said, year=peak.number("peak_year"), most=peak.number("peak_pupils"), see=See(f"seats_{stage} places_{stage}"))  # fmt: skip


def _planned(f: Facts, stage: str) -> Sentence:
    """The year most short under the plan."""
    (peak,) = f.table("peaks", stage=stage)
    year, gap = peak.number("worst_gap_year"), peak.number("worst_gap")
    if peak["worst_gap"] > 0:
        return f.say(Text("按规划供给，{year} 年缺口最大，缺 {gap} 个学位。", "Under the plan {year} is most short, by {gap} seats. "), year=year, gap=gap)  # fmt: skip
    return f.say(Text("按规划供给，各年学位均不缺；最紧的 {year} 年富余 {free} 个学位。", "Under the plan no year is short; the tightest, {year}, has {free} seats free. "), year=year, free=negative(gap))  # fmt: skip


def _unchanged(f: Facts, stage: str) -> Iterator[Sentence]:
    """What it would be if nothing were built, grown or closed; where there is no difference, that."""
    rows = f.table("balance", stage=stage, subdistrict=WHOLE)
    if all(row["gap"] == row["gap_unchanged"] for row in rows):
        yield f.say(Text("本学段供给与维持现状相同。", "Nothing changes the seats of this stage. "))
        return
    worst = max(rows, key=lambda row: row["gap_unchanged"])
    year, gap = worst.number("year"), worst.number("gap_unchanged")
    if worst["gap_unchanged"] > 0:
        yield f.say(Text("若维持现状、不新建也不撤并，{year} 年最多缺 {gap} 个学位；", "If nothing is done, {year} is short of {gap} seats; "), year=year, gap=gap)  # fmt: skip
    else:
        yield f.say(Text("若维持现状，最紧的 {year} 年富余 {free} 个学位；", "If nothing is done, the tightest year, {year}, has {free} seats free; "), year=year, free=negative(gap))  # fmt: skip
    planned = Text("同年按规划缺 {gap} 个。", "under the plan it is short of {gap}. ") if worst["gap"] > 0 else Text("同年按规划富余 {gap} 个。", "under the plan it has {gap} free. ")  # fmt: skip
    yield f.say(planned, gap=worst.number("gap") if worst["gap"] > 0 else negative(worst.number("gap")))


def _end(f: Facts, stage: str) -> Sentence:
    last = city(f, stage, f.at("horizon"))
    year, gap = last.number("year"), last.number("gap")
    if last["gap"] > 0:
        return f.say(Text("规划期末（{year} 年）仍缺 {gap} 个学位。", "At the end, in {year}, {gap} seats are still lacking. "), year=year, gap=gap)  # fmt: skip
    (peak,) = f.table("peaks", stage=stage)
    said = Text("规划期末（{year} 年）富余 {free} 个学位，高峰之后最多富余 {most} 个。", "At the end, in {year}, {free} seats are free, at most {most} after the peak. ")  # fmt: skip
    return f.say(said, year=year, free=negative(gap), most=peak.number("idle_most"))


def _by_year(f: Facts, stage: str) -> Grid:
    rows: list[list[Cell]] = [
        [f.word(row["alert"]) if name == "alert" else row.number(name) for name in YEARLY]
        for row in f.table("balance", stage=stage, subdistrict=WHOLE)
    ]
    heads = [Column(f.column(name), number=name != "alert") for name in YEARLY]
    title = f.to(Text("{}学位供需平衡", "Seats against pupils, {}")).format(f.word(stage))
    return Grid(f"seats_{stage}", title, heads, rows)


def _by_place(f: Facts, stage: str) -> Grid:
    """Seats short in each subdistrict, a column a year."""
    found: dict[str, dict[int, Row]] = {}
    for row in f.table("balance", stage=stage):
        found.setdefault(row["subdistrict"], {})[row["year"]] = row
    places = [place for place in found if place != WHOLE]
    rows: list[list[Cell]] = []
    for place in [*places, WHOLE]:
        some = next(iter(found[place].values()))
        called: Cell = f.word(WHOLE) if place == WHOLE else some.quote("subdistrict")
        rows.append([called, *(found[place][year].number("gap") for year in f.at("years"))])
    heads = [Column(f.column("subdistrict")), *(Column(str(year), number=True) for year in f.at("years"))]
    title = f.to(Text("{}分街道学位缺口（负为富余）", "Seats short by subdistrict, {} (below 0: free)"))
    note = f.say(Text("学生按居住地、学位按学校所在地计。", "Pupils where they live, seats where the school stands."))  # fmt: skip
    return Grid(f"places_{stage}", title.format(f.word(stage)), heads, rows, note)

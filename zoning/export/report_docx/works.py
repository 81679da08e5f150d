"""Chapters 5 and 6: what becomes of the schools, the works of the near term, what they cost, and what is proved of them."""

from collections.abc import Iterator

from zoning.export.report_docx.facts import DASH, Facts, Number, Row, See, Sentence, count, less, total
from zoning.export.report_docx.pieces import Cell, Column, Grid, Heading, Paragraph, Piece, Prompt
from zoning.words import Text

KINDS = ("keep", "expand", "relocate", "build", "merge", "convert")
"""What adds up to the schools there are at the end."""
LISTED = ("done_year", "kind", "stage", "name", "into", "seats_before", "seats_planned", "cost_wan", "land_m2", "decided")  # fmt: skip
CHANGED = ("stage", "name", "subdistrict", "kind", "seats_before", "seats_planned", "classes_planned", "done_year")  # fmt: skip
COUNTED = {"seats_before", "seats_planned", "classes_planned", "cost_wan", "land_m2", "done_year"}
PRICES = (
    ("unseated_wan", Text("学生缺一个学位一年", "a pupil without a seat, a year")),
    ("beyond_wan", Text("学生的学位在服务半径以外一年", "a pupil whose seat is beyond the radius, a year")),
    ("walk_wan", Text("学生上学每公里一年", "a pupil's kilometre to school, a year")),
)


def layout(f: Facts) -> Iterator[Piece]:
    """Chapter 5."""
    yield Heading(1, f.to(Text("规划布局", "Layout planned")))
    yield Heading(2, f.to(Text("布局方法", "How works are chosen")))
    yield from _method(f)
    yield Heading(2, f.to(Text("学校数量", "Schools in number")))
    for at, row in enumerate(f.table("end_state")):
        yield Paragraph([_sum(f, row, first=at == 0)], bullet=True)
    columns = ("stage", "today", *KINDS, "horizon", "close")
    rows: list[list[Cell]] = [
        [f.word(row["stage"]), *(row.number(name) for name in columns[1:])] for row in f.table("end_state")
    ]
    heads = [Column(f.column(name), number=name != "stage") for name in columns]
    note = f.say(Text("规划校数 = 保留 + 改扩建 + 迁建 + 新建 + 合并 + 改办；撤并的学校不计入。", "Schools planned = kept + expanded + relocated + built + merged + converted; closed ones do not count."))  # fmt: skip
    yield Grid("end_state", f.to(Text("规划学校汇总", "What becomes of the schools")), heads, rows, note)
    yield Heading(2, f.to(Text("变动的学校", "Schools that change")))
    changed = [row for row in f.table("schools_planned") if row["kind"] != "keep"]
    if not changed:
        yield Paragraph([f.say(Text("各学段学校均予保留，没有变动。", "All schools are kept as they are."))])
        return
    said = Text("规划期内有变动的学校 {n} 所{see}，其余保留，全部学校见附表。", "{n} schools change{see}; the others are kept. The annex lists all.")  # fmt: skip
    yield Paragraph([f.say(said, n=count(changed), see=See("changed"))])
    yield _rows(f, "changed", Text("规划期内变动的学校", "Schools that change"), CHANGED, changed)


def _method(f: Facts) -> Iterator[Piece]:
    if f.record["programme"] is None:
        yield Paragraph([f.say(Text("情景没有给出可选的建设项目，学校维持现状，本章所列为现状延续到规划期末的情况。", "The scenario offers no works: schools stay as they are, and this chapter tells of that."))])  # fmt: skip
        return
    asked = ("programme", "question")
    head = f.say(Text("在给出的 {n} 个备选项目中，按预算、用地、年份和先后关系选定实施的项目与年份，使项目投资、学校运行费和学生代价之和在规划期内最小。学生代价的单价（万元）为：", "Out of {n} works that may be done, those and their years are chosen, within budget, land, years and order, for which works, running costs and what pupils go without come to least over the period. Prices, in wan yuan (ten thousand yuan): "), n=Number(float(len(f.at(*asked, "actions"))), tuple(row.at for row in f.rows(*asked, "actions")), "count", "plain"))  # fmt: skip
    named = [
        f.say(Text("{what} {price}", "{what} {price}"), what=text.to(f.lang), price=f.number(*asked, "prices", key, form="general"))
        for key, text in PRICES
    ]  # fmt: skip
    tail = f.say(
        Text(
            "。这些单价由情景给定，改变单价，项目的取舍可能改变。",
            ". The scenario sets these prices; others may choose other works.",
        )
    )
    yield Paragraph([f.run([head, f.listed(named), tail])])
    yield Prompt(f.to(Text("编制单位补充：布局原则，各备选项目的用地、产权与实施条件。", "To be added by the bureau: principles of the layout; land, ownership and conditions of each work.")))  # fmt: skip


def _sum(f: Facts, row: Row, *, first: bool) -> Sentence:
    """The schools of a stage at the end as a sum that anybody can check."""
    parts = [f.say(Text("{kind} {n}", "{n} {kind}"), kind=f.word(kind), n=row.number(kind)) for kind in KINDS if row[kind]]  # fmt: skip
    plus = f.say(Text(" + ", " + "))
    sums = [piece for part in parts for piece in (plus, part)][1:] or [f.say(Text("没有学校", "no school"))]
    head = f.say(Text("{stage}：", "{stage}: "), stage=f.word(row["stage"]))
    tail = f.say(Text(" = {n} 所；", " = {n} schools; "), n=row.number("horizon"))
    gone = f.say(Text("撤并 {n} 所不计入；", "{n} closed, which do not count; "), n=row.number("close")) if row["close"] else f.say(Text("没有撤并；", "none is closed; "))  # fmt: skip
    end = f.say(Text("现状为 {n} 所{see}。", "today there are {n}{see}. "), n=row.number("today"), see=See("end_state") if first else "")  # fmt: skip
    return f.run([head, *sums, tail, gone, end])


def _rows(f: Facts, key: str, title: Text, columns: tuple[str, ...], rows: list[Row]) -> Grid:
    """Return rows of the record's tables as a table."""

    def cell(row: Row, name: str) -> Cell:
        if name in COUNTED:
            return row.number(name, "plain" if name in ("done_year", "classes_planned") else "count")
        if name == "into":
            return called(f, row["stage"], row["into"])
        return f.word(row[name]) if name in ("stage", "kind", "decided") else row.quote(name)

    heads = [Column(f.column(name), number=name in COUNTED) for name in columns]
    return Grid(key, f.to(title), heads, [[cell(row, name) for name in columns] for row in rows])


def called(f: Facts, stage: str, school: str | None) -> Cell:
    """Return what a school is called."""
    if school is None:
        return ""
    return f.quote("stages", stage, "names", school) if school in f.at("stages", stage, "names") else school


def near(f: Facts) -> Iterator[Piece]:
    """Chapter 6."""
    yield Heading(1, f.to(Text("近期建设", "Works of the near term")))
    yield Heading(2, f.to(Text("建设项目", "Works")))
    yield from _works(f)
    asked = f.record["programme"]
    if asked is None or asked["answer"] is None:
        return
    yield Heading(2, f.to(Text("投资与预算", "Money")))
    yield from _money(f)
    yield Heading(2, f.to(Text("备选项目的取舍", "Works done and not done")))
    yield from _offered(f)
    yield Heading(2, f.to(Text("方案的把握", "What is proved")))
    yield from _proved(f)


def _works(f: Facts) -> Iterator[Piece]:
    now, note = f.table("works"), f.at("tables", "works", "note")
    if not now:
        yield Paragraph([f.say(Text("{note}。", "{note}."), note=f.quote("tables", "works", "note"))] if note else [])  # fmt: skip
    else:
        whole = total([row.number("cost_wan") for row in now])
        more = less(total([row.number("seats_planned") for row in now]), total([row.number("seats_before") for row in now]))  # fmt: skip
        said = Text("近期（{first}—{near} 年）变动学校 {n} 所次，投资 {cost} 万元，学位增减合计 {seats} 个{see}。", "In the near term, {first} to {near}, {n} schools change, for {cost} wan yuan, with {seats} seats more in all{see}.")  # fmt: skip
        yield Paragraph([f.say(said, first=f.number("years", 1, form="plain"), near=f.number("near_year", form="plain"), n=count(now), cost=whole, seats=more, see=See("works"))])  # fmt: skip
        yield _rows(f, "works", Text("近期建设项目", "Works of the near term"), LISTED, now)
    later = [row for row in f.rows("works") if row["year"] > f.at("near_year")]
    if later:
        yield Paragraph([f.say(Text("远期另有 {n} 所次{see}。", "Later, {n} more{see}."), n=count(later), see=See("later"))])  # fmt: skip
        columns = ("year", *LISTED[1:])
        grid = _rows(f, "later", Text("远期建设项目", "Works after the near term"), columns, later)
        yield grid


def _money(f: Facts) -> Iterator[Piece]:
    answer, budget = ("programme", "answer"), f.at("programme", "question", "budget_wan")
    rows: list[list[Cell]] = []
    for row in f.rows(*answer, "by_year"):
        year = str(row["year"])
        limit = DASH if budget is None else f.number("programme", "question", "budget_wan", year)
        rows.append([row.number("year", "plain"), row.number("works_wan"), limit, row.number("running_wan"), row.number("pupils_wan")])  # fmt: skip
    spent = [row.number("works_wan") for row in f.rows(*answer, "by_year")]
    said = f.say(Text("规划期项目投资合计 {cost} 万元{see}。", "Works cost {cost} wan yuan over the period{see}. "), cost=total(spent), see=See("money"))  # fmt: skip
    limit_ = Text("情景没有给出预算上限。", "The scenario sets no budget.") if budget is None else Text("各年投资均以当年预算为限，余额可以结转。", "No year spends more than its budget and what is left of earlier ones.") if f.at("programme", "question", "carry_over") else Text("各年投资均以当年预算为限，余额不结转。", "No year spends more than its budget; what is left lapses.")  # fmt: skip
    broken = f.at("programme", "answer", "breaks")
    told = f.say(Text("方案不满足给定的规则，见“方案的把握”。", "The programme breaks rules; see what is proved.")) if broken else f.say(limit_)  # fmt: skip
    yield Paragraph([said, told])
    names = (Text("年份", "year"), Text("投资（万元）", "works"), Text("预算（万元）", "budget"), Text("运行费（万元）", "running"), Text("学生代价（万元）", "pupils' cost"))  # fmt: skip
    yield Grid("money", f.to(Text("逐年投资与预算", "Money by year, wan yuan")), [Column(name.to(f.lang), number=True) for name in names], rows)  # fmt: skip


def _schools(f: Facts, row: Row) -> tuple[Cell, Cell]:
    """The school of a work, and the other one that takes it in or that it moves to."""
    first = row["changes"][0]
    others = [change for change in row["changes"] if change["school_id"] != first["school_id"]]
    other = called(f, others[0]["stage"], others[0]["school_id"]) if others else ""
    return called(f, first["stage"], first["school_id"]), other


def _offered(f: Facts) -> Iterator[Piece]:
    """Every work that may be done, with its year or that it is not done."""
    done = f.at("programme", "answer", "done")
    rows: list[list[Cell]] = []
    for row in f.rows("programme", "question", "actions"):
        year = f.number("programme", "answer", "done", row["id"], form="plain") if row["id"] in done else f.to(Text("不实施", "not done"))  # fmt: skip
        school, other = _schools(f, row)
        stages = dict.fromkeys(f.word(change["stage"]) for change in row["changes"])
        rows.append([f.word(row["kind"]), (" → " if row["kind"] == "convert" else f.to(Text("、", ", "))).join(stages), school, other, row.number("cost_wan"), row.number("land_m2"), f.word(row["must"]), year])  # fmt: skip
    yield Paragraph([f.say(Text("备选项目及选定的年份见下{see}；“已定”是情景中指定必须实施的项目。", "Works and their years are given below{see}; those decided the scenario demands. "), see=See("offered"))])  # fmt: skip
    columns = ("kind", "stage", "name", "into", "cost_wan", "land_m2", "decided", "done_year")
    heads = [Column(f.column(name), number=name in COUNTED) for name in columns]
    yield Grid("offered", f.to(Text("备选项目及取舍", "Works that may be done")), heads, rows)


def _proved(f: Facts) -> Iterator[Piece]:
    answer = ("programme", "answer")
    claim = f.say(Text("方案：{proved}。", "The programme: {proved}. "), proved=f.quote(*answer, "proved"))
    values = f.say(
        Text("规划期总代价为 {value} 万元（投资、运行费与学生代价，期末以后按情景计 {tail} 年）；已证明满足同样规则的任何方案都不低于 {bound} 万元。", "It comes to {value} wan yuan (works, running and pupils' cost, the last year counted {tail} times more); no programme within the same rules comes below {bound}. "),
        value=f.number(*answer, "value_wan"), bound=f.number(*answer, "bound_wan"), tail=f.number("programme", "question", "tail_years", form="plain"),
    )  # fmt: skip
    caution = f.say(Text("这一证明只对给定的备选项目、单价和预测成立，且计算时一个地块的学生可以分到几所学校；逐年片区按整个地块划分，见后文。", "This holds for the works, prices and forecast that were given, and with pupils of a block at several schools; zones are of whole blocks, see below. "))  # fmt: skip
    yield Paragraph([claim, values, caution])
    short = f.rows(*answer, "pupils")
    if all(row["unseated"] == 0 for row in short):
        yield Paragraph([f.say(Text("各学段各年均没有学生缺学位。", "In no stage and year is a pupil without a seat."))])  # fmt: skip
        return
    yield Paragraph([f.say(Text("仍缺学位、或学位在服务半径以外的学生见下{see}。", "Pupils without a seat, or with one beyond the radius, are given below{see}."), see=See("short"))])  # fmt: skip
    years = f.at("years")[1:]
    rows: list[list[Cell]] = []
    for stage in f.record["stages"]:
        for name, called in (("unseated", Text("缺学位", "without a seat")), ("beyond", Text("在半径以外", "beyond the radius"))):  # fmt: skip
            mine = [row.number(name) for row in short if row["stage"] == stage]
            rows.append([f.word(stage), called.to(f.lang), *mine])
    heads = [Column(f.column("stage")), Column(""), *(Column(str(year), number=True) for year in years)]
    yield Grid("short", f.to(Text("缺学位与超半径的学生", "Pupils without a seat or beyond the radius")), heads, rows)  # fmt: skip

"""What the terminal says of a layout plan."""

from pathlib import Path

from rich.markup import escape
from rich.table import Table

from zoning.figures import written
from zoning.layout.columns import WORDS
from zoning.layout.made import Layout, Years
from zoning.layout.record import record
from zoning.report import headed
from zoning.words import Lang, Text


def tables(made: Layout, lang: Lang) -> list[Table]:
    """Return the tables that a planner looks at first: the stages, and the works."""
    return [_stages(made, lang), *([_works(made, lang)] if len(made.works) else [])]


def _stages(made: Layout, lang: Lang) -> Table:
    first, last = made.forecast.years[0], made.forecast.years[-1]
    heads = (
        Text("学段", "stage"), Text("高峰年", "peak"), Text(f"学生 {first}", f"pupils {first}"), Text(f"学生 {last}", f"pupils {last}"), Text(f"学位 {first}", f"seats {first}"),
        Text(f"学位 {last}", f"seats {last}"), Text("缺口最大", "most short"), Text("不建则", "if nothing is done"), Text(f"半径覆盖 {first}", f"covered {first}"), Text(f"{last}", f"{last}"),
        Text("年均换校", "move a year"),
    )  # fmt: skip
    out = headed(Text("学位供需与覆盖", "seats, pupils and cover"), heads, lang)
    zoned: dict[str, list[str]] = {stage: _zoned(years) for stage, years in made.stages.items()}
    for stage, table in made.by_city.items():
        city = table.set_index("year")[["pupils", "seats", "gap"]].astype(float)
        both = [*(city["pupils"].iloc[[0, -1]]), *(city["seats"].iloc[[0, -1]])]
        out.add_row(
            WORDS[stage].to(lang), str(city["pupils"].idxmax()), *(written(float(value), "count") for value in both),
            f"{written(max(0.0, float(city['gap'].max())), 'count')} ({city['gap'].idxmax()})", written(max(0.0, float(made.idle[stage]["gap"].max())), "count"),
            *zoned.get(stage, ["—"] * 3),
        )  # fmt: skip
    return out


def _zoned(years: Years) -> list[str]:
    """Cover in the base year and at the horizon, and pupils who move a year."""
    rows = years.coverage[(years.coverage["way"] == "radius") & (years.coverage["base"] == "pupils")]
    cover = rows.set_index("year")["share"]
    moved = written(float(years.zones.moved.mean()), "count")
    return [*(written(float(cover.iloc[at]), "share") for at in (0, -1)), moved]


def _works(made: Layout, lang: Lang) -> Table:
    heads = (Text("年", "year"), Text("方式", "work"), Text("学段", "stage"), Text("学校", "school"), Text("学位", "seats"), Text("投资 万元", "cost, 10,000 yuan"))  # fmt: skip
    out = headed(Text("逐年项目", "works by year"), heads, lang, justify="left")
    for row in made.works.to_dict("records"):
        into = f" → {row['into']}" if row["into"] else ""
        out.add_row(
            str(row["year"]), WORDS[row["kind"]].to(lang), WORDS[row["stage"]].to(lang), escape(f"{row['name']} ({row['school_id']}){into}"),
            f"{row['seats_before']:,} → {row['seats_planned']:,}", written(row["cost_wan"], "count"),
        )  # fmt: skip
    return out


def summary(made: Layout, files: list[Path], lang: Lang) -> str:
    """Return the closing lines: what the works cost, what is proved, and which files to open."""
    lines = []
    if made.answer is not None:
        done = made.answer.programme
        cost = f"{done.works_wan.sum():,.0f}"
        end = "。" if lang == "zh" else "."
        lines.append(Text(f"项目投资共 {cost} 万元；{made.answer.proved.zh}", f"Works cost {cost} × 10,000 yuan; {made.answer.proved.en}").to(lang) + end)  # fmt: skip
    shown = [file for file in files if file.suffix in (".xlsx", ".docx", ".pdf", ".html")]
    comma = "、" if lang == "zh" else ", "
    if shown:
        lines.append(Text("请打开：", "Open: ").to(lang) + comma.join(str(file) for file in shown))
    return "\n".join(lines)


def as_json(made: Layout, files: list[Path]) -> dict[str, object]:
    """Return the plan's record without its tables, and the files written."""
    found = record(made)
    kept: dict[str, object] = {key: found[key] for key in ("years", "forecast", "programme", "works", "stages", "notes", "seconds") if key in found}  # fmt: skip
    return {"ok": True, **kept, "files": [str(file) for file in files]}

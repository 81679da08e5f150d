"""The command of 查学区: questions answered, a roll asked row by row, and the page for a telephone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from zoning import decided, export, scenario
from zoning.lookup import aliases, answers, page, points, roll, roll_files, roll_tables, said
from zoning.lookup import index as plan_index
from zoning.lookup.answers import Answer
from zoning.lookup.index import Index
from zoning.model import Note
from zoning.notice import run as notice
from zoning.notice.write import Words, words_of
from zoning.options import AsJson, Decided, Language, Published, Quiet, ScenarioFile
from zoning.planner import OnStep
from zoning.result import Result
from zoning.scenario import Scenario, TableInput
from zoning.scenario.strict import Datum
from zoning.suppression import INTERNAL, PUBLIC
from zoning.terminal import edge, out_console, print_json, progress, say_notes
from zoning.words import Lang, Text

app = typer.Typer()
ASK = Text("查询", "looking up")


class Asked(NamedTuple):
    """What is to be done with the plan."""

    questions: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    datum: Datum | None
    roll: Path | None
    headers: Mapping[str, str]
    out: Path | None
    page: Path | None
    public: bool


@app.command(epilog="例 · example: `zoning lookup data/demo.toml 碧水苑`")
def lookup(
    file: ScenarioFile,
    questions: Annotated[list[str] | None, typer.Argument(metavar="[QUESTION]…", help="小区、地址、学校名或拼音首字母，可写几个 · estates, addresses, schools or pinyin initials")] = None,
    *,
    point: Annotated[list[str] | None, typer.Option("--point", metavar="LON,LAT", help="经度,纬度，可写几个，须写 --datum · points, with --datum")] = None,
    datum: Annotated[Datum | None, typer.Option(help="点的坐标系，不猜测 · datum of the points, never guessed")] = None,
    roll_: Annotated[Path | None, typer.Option("--roll", metavar="FILE", help="名册 CSV 或 XLSX：住址或小区，可有就读学校 · a roll: addresses or estates, and the school attended if any")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="名册结果文件夹 · results folder of the roll")] = None,
    public: Annotated[bool, typer.Option("--public/--internal", help="名册结果供公布（10 人以下不列，无逐行文件）或内部用（5 人以下不列） · for publishing: counts below 10 left out and nothing row by row; or for the office, below 5")] = False,
    address: Annotated[str | None, typer.Option(metavar="HEADER", help="名册中住址一列的列名 · header of the addresses in the roll")] = None,
    school: Annotated[str | None, typer.Option(metavar="HEADER", help="名册中就读学校一列的列名 · header of the school attended")] = None,
    page_: Annotated[Path | None, typer.Option("--page", metavar="FILE.html", help="写出单文件查询网页，手机断网可用 · write the page, one file that works on a phone without a network")] = None,
    plan: Decided = None,
    published: Published = None,
    former: Annotated[Path | None, typer.Option("--aliases", metavar="FILE", help="别名表 CSV 或 XLSX：现名、曾用名 · table of present and former names")] = None,
    lang: Language = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """查学区：小区、地址或点属于哪所学校、步行多远、依据什么；成批查名册，或写出手机上断网可用的查询网页。Which school an estate, an address or a point belongs to; a whole roll; or a page for phones."""
    headers = {name: header for name, header in (("address", address), ("school", school)) if header}
    asked = Asked(tuple(questions or ()), _points(point or []), datum, roll_, headers, out, page_, public)
    _require_sense(asked)
    with edge(lang, as_json) as tongue:
        given = scenario.load(file)
        tongue.take(given.lang)
        given = given.model_copy(update={"lang": tongue.lang})
        pupils = _ready(asked, given, former, plan, published)  # before the work, not after it
        words = None if published is None else words_of(published)
        with progress(tongue.lang, shown=not (as_json or quiet)) as on_step:
            result = decided.run(given, plan, on_step)
            told_of = asked.questions or asked.points or asked.page is not None
            texts = _texts(words, result, on_step, wanted=bool(told_of))
            index, notes = _index(result, given, former, texts)
            on_step(ASK)
            told = _answers(index, asked, tongue.lang)
            told_roll = None if pupils is None else roll.answered(index, pupils)
            files = [] if asked.page is None else [page.write(result, index, asked.page, tongue.lang)]
            counts = None if told_roll is None else roll_tables.tables(index, told_roll, PUBLIC if public else INTERNAL)  # fmt: skip
            if told_roll is not None and counts is not None and out is not None:
                files += roll_files.write(result, index, told_roll, counts, out, tongue.lang, public=public)
        if as_json:
            print_json(_as_json(told, counts, files, tongue.lang))
        elif not quiet:
            say_notes((*notes, *(told_roll.notes if told_roll is not None else ())), tongue.lang)
            _say(told, counts, files, tongue.lang)


def _ready(asked: Asked, given: Scenario, former: Path | None, *earlier: Path | None) -> roll.Roll | None:
    """Refuse what cannot be done, and read the roll, while nothing has been worked on."""
    spec = given.inputs.aliases if former is None else TableInput(path=former)
    if spec is not None:
        aliases.table(spec)
    for lon, lat in asked.points:
        points.check(lon, lat)
    if asked.out is not None:
        if asked.public:
            roll_files.require_apart(asked.out)
        export.require_writable(asked.out, given, asked.roll, former, *earlier)
    if asked.page is not None:
        page.check(asked.page, given)
    return None if asked.roll is None else roll.read(asked.roll, asked.headers)


def _texts(words: Words | None, result: Result, on_step: OnStep, *, wanted: bool) -> Mapping[str, str]:
    """What the notice says of each zone: the one that was published, else, where it is `wanted`, as it would be written."""
    if words is not None:
        return words.of(result)
    return notice.run(result, public=True, on_step=on_step).texts if wanted else {}


def _index(
    result: Result, given: Scenario, former: Path | None, texts: Mapping[str, str]
) -> tuple[Index, tuple[Note, ...]]:
    """The plan ready to be asked, with the notice's lines and the former names of the option or of the scenario."""
    if former is not None:
        names, notes = aliases.read(TableInput(path=former), result.area)
    else:
        names, notes = aliases.of_scenario(given, result.area)
    return plan_index.of_result(result, texts, names), notes


def _answers(index: Index, asked: Asked, lang: Lang) -> list[Answer]:
    told = [answers.ask(index, question, lang) for question in asked.questions]
    if asked.datum is not None:
        told += [answers.ask_point(index, lon, lat, asked.datum, lang) for lon, lat in asked.points]
    return told


def _as_json(
    told: list[Answer], counts: roll_tables.Tables | None, files: list[Path], lang: Lang
) -> dict[str, object]:
    found: dict[str, object] = {
        "answers": answers.as_json(told, lang),
        "files": [str(file) for file in files],
    }
    if counts is not None:
        found["roll"] = roll_files.as_json(counts)
    return found


def _say(told: list[Answer], counts: roll_tables.Tables | None, files: list[Path], lang: Lang) -> None:
    for one in told:
        out_console().print(said.answer(one, lang))
    for table in [] if counts is None else said.roll(counts, lang):
        out_console().print(table)
    if files:
        out_console().print(said.files(files, lang), highlight=False, markup=False)


def _points(written: list[str]) -> tuple[tuple[float, float], ...]:
    made = []
    for text in written:
        try:
            lon, lat = (float(part) for part in text.replace("，", ",").split(","))
        except ValueError:
            raise typer.BadParameter(
                f"{text!r}: 应为 经度,纬度 · give LON,LAT", param_hint="--point"
            ) from None
        made.append((lon, lat))
    return tuple(made)


def _require_sense(asked: Asked) -> None:
    if not (asked.questions or asked.points or asked.roll or asked.page):
        raise typer.BadParameter(
            "请写要查的名称，或 --point、--roll、--page · give a question, --point, --roll or --page"
        )
    if asked.points and asked.datum is None:
        raise typer.BadParameter(
            "点的坐标系不猜测，请写 --datum wgs84、gcj02、bd09 或 cgcs2000 · say the datum of the points",
            param_hint="--datum",
        )
    if (asked.roll is None) != (asked.out is None):
        raise typer.BadParameter(
            "--roll 与 --out 要同时写 · --roll and --out go together", param_hint="--out"
        )

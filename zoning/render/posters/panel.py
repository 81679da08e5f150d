"""The text beside a poster's map: facts of the schools, legend, the notice's words, and every home of the zone."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from zoning import palette
from zoning.render.atlas import ink, legend
from zoning.render.atlas.legend import Key
from zoning.render.fonts import POINT_MM, width_mm, wrapped
from zoning.render.posters import flow, paint
from zoning.render.posters.flow import Row, heading, pair, pitch
from zoning.render.posters.layout import COLUMN_MM
from zoning.render.posters.town import Town, Zone
from zoning.render.said import number, percent
from zoning.words import Lang, Text

LIST_SIZES = (8.0, 7.5, 7.0)
"""Sizes of type of the list of homes in points, the first that fits; below the last it goes on on another page."""
_FACT, _KEY, _NUMBER_MM = 8.5, 7.5, 7.0
_SCHOOL = Text("学校", "School")
_SCHOOLS = Text("学校（多校划片，随机派位）", "Schools (one zone, places by lot)")
NOTICE = Text("划片范围", "The zone in words")
HOMES = Text("片区内小区、村", "Estates and villages of the zone")
_WALKS = {
    True: Text("步行圈由学校沿道路量出；学生按地块计。", "Walks follow streets from the school; pupils are counted by block."),
    False: Text("没有道路资料，步行按直线折算；学生按地块计。", "There are no streets: walks are straight lines times a factor; pupils are counted by block."),
}  # fmt: skip
_ELSEWHERE = Text("其他", "Elsewhere")


def facts(town: Town, zone: Zone, lang: Lang) -> list[Row]:
    """Return what is known of a zone's schools and of its pupils, as far as it may be told."""
    shared = len(zone.schools) > 1
    rows = heading((_SCHOOLS if shared else _SCHOOL).to(lang), COLUMN_MM)
    for _, school in zone.schools.iterrows():
        rows += flow.text(str(school["name"]), COLUMN_MM, 10.5, bold=True, heads=True)
        for said, value in _of_school(town, school, lang):
            rows += pair(said.to(lang), value, COLUMN_MM, _FACT, 0.28)
        rows.append(Row(1.2, lambda ax, x, top: None))
    for said, value in _of_zone(town, zone, lang):
        rows += pair(said.to(lang), value, COLUMN_MM, _FACT, 0.28)
    return rows


def _of_school(town: Town, school: pd.Series, lang: Lang) -> list[tuple[Text, str]]:
    kind = Text("·", ", ").to(lang).join(x for x in (town.stage.to(lang), _known(school["ownership"])) if x)
    classes = Text(f"（{number(school['classes'])} 班）", f" ({number(school['classes'])} classes)").to(lang) if pd.notna(school["classes"]) else ""  # fmt: skip
    rows = [(Text("性质", "Kind"), kind), (Text("地址", "Address"), _known(school["address"])), (Text("学位", "Seats"), f"{number(school['seats'])}{classes}")]  # fmt: skip
    return [(said, value) for said, value in rows if value]


def _of_zone(town: Town, zone: Zone, lang: Lang) -> list[tuple[Text, str]]:
    rows = []
    if len(zone.schools) > 1:
        rows.append((Text("学位合计", "Seats in all"), number(zone.schools["seats"].sum())))
    if zone.pupils is not None:
        rows.append((Text("片区学生", "Pupils"), Text(f"{number(zone.pupils)} 人", number(zone.pupils)).to(lang)))  # fmt: skip
    metres = number(town.radius_m)
    rows.append((Text("服务半径", "Radius"), Text(f"{metres} m，{town.rules.zh}", f"{metres} m, {town.rules.en}").to(lang)))  # fmt: skip
    return rows


def _known(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value).strip()


def walking(town: Town) -> Text:
    """Return how walks are called."""
    return Text("步行", "on foot") if town.on_foot else Text("折算步行", "on foot, estimated")


def rings(town: Town, zone: Zone, fills: Sequence[str], lang: Lang) -> list[Key]:
    """Return the legend of the walks, with the share of pupils within each where it may be told."""
    way = walking(town)
    keys = []
    for ring, fill in zip(zone.rings, fills, strict=False):
        metres = number(ring.metres)
        part = percent(ring.share, 0).replace(" ", "\u00a0")  # not broken between number and sign
        share = "" if ring.share is None else Text(f"：学生的 {part}", f": {part} of pupils").to(lang)
        keys.append(Key(Text(f"{way.zh} {metres} m 以内", f"Within {metres} m {way.en}").to(lang) + share, fill))  # fmt: skip
    if zone.rings:
        keys.append(Key(Text(f"{way.zh}超过 {metres} m", f"More than {metres} m {way.en}").to(lang), fills[len(zone.rings)]))  # fmt: skip
    return keys


def ground_keys(town: Town, lang: Lang, *, blocks: bool = True) -> list[Key]:
    """Return the legend of the ground: what there is of it; with uses of land where `blocks` show."""
    kinds = set(town.barriers["kind"]) if len(town.barriers) else set()
    green, lived = paint.greens(town.blocks), town.blocks["lived"].to_numpy(bool)
    shown = [
        (len(town.streets) > 0, Key(Text("道路", "Street").to(lang), ink.PAPER, paint.CASING)),
        (blocks and bool(green.any()), Key(Text("公园、绿地", "Park").to(lang), paint.GREEN)),
        (blocks and bool((~green & ~lived).any()), Key(Text("其他无住户的用地", "Other land without homes").to(lang), paint.OTHER)),
        ("river" in kinds, Key(Text("河流", "River").to(lang), paint.WATER, "none")),
        ("railway" in kinds, Key(Text("铁路", "Railway").to(lang), line=palette.GROUND["railway"], width=2.0, on=ink.PAPER)),
        ("motorway" in kinds, Key(Text("高速公路", "Motorway").to(lang), line=palette.GROUND["motorway"], width=3.2)),
    ]  # fmt: skip
    return [key for there, key in shown if there]


def legend_rows(keys: Sequence[Key], lang: Lang) -> list[Row]:
    """Return the legend as rows."""
    return [*heading(legend.LEGEND.to(lang), COLUMN_MM), *map(_key, keys)]


def legend_notes(town: Town, zone: Zone, lang: Lang) -> list[Row]:
    """Return what numbers on a zone's map are, and how its walks were measured."""
    numbers = [] if zone.homes.empty else [_number_key(lang)]
    walks = flow.text(_WALKS[town.on_foot].to(lang), COLUMN_MM, 7.0, colour=ink.SOFT) if zone.rings else []
    return [*numbers, *walks]


def _number_key(lang: Lang) -> Row:
    """What numbers on the map are."""

    def draw(ax: Axes, x: float, top: float) -> None:
        ink.say(ax, x + legend.SWATCH / 2, top - 3.4, "17", _KEY, bold=True, ha="center")
        said = Text("图上数字：见名单编号", "Numbers on the map: see the list").to(lang)
        ink.say(ax, x + legend.SWATCH + 2.5, top - 3.4, said, _KEY)

    return Row(4.8, draw)


def _key(key: Key) -> Row:
    lines = wrapped(key.said, COLUMN_MM - legend.SWATCH - 2.5, _KEY)

    def draw(ax: Axes, x: float, top: float) -> None:
        legend.swatch(ax, key, x, top - 2.4)
        for at, line in enumerate(lines):
            ink.say(ax, x + legend.SWATCH + 2.5, top - 3.4 - 3.5 * at, line, _KEY)

    return Row(4.8 + 3.5 * (len(lines) - 1), draw)


def notice(zone: Zone, lang: Lang) -> list[Row]:
    """Return what the notice says of the zone; nothing where it is not known."""
    if not zone.notice.strip():
        return []
    lines = [row for part in zone.notice.splitlines() if part.strip() for row in flow.text(part.strip(), COLUMN_MM, 8.0)]  # fmt: skip
    return [*heading(NOTICE.to(lang), COLUMN_MM), *lines]


def homes(zone: Zone, size: float, lang: Lang) -> list[Row]:
    """Return the list of homes: number, name and address, under the names of their subdistricts where there are several."""
    frame = zone.homes
    if frame.empty and not zone.unnamed:
        return []
    count = len(frame)
    said = Text(f"{HOMES.zh}（{count} 处）", f"{HOMES.en} ({count})") if count else HOMES
    rows = heading(said.to(lang), COLUMN_MM)
    several = frame["place"].nunique() > 1
    for place, mine in frame.groupby("place", sort=False):
        if several:
            rows += [flow.space(0.8), *flow.text(str(place) or _ELSEWHERE.to(lang), COLUMN_MM, size, bold=True, heads=True)]  # fmt: skip
        rows += [row for home in _homes(mine, size) for row in home]
    if zone.unnamed:
        more = Text("另有", "more ") if count else Text("有", "")
        said = Text(
            f"{more.zh} {zone.unnamed} 个有住户的地块没有名称。",
            f"{zone.unnamed} {more.en}blocks with homes have no name.",
        )
        rows += flow.text(said.to(lang), COLUMN_MM, 7.0, colour=ink.SOFT)
    return rows


def _homes(frame: gpd.GeoDataFrame, size: float) -> list[list[Row]]:
    return [
        _home(int(at), str(name), str(address), size)
        for at, name, address in zip(frame["number"], frame["name"], frame["address"], strict=True)
    ]


def _home(at: int, name: str, address: str, size: float) -> list[Row]:
    """One home: on one line where name and address fit beside each other, else the address below the name."""
    room = COLUMN_MM - _NUMBER_MM
    named = wrapped(name, room, size)
    beside = not address or (len(named) == 1 and width_mm(name, size) + width_mm(address, size) + 2 <= room)
    below = [] if beside else wrapped(address, room, size)

    def first(ax: Axes, x: float, top: float) -> None:
        y = top - size * POINT_MM
        ink.say(ax, x + _NUMBER_MM - 1.6, y, str(at), ink.SMALLEST, color=ink.SOFT, ha="right")
        ink.say(ax, x + _NUMBER_MM, y, named[0], size)
        if beside and address:
            ink.say(ax, x + COLUMN_MM, y, address, size, color=ink.SOFT, ha="right")

    rest = [*((words, ink.INK) for words in named[1:]), *((words, ink.SOFT) for words in below)]
    rows = [Row(pitch(size), first, heads=bool(rest))]
    for place, (words, colour) in enumerate(rest, start=1):
        rows.append(flow.line(words, size, False, colour, place < len(rest), _NUMBER_MM))
    return rows

"""The posters as files: one PDF of all pages, one for each zone, and pictures at 300 dots per inch."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from PIL import Image

from zoning.render.atlas import furniture, ink
from zoning.render.atlas.paper import DPI
from zoning.render.posters import flow, overview, poster, sheetwork
from zoning.render.posters.flow import Row
from zoning.render.posters.layout import COLUMN_MM, Layout, Size, landscape, listing
from zoning.render.posters.names import Names
from zoning.render.posters.sheetwork import Beneath
from zoning.render.posters.town import Town, Zone
from zoning.words import Lang, Text

ALL, PREFIX, SHEET = "posters", "poster", "overview"
"""Names of files: of all pages, of each zone's before its id, and of the sheet of all zones."""
CONTINUED = Text("（续）", " (continued)")
_SHARPEST = 0.01
"""Of a pixel: a picture's size is cut down to whole pixels, never rounded."""
Counted = Callable[[int, int], None]


class Page(NamedTuple):
    """A page to be."""

    file: str
    """What it is part of: the name of a file, without its ending."""
    said: str
    """Its heading."""
    scale: int | None
    """None where it has no map."""
    homes: int
    """Estates and villages in its list."""
    names: Names | None
    """On its map."""
    draw: Callable[[tuple[int, int]], Figure]
    """Draws it, given its number and the number of pages."""

    @property
    def by_number(self) -> int:
        """Estates and villages that stand on the map by their number in the list only."""
        return 0 if self.names is None else sum(word.about == "number" for word in self.names.words)

    @property
    def missing(self) -> Mapping[str, Sequence[str]]:
        """What is named -> names that had no room on the map."""
        return {} if self.names is None else self.names.missing


def pages(town: Town, lang: Lang, *, only: Collection[str] | None = None, size: Size = "A3", beneath: Beneath | None = None) -> list[Page]:  # fmt: skip
    """Return every page in order: the sheet of all zones, then each zone's; or those of some zones `only`."""
    chosen = [zone for zone in town.zones if only is None or zone.zone_id in only]
    ids = [zone.zone_id for zone in town.zones]
    names = dict(zip(ids, file_names(ids), strict=True))
    of_zones = [list(_zone(town, zone, names[zone.zone_id], lang, beneath)) for zone in chosen]
    found = [page for mine in of_zones for page in mine]
    return found if only is not None else [*_overview(town, [len(mine) for mine in of_zones], size, lang, beneath), *found]  # fmt: skip


def _zone(town: Town, zone: Zone, file: str, lang: Lang, beneath: Beneath | None) -> Iterator[Page]:
    """A zone's map, its enlargements, and what of its list found no place beside the map."""
    laid = poster.planned(town, zone, lang, beneath)
    for each in laid:
        homes = len(zone.homes) if each.of is None else 0
        yield Page(file, poster.title(each, lang), each.window.scale, homes, each.names, partial(poster.drawn, town, each, lang=lang, beneath=beneath))  # fmt: skip
    yield from _continued(town, poster.title(laid[0], lang), file, laid[0].text.rest, "A3", lang)


def _overview(town: Town, counts: Sequence[int], size: Size, lang: Lang, beneath: Beneath | None) -> list[Page]:  # fmt: skip
    """The sheet of all zones, and what of its list goes on on other pages; their number shifts the zones' pages."""
    file, said, own = f"{PREFIX}-{SHEET}", overview.TITLE.to(lang), 1
    while True:
        starts = [1 + own + sum(counts[:at]) for at in range(len(counts))]
        laid = overview.planned(town, starts, size, lang, beneath)
        rest = list(_continued(town, said, file, laid.text.rest, size, lang))
        if own == 1 + len(rest):
            break
        own = 1 + len(rest)
    first = Page(file, said, laid.window.scale, 0, laid.names, partial(overview.drawn, town, laid, lang=lang, beneath=beneath))  # fmt: skip
    return [first, *rest]


def _continued(town: Town, said: str, file: str, rest: list[Row], size: Size, lang: Lang) -> Iterator[Page]:
    """Pages of text for what found no place beside the map."""
    layout = listing(landscape(size), sheetwork.block_mm(town, None, COLUMN_MM, lang, None))
    called = said + CONTINUED.to(lang)
    while rest:
        text = flow.balanced(rest, layout.columns)
        yield Page(file, called, None, 0, None, partial(_text, town, layout, text, called, lang))
        rest = text.rest


def _text(town: Town, layout: Layout, text: flow.Set, said: str, lang: Lang, page: tuple[int, int]) -> Figure:
    figure, ax = ink.sheet(layout.paper.width, layout.paper.height)
    sheetwork.heading(ax, layout, said, town)
    flow.draw(ax, text)
    sheetwork.block(ax, layout, town, sheetwork.facts(town, None, page, lang), lang)
    furniture.watermark(ax, town.info, layout.frame, lang)
    return figure


def write(found: Sequence[Page], folder: Path, about: Mapping[str, str], *, png: bool = False, whole: bool = True, counted: Counted = lambda done, of: None) -> None:  # fmt: skip
    """Write pages into a folder: `whole`, as one PDF too; as `png`, as pictures too.

    The same plan makes the same bytes. `about` goes into every PDF: Title, Author. `counted` is told how many pages are done.
    """
    told = {**about, "Creator": "zoning", "Producer": "zoning", "CreationDate": None}
    done = 0
    with ExitStack() as open_:
        book = [open_.enter_context(PdfPages(folder / f"{ALL}.pdf", metadata=told))] if whole else []
        for file, mine in groupby(found, key=lambda page: page.file):
            with PdfPages(folder / f"{file}.pdf", metadata=told) as part:
                for count, page in enumerate(mine, start=1):
                    done += 1
                    figure = page.draw((done, len(found)))
                    for each in (*book, part):
                        each.savefig(figure, dpi=DPI)
                    if png:
                        picture(figure, folder / f"{file}{'' if count == 1 else f'-{count}'}.png")
                    counted(done, len(found))


def picture(figure: Figure, path: Path) -> None:
    """Write a page as a picture of 300 dots per inch: A3 is 4961 by 3508."""
    wide, high = (round(side * DPI) for side in figure.get_size_inches())
    figure.set_size_inches((wide + _SHARPEST) / DPI, (high + _SHARPEST) / DPI)
    figure.set_dpi(DPI)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3]
    Image.fromarray(pixels).save(path, dpi=(DPI, DPI), compress_level=3)


def file_names(ids: Iterable[str]) -> list[str]:
    """Return a file's name for each id, none twice whatever the ids are made of, on any system.

    >>> file_names(["P01", "a/b", "a:b", "overview"])
    ['poster-P01', 'poster-a_b', 'poster-a_b_2', 'poster-overview_2']
    """
    taken, found = {f"{PREFIX}-{SHEET}"}, []
    for one in ids:
        plain = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in one)[:80]
        name, again = f"{PREFIX}-{plain}", 1
        while name.lower() in taken:
            again += 1
            name = f"{PREFIX}-{plain}_{again}"
        taken.add(name.lower())
        found.append(name)
    return found

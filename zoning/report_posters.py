"""What the terminal says of posters."""

from pathlib import Path

from rich.markup import escape
from rich.table import Table

from zoning.render.posters import Page
from zoning.report import headed
from zoning.words import Lang, Text, listed

KINDS = {
    "school": Text("学校", "schools"), "street": Text("片区内街道", "streets of the zone"), "home": Text("小区、村", "estates, villages"),
    "river": Text("河流", "rivers"), "railway": Text("铁路", "railways"), "motorway": Text("高速公路", "motorways"),
}  # fmt: skip
"""What is told where a name of it has no room; of what lies outside the zone nothing is."""


def table(pages: list[Page], lang: Lang) -> Table:
    """Return a row per page: its scale, how many estates and villages it lists, and whose names had no room on the map."""
    heads = (Text("页", "page"), Text("标题", "heading"), Text("比例尺", "scale"), Text("小区、村", "homes"), Text("只标编号", "by number"), Text("图上未注", "not named"))  # fmt: skip
    out = headed(Text("挂图", "posters"), heads, lang)
    for number, page in enumerate(pages, start=1):
        scale = "—" if page.scale is None else f"1:{page.scale:,}"
        homes, by_number = (str(count) if count else "—" for count in (page.homes, page.by_number))
        out.add_row(str(number), escape(page.said), scale, homes, by_number, _lacking(page, lang) or "—")  # fmt: skip
    return out


def _lacking(page: Page, lang: Lang) -> str:
    found = {kind: len(page.missing.get(kind, ())) for kind in KINDS}
    return ("、" if lang == "zh" else ", ").join(f"{KINDS[kind].to(lang)} {count}" for kind, count in found.items() if count)  # fmt: skip


def summary(pages: list[Page], files: list[Path], lang: Lang) -> str:
    """Return the closing lines: how many pages, and which files to open."""
    shown = [file for file in files if file.stem == "posters"] or [
        file for file in files if file.suffix == ".pdf"
    ]
    names = listed(shown, lang)
    return Text(f"{len(pages)} 页，{len(files)} 个文件。小区、村全部列在各页名单里。请打开：{names}", f"{len(pages)} pages, {len(files)} files. Every estate and village is in the list of its page. Open: {names}").to(lang)  # fmt: skip


def as_json(pages: list[Page], files: list[Path]) -> dict[str, object]:
    """Return the pages as plain values that JSON knows."""
    rows = [
        {
            "page": number, "file": page.file, "heading": page.said, "scale": page.scale, "homes": page.homes,
            "by_number": page.by_number, "not_named": {kind: list(page.missing[kind]) for kind in KINDS if kind in page.missing},
        }
        for number, page in enumerate(pages, start=1)
    ]  # fmt: skip
    return {"ok": True, "pages": rows, "files": [str(file) for file in files]}

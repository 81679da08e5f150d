"""The page of 查学区: one HTML file that answers with no network, made for a telephone; it opens where it is sent."""

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from zoning.errors import ExportError
from zoning.export.folder import replaced, require_place
from zoning.lookup import page_data, page_words
from zoning.lookup.index import Index
from zoning.render import offline, titles
from zoning.result import Result
from zoning.scenario import Scenario
from zoning.words import Lang, Text

_SCRIPTS = ("lookup_plain.js", "lookup_match.js", "lookup_near.js", "lookup_map.js", "lookup_page.js")


def page(result: Result, index: Index, lang: Lang) -> str:
    """Return the page of a plan; the same plan gives the same bytes.

    Raises `ExportError` if anything in it would be loaded from outside.
    """
    words = {key: str(text) for key, text in page_words.page(lang).items()}
    head, body = "".join(_head(result, words)), "".join(_body(result, index, words, lang))
    tongue = "zh-CN" if lang == "zh" else "en"
    return offline.check(
        f'<!DOCTYPE html>\n<html lang="{tongue}"><head>{head}</head><body>{body}</body></html>\n'
    )


def check(file: Path, scenario: Scenario) -> None:
    """Raise `ExportError` for a file that the page cannot be written to."""
    if file.suffix.lower() not in (".html", ".htm"):
        raise ExportError(Text(f"{file} 应是一个 .html 文件", f"{file} must be an .html file"))
    if file.is_dir():
        raise ExportError(Text(f"{file} 是一个文件夹", f"{file} is a folder"))
    if file.resolve() in {path.resolve() for path in scenario.reads}:
        raise ExportError(Text(f"{file} 是本次要读的文件", f"{file} is a file that this run reads"))
    require_place(file.absolute().parent)


def write(result: Result, index: Index, file: Path, lang: Lang) -> Path:
    """Write the page to a file, whole or not at all; raises `ExportError` where that cannot be done."""
    check(file, result.scenario)
    text = page(result, index, lang)

    def fill(new: Path) -> None:
        (new / file.name).write_text(text, encoding="utf-8", newline="\n")

    replaced(file.absolute().parent, fill)
    return file


def _head(result: Result, words: Mapping[str, str]) -> Iterator[str]:
    yield '<meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>'
    yield f'<meta http-equiv="Content-Security-Policy" content="{offline.POLICY}"/><link rel="icon" href="data:,"/>'
    yield f"<title>{escape(words['title'])} · {escape(titles.heading(result))}</title>"
    yield f"<style>{offline.leaflet_css()}</style><style>{offline.asset('lookup.css')}</style>"
    yield f"<script>{offline.leaflet_js()}</script>"
    yield from (f"<script>{offline.asset(name)}</script>" for name in _SCRIPTS)


def _body(result: Result, index: Index, words: Mapping[str, str], lang: Lang) -> Iterator[str]:
    marks = titles.marks(result, lang)
    badges = "".join(f'<span class="badge">{escape(mark)}</span>' for mark in marks)
    yield f"<noscript>{escape(words['needs_script'])}</noscript>"
    yield f'<main><header><h1>{escape(words["title"])}</h1><p class="of">{escape(titles.heading(result))}</p><p class="badges">{badges}</p></header>'
    yield f'<form id="ask" role="search"><input id="find" type="search" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="100" enterkeyhint="search" placeholder="{escape(words["search"])}" aria-label="{escape(words["search"])}"/>'
    yield f'<button id="go">{escape(words["go"])}</button></form>'
    yield f'<ul id="suggestions" aria-label="{escape(words["suggestions"])}" hidden></ul>'
    yield f'<section id="answer" aria-live="polite" aria-label="{escape(words["answer"])}"></section>'
    yield "</main>"
    yield f'<div id="ground" aria-label="{escape(words["map"])}"><div id="map"></div><div id="stamp" aria-hidden="true"><span>{escape(" · ".join(marks))}</span></div></div>'
    yield f"<footer>{_facts(result, words, lang)}</footer>"
    yield f'<script type="application/json" id="lookup-data">{offline.embedded(page_data.data(result, index, lang))}</script>'
    yield '<script>window.zoningLookup = zoningLookupPage(JSON.parse(document.getElementById("lookup-data").textContent));</script>'


def _facts(result: Result, words: Mapping[str, str], lang: Lang) -> str:
    info = result.scenario.map
    rows = [(words[key], value) for key in ("data_date", "made_by") if (value := getattr(info, key))]
    rows.append((words["map_review_no"], info.map_review_no or words["no_review"]))
    facts = "".join(f"<dt>{escape(said)}</dt><dd>{escape(value)}</dd>" for said, value in rows)
    notes = [words["official"], titles.SKETCH.to(lang)]
    if titles.from_osm(result.scenario, result.area):
        notes.append(titles.OSM.to(lang))
    return f"<dl>{facts}</dl>" + "".join(f"<p>{escape(note)}</p>" for note in notes)

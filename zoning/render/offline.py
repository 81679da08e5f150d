"""Leaflet from the installed package, inside the page; and the proof that a page needs nothing from outside."""

import base64
import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

from zoning.errors import ExportError
from zoning.words import Text

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
"""Content-Security-Policy of the page: the browser itself refuses every request."""

_LEAFLET = files("js_lib_leaflet") / "static" / "js_lib_leaflet"
_ASSETS = files("zoning.render") / "assets"
_LOADS = {
    "src",
    "href",
    "xlink:href",
    "srcset",
    "poster",
    "data",
    "action",
    "formaction",
    "background",
    "manifest",
}
_HARMLESS = ("data:", "#")
_NAMESPACES = re.compile(r"http://www\.w3\.org/(?:1999/(?:xhtml|xlink)|2000/svg)")
_CALLS = re.compile(
    r"https?://|\bfetch\s*\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts|\bimport\s*\("
)
_STYLE = re.compile(r"""url\(\s*["']?(?!data:|\#)[^)]*\)|@import[^;]*""")


def leaflet_js() -> str:
    """Return Leaflet's program without the links it carries (its home page, its source map)."""
    text = (_LEAFLET / "leaflet.js").read_text(encoding="utf-8")
    text = re.sub(r"//# sourceMappingURL=.*", "", text)
    text = re.sub(r"prefix:'<a href=.*?Leaflet</a>\"", "prefix:!1", text)
    return text.replace("https://leafletjs.com", "leafletjs.com")  # left in the copyright notice


def leaflet_css() -> str:
    """Return Leaflet's style with its pictures inside."""
    text = (_LEAFLET / "leaflet.css").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"behavior:\s*url\([^)]*\);?", "", text)  # for Internet Explorer 8
    return re.sub(r"url\(images/([^)]*)\)", lambda found: f"url({_picture(found[1])})", text)


def asset(name: str) -> str:
    """Return one of the page's own files: map.js, search.js or map.css."""
    return (_ASSETS / name).read_text(encoding="utf-8")


def embedded(data: Mapping[str, Any]) -> str:
    """Return data as compact JSON that cannot end the element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


def outside(html: str) -> list[str]:
    """Return everything in a page that would load something from outside it.

    >>> outside('<img src="https://tile.example/1.png">')
    ['img src="https://tile.example/1.png"']
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def check(html: str) -> str:
    """Return `html` as given, having made sure that it opens without a network; raises `ExportError` else."""
    found = outside(html)
    if not found:
        return html
    said = "; ".join(place[:120] for place in found[:5])
    raise ExportError(Text(
        f"地图页面引用了外部资源（{said}），断网时打不开，未写出。请升级本软件或固定 folium 的版本",
        f"the map page loads things from outside ({said}) and would not open without a network; nothing was "
        "written. Upgrade this program, or pin the version of folium",
    ))  # fmt: skip


def _picture(name: str) -> str:
    data = (_LEAFLET / "images" / name).read_bytes()
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


class _Reader(HTMLParser):
    """Reads a page as a browser would: attributes that load, style and program text; data blocks are only text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_data = tag == "script" and given.get("type") == "application/json"
        self._inside = "" if is_data else tag
        for name, value in attrs:
            if name in _LOADS and value and not value.strip().startswith(_HARMLESS):
                self.found.append(f'{tag} {name}="{value}"')
            elif name == "style" or name.startswith("on"):
                self._read(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in ("script", "style"):
            self._read(data)

    def _read(self, text: str) -> None:
        plain = _NAMESPACES.sub("", text)
        self.found += [found[0] for pattern in (_CALLS, _STYLE) for found in pattern.finditer(plain)]

"""Basemaps as tiles of 256 pixels in web mercator: a local MBTiles file, 天地图, 高德, or any service whose address is given."""

import io
import os
import re
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Literal, Protocol

from PIL import Image, UnidentifiedImageError

from zoning.errors import ExportError
from zoning.words import Text

SIDE = 256
"""Pixels of a tile's side."""
TOKEN = "TIANDITU_TOKEN"
"""The variable of the environment that holds the token of 天地图; it is read when tiles are asked for and never written anywhere."""
TIMEOUT_S = 10.0
Datum = Literal["wgs84", "gcj02"]
Place = tuple[int, int, int]
"""Zoom, column and row, rows counted from the north."""
_TIANDITU = "https://t{s}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={tk}"
_AMAP = "https://webrd0{s4}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}"
_LARGEST = 4096 * 4096
"""Pixels of an image beyond which it is no tile."""
_AT_ONCE, _KEPT, _ATTEMPTS = 6, 512, 2
"""Tiles fetched at once, tiles kept in memory, and how often each is asked for."""


@dataclass(frozen=True)
class About:
    """What must be said of a basemap wherever it is shown."""

    source: Text
    datum: Datum
    named: bool
    """Its tiles bear names of streets and rivers."""
    zooms: tuple[int, int]
    review_no: str | None = None
    """审图号 of the basemap; without one, a line to fill in."""


class Tiles(Protocol):
    """A basemap."""

    @property
    def about(self) -> About:
        """What must be said of it."""

    def get(self, places: Sequence[Place]) -> Mapping[Place, Image.Image]:
        """Return the tiles there are at these places, in colour; those that are missing are left out."""


@dataclass(frozen=True)
class MBTiles:
    """A local file of tiles (MBTiles 1.3, PNG, JPEG or WebP)."""

    path: Path
    about: About

    def get(self, places: Sequence[Place]) -> Mapping[Place, Image.Image]:
        """Return the tiles there are at these places."""
        with closing(_opened(self.path)) as file:
            try:
                raw = {place: _tile_of(file, place) for place in places}
            except (sqlite3.DatabaseError, TypeError):
                raise ExportError(Text(f"{self.path} 损坏，读不出瓦片", f"{self.path} is damaged: its tiles cannot be read")) from None  # fmt: skip
        return {place: _on_white(_image(data, self.path.name)) for place, data in raw.items() if data}


def _tile_of(file: sqlite3.Connection, place: Place) -> bytes | None:
    zoom, x, y = place
    asked = (zoom, x, 2**zoom - 1 - y)  # rows of MBTiles are counted from the south
    row = file.execute("SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?", asked).fetchone()  # fmt: skip
    return None if row is None or row[0] is None else bytes(row[0])


def mbtiles(path: Path, review_no: str | None = None) -> MBTiles:
    """Open a file of tiles; raise `ExportError` where it is none, or holds vector tiles."""
    with closing(_opened(path)) as file:
        try:
            told = dict(file.execute("SELECT name, value FROM metadata"))
            least, most = file.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        except sqlite3.DatabaseError:
            raise ExportError(Text(f"{path} 不是 MBTiles 底图文件", f"{path} is no MBTiles file")) from None
    if told.get("format") == "pbf":
        raise ExportError(Text(f"{path} 是矢量瓦片，只能用栅格瓦片（PNG、JPEG、WebP）的 MBTiles", f"{path} holds vector tiles; only raster tiles (PNG, JPEG, WebP) can be drawn"))  # fmt: skip
    if least is None:
        raise ExportError(Text(f"{path} 里没有瓦片", f"{path} holds no tiles"))
    said = str(told.get("attribution") or told.get("name") or path.name)
    plain = " ".join(re.sub(r"<[^>]*>", " ", said).split())
    return MBTiles(path, About(Text(plain, plain), "wgs84", False, (int(least), int(most)), review_no))


def _opened(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise ExportError(Text(f"没有底图文件 {path}", f"there is no basemap file {path}"))
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


@dataclass(frozen=True)
class Served:
    """Tiles of a service on a network; kept in memory while the program runs, never on disk."""

    layers: tuple[str, ...] = field(repr=False)
    """Addresses with {z}, {x}, {y}, {s} or {s4} (which of the servers) and {tk} (the token), the lowest layer first."""
    host: str
    about: About
    timeout_s: float = TIMEOUT_S
    _kept: dict[Place, Image.Image] = field(default_factory=dict, repr=False, compare=False)

    @property
    def asks_for_token(self) -> bool:
        """Whether its addresses hold the token."""
        return any("{tk}" in layer for layer in self.layers)

    def get(self, places: Sequence[Place]) -> Mapping[Place, Image.Image]:
        """Return the tiles at these places; raise `ExportError` in plain words where the service does not answer."""
        token = _token() if self.asks_for_token else ""
        found = {place: self._kept[place] for place in places if place in self._kept}
        new = [place for place in dict.fromkeys(places) if place not in found]
        with ThreadPoolExecutor(_AT_ONCE) as pool:  # a tile that fails calls off those that wait
            found |= zip(new, pool.map(lambda place: self._tile(place, token), new), strict=True)
        for place in new:
            while len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[place] = found[place]
        return found

    def _tile(self, place: Place, token: str) -> Image.Image:
        """One tile of all layers over each other."""
        return _on_white(*(self._layer(layer, place, token) for layer in self.layers))

    def _layer(self, layer: str, place: Place, token: str) -> Image.Image:
        zoom, x, y = place
        filled = {"z": zoom, "x": x, "y": y, "s": (x + y) % 8, "s4": (x + y) % 4 + 1, "tk": token}
        address = re.sub(r"\{(\w+)\}", lambda found: str(filled.get(found[1], found[0])), layer)
        reason = Text("", "")
        for _ in range(_ATTEMPTS):
            try:
                request = urllib.request.Request(address, headers={"User-Agent": "zoning"})
                with urllib.request.urlopen(request, timeout=self.timeout_s) as answer:
                    return _image(answer.read(_LARGEST), self.host)
            except urllib.error.HTTPError as error:
                reason = _refused(error.code)
                error.close()
                if error.code < 500:
                    break
            except (OSError, HTTPException, ValueError) as error:
                reason = _unreached(error)
        # raised here and not above: what urllib says may hold the address, and with it the token
        raise ExportError(Text(f"取不到底图 {self.host}：{reason.zh}。不带 --basemap 重新运行即不用底图", f"no tiles from {self.host}: {reason.en}. Run again without --basemap to draw none"))  # fmt: skip


def _refused(code: int) -> Text:
    if code in (401, 403, 418):
        return Text(f"服务拒绝（HTTP {code}），请核对密钥 {TOKEN} 及其用量限额", f"the service refuses (HTTP {code}); check the token in {TOKEN} and its quota")  # fmt: skip
    return Text(f"服务答复 HTTP {code}", f"it answers HTTP {code}")


def _unreached(error: Exception) -> Text:
    """Why a service was not reached, by the kind of the error only."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return Text("超时没有答复，请检查网络", "it does not answer in time; check the network")
    if isinstance(cause, OSError):
        return Text("连不上，请检查网络或代理", "it cannot be reached; check the network or the proxy")
    return Text("地址或答复不合规", "its address or its answer is not valid")


def _token() -> str:
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        raise ExportError(Text(f"天地图底图要有密钥：请在环境变量 {TOKEN} 里设置（console.tianditu.gov.cn 申请）", f"tiles of 天地图 need a token: set it in the environment variable {TOKEN} (from console.tianditu.gov.cn)"))  # fmt: skip
    if not re.fullmatch(r"[0-9A-Za-z_-]+", token):
        raise ExportError(Text(f"环境变量 {TOKEN} 里的密钥不合规：只能是字母和数字", f"the token in {TOKEN} is not valid: letters and digits only"))  # fmt: skip
    return token


def _image(raw: bytes, source: str) -> Image.Image:
    """Decode a tile and bring it to its size; raise `ExportError` where it is no image."""
    try:
        with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG", "WEBP", "GIF")) as image:
            if image.width * image.height > _LARGEST:
                raise ValueError
            found = image.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise ExportError(Text(f"底图 {source} 的瓦片不是图片", f"a tile of {source} is no image")) from None
    return found if found.size == (SIDE, SIDE) else found.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def _on_white(*layers: Image.Image) -> Image.Image:
    out = Image.new("RGBA", (SIDE, SIDE), (255, 255, 255, 255))
    for layer in layers:
        out.alpha_composite(layer)
    return out.convert("RGB")


def tianditu(review_no: str | None = None, layers: Iterable[str] = ("vec", "cva"), template: str = _TIANDITU) -> Served:  # fmt: skip
    """Return 天地图: its vector map and the names over it; the token comes from the environment."""
    source = Text("天地图（国家地理信息公共服务平台）", "Tianditu (National Platform for Common GeoSpatial Information Services)")  # fmt: skip
    addresses = tuple(template.replace("{layer}", layer) for layer in layers)
    return Served(addresses, _host(template.replace("{s}", "0")), About(source, "wgs84", True, (1, 18), review_no))  # fmt: skip


def amap(review_no: str | None = None, template: str = _AMAP) -> Served:
    """Return 高德, whose tiles are shifted (GCJ-02): what is drawn over them must be shifted too."""
    return Served((template,), _host(template.replace("{s4}", "1")), About(Text("高德地图", "AMap"), "gcj02", True, (3, 18), review_no))  # fmt: skip


def service(template: str, review_no: str | None = None, timeout_s: float = TIMEOUT_S) -> Served:
    """Return a service by the address of its tiles, with {z}, {x} and {y}: one of the bureau's own network, say."""
    missing = [name for name in ("{z}", "{x}", "{y}") if name not in template]
    if missing or not template.startswith(("http://", "https://")):
        raise ExportError(Text("底图地址应以 http:// 或 https:// 开头并含 {z}、{x}、{y}", "the address of a basemap begins with http:// or https:// and holds {z}, {x} and {y}"))  # fmt: skip
    host = _host(template)
    return Served((template,), host, About(Text(host, host), "wgs84", True, (0, 18), review_no), timeout_s)


def _host(address: str) -> str:
    """The name of the server and its port: nothing of an address that may be secret."""
    try:
        parts = urllib.parse.urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise ExportError(Text("底图地址不合规", "the address of the basemap is not valid")) from None
    return f"{parts.hostname or ''}{port}"


def basemap(asked: str, review_no: str | None = None) -> Tiles:
    """Return the basemap that a flag asks for: tianditu, amap, an address with {z}, {x} and {y}, or a file.

    Raises `ExportError` where the file is not there or no basemap, or the token that the address asks for is not set.
    """
    if asked not in ("tianditu", "amap") and "://" not in asked:
        return mbtiles(Path(asked), review_no)
    found = tianditu(review_no) if asked == "tianditu" else amap(review_no) if asked == "amap" else service(asked, review_no)  # fmt: skip
    if found.asks_for_token:
        _token()
    return found

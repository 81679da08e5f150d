"""The desk over HTTP: the page and its files, what it asks and what it changes."""

import asyncio
import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from fastapi import Body, FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse

from zoning import export, planner
from zoning.app import lookup, picture, said, views
from zoning.app.desk import Desk, Stale
from zoning.app.guard import Guard
from zoning.errors import EditError, ZoningError
from zoning.render import offline
from zoning.words import Lang, Text

POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Content-Security-Policy of the page: it asks this server and nobody else."""
WAIT_S = 15.0
"""A question whether anything is new waits so long for it."""
_SOON_S = 0.4
"""An answer that comes within this time is sent with the change that asked for it."""
_GONE_S = 3.0
"""A search that nobody has asked after for so long is given up."""
_PAGE = files("zoning.app") / "page"
_KINDS = {"html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}  # fmt: skip
_OWN = (
    "desk.css",
    "desk.js",
    "going.js",
    "ground.js",
    "lookup.js",
    "map.js",
    "panel.js",
    "talk.js",
    "tools.js",
)


def app(desk: Desk, *, token: str, hosts: list[str]) -> Guard:
    """Return the desk's server, for those who hold the token and come by one of the hosts."""
    made = FastAPI(title="zoning desk", docs_url=None, redoc_url=None, openapi_url=None)
    made.add_middleware(GZipMiddleware, minimum_size=2000, compresslevel=4)
    _pages(made)
    _questions(made, desk)
    _changes(made, desk)
    _files(made, desk)
    lookup.routes(made, desk)
    made.add_exception_handler(ZoningError, _refusal)
    made.add_exception_handler(RequestValidationError, _refusal)
    return Guard(made, token=token, hosts=hosts)


async def _refusal(_: Request, error: Exception) -> JSONResponse:
    """What went wrong, in both languages: 409 where another window was faster, 422 for what cannot be."""
    text = (
        error.text
        if isinstance(error, ZoningError)
        else Text("请求格式不对", "the request is not well formed")
    )
    return JSONResponse({"zh": text.zh, "en": text.en}, 409 if isinstance(error, Stale) else 422)


def _pages(made: FastAPI) -> None:
    """The page and its files, by name: no path of the disk can be asked for."""
    texts = {name: (_PAGE / name).read_text(encoding="utf-8") for name in ("index.html", *_OWN)}
    texts |= {"leaflet.js": offline.leaflet_js(), "leaflet.css": offline.leaflet_css()}

    def served(name: str) -> Response:
        kind = _KINDS[name.rsplit(".", 1)[1]]
        headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache"}  # fmt: skip
        return Response(texts[name], media_type=kind, headers=headers)

    @made.get("/")
    async def index() -> Response:
        return served("index.html")

    @made.get("/page/{name}")
    async def part(name: str) -> Response:
        return served(name) if name in texts and name != "index.html" else Response(status_code=404)


def _questions(made: FastAPI, desk: Desk) -> None:
    waiting, packed = set[int](), drawn(desk)

    @made.get("/api/district")
    async def district() -> Response:
        return Response(packed, media_type="application/json", headers={"Content-Encoding": "gzip"})

    @made.get("/api/state")
    async def state(request: Request, have: str = "") -> Response:
        """Answer at once where the page does not have what there is, else as soon as there is something new."""
        desk.wake()
        me, loop = id(request), asyncio.get_running_loop()
        waiting.add(me)
        try:
            until = loop.time() + WAIT_S
            while views.stamp(desk) == have and loop.time() < until and not desk.closing.is_set():
                if await request.is_disconnected():
                    return Response(status_code=499)
                await asyncio.sleep(0.03)
            await _soon(desk)
        finally:
            waiting.discard(me)
            loop.call_later(_GONE_S, _abandon, desk, waiting)
        if views.stamp(desk) == have:
            return Response(status_code=204)
        return JSONResponse(await run_in_threadpool(views.whole, desk))

    @made.get("/api/other")
    async def other(name: str = "") -> JSONResponse:
        """A plan to compare with: the baseline, or a named scenario as it was left."""
        return JSONResponse(await run_in_threadpool(_other, desk, name))

    @made.get("/api/block")
    async def block(id: Annotated[str, Query(max_length=200)], lang: Lang = "zh") -> Response:  # noqa: A002
        found = await run_in_threadpool(views.block, desk, id, lang)
        return Response(status_code=404) if found is None else JSONResponse(found)

    @made.post("/api/preview")
    async def preview(blocks: Annotated[list[str], Body()], school: Annotated[str, Body()]) -> JSONResponse:
        return JSONResponse(await run_in_threadpool(views.preview, desk, blocks, school))


async def _soon(desk: Desk) -> None:
    """Give an answer that is nearly there the time to come, so that the page is painted once."""
    loop = asyncio.get_running_loop()
    until = loop.time() + _SOON_S
    while desk.solving and loop.time() < until:
        await asyncio.sleep(0.01)


def _abandon(desk: Desk, waiting: set[int]) -> None:
    if not waiting and desk.solving:
        desk.abandon()


def drawn(desk: Desk) -> bytes:
    """Return all that stays as it is while the desk is open, packed as browsers read it."""
    text = json.dumps(_district(desk), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 5)


def _district(desk: Desk) -> dict[str, Any]:
    scenario = desk.district.scenario
    return {
        "name": scenario.name, "lang": scenario.lang, "words": said.page(), "fictitious": scenario.map.fictitious,
        "review_no": scenario.map.map_review_no or "", **picture.of(desk.district), "baseline": views.plan(desk, desk.states[0]),
    }  # fmt: skip


def _other(desk: Desk, name: str) -> dict[str, Any]:
    return views.plan(desk, desk.other(name) if name else desk.states[0])


def _changes(made: FastAPI, desk: Desk) -> None:
    """Every change names the version it was made of, so that none is lost unseen."""

    def change(path: str, act: Callable[..., Any]) -> None:
        async def called(body: dict[str, Any]) -> JSONResponse:
            await run_in_threadpool(act, body)
            await _soon(desk)
            return JSONResponse(await run_in_threadpool(views.whole, desk))

        made.post(path)(called)

    change("/api/edit", lambda body: desk.edit(body.get("edit"), _version(body)))
    change("/api/undo", lambda body: desk.undo(_version(body)))
    change("/api/redo", lambda body: desk.redo(_version(body)))
    change("/api/stop", lambda _: desk.halt())
    change("/api/save_as", lambda body: desk.save_as(str(body.get("name", ""))))
    change("/api/open", lambda body: desk.open(str(body.get("name", ""))))


def _version(body: dict[str, Any]) -> int:
    version = body.get("version")
    return version if isinstance(version, int) else -1


def _files(made: FastAPI, desk: Desk) -> None:
    @made.post("/api/import")
    async def take(request: Request, version: int, kind: str = "csv") -> JSONResponse:
        """Take a plan in: a blocks.csv, zones.geojson or plan.gpkg as `zoning plan` writes them, or one edited since."""
        body = await request.body()
        await run_in_threadpool(_imported, desk, body, kind, version)
        return JSONResponse(await run_in_threadpool(views.whole, desk))

    @made.post("/api/export")
    async def put() -> JSONResponse:
        folder, found = await run_in_threadpool(exported, desk)
        return JSONResponse({"folder": str(folder), "files": [file.name for file in found]})

    @made.get("/api/export.zip")
    async def zipped() -> Response:
        folder, found = await run_in_threadpool(exported, desk)
        return Response(_zip(folder, found), media_type="application/zip")


def exported(desk: Desk) -> tuple[Path, list[Path]]:
    """Write the plan as `zoning plan` does, into a folder named after the scenario; raises `EditError` while it is not whole."""
    with desk.lock:
        state, solving = desk.state, desk.solving
    if solving or not state.settled or state.answer.failed is not None:
        raise EditError(Text("当前没有完整的方案：等求解结束，或撤销到有方案的一步，再导出", "there is no whole plan now: wait for the search to end, or undo to a step with a plan, then export"))  # fmt: skip
    result = desk.district.result(state.draft, state.answer)
    folder = desk.folder / "export" / desk.name
    return folder, planner.write(result, folder, result.scenario.lang)


def _imported(desk: Desk, body: bytes, kind: str, version: int) -> None:
    if kind not in ("csv", "geojson", "gpkg"):
        raise EditError(Text("需要 blocks.csv、zones.geojson 或 plan.gpkg", "it takes a blocks.csv, zones.geojson or plan.gpkg"))  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"plan.{kind}"
        file.write_bytes(body)
        found = export.read_plan(file)
    desk.edit({"kind": "import", "school_of": {str(b): str(s) for b, s in found.items()}}, version)


def _zip(folder: Path, found: list[Path]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in found:
            packed.write(file, file.relative_to(folder))
    return held.getvalue()

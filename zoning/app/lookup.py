"""查学区 at the desk: the same answers as `zoning lookup`, for the plan as it stands, and its page for a telephone."""

from typing import Annotated, Any

from fastapi import FastAPI, Query, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from zoning.app.desk import Desk, State
from zoning.errors import EditError
from zoning.lookup import aliases, answers, page
from zoning.lookup import index as plan_index
from zoning.lookup.gazetteer import Former, Gazetteer, gazetteer
from zoning.lookup.index import Index
from zoning.lookup.match import match
from zoning.model import StudyArea
from zoning.render import offline
from zoning.words import Lang, Text


class Answering:
    """Answers from the plan of a desk; names are gathered once for each set of schools."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._former: tuple[Former, ...] | None = None
        self._there: tuple[StudyArea, Gazetteer] | None = None

    def answer(self, text: str, lang: Lang) -> dict[str, Any]:
        """Return the answer to a question, with the ids of the blocks it is about."""
        index, blocks = self._index(self.desk.state)
        found = match(index.there, index.zone_of, text)
        said = answers.as_json([answers.of_match(index, found, text, lang)], lang)[0]
        candidates = [[str(blocks[b]) for b in one.blocks] for one in found.candidates]
        zones = [index.zones[one.zone].id if one.zone >= 0 else "" for one in found.candidates]
        about = [str(blocks[b]) for b in found.blocks]
        return {**said, "blocks": about, "choice_blocks": candidates, "choice_zones": zones}

    def page(self, lang: Lang) -> str:
        """Return the page of the plan as it stands; raises `EditError` while there is no whole plan."""
        with self.desk.lock:
            state, solving = self.desk.state, self.desk.solving
        if solving or not state.settled or state.answer.failed is not None:
            raise EditError(Text("当前没有完整的方案：等求解结束，或撤销到有方案的一步", "there is no whole plan now: wait for the search to end, or undo to a step with a plan"))  # fmt: skip
        result = self.desk.district.result(state.draft, state.answer)
        return page.page(result, plan_index.of_result(result, {}, self._names(result.area)), lang)

    def _index(self, state: State) -> tuple[Index, Any]:
        seen = self.desk.district.seen(state.draft.area)
        held = self._there
        if held is None or held[0] is not seen.zones:
            spelt = plan_index.same(self.desk.district.scenario, seen.zones)
            held = (seen.zones, gazetteer(seen.zones, [*spelt, *self._names(seen.zones)]))
            self._there = held
        made = plan_index.of_plan(held[1], seen.zones, seen.measures, state.answer.school_of, {})
        return made, seen.zones.blocks.index

    def _names(self, area: StudyArea) -> tuple[Former, ...]:
        if self._former is None:
            self._former = aliases.of_scenario(self.desk.district.scenario, area)[0]
        return self._former


def routes(made: FastAPI, desk: Desk) -> None:
    """Add the questions and the page to the desk's server."""
    answering = Answering(desk)

    @made.get("/api/lookup")
    async def lookup(text: Annotated[str, Query(max_length=200)], lang: Lang = "zh") -> JSONResponse:
        return JSONResponse(await run_in_threadpool(answering.answer, text, lang))

    @made.get("/api/lookup.html")
    async def lookup_page(lang: Lang = "zh") -> Response:
        html = await run_in_threadpool(answering.page, lang)
        headers = {"Content-Security-Policy": offline.POLICY, "X-Content-Type-Options": "nosniff"}
        return Response(html, media_type="text/html; charset=utf-8", headers=headers)

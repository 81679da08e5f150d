"""What a planner does at the desk, one change at a time, and what the district and its locks are afterwards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import Field, TypeAdapter, ValidationError

from zoning import changes
from zoning.errors import EditError
from zoning.model import StudyArea
from zoning.scenario import Close, Open, Relocate, Resize, Scenario
from zoning.scenario.strict import MOST_SEATS, Id, Strict
from zoning.words import Text, listed

Seats = Annotated[int, Field(gt=0, le=MOST_SEATS)]
Degrees = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Blocks = Annotated[tuple[Id, ...], Field(min_length=1, max_length=200_000)]


class AddSchool(Strict):
    """A new school at a place clicked on (WGS84)."""

    kind: Literal["add"]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    lon: Degrees
    lat: Degrees
    seats: Seats


class MoveSchool(Strict):
    """A school dragged to another place (WGS84)."""

    kind: Literal["move"]
    school: Id
    lon: Degrees
    lat: Degrees


class ResizeSchool(Strict):
    """Other seats for a school."""

    kind: Literal["resize"]
    school: Id
    seats: Annotated[int, Field(ge=0, le=MOST_SEATS)]


class CloseSchool(Strict):
    """A school that takes nobody any more."""

    kind: Literal["close"]
    school: Id


class OpenSchool(Strict):
    """A school opened again, or a candidate site opened."""

    kind: Literal["open"]
    school: Id


class Assign(Strict):
    """Blocks given to a school by hand; they are locked to it, all others stay where they are."""

    kind: Literal["assign"]
    blocks: Blocks
    school: Id


class Import(Strict):
    """A whole plan made elsewhere: the school of every block named."""

    kind: Literal["import"]
    school_of: dict[Id, Id]


class Today(Strict):
    """Today's zones taken over as they are."""

    kind: Literal["today"]


class Lock(Strict):
    """Blocks that stay where they are when the zones are solved again."""

    kind: Literal["lock"]
    blocks: Blocks


class Unlock(Strict):
    """Blocks that may go anywhere again."""

    kind: Literal["unlock"]
    blocks: Blocks


class Solve(Strict):
    """Solve the zones anew around what is locked, with all the effort of the policy."""

    kind: Literal["solve"]


Edit = Annotated[
    AddSchool | MoveSchool | ResizeSchool | CloseSchool | OpenSchool | Assign | Import | Today | Lock | Unlock | Solve,
    Field(discriminator="kind"),
]  # fmt: skip
_ADAPTER: TypeAdapter[Any] = TypeAdapter(Edit)


@dataclass(frozen=True, eq=False)
class Draft:
    """The district as the changes so far have made it."""

    scenario: Scenario
    area: StudyArea
    locks: Mapping[str, str] = field(default_factory=dict)
    """Block -> the school it is locked to at the desk."""

    @property
    def key(self) -> str:
        """What the zones hang on: the schools as they are, and the locks. Where it is the same, the same plan answers."""
        schools = self.area.open_schools
        rows = zip(schools.index, schools["seats"], schools.geometry.to_wkb(), strict=True)
        return repr((sorted((str(i), float(s), bytes(g)) for i, s, g in rows), sorted(self.locks.items())))


def read(raw: object) -> Any:
    """Return the edit that was sent; raises `EditError` that names what is wrong with it."""
    try:
        return _ADAPTER.validate_python(raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise EditError(Text(f"这一步无法执行（{place}）：{first['msg']}", f"this change cannot be made ({place}): {first['msg']}")) from None  # fmt: skip


def solves(edit: Any) -> bool:
    """Return whether the zones are solved again after an edit, not only changed by hand."""
    return isinstance(edit, AddSchool | MoveSchool | ResizeSchool | CloseSchool | OpenSchool | Solve)


def applied(draft: Draft, edit: Any, school_of: pd.Series, zones: pd.Index) -> Draft:
    """Return the draft after an edit of a plan; `zones` are the schools, or multi-school zones, that blocks may go to. Raises `EditError` or `ScenarioError` where it asks for what cannot be."""
    match edit:
        case Assign():
            _known([edit.school], zones, *_ZONES)
            _blocks(draft, edit.blocks)
            return replace(draft, locks={**draft.locks, **dict.fromkeys(edit.blocks, edit.school)})
        case Import():
            _blocks(draft, edit.school_of)
            _known(set(edit.school_of.values()), zones, *_ZONES)
            return draft
        case Lock():
            _blocks(draft, edit.blocks)
            held = school_of.reindex(list(edit.blocks))
            return replace(
                draft, locks={**draft.locks, **{str(b): str(s) for b, s in held.items() if s in zones}}
            )
        case Unlock():
            gone = set(edit.blocks)
            return replace(draft, locks={b: s for b, s in draft.locks.items() if b not in gone})
        case Today():
            if draft.area.blocks["current_school"].isna().all():
                raise EditError(Text("地块没有写现在的学校（current_school），也没有现状划片", "the blocks do not tell today's school (current_school), and no zones of today are given"))  # fmt: skip
            return draft
        case Solve():
            return draft
    area = changes.one(draft.scenario, draft.area, change(draft.area, edit))
    gone = set(draft.area.open_schools.index) - set(area.open_schools.index)
    return replace(draft, area=area, locks={b: s for b, s in draft.locks.items() if s not in gone})


def by_hand(today: pd.Series, edit: Any, school_of: pd.Series, zones: pd.Index) -> pd.Series:
    """Return the plan after an edit that does not solve the zones again; NaN where a block has no school. `today` is each block's school now."""
    match edit:
        case Assign():
            return _with(school_of, dict.fromkeys(edit.blocks, edit.school))
        case Import():
            return _with(school_of, edit.school_of)
        case Today():
            now = today.reindex(school_of.index)
            return now.where(now.isin(zones))
    return school_of


def change(area: StudyArea, edit: Any) -> Open | Close | Resize | Relocate:
    """Return an edit of a school as a change that a scenario file would make."""
    match edit:
        case AddSchool():
            return Open.model_validate({
                "id": fresh(area), "name": edit.name, "lon": edit.lon, "lat": edit.lat, "datum": "wgs84", "seats": edit.seats,
            })  # fmt: skip
        case MoveSchool():
            return Relocate.model_validate(
                {"id": edit.school, "lon": edit.lon, "lat": edit.lat, "datum": "wgs84"}
            )
        case ResizeSchool():
            return Resize(id=edit.school, seats=edit.seats)
        case CloseSchool():
            return Close(id=edit.school)
    return Open.model_validate({"id": edit.school})


def fresh(area: StudyArea) -> str:
    """Return an id that no school has yet: N and a number."""
    number = 1
    while f"N{number}" in area.schools.index:
        number += 1
    return f"N{number}"


_TOLD = {
    "add": Text("新增 {edit.name}（{edit.seats} 学位）", "add {edit.name} ({edit.seats} seats)"),
    "move": Text("移动 {school}", "move {school}"),
    "resize": Text("{school} 学位改为 {edit.seats}", "{school}: {edit.seats} seats"),
    "close": Text("关闭 {school}", "close {school}"),
    "open": Text("开放 {school}", "open {school}"),
    "assign": Text("{blocks} 个地块改划 {school}", "{blocks} block(s) to {school}"),
    "import": Text("导入方案（{blocks} 个地块）", "import a plan ({blocks} blocks)"),
    "today": Text("取现状划片", "take today's zones"),
    "lock": Text("锁定 {blocks} 个地块", "lock {blocks} block(s)"),
    "unlock": Text("解锁 {blocks} 个地块", "unlock {blocks} block(s)"),
    "solve": Text("重新划片", "solve again"),
}


def told(edit: Any, area: StudyArea) -> Text:
    """Return an edit in words; `area` is as it was before."""
    named = getattr(edit, "school", None)
    blocks = len(getattr(edit, "blocks", ()) or getattr(edit, "school_of", ()))
    words = {"edit": edit, "school": str(area.schools["name"].get(named, named)), "blocks": blocks}
    return Text(_TOLD[edit.kind].zh.format(**words), _TOLD[edit.kind].en.format(**words))


def _with(school_of: pd.Series, given: Mapping[str, str]) -> pd.Series:
    changed = school_of.copy()
    changed.loc[list(given)] = list(given.values())
    return changed


def _known(ids: Iterable[str], there: pd.Index, zh: str, en: str) -> None:
    lost = [i for i in ids if i not in there]
    if lost:
        raise EditError(Text(f"没有{zh}：{listed(lost, 'zh')}", f"no {en}: {listed(lost, 'en')}"))


def _blocks(draft: Draft, ids: Iterable[str]) -> None:
    _known(ids, draft.area.blocks.index, "这些地块", "such blocks")


_ZONES = ("这些开放的学校", "such open schools")

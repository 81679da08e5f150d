"""The keys of a scenario file, from the models that check them."""

import ast
import inspect
import itertools
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from reference.tabular import code, table
from zoning.policy import Policy
from zoning.scenario import PolicyInput, Scenario, TableInput

_EVERY_FILE = "keys of every input file"
_LINK = f"[{_EVERY_FILE}](#{_EVERY_FILE.replace(' ', '-')})"
_HEAD = """\
## Scenario file

A scenario is a TOML file in UTF-8. `extends = "other.toml"` takes every key of another scenario; where both say
something, this file wins. Rules and changes in double brackets (`[[lock]]`, `[[open]]`, …) add to those of the other file. A path starts at the
folder of the file that names it. A key that is not listed here is refused.
"""
_PLAIN = {
    "Scenario.name": "Name of the scenario.",
    "Scenario.stage": "Which stage is planned.",
    "Scenario.rules": "A rules profile that ships with the program, or a `.toml` file of your own beside the scenario.",
    "Scenario.lang": "Language of the map, the tables and the terminal; `--lang` and `ZONING_LANG` go before it in map and terminal.",
    "TableInput.path": "The file; either this, or `database` and `table`.",
    "TableInput.layer": "Layer of a GeoPackage, where it has more than one that would do; of a database, the column of shapes.",
    "TableInput.sheet": "Sheet of a workbook; else the one with most known headers.",
    "TableInput.encoding": "Encoding of a text file or shapefile; else UTF-8 where it fits, or GB18030.",
    "TableInput.x": "Header of the east coordinate (longitude) in a CSV or XLSX, where it is none of the known ones.",
    "TableInput.y": "Header of the north coordinate (latitude), likewise.",
    "TableInput.swap_axes": "The first coordinate is north (latitude), the second east.",
    "Buildings.floor_area_per_dwelling_m2": "Floor area of one dwelling.",
    "Buildings.pupils_per_dwelling": "Pupils of the stage in one dwelling.",
    "StreetsInput.path": "The file; either this or `place`.",
    "StreetsInput.place": "A place name: its streets are downloaded from OpenStreetMap, which needs internet.",
    "PolicyInput.contiguous": "Every zone is one piece and holds the block of its school.",
    "PolicyInput.longest_walk_m": "No block with pupils goes to a school farther than this on foot.",
    "PolicyInput.seed": "Another seed, another search; the same seed, the same plan.",
    "LockInput.block": "Id of the block.",
    "LockInput.school": "Id of the school.",
    "Open.id": "Id of a candidate site, or a new id.",
    "Open.name": "Name of the school.",
    "Open.lon": "Longitude; needed for a new id.",
    "Open.lat": "Latitude; needed for a new id.",
    "Open.datum": "Datum of `lon` and `lat`; needed for a new id.",
    "Open.seats": "Seats; needed for a new id, and for a site whose file has none.",
    "Close.id": "Id of the school.",
    "Resize.id": "Id of the school.",
    "Resize.seats": "Its seats.",
    "Expand.id": "Id of the school.",
    "Expand.more_seats": "Seats on top of those it has, or was set to.",
    "Relocate.id": "Id of the school.",
    "Relocate.lon": "Longitude of the new place.",
    "Relocate.lat": "Latitude of the new place.",
    "Relocate.datum": "Datum of `lon` and `lat`.",
    "Relocate.seats": "Seats at the new place; else as many as before.",
    "Merge.id": "Id of the school that closes.",
    "Merge.into": "Id of the school that takes it in.",
    "Merge.seats": "Seats of that school from then on; else as many as before.",
    "Convert.id": "Id of the school, as the file of schools has it.",
    "Convert.to": "The stage that it takes up.",
    "Convert.seats": "Its seats for that stage; else those of the file.",
    "Estate.id": "Id of a block, or a new id where there is an `outline`.",
    "Estate.name": "Name of the estate; else the block's.",
    "Estate.dwellings": "Dwellings that are built.",
    "Estate.pupils_per_dwelling": "Pupils of the stage in one dwelling.",
    "Estate.outline": "Corners in order, `[[lon, lat], …]`; ground of other blocks is left to them.",
    "Estate.datum": "Datum of `outline`.",
    "Bridge.line": "The way across, `[[lon, lat], [lon, lat]]`, from bank to bank; its ends are led to the nearest streets.",
    "Bridge.datum": "Datum of `line`.",
    "Bridge.name": "Name of the bridge.",
    "Shut.lon": "Longitude; ways across within 100 m are shut.",
    "Shut.lat": "Latitude, likewise.",
    "Shut.datum": "Datum of `lon` and `lat`.",
    "MapInfo.title": "Title of the map; else the scenario's name.",
    "MapInfo.data_date": "Date of the data.",
    "MapInfo.made_by": "Who made the map.",
}
"""What the code leaves to the key's own name."""
_TYPES = {str: "text", int: "whole number", float: "number", bool: "true or false", Path: "path"}
_GROUPED = 10_000
"""Numbers from here on are written with thousands apart; years are below."""
_SIGNS = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}


def scenario() -> list[str]:
    """Return the section on the scenario file."""
    file = _section(f"### {_EVERY_FILE}", TableInput, "")
    return [
        *_HEAD.splitlines(),
        "",
        *_section("### top of the file", Scenario, ""),
        *file,
        *_sections("", Scenario, {TableInput: _LINK}),
    ]


def _sections(above: str, kind: type[BaseModel], told: dict[type[BaseModel], str]) -> list[str]:
    """The sections inside a model, each followed by its own; one told before is named, not repeated."""
    lines: list[str] = []
    for name, field in kind.model_fields.items():
        below, form = _model_in(field.annotation)
        if below is None:
            continue
        path = f"{above}.{field.alias or name}".removeprefix(".")
        title = {"list": f"[[{path}]]", "named": f"[{path}.NAME]"}.get(form, f"[{path}]")
        note = " ".join(filter(None, ["Required." if field.is_required() else "", _said(kind, name)]))
        if below in told:
            lines += [f"### {title}", "", f"{note} It takes the {_linked(told[below])}.".strip(), ""]
            continue
        told[below] = title
        lines += [*_section(f"### {title}", below, note), *_sections(path, below, told)]
    return lines


def _section(title: str, kind: type[BaseModel], note: str) -> list[str]:
    """One model as a table of its own keys."""
    inherited = TableInput.model_fields if issubclass(kind, TableInput) and kind is not TableInput else {}
    rows = [
        (code(field.alias or name), _type(field), _default(field), _said(kind, name))
        for name, field in kind.model_fields.items()
        if _model_in(field.annotation)[0] is None
        and name != "file"  # set by the program
        and (name not in inherited or name in kind.__annotations__)
    ]
    also = f"It takes the {_LINK} as well." if inherited else ""
    about = " ".join(filter(None, [note, _about(kind), also]))
    return [title, "", about, "", *(table(("key", "value", "default", "meaning"), rows) if rows else [])]


def _linked(title: str) -> str:
    return title if title == _LINK else f"keys of `{title}`"


def _about(kind: type[BaseModel]) -> str:
    """The first line of the model's docstring, without the name of its own section."""
    said = (kind.__doc__ or "").strip().splitlines()[0]
    said = said.split("]]: ")[-1]
    return "What a plan may do and what it costs." if kind is PolicyInput else said[0].upper() + said[1:]


def _model_in(annotation: Any) -> tuple[type[BaseModel] | None, str]:
    """The model a key holds, and whether it holds one, a list or a table of named ones."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, "one"
    models = [part for part in get_args(annotation) if isinstance(part, type) and issubclass(part, BaseModel)]
    if not models:
        return None, ""
    return models[0], {tuple: "list", Mapping: "named"}.get(get_origin(annotation), "one")


def _type(field: FieldInfo) -> str:
    limits = [
        f"{said} {_plain(getattr(limit, sign))}"
        for limit in field.metadata
        for sign, said in _SIGNS.items()
        if hasattr(limit, sign)
    ]
    return ", ".join([_named(field.annotation), *limits])


def _plain(number: float) -> str:
    if number != int(number):
        return str(number)
    return str(int(number)) if number < _GROUPED else f"{int(number):,}"


def _named(annotation: Any) -> str:
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if annotation in _TYPES:
        return _TYPES[annotation]
    if get_origin(annotation) is Literal:
        return " or ".join(code(word) for word in get_args(annotation))
    if get_origin(annotation) in (Union, types.UnionType):
        return " or ".join(_named(part) for part in get_args(annotation) if part is not type(None))
    if get_origin(annotation) in (Mapping, tuple):
        of = {"text": "texts", "number": "numbers", "whole number": "whole numbers"}
        inner = _named(get_args(annotation)[1 if get_origin(annotation) is Mapping else 0])
        return f"{'table' if get_origin(annotation) is Mapping else 'list'} of {of.get(inner, inner)}"
    return "text"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    if field.default in (None, {}, ()):
        return ""
    value = field.default
    return code(str(value).lower() if isinstance(value, bool) else value)


def _said(kind: type[BaseModel], name: str) -> str:
    """What is said of a key: under the field in the code, in `Policy` for the policy, else here."""
    owners = [
        k for k in kind.__mro__ if k.__module__.startswith(Scenario.__module__) and name in k.__annotations__
    ]
    owners += [Policy] if kind is PolicyInput else []
    here = next((text for owner in owners if (text := _PLAIN.get(f"{owner.__name__}.{name}"))), "")
    return here or next((text for owner in owners if (text := _docstrings(owner).get(name))), "")


def _docstrings(kind: type) -> dict[str, str]:
    body = ast.parse(inspect.getsource(kind)).body[0].body  # type: ignore[attr-defined]
    return {
        before.target.id: " ".join(after.value.value.split())
        for before, after in itertools.pairwise(body)
        if isinstance(before, ast.AnnAssign)
        and isinstance(before.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
    }

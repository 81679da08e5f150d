"""Input tables, as the code holds them."""

from typing import get_args

from reference.tabular import code, table
from zoning import tables as inputs
from zoning.columns import Column, Table
from zoning.model import Stage

_STAGES: tuple[Stage, ...] = get_args(Stage)
_KINDS = {"text": "text", "number": "number", "whole": "whole number"}
_HEAD = """\
## Input tables

A header is recognised by the column's own name or any of the words listed, tried in this order. Spaces, units in brackets,
full-width forms and capitals make no difference. `columns` in the scenario names any other header. A column that is not listed
is not read.
"""


def tables() -> list[str]:
    """Return the section on input tables."""
    lines = [*_HEAD.splitlines(), "", *_table(inputs.blocks("primary"), "")]
    rows = [
        (code(name), stage, ", ".join(own)) for name in _staged() for stage, own in _staged()[name].items()
    ]
    lines += [
        "Words of the scenario's stage, tried before the others:",
        "",
        *table(("column", "stage", "headers"), rows),
    ]
    lines += _table(
        inputs.schools("candidates"),
        "Candidate sites (`[inputs.candidates]`) are the same table; `site_m2` and `cost_wan` are read of them alone.",
    )
    for other in (inputs.STREETS, inputs.BARRIERS, inputs.CROSSINGS, inputs.PARCELS, inputs.BOUNDARY):
        lines += _table(other, "")
    lines += _table(
        inputs.FEEDERS,
        "For `[inputs.feeders]`; `block_id` is not needed where the file has zones as polygons.",
    )
    for people in (inputs.BIRTHS, inputs.ROLLS, inputs.ESTATES, inputs.POPULATION, inputs.CONTROLS):
        lines += _table(people, "For `zoning forecast`.")
    lines += _table(
        inputs.CITYWIDE,
        "For `[inputs.citywide]`: a row per school, and another for every school year from which its seats are others (0: it closes).",
    )
    lines += _table(
        inputs.QUALITY,
        "For `[inputs.quality]`: a row per school and stage, under its id or its name. An empty cell is not taken for 0.",
    )
    lines += _table(
        inputs.ATTENDANCE,
        "For `[inputs.attendance]`: a row per block and school, of the stage that is planned; no block for pupils who live elsewhere.",
    )
    return lines + _table(inputs.ZONES, "For `[inputs.current_zones]` and `[inputs.references.NAME]`.")


def _staged() -> dict[str, dict[Stage, list[str]]]:
    """Column -> stage -> the words that this stage alone has."""
    found: dict[str, dict[Stage, list[str]]] = {}
    for column in inputs.blocks("primary").columns:
        words = {stage: inputs.blocks(stage).column(column.name).synonyms for stage in _STAGES}
        shared = _shared(column)
        if any(len(words[stage]) > len(shared) for stage in _STAGES):
            found[column.name] = {stage: [w for w in words[stage] if w not in shared] for stage in _STAGES}
    return found


def _shared(column: Column) -> list[str]:
    """The words that every stage has."""
    of_stages = [inputs.blocks(stage).column(column.name).synonyms for stage in _STAGES]
    return [word for word in column.synonyms if all(word in words for words in of_stages)]


def _table(described: Table, note: str) -> list[str]:
    title = f"### {described.name} · {described.title.zh}"
    of_stage = described.name == "blocks"
    rows = [_column(c, _shared(c) if of_stage else list(c.synonyms)) for c in described.columns]
    about = f"Geometry: {', '.join(described.geometry) or 'none'}. {note}".strip()
    return [title, "", about, "", *table(("column", "meaning", "value", "headers recognised"), rows)]


def _column(column: Column, headers: list[str]) -> tuple[str, str, str, str]:
    limits = [] if column.least is None else [f"{column.least:,g} to {column.most:,g}"]
    value = ", ".join([_KINDS[column.kind], *limits, *(["**required**"] if column.required else [])])
    return code(column.name), f"{column.meaning.en} · {column.meaning.zh}", value, ", ".join(headers)

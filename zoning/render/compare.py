"""The map of two plans: A, B or both, what changes between them, and every number with its difference."""

from html import escape

import pandas as pd

from zoning import palette
from zoning.figures import FIGURES, written
from zoning.render import ground, layers, said, titles
from zoning.render.map import Side, composed
from zoning.result import Comparison
from zoning.words import Lang, Text

SHOWN = ("streets", "barriers", "zones", "elsewhere", "schools", "labels")
"""Layers that are on when the map opens: plan B, and what changed."""

_HEADING = Text("方案对比：{}", "Plans compared: {}")
TABLE = Text("各项指标", "Every figure")
_MOVES = Text("学生去向变化", "Who goes elsewhere")
_CHANGE = Text("变化", "Change")
_MOST_MOVES = 12
"""Pairs of schools listed, those with most pupils first."""


def page(found: Comparison, lang: Lang) -> str:
    """Return two plans as one HTML page that opens with no network; the map is that of plan B, with A to switch to."""
    heading = _HEADING.to(lang).format(f"{found.a.scenario.name} → {found.b.scenario.name}")
    side = Side(heading, _block(found, heading, lang), "", titles.notes(found.b, lang))
    return composed(found.b, drawn(found, lang), side, lang, SHOWN)


def drawn(found: Comparison, lang: Lang) -> dict[str, layers.Columns]:
    """Return the columns of every layer of plan B, and of those that show A and what differs."""
    b = found.b
    drawn = ground.all_of(b.area) | layers.all_of(b, lang)
    drawn["before"], drawn["schools_before"] = _zones_of_a(found), layers.schools(found.a)
    where = found.blocks.reindex(b.assessment.blocks.index)
    drawn["elsewhere"] = {"block": [i for i, what in enumerate(where["what"]) if what != "same"]}
    drawn["blocks"] |= {
        "before": where["school_name_a"].astype("object").where(where["school_name_a"].notna(), "").tolist(),
        "before_m": [
            round(metres) if metres < float("inf") else None for metres in where["walk_a_m"].tolist()
        ],
    }
    return drawn


def _zones_of_a(found: Comparison) -> layers.Columns:
    """The zones of plan A in the colours they have in B, where B has them; their schools are not those of the map."""
    columns = layers.zones(found.a)
    colours = found.b.assessment.zones["colour"]
    ids = found.a.assessment.zones.index
    fills = [
        palette.zone(colours[i]) if i in colours.index else own
        for i, own in zip(ids, columns["fill"], strict=True)
    ]
    return {**columns, "fill": fills, "school": [-1] * len(ids)}


def _block(found: Comparison, heading: str, lang: Lang) -> str:
    words = said.page(lang)
    names = "".join(
        f"<dt>{escape(words[word])}</dt><dd>{escape(result.scenario.name)}{escape(words['colon'])}{escape(result.plan.solve.proved.to(lang))}</dd>"
        for word, result in (("plan_a", found.a), ("plan_b", found.b))
    )
    return (
        f'{titles.header(found.b, heading, lang)}<dl class="facts">{names}</dl>{views(lang)}'
        f"{moves(found, lang)}<details open><summary>{TABLE.to(lang)}</summary>{totals(found, lang)}</details>"
        + f'<p class="small">{escape(titles.SKETCH.to(lang))}</p>'
    )


def views(lang: Lang) -> str:
    """Return the switch between A, B and both as HTML."""
    words = said.page(lang)
    buttons = "".join(
        f'<button type="button" data-view="{view}" aria-pressed="{"true" if view == "b" else "false"}">{escape(words[word])}</button>'
        for view, word in (("a", "plan_a"), ("b", "plan_b"), ("both", "both"))
    )
    return f'<div id="views" role="group" aria-label="{escape(words["plan_a"])} / {escape(words["plan_b"])}">{buttons}</div>'


def totals(found: Comparison, lang: Lang) -> str:
    """Return every figure of A and B with its change as an HTML table; better in green, worse in red."""
    words = said.page(lang)
    head = "".join(
        f"<th>{escape(word)}</th>" for word in (words["plan_a"], words["plan_b"], _CHANGE.to(lang))
    )
    rows = []
    for name, a, b, change in found.figures():
        said_, kind, better = FIGURES[name]
        mark = {1: "better", -1: "worse"}.get(int((change > 0) - (change < 0)) * better, "")
        cells = f'<td>{written(a, kind)}</td><td>{written(b, kind)}</td><td class="{mark}">{written(change, kind, signed=True)}</td>'
        rows.append(f"<tr><th>{escape(said_.to(lang))}</th>{cells}</tr>")
    return f'<table class="plans"><tr><td></td>{head}</tr>{"".join(rows)}</table>'


def moves(found: Comparison, lang: Lang) -> str:
    """Return how many pupils go from which school to which, most first, as HTML; "" where nobody does."""
    moved = found.blocks[(found.blocks["what"] == "moved") & (found.blocks["pupils_b"] > 0)]
    if moved.empty:
        return ""
    pairs = (
        moved.groupby(["school_name_a", "school_name_b"])["pupils_b"]
        .sum()
        .sort_values(ascending=False, kind="stable")
    )
    rows = "".join(_move(pair, pupils) for pair, pupils in pairs.head(_MOST_MOVES).items())
    rest = pairs.iloc[_MOST_MOVES:]
    if len(rest):
        more = Text(f"其他 {len(rest)} 对", f"{len(rest)} other pairs").to(lang)
        rows += f"<tr><th>{escape(more)}</th><td>{rest.sum():,.0f}</td></tr>"
    return f'<details open><summary>{_MOVES.to(lang)}</summary><table class="plans">{rows}</table></details>'


def _move(pair: object, pupils: float) -> str:
    a, b = pd.Series(pair).astype(str)
    return f"<tr><th>{escape(a)} → {escape(b)}</th><td>{pupils:,.0f}</td></tr>"

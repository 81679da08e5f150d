"""How each layer of plan.gpkg is drawn: the same colours as the map."""

from collections.abc import Mapping

import pandas as pd

from zoning import palette
from zoning.export import qml
from zoning.export.fields import ALERT, LAYERS, WAYS
from zoning.export.layers import zones
from zoning.export.qml import Labels, Look, Style
from zoning.result import Result
from zoning.words import Lang, Text


def described(zones: pd.DataFrame, lang: Lang) -> dict[str, Style]:
    """Return the style of every layer by its name; the layer `zones` tells whose colour is which."""
    by_school = [
        (str(i), str(i if pd.isna(n) else n), str(c))
        for i, n, c in zip(zones["school_id"], zones["name"], zones["fill"], strict=True)
    ]
    use = "\"name\" || '\\n' || round(100 * \"utilisation_share\", 1) || ' %'"
    return {
        "zones": Style("school_id", "fill", [Look(i, n, c, fill_opacity=0.55, width_mm=0.5) for i, n, c in by_school], Labels(use)),
        "blocks": Style("school_id", "fill", [Look(i, n, c, "#777777", 0.1, fill_opacity=0.55) for i, n, c in by_school]),
        "schools": Style("alert", "marker", _alerts(lang), Labels('"name"', 9.0)),
        "changes": Style("", "fill", [_moved(lang)]),
        "gaps": Style("", "fill", [_gap(lang)], Labels('"gap_id"', 8.0, "gap_id")),
        "service_areas": Style("way", "fill", _ways(lang)),
    }  # fmt: skip


def styles(result: Result) -> dict[str, str]:
    """Return the QML of every layer of a plan by its name."""
    return as_qml(described(zones(result), result.scenario.lang), result.scenario.lang)


def as_qml(looks: Mapping[str, Style], lang: Lang) -> dict[str, str]:
    """Return styles as QML, with the names of the fields in words."""
    return {name: qml.written(style, aliases(name, lang)) for name, style in looks.items()}


def aliases(layer: str, lang: Lang) -> dict[str, str]:
    """Return what an attribute table calls the fields of a layer."""
    return {field.name: field.meaning.to(lang) for field in LAYERS[layer].fields}


def _alerts(lang: Lang) -> list[Look]:
    other = Look("", Text("其他", "other").to(lang), "#ffffff", "#666666", 0.4, 3.0)
    return [*(Look(alert, text.to(lang), palette.ALERT[alert], "#ffffff", 0.3, 4.0) for alert, text in ALERT.items()), other]  # fmt: skip


def _moved(lang: Lang) -> Look:
    return Look("", Text("调整地块", "changes school").to(lang), palette.MOVED, palette.MOVED, 0.4, fill_opacity=0.25)  # fmt: skip


def _gap(lang: Lang) -> Look:
    return Look("", Text("未覆盖区", "under-covered area").to(lang), palette.GAP, palette.GAP, 0.5, fill_style="b_diagonal")  # fmt: skip


def _ways(lang: Lang) -> list[Look]:
    return [
        Look("radius", WAYS["radius"].to(lang), palette.RADIUS, palette.RADIUS, 0.4, fill_style="no", outline_style="dash"),
        Look("walk", WAYS["walk"].to(lang), palette.WALK, palette.WALK, 0.4, fill_opacity=0.12),
    ]  # fmt: skip

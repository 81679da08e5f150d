"""How QGIS shows each layer of plan.gpkg: the same colours as the map."""

from zoning import palette
from zoning.export.qml import Labels, Look, categorised
from zoning.result import Result
from zoning.words import Text

_ALERT = {
    "green": Text("学位充足", "seats enough"),
    "yellow": Text("学位趋紧", "nearly full"),
    "red": Text("超出学位", "over seats"),
}


def styles(result: Result) -> dict[str, str]:
    """Return the QML of every layer by its name."""
    lang = result.scenario.lang
    zones, names = result.assessment.zones, result.area.schools["name"]
    fills = zones["colour"].map(palette.zone)
    by_school = [(str(school), str(names.get(school, school)), fills[school]) for school in zones.index]
    other = Text("其他", "other").to(lang)
    gap = Look(
        "",
        Text("未覆盖区", "under-covered area").to(lang),
        palette.GAP,
        palette.GAP,
        0.5,
        fill_style="b_diagonal",
    )
    moved = Look(
        "", Text("调整地块", "changes school").to(lang), palette.MOVED, palette.MOVED, 0.4, fill_opacity=0.25
    )
    alerts = [
        Look(alert, text.to(lang), palette.ALERT[alert], "#ffffff", 0.3, 4.0)
        for alert, text in _ALERT.items()
    ]
    use = "\"name\" || '\\n' || round(100 * \"utilisation_share\", 1) || ' %'"
    return {
        "zones": categorised(
            "school_id",
            "fill",
            [Look(i, n, c, fill_opacity=0.55, width_mm=0.5) for i, n, c in by_school],
            Labels(use),
        ),
        "blocks": categorised(
            "school_id", "fill", [Look(i, n, c, "#777777", 0.1, fill_opacity=0.55) for i, n, c in by_school]
        ),
        "schools": categorised(
            "alert",
            "marker",
            [*alerts, Look("", other, "#ffffff", "#666666", 0.4, 3.0)],
            Labels('"name"', 9.0),
        ),
        "changes": categorised("''", "fill", [moved]),
        "gaps": categorised("''", "fill", [gap], Labels('"gap_id"', 8.0)),
    }

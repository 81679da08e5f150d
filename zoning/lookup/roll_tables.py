"""What may be told of a roll: counts by school and the share that goes to school in its own zone, with small counts left out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from zoning.lookup.index import Index
from zoning.lookup.roll import NO_SCHOOL, OTHERS, Answered
from zoning.suppression import Flow, hidden
from zoning.words import Text

HIDDEN = "＊"
"""Stands for a count that is not told."""
HELD: Mapping[str, tuple[str, ...]] = {
    "zone": ("lives", "attends", "in_zone", "elsewhere", "unclear"),
    "other": ("attends", "elsewhere", "unclear"),
    "none": ("attends", "unclear"),
    "total": ("lives", "attends", "in_zone", "elsewhere", "unclear"),
}
"""Kind of row -> the counts that it has."""
Key = tuple[str, object] | str
Flags = npt.NDArray[np.bool_]
COLUMNS = {
    "school_id": Text("学校编号", "school id"),
    "name": Text("学校", "school"),
    "lives": Text("住在片区内的人数", "pupils who live in the zone"),
    "attends": Text("在读人数", "pupils who attend"),
    "in_zone": Text("其中住在本校片区", "of these, living in its zone"),
    "elsewhere": Text("其中住在别的片区", "living in another zone"),
    "unclear": Text("其中住址未能确定", "address not settled"),
    "in_zone_share": Text("就近划片入学比例（住址已确定的）", "in-zone share (of settled addresses)"),
}


@dataclass(frozen=True, eq=False)
class Tables:
    """Counts that may be told; those left out are missing in the tables and `HIDDEN` where they are shown."""

    schools: pd.DataFrame
    """A row per zone, one for schools outside the plan, one for rows that name none, and the total: `kind` tells which; the others as in `COLUMNS`."""
    rows: pd.Series
    """rows, found, ask, unknown -> count."""
    names: pd.Series
    """Names that nothing answers and enough rows share -> rows."""
    least: int


def tables(index: Index, found: Answered, least: int) -> Tables:
    """Return the counts of a roll, none of which is below `least` or can be worked out to within it."""
    flows = _flows(index, found, least)
    out = hidden(list(flows.values()), least)
    told = {key: np.nan if gone else flow.value for (key, flow), gone in zip(flows.items(), out, strict=True)}
    rows = pd.Series({key: told[key] for key in ("rows", "found", "ask", "unknown")}, dtype=float)
    names = pd.Series({key[1]: told[key] for key in told if key[0] == "name" and key[1]}, dtype=float)
    return Tables(_schools(index, told, found.names_schools), rows, names[names.notna()], least)


def _flows(index: Index, found: Answered, least: int) -> dict[Key, Flow]:
    """Every count of the tables as a flow: rows arrive by the school they name, and leave by the zone they live in or by why that is not known."""
    rows, flows = found.rows, dict[Key, Flow]()
    attends, zone = rows["attends"].to_numpy(), rows["zone"].to_numpy()
    settled = (rows["status"] == "found").to_numpy()
    for school in range(len(index.zones)) if found.names_schools else ():
        flows |= _attended(school, attends == school, settled, zone == school)
    if found.names_schools:
        flows |= _attended(OTHERS, attends == OTHERS, settled, np.zeros(len(rows), dtype=bool))
    none = attends == NO_SCHOOL
    flows["attends", NO_SCHOOL] = Flow("all", "no school", int(none.sum()))
    flows["settled", NO_SCHOOL] = Flow("no school", "settled", int((none & settled).sum()))
    flows["unclear", NO_SCHOOL] = Flow("no school", "unclear", int((none & ~settled).sum()))
    for what, end in (("in_zone", "settled"), ("elsewhere", "settled"), ("unclear", "open")):
        total = sum(flow.value for flow in flows.values() if flow.end == what)
        flows[what, "total"] = Flow(what, end, total)
    return flows | _by_zone(index, found, least)


def _attended(school: int, own: Flags, settled: Flags, lives: Flags) -> dict[Key, Flow]:
    node = f"school {school}"
    return {
        ("attends", school): Flow("all", node, int(own.sum())),
        ("in_zone", school): Flow(node, "in_zone", int((own & settled & lives).sum())),
        ("elsewhere", school): Flow(node, "elsewhere", int((own & settled & ~lives).sum())),
        ("unclear", school): Flow(node, "unclear", int((own & ~settled).sum())),
    }


def _by_zone(index: Index, found: Answered, least: int) -> dict[Key, Flow]:
    rows = found.rows
    status, zone = rows["status"].to_numpy(), rows["zone"].to_numpy()
    flows: dict[Key, Flow] = {"found": Flow("settled", "zones", int((status == "found").sum()))}
    for z in range(len(index.zones)):
        flows["lives", z] = Flow("zones", "told", int(((status == "found") & (zone == z)).sum()))
    unknown = int((status == "unknown").sum())
    many = found.unknown[found.unknown >= least]
    flows["ask"] = Flow("open", "told", int((status == "ask").sum()))
    flows["unknown"] = Flow("open", "names", unknown)
    flows |= {("name", str(name)): Flow("names", "told", int(count)) for name, count in many.items()}
    flows["name", ""] = Flow("names", "told", unknown - int(many.sum()))
    flows["rows"] = Flow("told", "all", len(rows))
    return flows


def _schools(index: Index, told: Mapping[Key, float], names_schools: bool) -> pd.DataFrame:
    zones = [_row(told, "zone", i, zone.id, zone.name) for i, zone in enumerate(index.zones)]
    if not names_schools:
        return pd.DataFrame(zones)[["kind", "school_id", "name", "lives"]]
    last = [_row(told, "other", OTHERS), _row(told, "none", NO_SCHOOL), _row(told, "total", "total")]
    frame = pd.DataFrame([*zones, *last])
    return frame.assign(in_zone_share=frame["in_zone"] / (frame["in_zone"] + frame["elsewhere"]))


def _row(
    told: Mapping[Key, float], kind: str, school: object, zone: str = "", name: str = ""
) -> dict[str, object]:
    counts = {column: told.get((column, school), np.nan) for column in HELD[kind]}
    if kind == "total":
        counts |= {"lives": told["found"], "attends": told["rows"]}
    return {"kind": kind, "school_id": zone, "name": name, **counts}

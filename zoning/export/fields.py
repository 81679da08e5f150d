"""The layers that GIS staff get and every field in them, described once: for GeoPackage, Shapefile, a database and the sheet 字段对照."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from zoning.export.tables import HEADERS, STATUS
from zoning.words import Text

Kind = Literal["text", "whole", "number", "flag"]
Shape = Literal["area", "point"]

ALERT = {
    "green": Text("学位充足", "seats enough"),
    "yellow": Text("学位趋紧", "nearly full"),
    "red": Text("超出学位", "over seats"),
}
WAYS = {
    "radius": Text("服务半径（直线）", "service radius, straight line"),
    "walk": Text("步行范围", "within the radius on foot"),
}
_STATUS = {"open": STATUS["open"], "tried": Text("试算的备选点", "candidate tried"), **STATUS}


@dataclass(frozen=True)
class Field:
    """One field: its name, what it holds, and what a Shapefile calls it."""

    name: str
    kind: Kind
    short: str
    """At most ten ASCII letters, as dBASE allows."""
    meaning: Text
    values: Mapping[str, Text] | None = None
    """What the codes in it mean."""


@dataclass(frozen=True)
class LayerKind:
    """One layer: its title, its shapes, its fields in order, and those that tell a row."""

    name: str
    title: Text
    shape: Shape
    key: tuple[str, ...]
    fields: tuple[Field, ...]


def _field(name: str, kind: Kind, short: str, zh: str = "", en: str = "", values: Mapping[str, Text] | None = None) -> Field:  # fmt: skip
    """Describe a field; what a table calls it already is not said again."""
    meaning = Text(zh, en) if zh else Text(HEADERS[name].zh, name.replace("_", " "))
    return Field(name, kind, short, meaning, values)


_FIELDS = {
    field.name: field
    for field in (
        _field("block_id", "text", "BLOCK_ID"),
        _field("gap_id", "text", "GAP_ID", "未覆盖区编号", "id of the under-covered area"),
        _field("school_id", "text", "SCHOOL_ID"),
        _field("zone_id", "text", "ZONE_ID", "所在多校片区编号", "id of the multi-school zone it shares"),
        _field("name", "text", "NAME"),
        _field("status", "text", "STATUS", values=_STATUS),
        _field("address", "text", "ADDRESS"),
        _field("kind", "text", "KIND"),
        _field("subdistrict", "text", "SUBDIST"),
        _field("dwellings", "number", "DWELLINGS"),
        _field("pupils", "whole", "PUPILS"),
        _field("seats", "whole", "SEATS"),
        _field("utilisation_share", "number", "USE_SHARE", "学位占用率（0 至 1）", "use of seats, 0 to 1"),
        _field("alert", "text", "ALERT", values=ALERT),
        _field("over", "whole", "OVER"),
        _field("free", "whole", "FREE"),
        _field("blocks", "whole", "BLOCKS"),
        _field("members", "text", "MEMBERS"),
        _field("feeders", "text", "FEEDERS"),
        _field("school_name", "text", "SCHOOL"),
        _field("walk_m", "number", "WALK_M"),
        _field("straight_m", "number", "STRAIGHT_M"),
        _field("radius_covered", "flag", "IN_RADIUS"),
        _field("walk_covered", "flag", "IN_WALK"),
        _field("nearest_id", "text", "NEAREST_ID"),
        _field("nearest_name", "text", "NEAREST"),
        _field("nearest_m", "number", "NEAREST_M"),
        _field("is_nearest", "flag", "IS_NEAREST"),
        _field("passed", "text", "PASSED", "更近的学校编号", "ids of nearer schools"),
        _field("current_school", "text", "CUR_ID"),
        _field("current_name", "text", "CUR_NAME", "现学校", "today's school"),
        _field("current_walk_m", "number", "CUR_WALK_M"),
        _field("moved", "flag", "MOVED"),
        _field("reason_zh", "text", "REASON_ZH", "未就近原因", "why not the nearest, in Chinese"),
        _field("reason_en", "text", "REASON_EN", "未就近原因（英文）", "why not the nearest, in English"),
        _field("farthest_walk_m", "number", "FAR_WALK_M"),
        _field("feeder", "text", "FEEDER_ID"),
        _field("feeder_name", "text", "FEEDER"),
        _field("mean_walk_m", "number", "MEAN_W_M"),
        _field("longest_walk_m", "number", "MAX_W_M"),
        _field("pieces", "whole", "PIECES"),
        _field("polsby_popper", "number", "COMPACT", "紧凑度（0 至 1）", "compactness, 0 to 1"),
        _field("seat_price_m", "number", "SEAT_PRC_M"),
        _field("current_pupils", "whole", "CUR_PUPILS"),
        _field("change", "whole", "CHANGE"),
        _field("nearest_school", "text", "NEAR_SCH", "最近学校", "nearest school"),
        _field("block_ids", "text", "BLOCK_IDS", "地块编号，JSON 数组", "ids of its blocks, a JSON array"),
        _field("way", "text", "WAY", "范围种类", "kind of service area", WAYS),
        _field("radius_m", "number", "RADIUS_M", "服务半径（米）", "service radius in metres"),
        _field(
            "colour", "whole", "COLOUR", "颜色号，相邻片区不同", "number of the colour; neighbours differ"
        ),
        _field("fill", "text", "FILL", "地图上的颜色", "colour on the map"),
        _field("datum", "text", "DATUM", "坐标基准", "datum of the coordinates"),
    )
}


def _kind(name: str, zh: str, en: str, shape: Shape, key: str, fields: str) -> LayerKind:
    return LayerKind(name, Text(zh, en), shape, tuple(key.split()), tuple(_FIELDS[f] for f in fields.split()))


LAYERS = {
    kind.name: kind
    for kind in (
        _kind("schools", "学校", "Schools", "point", "school_id", "school_id zone_id status name seats pupils utilisation_share alert over free "
              "mean_walk_m longest_walk_m blocks pieces polsby_popper seat_price_m current_pupils change feeders"),
        _kind("changes", "调整地块", "Blocks that change school", "area", "block_id", "block_id name address pupils dwellings current_school current_name "
              "school_id school_name current_walk_m walk_m"),
        _kind("gaps", "未覆盖区", "Under-covered areas", "area", "gap_id", "gap_id name blocks pupils dwellings nearest_school nearest_m block_ids"),
        _kind("service_areas", "服务范围", "Service areas", "area", "school_id way", "school_id name way radius_m"),
        _kind("zones", "招生片区", "Zones", "area", "school_id", "school_id name pupils seats utilisation_share blocks members feeders colour fill"),
        _kind("blocks", "地块", "Blocks", "area", "block_id", "block_id name address kind subdistrict dwellings pupils school_id school_name walk_m straight_m "
              "radius_covered walk_covered nearest_id nearest_name nearest_m is_nearest passed current_school current_walk_m moved reason_zh reason_en "
              "farthest_walk_m feeder feeder_name fill"),
    )
}  # fmt: skip
"""The layers of a plan, the uppermost on a map first."""

DATUM = _FIELDS["datum"]
"""The field that files in GCJ-02 have besides."""
GCJ02 = "_gcj02"
"""What files and layers in GCJ-02 are called after their own name."""
META = Text(
    "说明：标题、审图号、制图单位、数据日期、规范、求解",
    "About: title, review number, maker, date, rules, what was proved",
)
"""What the table `meta` holds, as `key` and `value`."""

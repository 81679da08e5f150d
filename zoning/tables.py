"""The input tables: what each must contain, how files call it, and which values are believed."""

from collections.abc import Mapping
from dataclasses import replace

from zoning.columns import Column, Table
from zoning.model import Stage
from zoning.words import Text

_STAGE_WORDS: dict[Stage, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "kindergarten": (
        ("幼儿园适龄", "幼儿园适龄人数", "在园幼儿数", "pupils_kindergarten"),
        ("现幼儿园", "school_kindergarten"),
    ),
    "primary": (
        ("小学适龄", "小学适龄人数", "小学适龄学生", "小学学生数", "pupils_primary"),
        ("现小学", "小学学区", "school_primary"),
    ),
    "junior": (
        ("初中适龄", "初中适龄人数", "初中适龄学生", "初中学生数", "pupils_junior"),
        ("现初中", "初中学区", "school_junior"),
    ),
}

_BLOCKS = Table(
    "blocks",
    Text("地块", "blocks"),
    ("Polygon", "MultiPolygon"),
    (
        Column("block_id", "text", Text("地块编号，不重复", "id of the block, unique"), ("地块编号", "小区编号", "编号", "id", "block", "网格编号"), True),
        Column("name", "text", Text("小区、村居名称", "name of the estate or village"), ("小区名称", "小区名", "名称", "楼盘", "社区/村居", "村居", "社区", "name")),
        Column("address", "text", Text("门牌地址", "street address"), ("地址", "详细地址", "门牌地址", "address")),
        Column("kind", "text", Text("类型", "kind of land"), ("类型", "用地类型", "kind", "type")),
        Column("subdistrict", "text", Text("街道、镇", "subdistrict"), ("街道", "街道/镇", "镇街", "所属街道", "subdistrict", "street_name")),
        Column("community", "text", Text("社区、村居", "community"), ("社区", "社区/村居", "村居", "居委会", "所属社区", "社区名称", "community")),
        Column("dwellings", "number", Text("户数", "dwellings"), ("户数", "总户数", "住宅套数", "dwellings", "households"), least=0, most=50_000),
        Column("pupils", "whole", Text("本学段适龄学生数", "pupils of the stage"), ("适龄学生", "适龄学生数", "适龄儿童", "适龄儿童数", "学生数", "pupils", "enrollment", "demand"), True, 0, 20_000),
        Column("current_school", "text", Text("现划片学校", "today's school"), ("现划片学校", "现学校", "划片学校", "所属学校", "current_school", "school")),
    ),
)  # fmt: skip

_SCHOOLS = Table(
    "schools",
    Text("学校", "schools"),
    ("Point",),
    (
        Column("school_id", "text", Text("学校编号，不重复", "id of the school, unique"), ("学校标识码", "学校编号", "幼儿园标识码", "编号", "标识码", "campus_code", "id", "school_id"), True),
        Column("name", "text", Text("学校名称", "name of the school"), ("学校名称", "校名", "园所名称", "名称", "school_name", "name"), True),
        Column("stage", "text", Text("办学类型", "stage taught"), ("办学类型", "学校类别", "学段", "school_type", "stage")),
        Column("seats", "number", Text("学位数", "seats"), ("学位数", "学位", "可设学位", "核定学位", "办学规模", "capacity", "seats"), False, 0, 10_000),
        Column("classes", "number", Text("班数", "classes"), ("班数", "教学班数", "可设班数", "class_count", "classes"), False, 0, 200),
        Column("roll", "number", Text("在校生数", "pupils on roll today"), ("在校生数", "在园幼儿数", "student_count", "roll"), False, 0, 20_000),
        Column("ownership", "text", Text("举办者", "public or private"), ("举办者", "办学性质", "school_nature", "ownership")),
        Column("address", "text", Text("地址", "address"), ("地址", "学校地址", "address")),
        Column("subdistrict", "text", Text("街道、镇", "subdistrict"), ("街道", "街道/镇", "镇街", "subdistrict")),
    ),
)  # fmt: skip

_SITES = (
    Column("site_m2", "number", Text("用地面积（平方米）", "ground"), ("用地面积", "占地面积", "面积", "site_m2", "area_m2"), False, 500, 500_000, "m²"),
    Column("cost_wan", "number", Text("投资（万元）", "cost"), ("投资", "投资估算", "估算投资", "总投资", "cost_wan"), False, 0, 1_000_000, "万元"),
)  # fmt: skip

STREETS = Table(
    "streets",
    Text("道路", "streets"),
    ("LineString", "MultiLineString"),
    (
        Column("name", "text", Text("路名", "name"), ("名称", "路名", "道路名称", "name")),
        Column(
            "level",
            "text",
            Text("等级", "class of street"),
            ("等级", "道路等级", "类型", "highway", "level", "class", "fclass"),
        ),
    ),
)
BARRIERS = Table(
    "barriers",
    Text("屏障", "barriers"),
    ("LineString", "MultiLineString", "Polygon", "MultiPolygon"),
    (
        Column("name", "text", Text("名称", "name"), ("名称", "name")),
        Column("kind", "text", Text("类型：河流、铁路、高速", "railway, river or motorway"), ("类型", "kind", "type"), True),
    ),
)  # fmt: skip
CROSSINGS = Table(
    "crossings",
    Text("跨越设施", "crossings"),
    ("Point", "LineString", "MultiLineString"),
    (
        Column("name", "text", Text("名称", "name"), ("名称", "name")),
        Column("kind", "text", Text("类型：桥、平交道口、地道", "bridge, level crossing or underpass"), ("类型", "kind", "type")),
    ),
)  # fmt: skip
PARCELS = Table(
    "parcels", Text("地块用地", "parcels"), ("Polygon", "MultiPolygon"),
    (
        Column("parcel_id", "text", Text("宗地编号", "id of the parcel"), ("宗地编号", "地块编号", "宗地号", "编号", "parcel_id", "id")),
        Column("name", "text", Text("名称", "name"), ("名称", "地块名称", "宗地名称", "name")),
        Column("land_use", "text", Text("用地性质", "land use"), ("用地性质", "规划用途", "用地类型", "land_use", "landuse", "类型")),
    ),
)  # fmt: skip
BOUNDARY = Table(
    "boundary", Text("规划范围", "boundary"), ("Polygon", "MultiPolygon"),
    (Column("name", "text", Text("名称", "name"), ("名称", "name")),),
)  # fmt: skip
ZONES = Table(
    "zones", Text("划片", "zones"), ("Polygon", "MultiPolygon"),
    (Column("school", "text", Text("学校名称或编号", "the school's name or id"), ("学校名称", "学校", "school", "school_id", "划片学校"), True),),
)  # fmt: skip

_FEEDER = Column("school", "text", Text("小学编号或名称", "the primary school's id or name"), ("学校编号", "小学编号", "school_id", "小学", "划片小学", "对口小学", "学校", "school", "划片学校", "学校名称", "school_name"), True)  # fmt: skip
_FEEDER_NAME = Column("school_name", "text", Text("小学名称", "the primary school's name"), ("划片学校", "小学名称", "学校名称"))  # fmt: skip
_ZONE_NAME = replace(_FEEDER_NAME, synonyms=(*_FEEDER_NAME.synonyms, "名称", "name"))
FEEDERS = Table("feeders", Text("对口", "feeders"), (), (_BLOCKS.columns[0], _FEEDER, _FEEDER_NAME))
FEEDER_ZONES = Table("feeders", Text("对口", "feeders"), ("Polygon", "MultiPolygon"), (_FEEDER, _ZONE_NAME))


def blocks(stage: Stage) -> Table:
    """Return the blocks table with the words that files use for this stage first."""
    pupils, current = _STAGE_WORDS[stage]
    return replace(
        _BLOCKS,
        columns=tuple(_prefer(c, {"pupils": pupils, "current_school": current}) for c in _BLOCKS.columns),
    )


def schools(name: str = "schools") -> Table:
    """Return the schools table; candidate sites are the same table under another name, with their ground and what they cost."""
    more = _SITES if name == "candidates" else ()
    return replace(_SCHOOLS, name=name, columns=(*_SCHOOLS.columns, *more))


def _prefer(column: Column, first: Mapping[str, tuple[str, ...]]) -> Column:
    return replace(column, synonyms=first.get(column.name, ()) + column.synonyms)

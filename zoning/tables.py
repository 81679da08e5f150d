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
        Column("purchased", "number", Text("购买学位（民办学校）", "seats purchased of a private school"), ("购买学位", "购买学位数", "purchased"), False, 0, 10_000),
        Column("ownership", "text", Text("举办者", "public or private"), ("举办者", "办学性质", "school_nature", "ownership")),
        Column("address", "text", Text("地址", "address"), ("地址", "学校地址", "address")),
        Column("subdistrict", "text", Text("街道、镇", "subdistrict"), ("街道", "街道/镇", "镇街", "subdistrict")),
        Column("intake_classes", "number", Text("招生班数", "classes taken in this year"), ("招生班数", "计划招生班数", "招生计划班数", "intake_classes"), False, 0, 60),
        Column("intake", "number", Text("招生人数", "pupils taken in this year"), ("招生人数", "计划招生人数", "招生计划", "招生计划人数", "intake"), False, 0, 3_000),
        Column("feeds", "text", Text("对口学校", "school its leavers go to"), ("对口初中", "对口中学", "对口学校", "对口升学", "direct_middle_school", "feeds")),
        Column("phone", "text", Text("咨询电话", "telephone for questions"), ("咨询电话", "学校电话", "招生电话", "咨询热线", "phone")),
        Column("remark", "text", Text("备注", "remarks"), ("备注", "remark")),
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

_AREA = Column("area", "text", Text("街道或地块编号", "subdistrict, or id of a block"), ("街道", "街道/镇", "镇街", "地区", "区域", "地块编号", "subdistrict", "area"))  # fmt: skip
_YEAR = Column(
    "year", "whole", Text("年份", "year"), ("年份", "年度", "年", "学年", "year"), True, 1950, 2200
)
BIRTHS = Table(
    "births", Text("出生人口", "births"), (),
    (
        _AREA, _YEAR,
        Column("month", "whole", Text("月份", "month"), ("月份", "月", "month"), False, 1, 12),
        Column("births", "number", Text("出生人数", "births"), ("出生人数", "出生人口", "出生", "births"), True, 0, 1_000_000),
    ),
)  # fmt: skip
ROLLS = Table(
    "rolls", Text("分年级在校生", "rolls"), (),
    (
        Column("school", "text", Text("学校，可不写", "school, if any"), ("学校名称", "学校", "school")),
        _YEAR,
        Column("grade", "text", Text("年级", "grade"), ("年级", "grade"), True),
        Column("pupils", "number", Text("在校生数", "pupils on roll"), ("在校生数", "学生数", "人数", "pupils", "roll"), True, 0, 1_000_000),
    ),
)  # fmt: skip
_PER_DWELLING = tuple(
    Column(f"per_dwelling_{stage}", "number", Text(f"户均{word}人数", f"{stage} pupils in a dwelling"), (f"户均{word}人数", f"户均{word}生", f"户均{word}"), False, 0, 3)
    for stage, word in (("kindergarten", "幼儿园"), ("primary", "小学"), ("junior", "初中"), ("senior", "高中"))
)  # fmt: skip
ESTATES = Table(
    "estates", Text("新建小区", "estates"), (),
    (
        Column("name", "text", Text("楼盘名称", "name of the estate"), ("楼盘", "楼盘名称", "小区名称", "项目名称", "name")),
        Column("block_id", "text", Text("所在地块编号", "id of the block it stands in"), ("地块编号", "所在地块", "block_id", "block"), True),
        Column("dwellings", "number", Text("户数", "dwellings"), ("户数", "住宅套数", "套数", "dwellings"), True, 0, 50_000),
        Column("year", "whole", Text("交付年份", "year of delivery"), ("交付年份", "交付年度", "交付", "年份", "year"), True, 1950, 2200),
        *_PER_DWELLING,
    ),
)  # fmt: skip
POPULATION = Table(
    "population", Text("常住人口", "population"), (),
    (_AREA, _YEAR, Column("residents", "number", Text("常住人口（人）", "residents"), ("常住人口", "规划人口", "人口", "residents", "population"), True, 0, 50_000_000)),
)  # fmt: skip
CONTROLS = Table(
    "controls", Text("控制总数", "controls"), (),
    (
        Column("basis", "text", Text("依据", "what it rests on"), ("依据", "来源", "文件", "basis")),
        _YEAR,
        Column("stage", "text", Text("学段", "stage"), ("学段", "stage"), True),
        Column("pupils", "number", Text("控制人数", "pupils"), ("控制人数", "控制总数", "学生数", "人数", "pupils"), True, 0, 10_000_000),
    ),
)  # fmt: skip
CITYWIDE = Table(
    "citywide", Text("全区统筹学校", "schools of the whole district"), (),
    (
        replace(_SCHOOLS.columns[0], required=False),  # a school has a row for every year in which its seats change
        replace(_SCHOOLS.column("name"), required=True),
        Column("stage", "text", Text("学段：高中、特教", "stage: senior high or special"), ("学段", "办学类型", "stage"), True),
        _SCHOOLS.column("ownership"), _SCHOOLS.column("subdistrict"), _SCHOOLS.column("classes"),
        replace(_SCHOOLS.column("seats"), most=20_000), _SCHOOLS.column("roll"), _SCHOOLS.column("purchased"),
        Column("from_year", "whole", Text("自何学年起；现有学校不写", "from which school year it holds; empty for what is there today"), ("自何学年起", "启用学年", "启用年份", "起始学年", "from_year"), False, 1950, 2200),
    ),
)  # fmt: skip

QUALITY = Table(
    "quality",
    Text("优质均衡填报表", "quality form"),
    (),
    (
        Column("school_id", "text", Text("学校编号", "id of the school; or its name"), ("学校标识码", "学校编号", "标识码", "编号", "id")),
        Column("school_name", "text", Text("学校名称", "name of the school; or its id"), ("学校名称", "校名", "学校", "名称", "name")),
        Column("stage", "text", Text("学段；一贯制学校每个学段一行", "stage of the row; a nine-year school has a row for each"), ("学段", "办学类型", "学校类别", "学校类型")),
        Column("pupils", "whole", Text("学生数", "pupils"), ("学生数", "在校学生数", "在校生数", "学生总数", "在校学生总数"), True, 0, 20_000),
        Column("ownership", "text", Text("举办者：公办、民办；没有的用学校表的", "public or private; else that of the schools table"), ("举办者", "办学性质", "公办民办", "公办/民办")),
        Column("place", "text", Text("城乡类型：城区、镇区、乡村", "city, town or rural"), ("城乡类型", "城乡分类", "所在地城乡类型", "学校所在地城乡类型")),
        Column("boarding", "text", Text("寄宿制学校：是、否", "a boarding school: yes or no"), ("寄宿制学校", "是否寄宿制学校", "是否寄宿制", "是否寄宿", "寄宿制", "寄宿")),
        Column("built", "text", Text("建校年份", "year of founding"), ("建校年份", "建校时间", "建校年月", "建成年份")),
        Column("classes", "whole", Text("班数", "classes"), ("班数", "教学班数", "班级数"), False, 0, 200),
        Column("largest_class", "whole", Text("最大班额", "pupils of the largest class"), ("最大班额", "最大班级人数", "最大班人数", "班额最大值"), False, 0, 200),
        Column("class_sizes", "text", Text("各班人数，如 45、46、44", "pupils of every class: 45, 46, 44"), ("班级人数", "班级人数明细", "各班人数", "各班级人数", "班额明细")),
        Column("teachers_above", "number", Text("高于规定学历教师数；没有的按学历各列相加", "teachers above the required degree; else the sum of the degrees below"), ("高于规定学历教师数", "高于规定学历专任教师数", "高于规定学历教师"), False, 0, 2_000),
        Column("teachers_college", "number", Text("专科学历教师数", "teachers with a college diploma"), ("专科", "大专", "专科毕业", "专科学历", "专科教师数", "专科学历教师数"), False, 0, 2_000),
        Column("teachers_bachelor", "number", Text("本科学历教师数", "teachers with a bachelor's degree"), ("本科", "大学本科", "本科毕业", "本科学历", "本科教师数", "本科学历教师数"), False, 0, 2_000),
        Column("teachers_postgraduate", "number", Text("研究生学历教师数；没有的按硕士、博士相加", "teachers with a postgraduate degree; else masters and doctors"), ("研究生", "研究生毕业", "研究生学历", "研究生教师数", "研究生学历教师数"), False, 0, 2_000),
        Column("teachers_master", "number", Text("硕士学历教师数", "teachers with a master's degree"), ("硕士", "硕士研究生", "硕士学历", "硕士教师数", "硕士学历教师数"), False, 0, 2_000),
        Column("teachers_doctor", "number", Text("博士学历教师数", "teachers with a doctorate"), ("博士", "博士研究生", "博士学历", "博士教师数", "博士学历教师数"), False, 0, 2_000),
        Column("backbone", "number", Text("县级以上骨干教师数", "backbone teachers of county level and above"), ("骨干教师数", "县级以上骨干教师数", "县级及以上骨干教师数", "县级以上骨干教师", "骨干教师", "骨干"), False, 0, 2_000),
        Column("pe_art_teachers", "number", Text("体育、艺术专任教师数；没有的按体、音、美、艺各列相加", "teachers of sports and arts; else the sum of the four below"), ("体育、艺术专任教师数", "体育艺术专任教师数", "体艺专任教师数"), False, 0, 2_000),
        Column("pe_teachers", "number", Text("体育教师数", "teachers of sports"), ("体育", "体育教师", "体育教师数", "体育专任教师", "体育专任教师数"), False, 0, 2_000),
        Column("music_teachers", "number", Text("音乐教师数", "teachers of music"), ("音乐", "音乐教师", "音乐教师数", "音乐专任教师", "音乐专任教师数"), False, 0, 2_000),
        Column("fine_art_teachers", "number", Text("美术教师数", "teachers of fine art"), ("美术", "美术教师", "美术教师数", "美术专任教师", "美术专任教师数"), False, 0, 2_000),
        Column("art_teachers", "number", Text("艺术教师数", "teachers of the subject art"), ("艺术", "艺术教师", "艺术教师数", "艺术专任教师", "艺术专任教师数"), False, 0, 2_000),
        Column("shared_teachers", "number", Text("可计入的体育、艺术走教教师数；只填规定允许计入的", "shared teachers of sports and arts that the rules let this school count"), ("走教教师数", "体育艺术走教教师数", "走教教师", "共享教师数"), False, 0, 100),
        Column("teaching_m2", "number", Text("教学及辅助用房面积", "teaching and auxiliary rooms"), ("教学及辅助用房面积", "教学及辅助用房", "教学及教学辅助用房面积"), False, 0, 200_000, "m²"),
        Column("indoor_sports_m2", "number", Text("室内体育用房面积", "indoor sports rooms"), ("室内体育用房面积", "室内体育用房", "体育馆面积"), False, 0, 50_000, "m²"),
        Column("playground_m2", "number", Text("运动场地面积", "sports grounds"), ("运动场地面积", "体育运动场地面积", "运动场地", "运动场面积", "运动场"), False, 0, 200_000, "m²"),
        Column("leased_sports_m2", "number", Text("可计入的校外租用体育场地面积；只填规定允许计入的", "leased sports grounds that the rules let this school count"), ("租用场地面积", "校外租用体育场地面积", "租用体育场地面积"), False, 0, 50_000, "m²"),
        Column("equipment_wan", "number", Text("教学仪器设备值（万元）", "teaching equipment, 10,000 yuan"), ("教学仪器设备值", "仪器设备值", "教学仪器设备资产值", "仪器设备总值"), False, 0, 10_000, "万元"),
        Column("media_rooms", "number", Text("网络多媒体教室数", "rooms with network and media"), ("网络多媒体教室数", "多媒体教室数", "网络多媒体教室", "多媒体教室"), False, 0, 500),
        Column("in_zone_pupils", "whole", Text("家庭住址在划片范围内的在校学生人数", "pupils whose home is in the zone"), ("家庭住址在划片范围内的在校学生人数", "家庭住址在划片范围内的在校学生数", "划片范围内学生数", "片区内学生数", "片内学生数"), False, 0, 20_000),
        Column("migrant_pupils", "whole", Text("随迁子女数", "children of migrant workers"), ("随迁子女数", "随迁子女人数", "随迁子女"), False, 0, 20_000),
        Column("migrant_percent", "number", Text("随迁子女占比（%）；有人数的用人数", "their share in per cent; where there is no count"), ("随迁子女占比", "随迁子女比例", "随迁子女所占比例"), False, 0, 100, "%"),
        Column("purchased_seats", "whole", Text("民办学校中政府购买学位的随迁子女数", "migrant children in seats bought from a private school"), ("购买学位数", "政府购买学位数", "购买学位"), False, 0, 20_000),
        Column("score", "number", Text("办学质量评分，百分制；填了的用它作强弱依据", "strength of the school out of 100, in place of the indicators met"), ("办学质量评分", "办学质量得分", "质量评分", "评分"), False, 0, 100),
    ),
)  # fmt: skip
ATTENDANCE = Table(
    "attendance",
    Text("在校生分布表", "roll by block"),
    (),
    (
        replace(_BLOCKS.columns[0], required=False),  # a block has a row for every school that it sends pupils to
        Column("school", "text", Text("学校编号或名称", "the school's id or name"), ("学校编号", "学校标识码", "就读学校", "在读学校", "学校名称", "学校", "school_id"), True),
        Column("pupils", "whole", Text("人数", "pupils of the block on the school's roll"), ("人数", "学生数", "在校学生数", "在校生数"), True, 0, 20_000),
    ),
)  # fmt: skip

NOTICE = Table(
    "notice", Text("划片公告", "notice of zones"), (),
    (
        Column("school", "text", Text("学校名称", "school"), ("学校名称", "学校", "校名", "school_name", "school"), True),
        Column("scope", "text", Text("划片范围", "zone in words"), ("划片范围", "招生范围", "服务范围", "施教区", "教育服务区", "学区范围", "school_scope", "scope"), True),
    ),
    by_option=True,
)  # fmt: skip


def blocks(stage: Stage) -> Table:
    """Return the blocks table with the words that files use for this stage first."""
    pupils, current = _STAGE_WORDS[stage]
    return replace(
        _BLOCKS,
        columns=tuple(_prefer(c, {"pupils": pupils, "current_school": current}) for c in _BLOCKS.columns),
    )


def schools(name: str = "schools", stage: Stage | None = None) -> Table:
    """Return the schools table; candidate sites are the same table under another name, with their ground and what they cost.

    With a stage, headers that name it come first: a school of two stages has seats, classes and pupils of each.
    """
    more = _SITES if name == "candidates" else ()
    word = {"kindergarten": "幼儿园", "primary": "小学", "junior": "初中", None: ""}[stage]
    own = {"seats": (f"{word}学位数", f"{word}学位"), "classes": (f"{word}班数",), "roll": (f"{word}在校生数", f"{word}学生数")} if word else {}  # fmt: skip
    return replace(_SCHOOLS, name=name, columns=(*(_prefer(c, own) for c in _SCHOOLS.columns), *more))


def _prefer(column: Column, first: Mapping[str, tuple[str, ...]]) -> Column:
    return replace(column, synonyms=first.get(column.name, ()) + column.synonyms)

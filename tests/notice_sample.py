"""Sentences in the manner of real notices, of an invented district, each with what it says, marked by hand.

`hard` are words that say something of the ground which the clauses of `zoning.clauses` cannot hold or which nobody could be sure of:
a reader must report them as not understood, not guess.
"""

from dataclasses import dataclass

from zoning.clauses import SIDES, Address, Edge, Named, Numbers, Piece, Place, Scope


@dataclass(frozen=True)
class Sentence:
    """A text, what it says, and the words of it that cannot be understood."""

    text: str
    scope: Scope
    hard: tuple[str, ...] = ()


def piece(named: str = "", without: str = "", ring: str = "", **sides: str | list[str]) -> Piece:
    """Return a piece; lines are joined by —, several edges of one side stand in a list, things are told apart by blanks."""
    edges = [
        Edge(side, tuple(lines.split("—")))
        for side in SIDES
        if side in sides
        for lines in ([sides[side]] if isinstance(sides[side], str) else sides[side])
    ]
    return Piece(tuple(edges), things(named), things(without), tuple(ring.split("—")) if ring else ())


def things(told: str) -> tuple[Named, ...]:
    """Return 甲苑 as a place, 乙街道/丙社区 as one within another, @丁路 as a street."""
    named: list[Named] = []
    for one in told.split():
        of, _, name = one.rpartition("/")
        named.append(Address(name[1:]) if name.startswith("@") else Place(name, of=of))
    return tuple(named)


def street(
    name: str,
    *spans: tuple[int, int | None],
    but: tuple[int, ...] = (),
    parity: str = "all",
    unit: str = "号",
    **at: str,
) -> Address:
    """Return houses of a street."""
    landmarks = tuple((None if number == "end" else int(number[1:]), words) for number, words in at.items())
    return Address(name, Numbers(parity, spans, tuple((house, house) for house in but), unit, landmarks))


def place(name: str, *spans: tuple[int, int], unit: str, of: str = "") -> Place:
    """Return buildings or groups of a place."""
    return Place(name, Numbers(spans=spans, unit=unit), of)


def named(*told: Named | str) -> Piece:
    """Return a piece that only names."""
    return Piece(
        named=tuple(one for each in told for one in (things(each) if isinstance(each, str) else (each,)))
    )


def says(text: str, *pieces: Piece, hard: tuple[str, ...] = (), remarks: tuple[str, ...] = ()) -> Sentence:
    return Sentence(text, Scope(pieces, remarks), hard)


SENTENCES = (
    # four sides, lines joined by dashes of many kinds, 至 in a chain, portions and other names in brackets
    says(
        "1.东至桂枝路—梅园北区西围墙—梅园南区西南围墙—桂枝路—沧浪路，南至采石路；西至环城高速枫桥段；北至临江区交界处。"
        "2.东至枫桥和翠屏山交界处；南至枫桥和石塘交界处；西至环城高速枫桥段；北至采石路—和兴园南区东围墙东向延伸段。",
        piece(east="桂枝路—梅园北区西围墙—梅园南区西南围墙—桂枝路—沧浪路", south="采石路", west="环城高速枫桥段", north="临江区交界处"),
        piece(east="枫桥和翠屏山交界处", south="枫桥和石塘交界处", west="环城高速枫桥段", north="采石路—和兴园南区东围墙东向延伸段"),
    ),
    says(
        "1.东至庙前路，南至蓝桥北路，西至环山公路，北至与临江区交界处。\n2.东至甘泉路，南至银杏路，西至庙前路，北至茶亭路。",
        piece(east="庙前路", south="蓝桥北路", west="环山公路", north="与临江区交界处"),
        piece(east="甘泉路", south="银杏路", west="庙前路", north="茶亭路"),
    ),
    says(
        "1、东至书院路，南至桃园南村-桃园西村的南围墙，西至学士路，北至文昌路。2、东至书院路，南至文昌路，西至丹桂苑西围墙，北至慈云巷。"
        "3、书院路312号、书院路304号，慈云村安置房，“银都·城市之星”住宅区。",
        piece(east="书院路", south="桃园南村—桃园西村的南围墙", west="学士路", north="文昌路"),
        piece(east="书院路", south="文昌路", west="丹桂苑西围墙", north="慈云巷"),
        named(street("书院路", (312, 312)), street("书院路", (304, 304)), "慈云村安置房 银都·城市之星"),
    ),
    says(
        "东至环湖西路→白鹭路，南至白鹭里街→宝塔山下一弄→宝塔山东面山脚，西至宝塔山山脚→玄武洞路→玉带路北延伸段，北至天柱山路。清波校区内启明名苑住宅区。",
        piece(east="环湖西路—白鹭路", south="白鹭里街—宝塔山下一弄—宝塔山东面山脚", west="宝塔山山脚—玄武洞路—玉带路北延伸段", north="天柱山路"),
        named("清波校区/启明名苑住宅区"),
    ),
    says(
        "1.东至清波校区校园西围墙，南至天柱山路，西至书院路，北至文曲路。不含“世纪明珠城”住宅区。2.东至学士路，南至天柱山路，西至古樟路，北至华光路(东端)一工匠路一文昌路。",
        piece(east="清波校区校园西围墙", south="天柱山路", west="书院路", north="文曲路", without="世纪明珠城"),
        piece(east="学士路", south="天柱山路", west="古樟路", north="华光路（东端）—工匠路—文昌路"),
    ),
    says(
        "东至玉带路，南至龙泉景区检票口至“望江亭”主干道，西至石虎岭、青松坡，北至西岭路（龙泉校区北围墙止）。",
        piece(east="玉带路", south="龙泉景区检票口—望江亭主干道", west="石虎岭—青松坡", north="西岭路（龙泉校区北围墙止）"),
    ),
    says(
        "东：曙色路；南：浙水路；西：玉带路；北：求真路",
        piece(east="曙色路", south="浙水路", west="玉带路", north="求真路"),
    ),
    says("北以沪昆铁路为界，东到火炬大道，南以春江为界，西临云溪路。", piece(north="沪昆铁路", east="火炬大道", south="春江", west="云溪路")),
    says("东、南至运河，西起府西街，北接明德路。", piece(east="运河", south="运河", west="府西街", north="明德路")),
    # open sides
    says(
        "1.大桥路以北，上河路以西，运河以东，登高路以南区域内适龄儿童。\n2.长竹巷（夹竹巷）以北，大桥路以南，上河路以西，湖东路以东区域内适龄儿童。",
        piece(south="大桥路", east="上河路", west="运河", north="登高路"),
        piece(south="长竹巷（夹竹巷）", north="大桥路", east="上河路", west="湖东路"),
    ),
    says(
        "长竹巷-夹竹巷-余庆巷以北（碧水湾花园部分），草桥巷以南，湖东路以西，莫愁路以东区域适龄儿童。",
        piece(south="长竹巷—夹竹巷—余庆巷", north="草桥巷", east="湖东路", west="莫愁路"),
        hard=("碧水湾花园部分",),
    ),
    says(
        "春江以东、生态街—浦前路—东风路—明德路—冠云路以南、火炬大道—时代大道以西、临江区与开元区交界线以北合围区域。",
        piece(west="春江", north="生态街—浦前路—东风路—明德路—冠云路", east="火炬大道—时代大道", south="临江区与开元区交界线"),
    ),
    says("滨河区辖区内江北大道以南、北塘河以北、风华大道以西区域。", piece("滨河区", north="江北大道", south="北塘河", east="风华大道")),
    says("西四路东侧，运河北一侧，铁路南侧。", piece(west="西四路", south="运河", north="铁路")),
    says(
        "春溪以南→农科大路以东→石镜街以南→天目路延伸段以东的锦屏街道区域及余家村、泥沙湾和市桥村户籍生。",
        piece("锦屏街道", north=["春溪", "石镜街"], west=["农科大路", "天目路延伸段"]),
        named("余家村 泥沙湾 市桥村"),
        remarks=("户籍生",),
    ),
    # lines that close round
    says(
        "西环北路→二号渠→北环路→金桂大道→青云浦（四号渠）→春店段→305 省道→横山路以内区域，秋实村和春华村。",
        piece(ring="西环北路—二号渠—北环路—金桂大道—青云浦（四号渠）—春店段—305省道—横山路"),
        named("秋实村 春华村"),
    ),
    says("由明德路、云溪路、运河和至善路合围而成的区域", piece(ring="明德路—云溪路—运河—至善路")),
    # places with what limits them
    says(
        "新河社区、三桥社区（运河以东）、钱塘社区、水岸社区（运河以东）、云峰社区（塘前路以西）。\n"
        "【水岸社区（运河以东）、云峰社区（塘前路以西）流动人口随迁子女到滨河区景山小学进行信息核验；其余社区流动人口随迁子女到四季小学进行信息核验。】",
        named("新河社区"),
        piece("三桥社区", west="运河"),
        named("钱塘社区"),
        piece("水岸社区", west="运河"),
        piece("云峰社区", east="塘前路"),
        remarks=("水岸社区（运河以东）、云峰社区（塘前路以西）流动人口随迁子女到滨河区景山小学进行信息核验；其余社区流动人口随迁子女到四季小学进行信息核验。",),
    ),
    says(
        "1.田畈社区（金色年华苑除外）、沈桥社区、石坊社区、板桥社区以及沈山路—永宁街以北区域内翠屏社区适龄儿童；2.钢城南苑社区、北苑社区中钢城宿舍的适龄儿童。",
        piece("田畈社区", without="金色年华苑"),
        named("沈桥社区 石坊社区 板桥社区"),
        piece("翠屏社区", south="沈山路—永宁街"),
        named("钢城南苑社区 北苑社区/钢城宿舍"),
    ),
    says(
        "1.天桂园社区、杨柳社区、景明社区适龄儿童和华中社区部分（康乐街以南）适龄儿童。(非本市户籍适龄儿童也可到大成实验学校报名。)\n2.景荣社区、石桥社区适龄儿童。",
        named("天桂园社区 杨柳社区 景明社区"),
        piece("华中社区", north="康乐街"),
        named("景荣社区 石桥社区"),
        remarks=("非本市户籍适龄儿童也可到大成实验学校报名。",),
    ),
    says(
        "东坊社区、青年路社区、定远路社区（火神弄以东）、清流社区（十里湾巷、东太巷和小井巷以东）",
        named("东坊社区 青年路社区"),
        piece("定远路社区", west="火神弄"),
        piece("清流社区", west="十里湾巷—东太巷—小井巷"),
    ),
    says(
        "洁莲社区、红莲社区（红莲邨）、芙蓉社区、双桥社区（东新路以东，德胜路以南，铁路以西)。\n[上述社区流动人口随迁子女到滨河区第一小学进行信息核验]",
        named("洁莲社区 红莲社区/红莲邨 芙蓉社区"),
        piece("双桥社区", west="东新路", north="德胜路", east="铁路"),
        remarks=("上述社区流动人口随迁子女到滨河区第一小学进行信息核验",),
    ),
    says("建业社区（三官路以西）、彭桥街道的兴旺社区", piece("建业社区", east="三官路"), named("彭桥街道/兴旺社区")),
    says("枫林社区、华光社区，玉河镇北岭村。", named("枫林社区 华光社区 玉河镇/北岭村")),
    says("玉河镇南山社区绕城高速北一侧", piece("玉河镇/南山社区", south="绕城高速")),
    says("云峰社区（塘前路以西，甲秀苑除外）、仁和家园、和睦新村", piece("云峰社区", east="塘前路", without="甲秀苑"), named("仁和家园 和睦新村")),
    says(
        "1.马鞍路以东的日新村、建工新村住宅区。2.玉带路东侧的青石桥、玉带路139号、求真南村和外山弄61、62幢。",
        piece("日新村 建工新村住宅区", west="马鞍路"),
        Piece(
            (Edge("west", ("玉带路",)),),
            (Place("青石桥"), street("玉带路", (139, 139)), Place("求真南村"), street("外山弄", (61, 61), (62, 62), unit="幢")),
        ),
    ),
    says(
        "1.东至文星路—翠柏路，南至文昌路，西至冯河，北至运河。2.翠湖东二区，翠湖二区28幢—36幢。",
        piece(east="文星路—翠柏路", south="文昌路", west="冯河", north="运河"),
        named("翠湖东二区", place("翠湖二区", (28, 36), unit="幢")),
    ),
    # streets with numbers
    says(
        "东华大街（151号除外）、隆兴街、长宁路（门牌号为单号）、合江村、云溪路（500号、515号、518号除外）",
        named(street("东华大街", but=(151,)), "@隆兴街", street("长宁路", parity="odd"), "合江村", street("云溪路", but=(500, 515, 518))),
    ),
    says(
        "南薰大道二段（139号、582号），新华里社区，德胜桥1-4组",
        named(street("南薰大道二段", (139, 139), (582, 582)), "新华里社区", place("德胜桥", (1, 4), unit="组")),
    ),
    says(
        "江南路1号（观澜桥附近）至4号（江滨公园）、四牌巷、渔浦路、云梯弄等所属区域，其中包含小区:南屏苑、星河湾、杉林山庄、佳逸公寓、宋家坞村等。",
        named(street("江南路", (1, 4), _1="观澜桥附近", _4="江滨公园"), "@四牌巷 @渔浦路 @云梯弄 南屏苑 星河湾 杉林山庄 佳逸公寓 宋家坞村"),
    ),
    says(
        "新安路自37号(供电所）起到底（人民银行）、贸易弄、骑龙巷1号至18号、人民路自19号起到底（含12、13号）等所属区域。",
        named(
            street("新安路", (37, None), _37="供电所", end="人民银行"),
            "@贸易弄",
            street("骑龙巷", (1, 18)),
            street("人民路", (19, None), (12, 12), (13, 13)),
        ),
    ),
    says(
        "环湖北路598号起到底，东方明珠、锦溪佳园、星雨府、云水雅苑、浅山、鼓岭、坪头等青溪新城所属区域户籍生。",
        named(street("环湖北路", (598, None)), "东方明珠 锦溪佳园 星雨府 云水雅苑 浅山 鼓岭 坪头"),
        hard=("青溪新城",),
        remarks=("户籍生",),
    ),
    says(
        "至善路（单号：1-99；双号：2-40）、电台路单号、莫愁路529~643单号",
        named(
            street("至善路", (1, 99), parity="odd"),
            street("至善路", (2, 40), parity="even"),
            street("电台路", parity="odd"),
            street("莫愁路", (529, 643), parity="odd"),
        ),
    ),
    says("至善路（单号1—99号，57号除外）、北岭村三组、碧水苑1-13幢", named(street("至善路", (1, 99), parity="odd", but=(57,)), place("北岭村", (3, 3), unit="组"), place("碧水苑", (1, 13), unit="幢"))),
    # said to pupils
    says("河东社区、河西社区。该区域内适龄儿童可在滨河小学、滨江小学中选择一校报名，具体录取方案由教育集团制订。", named("河东社区 河西社区"), remarks=("该区域内适龄儿童可在滨河小学、滨江小学中选择一校报名，具体录取方案由教育集团制订",)),
    # hard on purpose
    says(
        "1.观澜社区、听涛社区。2.绕山村未拆迁安置的组团在其配套小学建成交付前，该住宅小区内的适龄少儿暂安排在本校报名。",
        named("观澜社区 听涛社区"),
        hard=("绕山村未拆迁安置的组团",),
        remarks=("该住宅小区内的适龄少儿暂安排在本校报名",),
    ),
    says("江南路5号至36号、阳光路(大桥红绿灯止)、园林村、江南大街与南屏路交叉口到底", named(street("江南路", (5, 36)), "园林村"), hard=("阳光路", "江南大街与南屏路交叉口到底")),
    says("会展中心以西至刘文村宿舍的适龄儿童，青山社区。", named("青山社区"), hard=("会展中心以西至刘文村宿舍",)),
    says("西从浦前路与东风路交叉点沿浦前路往北延伸至春江；东至火炬大道；北以沪昆铁路为界。", piece(west="浦前路", east="火炬大道", north="沪昆铁路"), hard=("浦前路与东风路交叉点", "往北延伸至春江")),
    says("民主社区的农科附小学区、大罗村", named("大罗村"), hard=("民主社区的农科附小学区",)),
    says("东北至白塔路，明月社区部分适龄儿童", hard=("东北至白塔路", "明月社区部分")),
)  # fmt: skip

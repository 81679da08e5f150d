"""The words that the text of a notice is made of: sides, dashes, units, what names end in, and who is spoken to."""

import re

from zoning.clauses import Side

SIDE_OF: dict[str, Side] = {"东": "east", "南": "south", "西": "west", "北": "north"}
SIGN_OF = {side: sign for sign, side in SIDE_OF.items()}
FACING: dict[Side, Side] = {"east": "west", "west": "east", "north": "south", "south": "north"}
"""甲路以东 lies east of a line that is its western edge."""

NUMERALS = "一二三四五六七八九十"
DASHES = frozenset("—–―－‐‑‒−-─━~～〜∼→⟶➔➝➜⇒>﹣﹘⸺⸻")
STOPS = frozenset("。．.!！?？\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
SIGNS = {
    "、": "、",
    "､": "、",
    "，": "，",
    ",": "，",
    "﹐": "，",
    "；": "；",
    ";": "；",
    "：": "：",
    ":": "：",
    "∶": "：",
}
OPENERS = {
    "（": "）",
    "(": ")",
    "﹙": "﹚",
    "［": "］",
    "[": "]",
    "【": "】",
    "〔": "〕",
    "〖": "〗",
    "｛": "｝",
    "{": "}",
}
CLOSERS = frozenset(OPENERS.values())
ROUND = frozenset("（(﹙")
"""They do not reach over the end of a line; the others may hold several sentences."""
QUOTES = {"‘": "’", "「": "」", "『": "』", "《": "》", "〈": "〉", '"': '"', "＂": "＂", "〝": "〞"}
"""Beside “ and ”, in which every sign stands for itself and ”” is one ”."""
LONGEST_QUOTE = 40
"""Of the others; beyond it the closing one is taken for missing."""

UNITS = (
    "村民小组",
    "居民小组",
    "号楼",
    "单元",
    "小组",
    "号",
    "弄",
    "幢",
    "栋",
    "组",
    "座",
    "楼",
    "队",
    "社",
    "室",
)
UNIT = "|".join(UNITS)
GROUP_UNITS = ("村民小组", "居民小组", "小组", "组", "社", "队", "幢", "栋", "号楼")
"""Those that are also counted in Chinese numerals: 三组."""

STREET = re.compile(
    r"(?:路|街|巷|弄|胡同|大道|省道|国道|县道|乡道|高架|快速路|(?<=[^街隧河渠轨水])道)"
    r"(?:[东南西北中][一二三四五六七八九十]?段|[一二三四五六七八九十]{1,2}段|第?\d{1,2}段|[东南西北]?延伸段)?$"
)
"""What the name of a street ends in: its houses are told by number."""
LINE = re.compile(
    STREET.pattern
    + r"|(?:河|江|溪|港|渠|浦|塘|湖|浜|泾|海|沟|涧|漕|铁路|高铁|高速|地铁|线|桥|墙|山|山脚|山麓|界|交界处|堤|岸|边|脚"
    r"|隧道|轨道|水库|站|口|处|门|端|段|绿化带|河道|水系|码头|立交)$"
)
"""What a line ends in that a zone may be bounded by."""
STRONG = re.compile(
    r"(?:社区|街道|居委会?|村委会?|小区|新区|园区|校区|片区|花苑|[镇乡村苑园庄府城坊邨寓厦场舍阁居庭湾墅轩邸郡里区期坞畈屯寨堡家院馆房楼])$"
)
"""What the name of a place ends in that is beyond doubt no line."""
HOMES = re.compile(r"(?:社区|街道|小区|[镇乡村苑园府城坊邨寓舍阁庭墅轩邸])$")
"""What the name of a place ends in that people live in, so that a list of lines has come to its end."""
SETTLED = re.compile(r"(?:社区|街道|居委会?|村委会?|小区|[镇乡村]|[区县市])$")
"""A place that has others in it."""
BARE_LINES = frozenset(["铁路", "高铁", "高速", "地铁", "隧道", "水库"])
"""They end names and are none, but a zone may well be bounded by the railway."""
BARE = BARE_LINES | {
    *("社区", "街道", "小区", "居委会", "村委会", "新区", "园区", "校区", "片区", "家园", "花园", "公寓"),
    *("大道", "省道", "国道", "住宅区", "住宅小区", "范围", "地块", "区域"),
}
"""They end names and are none."""

AREA = "区域|范围|地段|地块|地区|一带|片区"
WHO = (
    r"(?:所有|全部)?(?:符合[^，、；]{0,16}(?:条件|政策|规定|要求)的?)?(?:学龄|适龄)(?:儿童少年|少年儿童|儿童|少年|少儿|子女|学生|人口)"
    r"|户籍生|户籍(?:学生|人口|居民|儿童)|常住户口|户口|居民子女|住户|业主"
)
WHO = rf"(?:本[市区县]|常住)?户籍的?(?:{WHO})|{WHO}"
AUDIENCE = re.compile(f"的?(?:{WHO})")
"""Who is spoken to, at the end of a piece."""
SAYS_NOTHING = re.compile(
    r"的?(?:所有|全部)?(?:学龄|适龄)(?:儿童少年|少年儿童|儿童|少年|少儿|子女|学生|人口)"
)
"""The audience of every notice."""
LABEL = re.compile(
    r"(?:另|另外|其中|范围|四至|四至范围|招生范围|划片范围|服务范围|施教区|施教区范围|学区范围|(?:其中)?(?:包含|包括|含|有|为)?的?"
    r"(?:以下|下列|如下|所有|全部)?(?:住宅小区|居民小区|小区|社区|村|路段|区域|道路|住宅)?)"
)
"""Before a colon, or alone, it says nothing."""

REMARK = re.compile(
    r"学位|额满|人数|先后|优先|报名|核验|登记|入学|就读|选择|录取|调配|暂安排|咨询|电话|详见|为准|公布|另行|办理|材料|随迁|流动人口|非.{0,3}户籍|统筹|服从"
    r"|志愿|摇号|派位|建成|重新调整|教育服务区|招生(?!范围)|截止|\d{4}年|牵头|制订|制定|解释"
)
"""A sentence that has one of these tells how pupils are registered."""
PREAMBLE = re.compile(
    r"(?:[本我该]校的?)?(?:招生|服务|划片|施教区?|学区|教育服务区?)(?:片区|区域|范围)?(?:为|是|包括|包含|：)(?=.)"
    r"|凡?(?:招收)?(?:户籍|户口|居住地?|住址|家住)(?:地)?在(?=.)|凡(?=符合|年满|在)|招收(?=符合|在)"
)
"""It only sets out to tell the ground."""
BACK = re.compile(r"^(?:该|上述|以上|其余|学区内|区域内|区内|片区内|范围内|本[校区片])")
"""A sentence that begins so speaks of ground already told."""
HERE = re.compile(r"[该本我]校")
ELSEWHERE = re.compile(
    r"[到在去赴往](?![^，、]{0,3}[该本我]校)[^，]{0,30}?(?:小学|中学|学校|校区|集团|初中|幼儿园)"
)
SCHOOL = re.compile(r"[^，、；：的到在去赴往]{0,16}(?:小学|中学|学校|校区|初中|幼儿园)")
GROUND = re.compile(
    r"[东南西北](?:至|到|侧|面)|以[东南西北]|社区|小区|街道|[村苑路街巷弄镇]|\d(?:号|幢|组|栋)|花园|公寓|公馆|住宅"
)
"""Words by which a sentence may speak of the ground."""
PROSE = re.compile(
    r"居住(?!区|小区)|村民(?!小组)|居民(?!区|小区|小组|新村)|子弟|职工(?!新村|宿舍|住宅|家园)|地段|派出所|^本部|所含|只招|仅限|门牌|号段|之[一二三四五六七八九十]|整片|建成|之前|以前|以后|符合|条件|拆迁|安置的|暂|为准|详见|详情|附件|具体|另行|其他|其它|其余|上述|该|本校|学区|服务区|学校|小学|中学|幼儿园|适龄"
    r"|儿童|户籍|子女|人口|交叉|交汇|路口到|延伸至|延伸到|沿线|往[东南西北]|向[东南西北]|之间|附近|对面|到底|至底|止$|起$|除|不含|不包|部分|以[东南西北内外]"
    r"|[东南西北]侧|[东南西北][边面]$|[东南西北]至|根据|按照|如果|由于|进行|区域|范围|地块|所属|所辖|辖区|全部|所有|周边|周围|沿街|两侧|交付|包含|包括|是否|可以|应当|我们|以及|为界"
)
"""None of them stands in a name, unless it is quoted."""
LIMITS = re.compile(
    "^不?(?:含|包括|包含)|除|不含|不包|部分|以[东南西北内外]|[东南西北]侧|[、，；：。]|[东南西北]至|[单双]|^原|户籍|门牌|拆"
)
"""Words in brackets that limit what stands before them, or say more than another name."""

"""Names and addresses in the form in which they are compared: width, case, blanks, signs and numerals make no difference."""

import re
import unicodedata

from zoning.lookup.sounds import simple

DASHES = re.compile("[‐-―−~]")
_DIGITS = {sign: str(n) for n, sign in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_TENS = {"十": 10, "百": 100}
_NUMERAL = "[〇零一二三四五六七八九十百两]{1,6}"
_UNITS = "号|弄|幢|栋|座|单元|期|区|组|队|院|层|楼|室|段|村"
NUMBERED = re.compile(f"第({_NUMERAL})|({_NUMERAL})(?={_UNITS})")


def plain(text: str) -> str:
    """Return a text without blanks and signs, in narrow small letters and simplified 汉字, numbers of houses and the like as digits.

    >>> plain("柳泉街道 马厂村（三组）"), plain("至善路二百六十二號-１")
    ('柳泉街道马厂村3组', '至善路262号1')
    >>> plain("至善路262－1号")
    '至善路262-1号'
    """
    bare = unicodedata.normalize("NFKC", "".join(text.split())).lower()
    bare = DASHES.sub("-", bare).translate(simple())
    kept = [sign for sign in bare if sign == "-" or unicodedata.category(sign)[0] in "LN"]
    return NUMBERED.sub(_arabic, _inner_dashes("".join(kept)))


def _inner_dashes(text: str) -> str:
    """Only a dash between two digits means anything."""
    return re.sub("(?<![0-9])-+|-+(?![0-9])", "", re.sub("-+", "-", text))


def _arabic(found: re.Match[str]) -> str:
    return f"第{number(found[1])}" if found[1] else str(number(found[2]))


def number(numeral: str) -> int:
    """Return the value of a Chinese numeral.

    >>> number("二百六十二"), number("十八"), number("二六二")
    (262, 18, 262)
    """
    if not any(sign in _TENS for sign in numeral):
        return int("".join(_DIGITS[sign] for sign in numeral))
    total, held = 0, 0
    for sign in numeral:
        if sign in _TENS:
            total, held = total + (held or 1) * _TENS[sign], 0
        else:
            held = int(_DIGITS[sign])
    return total + held

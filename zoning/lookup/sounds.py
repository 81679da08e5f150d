"""How 汉字 sound: names typed by their pinyin or with a character of the same sound, and traditional characters.

Readings come from pypinyin, simplified forms from OpenCC. The tables are those of the characters of GB 2312 and are given to the page as they
stand, so that a browser hears what this program hears.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial
from typing import Any

_SOFTENED = ((re.compile("([zcs])h"), r"\1"), (re.compile("([aeio])ng"), r"\1n"))


@cache
def simple() -> dict[int, str]:
    """Return traditional character -> the simplified one that an address would have."""
    from opencc import OpenCC  # here, as pypinyin below: most commands ask nothing

    simplify, known = OpenCC("t2s").convert, set(common())
    ideographs = [chr(code) for code in range(0x4E00, 0xA000) if chr(code) not in known]
    made = {sign: simplify(sign) for sign in ideographs}
    return {ord(sign): plain for sign, plain in made.items() if plain != sign and plain in known}


@cache
def common() -> str:
    """Return the 汉字 of GB 2312, those of nearly every name."""
    rows, cells = range(0xB0, 0xF8), range(0xA1, 0xFF)
    return b"".join(bytes((row, cell)) for row in rows for cell in cells).decode("gb2312", errors="ignore")


def soft(pinyin: str) -> str:
    """Return pinyin in which sounds that many do not tell apart are one: zh and z, ang and an.

    >>> soft("zhongshanlu")
    'zonsanlu'
    """
    for hard, mild in _SOFTENED:
        pinyin = hard.sub(mild, pinyin)
    return pinyin


@cache
def groups() -> tuple[str, ...]:
    """Return the common 汉字 that sound alike, a string for each sound."""
    alike: dict[str, str] = {}
    for sign in common():
        key = soft(_read(sign))
        alike[key] = alike.get(key, "") + sign
    return tuple(alike.values())


@cache
def _voice() -> dict[int, str]:
    return {ord(sign): alike[0] for alike in groups() for sign in alike}


def sound(text: str) -> str:
    """Return a text in which every 汉字 is the first of those that sound like it.

    >>> sound("碧水院") == sound("碧水苑")
    True
    """
    return text.translate(_voice())


@lru_cache(maxsize=200_000)
def letters(*texts: str) -> tuple[str, ...]:
    """Return how texts are typed in pinyin: the initials and the whole, as words are read and as characters are read one by one.

    >>> letters("长安街")[:2]
    ('caj', 'cananjie')
    """
    made = [
        form
        for text in texts
        for syllables in (_spoken(text), _one_by_one(text))
        for form in _typed(syllables)
    ]
    return tuple(dict.fromkeys(form for form in made if len(form) > 1))


def _apart(signs: str) -> Any:
    """What has no reading is taken sign by sign; pypinyin takes lists, though its types do not say so."""
    return list(signs)


@cache
def _pinyin() -> Callable[[str], list[str]]:
    """What reads 汉字 aloud: its phrases take a third of a second to load."""
    from pypinyin import Style, lazy_pinyin

    return partial(lazy_pinyin, style=Style.NORMAL, errors=_apart)


def _spoken(text: str) -> list[str]:
    return _pinyin()(text)


def _one_by_one(text: str) -> list[str]:
    return [_read(sign) for sign in text]


@cache
def _read(sign: str) -> str:
    return _pinyin()(sign)[0]


def _typed(syllables: Iterable[str]) -> tuple[str, str]:
    bare = [syllable.lower() for syllable in syllables]
    return "".join(syllable[:1] for syllable in bare), soft("".join(bare))

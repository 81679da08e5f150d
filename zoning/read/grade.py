"""The grade of a pupil, as files write it: 小班, 一年级, 初二, 高一, grade 7."""

import re
import unicodedata

from zoning.demand import FIRST, LAST, NINTH, NURSERY, PRIMARY_YEARS, System

_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九", 1)}
_KINDERGARTEN = {"小班": NURSERY, "中班": NURSERY + 1, "大班": NURSERY + 2, "k1": NURSERY, "k2": NURSERY + 1, "k3": NURSERY + 2}  # fmt: skip
_PATTERN = re.compile(
    r"(小学|初中|初|高中|高|普高|grade|g|s|j)?(?:第)?([1-9]|1[0-2]|[一二三四五六七八九])(?:年级|年|级|班)?"
)


def grade_of(text: str, system: System) -> int | None:
    """Return the grade that a text names, -2 to 12; None where it names none. The first of junior school is grade 7 or 6, as the system has it.

    >>> [grade_of(text, "5-4") for text in ("大班", "一年级", "六年级", "初一", "高二", "whatever")]
    [0, 1, 6, 6, 11, None]
    """
    plain = re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", text)).lower().replace("幼儿园", "")
    if plain in _KINDERGARTEN:
        return _KINDERGARTEN[plain]
    found = _PATTERN.fullmatch(plain)
    if found is None:
        return None
    stage, sign = found.groups()
    number = _DIGITS.get(sign) or int(sign)
    if stage in ("初", "初中", "j"):
        # 初中七年级 is grade 7, 初中一年级 the first of junior school
        number = number if number > PRIMARY_YEARS[system] else number + PRIMARY_YEARS[system]
        return number if number <= NINTH else None
    if stage in ("高", "高中", "普高", "s"):
        number = number if number > NINTH else number + NINTH
    return number if FIRST <= number <= LAST else None

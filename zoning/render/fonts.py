"""Chinese type for printed pages: the font found on this machine, how it is embedded, and how wide words are in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import matplotlib
import matplotlib.style
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import text_to_path

from zoning.errors import ExportError
from zoning.words import Text

FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB",
    "SimHei", "DengXian", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback", "Noto Serif CJK SC", "Source Han Serif SC",
    "SimSun", "FangSong", "KaiTi", "AR PL UMing CN",
)  # fmt: skip
"""Fonts with simplified forms, the best first. Collections (.ttc) hold several: it is the face of this name that is used."""
FOREIGN = ("JP", "KR", "TC", "HK", "Mono")
"""Words in the names of faces whose characters are drawn as elsewhere, or all as wide as each other."""
NEEDED = "学区规划图缺额步"
"""Characters that a font must have; simplified ones among them."""
MISSING = Text(
    "没有找到中文字体，不能出图。请安装一种：Noto Sans CJK SC（Debian/Ubuntu：sudo apt-get install fonts-noto-cjk；Fedora：sudo dnf install google-noto-sans-cjk-fonts），或把微软雅黑、黑体装入系统，然后重试",
    "no Chinese font was found, so maps cannot be drawn. Install one: Noto Sans CJK SC (Debian/Ubuntu: sudo apt-get install fonts-noto-cjk; Fedora: sudo dnf install google-noto-sans-cjk-fonts), Microsoft YaHei or SimHei, and try again",
)
POINT_MM = 25.4 / 72
"""A typographer's point."""
_OUTLINED, _TRUETYPE = 3, 42
_CHINESE, _OPENING, _CLOSING = 0x2E80, "（《“", "，。；：、）》”！？"
"""Where Chinese begins, and what stands at no end and at no beginning of a line."""
_SETTINGS: dict[str, object] = {
    "path.simplify": False, "pdf.compression": 6, "axes.unicode_minus": False, "text.parse_math": False, "hatch.linewidth": 0.5,
    "image.composite_image": True, "pdf.use14corefonts": False, "figure.autolayout": False,
}  # fmt: skip


class Typeface(NamedTuple):
    """A family of the fonts that matplotlib knows, and the way it goes into a PDF."""

    family: str
    pdf_type: int
    """42 for TrueType; 3 (outlines) for OpenType fonts with PostScript curves, which some readers refuse as 42."""


def chinese() -> Typeface:
    """Return the best Chinese font on this machine; raise `ExportError` with the remedy where there is none."""
    found = _known() or _installed_since() or _any_with_the_characters()
    if found is None:
        raise ExportError(MISSING)
    return Typeface(found.name, _OUTLINED if _postscript(found.fname, _face(found)) else _TRUETYPE)


class Face(NamedTuple):
    """A font file, and which of the faces in it."""

    path: str
    number: int


def files() -> tuple[Face, Face]:
    """Return the regular and the bold face of the best Chinese font, for writers of their own; bold is regular where the family has none."""
    family = chinese().family
    mine = [font for font in font_manager.fontManager.ttflist if font.name == family and font.style == "normal" and Path(font.fname).exists()]  # fmt: skip
    plain, bold = (min(mine, key=lambda font: abs(_weight(font) - wanted)) for wanted in (400, 700))
    return Face(plain.fname, _face(plain)), Face(bold.fname, _face(bold))


def _weight(font: font_manager.FontEntry) -> int:
    return int(font_manager.weight_dict.get(str(font.weight), font.weight))


@contextmanager
def typeset() -> Iterator[Typeface]:
    """Draw with the Chinese font and the program's own settings, whatever is set on this machine."""
    face = chinese()
    settings = {**_SETTINGS, "font.family": [face.family], "pdf.fonttype": face.pdf_type}
    with matplotlib.style.context(["default", settings]):
        yield face


def type_of(size: float, *, bold: bool = False) -> FontProperties:
    """Return the font set by `typeset` in a size in points."""
    return _type(size, bold, tuple(matplotlib.rcParams["font.family"]))


def width_mm(said: str, size: float, *, bold: bool = False) -> float:
    """Return how wide one line of words is, in millimetres of paper."""
    return _width(said, size, bold, tuple(matplotlib.rcParams["font.family"]))


@lru_cache(maxsize=100)
def _type(size: float, bold: bool, family: tuple[str, ...]) -> FontProperties:
    return FontProperties(family=list(family), size=size, weight="bold" if bold else "normal")


@lru_cache(maxsize=20_000)
def _width(said: str, size: float, bold: bool, family: tuple[str, ...]) -> float:
    wide, _, _ = text_to_path.get_text_width_height_descent(said, _type(size, bold, family), False)
    return float(wide) * POINT_MM


def wrapped(said: str, width: float, size: float) -> list[str]:
    """Return words in lines no wider than `width` mm: Latin words stay whole, Chinese breaks anywhere but before punctuation."""
    lines, line = list[str](), ""
    for piece in _pieces(said):
        if line and width_mm((line + piece).rstrip(), size) > width and piece[0] not in _CLOSING:
            lines.append(line.rstrip())
            line = ""
        line += piece.lstrip() if not line else piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(said: str) -> Iterator[str]:
    """Single Chinese characters, and runs of other characters up to and with the space after them; opening brackets go with what follows."""
    run = ""
    for letter in said:
        if letter in _OPENING or ord(letter) < _CHINESE:
            if run and letter in _OPENING:
                yield run
                run = ""
            run += letter
            if letter == " ":
                yield run
                run = ""
            continue
        if run and run[-1] not in _OPENING:
            yield run
            run = ""
        yield run + letter
        run = ""
    if run:
        yield run


def _known() -> font_manager.FontEntry | None:
    there = {font.name: font for font in reversed(font_manager.fontManager.ttflist) if Path(font.fname).exists()}  # fmt: skip
    return next((there[family] for family in FAMILIES if family in there), None)


def _installed_since() -> font_manager.FontEntry | None:
    """Read the fonts of this machine that are not in matplotlib's list, which it keeps from an earlier day."""
    known = {font.fname for font in font_manager.fontManager.ttflist}
    for file in sorted(set(font_manager.findSystemFonts()) - known):
        try:
            font_manager.fontManager.addfont(file)
        except (OSError, RuntimeError):  # a broken file, or a format that cannot be read
            continue
    return _known()


def _any_with_the_characters() -> font_manager.FontEntry | None:
    fonts = sorted(font_manager.fontManager.ttflist, key=lambda font: (font.style != "normal", font.name, font.fname))  # fmt: skip
    named = [font for font in fonts if not set(FOREIGN) & set(font.name.split())]
    return next((font for font in named if _has(font)), None)


def _has(font: font_manager.FontEntry) -> bool:
    try:
        letters = FT2Font(font.fname, face_index=_face(font)).get_charmap()
    except (OSError, RuntimeError):
        return False
    return all(ord(letter) in letters for letter in NEEDED)


def _face(font: font_manager.FontEntry) -> int:
    return int(font.index)


def _postscript(file: str, face: int) -> bool:
    """Whether a font, or this face of a collection, has PostScript curves (CFF)."""
    with Path(file).open("rb") as raw:
        head = raw.read(4)
        if head == b"ttcf":
            raw.seek(12 + 4 * face)
            raw.seek(int.from_bytes(raw.read(4), "big"))
            head = raw.read(4)
    return head == b"OTTO"

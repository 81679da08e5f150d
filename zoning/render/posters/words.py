"""Words on a map as they are printed: lying, turned along a line, or one character below the other, with a white outline."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from zoning.render.atlas import ink
from zoning.render.fonts import POINT_MM, type_of, width_mm
from zoning.render.posters.room import Spot

_PITCH, _STACK = 1.16, 1.08
"""Distance of lines, and of characters below each other, as multiples of their size."""
_MIDDLE = 0.38
"""How far a baseline lies below the middle of Chinese characters, as a share of their size."""
_STEEP = 45.0
"""Names along lines steeper than this stand, their characters below each other."""
_CHINESE = 0x2E80


class Style(NamedTuple):
    """How words look."""

    size: float
    """In points."""
    bold: bool = False
    colour: str = ink.INK
    halo: float = 2.2
    """Width of the white outline in points."""


class Word(NamedTuple):
    """Words that have a place."""

    lines: tuple[str, ...]
    spot: Spot
    style: Style
    about: str
    """What kind of thing is named: street, home, zone, …"""
    name: str
    """What is named, in full."""


class Piece(NamedTuple):
    """A run of characters that is written at once, from the left end of its baseline."""

    x: float
    y: float
    said: str
    angle: float


def size_mm(lines: Sequence[str], style: Style) -> tuple[float, float]:
    """Return width and height of lying words."""
    high = style.size * POINT_MM
    wide = max(width_mm(line, style.size, bold=style.bold) for line in lines)
    return wide, high * (1 + _PITCH * (len(lines) - 1))


def stands(said: str, angle: float) -> bool:
    """Return whether words along a line of this angle stand: Chinese is read from top to bottom there."""
    return abs(angle) > _STEEP and all(ord(letter) >= _CHINESE for letter in said)


def stacked_mm(said: str, style: Style) -> float:
    """Return how long standing words are."""
    return style.size * POINT_MM * (1 + _STACK * (len(said) - 1))


def pieces(word: Word) -> Iterator[Piece]:
    """Yield the runs of characters of a word, each where it is written."""
    spot, size = word.spot, word.style.size * POINT_MM
    said = word.lines[0]
    if len(word.lines) == 1 and stands(said, spot.angle):
        lean = spot.angle - 90 if spot.angle > 0 else spot.angle + 90
        for number, letter in enumerate(said):
            down = (len(said) - 1) / 2 - number
            wide = width_mm(letter, word.style.size, bold=word.style.bold)
            yield _turned(spot, lean, -wide / 2, down * _STACK * size - _MIDDLE * size, letter)
        return
    for number, line in enumerate(word.lines):
        up = ((len(word.lines) - 1) / 2 - number) * _PITCH * size
        wide = width_mm(line, word.style.size, bold=word.style.bold)
        yield _turned(spot, spot.angle, -wide / 2, up - _MIDDLE * size, line)


def write(ax: Axes, words: Sequence[Word]) -> None:
    """Write words, their outlines below all of them; every word's runs share a `gid`."""
    for width in sorted({word.style.halo for word in words}):
        _outline(ax, [word for word in words if word.style.halo == width], width)
    for number, word in enumerate(words):
        style = word.style
        for piece in pieces(word):
            ink.say(
                ax, piece.x, piece.y, piece.said, style.size, bold=style.bold, color=style.colour, zorder=ink.NAMES, rotation=piece.angle,
                rotation_mode="anchor", gid=f"{word.about}/{number}/{word.name}",
            )  # fmt: skip


def _outline(ax: Axes, words: Sequence[Word], width: float) -> None:
    paths = [
        _letters(
            piece.said, word.style.size, word.style.bold, type_of(word.style.size, bold=word.style.bold)
        ).transformed(Affine2D().scale(POINT_MM).rotate_deg(piece.angle).translate(piece.x, piece.y))
        for word in words
        for piece in pieces(word)
        if piece.said.strip()
    ]
    if paths:
        ax.add_artist(PathPatch(Path.make_compound_path(*paths), facecolor=ink.PAPER, edgecolor=ink.PAPER, linewidth=width, joinstyle="round", zorder=ink.NAMES - 0.1))  # fmt: skip


@lru_cache(maxsize=4000)
def _letters(said: str, size: float, bold: bool, font: FontProperties) -> Path:
    """The outlines of words in points; the same names stand on many pages."""
    return TextPath((0.0, 0.0), said, prop=font)


def _turned(spot: Spot, angle: float, across: float, up: float, said: str) -> Piece:
    turn = np.radians(angle)
    x = spot.x + across * np.cos(turn) - up * np.sin(turn)
    y = spot.y + across * np.sin(turn) + up * np.cos(turn)
    return Piece(float(x), float(y), said, angle)

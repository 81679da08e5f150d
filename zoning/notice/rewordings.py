"""Other ways to tell the four sides of a piece: without some of its lines, or with a line told on the side beside its own."""

from collections.abc import Iterator

from zoning.clauses import SIDES, Side

Lines = tuple[str, ...]
Sides = dict[Side, Lines]
"""The lines of each side, clockwise; the boundary of the district is one of them."""
Rewording = tuple[tuple[Side, Lines, Lines], ...]
"""On each of some sides: lines in a row, and those told in their place."""


def of(sides: Sides, rim: str) -> list[Rewording]:
    """Return every way to tell it with one thing changed; where a side would be left empty on the boundary, `rim` is told.

    >>> four = {"east": ("甲路",), "south": ("乙街",), "west": ("丙路",), "north": ("丁街", "戊路")}
    >>> [reworded(four, one)["north"] for one in of(four, "区界")][:3]
    [('戊路',), ('丁街',), ('丙路',)]
    """
    return list(dict.fromkeys((*_without(sides), *_round_corners(sides), *_shifted(sides, rim))))


def reworded(sides: Sides, change: Rewording) -> Sides | None:
    """Return the sides with a change made; None where it cannot be, or would leave a side without a line."""
    found = dict(sides)
    for side, old, new in change:
        lines = found[side]
        at = next((i for i in range(len(lines) - len(old) + 1) if lines[i : i + len(old)] == old), None)
        if at is None:
            return None
        found[side] = plain((*lines[:at], *new, *lines[at + len(old) :]))
    return found if all(found.values()) and found != sides else None


def _without(sides: Sides) -> Iterator[Rewording]:
    """The sides without one, two or three lines in a row."""
    for count in (1, 2, 3):
        for side in SIDES:
            for at in range(len(sides[side]) - count + 1):
                if len(sides[side]) > count:
                    yield ((side, sides[side][at : at + count], ()),)


def _round_corners(sides: Sides) -> Iterator[Rewording]:
    """A side given up for the line before it, or after it, which then turns the corner."""
    for i, side in reversed(list(enumerate(SIDES))):
        for line in (sides[SIDES[i - 1]][-1:], sides[SIDES[(i + 1) % 4]][:1]):
            if line != sides[side]:
                yield ((side, sides[side], line),)


def _shifted(sides: Sides, rim: str) -> Iterator[Rewording]:
    """The last line of a side told as the first of the next, or the other way round."""
    for i, side in enumerate(SIDES):
        after = SIDES[(i + 1) % 4]
        one, two = sides[side], sides[after]
        left = one[:-1] or _rim(sides[SIDES[i - 1]][-1:], rim)
        if left:
            yield ((side, one, left), (after, two, (one[-1], *two)))
        left = two[1:] or _rim(sides[SIDES[(i + 2) % 4]][:1], rim)
        if left:
            yield ((side, one, (*one, two[0])), (after, two, left))


def _rim(beside: Lines, rim: str) -> Lines:
    return beside if beside == (rim,) else ()


def plain(lines: Lines) -> Lines:
    """Return lines, each that follows itself once."""
    return tuple(line for i, line in enumerate(lines) if i == 0 or line != lines[i - 1])

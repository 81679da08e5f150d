"""Colours that colour-blind readers can tell apart; maps and styled exports share them."""

ZONES = ("#88ccee", "#ddcc77", "#44aa99", "#cc6677", "#aa8fc9", "#999933", "#e8a87c", "#6f9fd8")
"""Fills of neighbouring zones, after Paul Tol's muted scheme, in order of preference."""

ALERT = {"green": "#1b7837", "yellow": "#e6a700", "red": "#c51b1b"}
"""Seats enough, nearly full, over."""

GAP = "#b2182b"
"""Under-covered areas."""

GROUND = {
    "arterial": "#8c8c8c",
    "secondary": "#a8a8a8",
    "local": "#bcbcbc",
    "path": "#cccccc",
    "river": "#7db4d8",
    "railway": "#4a4a4a",
    "motorway": "#b08d57",
    "crossing": "#5a3e1b",
    "boundary": "#333333",
}
"""What lies under the zones: streets by level, barriers, and where they may be crossed."""

RADIUS = "#225ea8"
"""Service areas by straight line."""

WALK = "#00695c"
"""Service areas on foot."""

TODAY = "#5d4037"
"""Today's zones."""

MOVED = "#7b1fa2"
"""Blocks that change school."""

BEFORE = "#c2410c"
"""Outlines of the zones of plan A, where two plans are compared."""

ELSEWHERE = "#d81b60"
"""Blocks that go to another school in plan B."""

SUITABLE = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
"""How good a site is, worst to best: ColorBrewer's YlGnBu, told apart by lightness too."""

CHOSEN = "#d7301f"
"""Rings of sites that are chosen."""

WORKS = {
    "keep": "#8a8f98",
    "expand": "#0072b2",
    "relocate": "#b5529c",
    "build": "#d55e00",
    "merge": "#00846a",
    "convert": "#b8860b",
    "close": "#1a1a1a",
}
"""Kinds of work on schools, after Okabe and Ito; printed maps give each its own shape too."""

REACH = {"walk": "#2a9d8f", "radius": "#b5ddea", "beyond": "#f4a98a", "": "#eceae4"}
"""Blocks within the radius on foot, in a straight line only, beyond it, and where nobody lives; told apart by lightness too."""

COVER = {"stays": "#b5ddea", "gained": "#1f6fb2", "lost": "#4a4a4a", "beyond": "#f4a98a", "": "#eceae4"}
"""Blocks within the radius today and later, only later, only today, and never."""

STAGES = {"kindergarten": "#e69f00", "primary": "#0072b2", "junior": "#00846a", "senior": "#8a8f98"}
"""Stages side by side in one chart."""

BLOCK = "#555555"
"""Outlines of blocks."""


def zone(colour: int) -> str:
    """Return the fill of a zone whose colour number is `colour`; numbers beyond the scheme begin again.

    >>> zone(0) == zone(len(ZONES))
    True
    """
    return ZONES[int(colour) % len(ZONES)]

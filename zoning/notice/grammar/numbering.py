"""Numbers of houses, buildings and groups as a notice prints them: 单号1—99号，57号除外."""

from collections.abc import Callable

from zoning.clauses import Numbers

PARITIES = {"all": "", "odd": "单号", "even": "双号"}


def rule(numbers: Numbers, landmark: Callable[[str], str] = str) -> str:
    """Return the text of one number rule.

    >>> rule(Numbers("odd", ((1, 99),), ((57, 57),)))
    '单号1—99号，57号除外'
    """
    told = dict(reversed(numbers.landmarks))
    at = {number: f"（{landmark(words)}）" for number, words in told.items()}
    spans = PARITIES[numbers.parity] + "、".join(_span(span, numbers.unit, at) for span in numbers.spans)
    left_out = "、".join(_span(span, numbers.unit, {}) for span in numbers.without)
    if left_out:
        left_out = f"不含{left_out}" if _nested(numbers.without) else f"{left_out}除外"
    return "，".join(part for part in (spans, left_out) if part)


def _span(span: tuple[int, int | None], unit: str, at: dict[int | None, str]) -> str:
    """Return one stretch of numbers; what is told of its ends is told once."""
    start, stop = span
    here = at.pop(start, "")
    if stop is None:
        return f"{start}{unit}{here}起到底{at.pop(None, '')}"
    if stop == start:
        return f"{start}{unit}{here}"
    there = at.pop(stop, "")
    return f"{start}{unit}{here}—{stop}{unit}{there}" if here or there else f"{start}—{stop}{unit}"


def _nested(spans: tuple[tuple[int, int], ...]) -> bool:
    """Whether the last stretch lies within another, so that 除外 after it could be of it alone."""
    return any(start <= spans[-1][0] and spans[-1][1] <= stop for start, stop in spans[:-1])

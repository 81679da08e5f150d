"""Tables in Markdown."""

from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table, a blank one after it; bars and line breaks in cells are kept from ending them."""
    lines = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines] + [""]


def code(value: object) -> str:
    """Return a value set as code; nothing for nothing."""
    return f"`{value}`" if str(value) else ""


def _cell(text: str) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")

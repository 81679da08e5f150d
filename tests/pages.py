"""The pages of the project, and what stands in their code blocks."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""A code block: its kind ("" for none) and what stands in it."""


def text(page: Path | str) -> str:
    """What is written on a page."""
    return (ROOT / page).read_text(encoding="utf-8")

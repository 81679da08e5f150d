"""Random texts for the reader of notices, guided by what they reach: `python tests/fuzz/fuzz_notice.py -max_total_time=600`.

Needs atheris (`pip install atheris`), which is no dependency of the tests. A text that breaks a law is printed and ends the run; it
becomes an ordinary test in `tests/unit/notice/test_grammar_laws.py`.
"""

import sys
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

with atheris.instrument_imports(include=["zoning.notice.grammar"]):
    from zoning.notice.grammar import normal, read, written

import notice_words as words  # noqa: E402


def text_of(data: bytes) -> str:
    """Return a text made of the grammar's own words and of any letters."""
    drawn = atheris.FuzzedDataProvider(data)
    parts: list[str] = []
    while drawn.remaining_bytes() and len(parts) < 120:
        pick = drawn.ConsumeIntInRange(0, len(words.WORDS) + 7)
        parts.append(words.WORDS[pick] if pick < len(words.WORDS) else drawn.ConsumeUnicode(6))
    return "".join(parts)


def one_text(data: bytes) -> None:
    """Read one text: nothing is dropped, and what was read is written and read again."""
    text = text_of(data)
    scope = read(text)
    assert not words.said(text) - words.kept(scope), f"dropped from {text!r}"
    assert normal(scope) == scope, f"not normal: {text!r}"
    assert read(written(scope)) == scope, f"not read back: {text!r}"


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_text)
    atheris.Fuzz()

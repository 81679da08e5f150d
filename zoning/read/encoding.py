"""Chinese text files: UTF-8 where it is strictly so, else GB18030; always said, never guessed silently."""

import codecs
from pathlib import Path

from zoning.errors import InputError
from zoning.read.files import refusal
from zoning.words import Text

_GB = frozenset({"gbk", "gb2312", "gb18030", "cp936", "936", "ansi936", "x-gbk", "hz-gb-2312", "chinese"})
_PROBE = b"A\xff"
_SHORTEST_CUT_BYTES = 8  # a ten-byte field name loses two bytes at most when a character is cut


def named(encoding: str, path: Path, table: str) -> str:
    """Return the codec that an encoding's name means: every GB name is read as GB18030, its superset."""
    plain = encoding.strip().lower().replace(" ", "")
    if plain in _GB:
        return "gb18030"
    try:
        name = codecs.lookup(plain).name
        _PROBE.decode(name, errors="replace")
    except (LookupError, ValueError):  # none at all, or one of Python's that is not for texts: hex, idna
        raise refusal(
            table,
            path,
            Text(
                f"不认识编码“{encoding}”；写 utf-8 或 gb18030",
                f"encoding {encoding!r} is not known; say utf-8 or gb18030",
            ),
        ) from None
    return name


def decoded(data: bytes, path: Path, table: str, encoding: str | None = None) -> tuple[str, str]:
    """Return the text of a file and the codec that read it."""
    tried = [named(encoding, path, table)] if encoding else _likely(data)
    for codec in tried:
        try:
            return data.decode(codec).removeprefix("\ufeff"), codec
        except UnicodeError:
            continue
    raise unreadable(path, table, tried)


def unreadable(path: Path, table: str, tried: list[str]) -> InputError:
    """Return the error that a text file is in none of the encodings tried."""
    names = " / ".join(tried)
    return refusal(
        table,
        path,
        Text(
            f"按 {names} 都读不出文字；请另存为 UTF-8 编码，或在情景中写 encoding",
            f"is not text in {names}: save it as UTF-8, or say which encoding in the scenario",
        ),
    )


def fits_utf8(values: list[bytes]) -> bool:
    """Tell whether every value is UTF-8, forgiving a last character cut by the width of its field."""
    for value in values:
        try:
            value.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.reason != "unexpected end of data" or len(value) < _SHORTEST_CUT_BYTES:
                return False
    return True


def _likely(data: bytes) -> list[str]:
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return ["utf-16"]
    return ["utf-8-sig", "gb18030"]

"""Everything done at the desk, a line for each in a file that only grows: undo, redo, and what a killed server comes back to."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zoning.errors import EditError
from zoning.words import Text

NAME = re.compile(r"[\w\-（）() ]{1,60}")
"""Names of scenarios: letters, 汉字, digits, blanks, _ - and brackets; nothing that leads to another folder."""
FIRST = "desk"
"""The scenario of a desk where none has been named yet."""
_SUFFIX = ".jsonl"


@dataclass
class Step:
    """An edit and, once there is one, its answer."""

    edit: dict[str, Any]
    answer: dict[str, Any] | None = None


@dataclass
class History:
    """Edits made, and those undone that can be done again, the next one last."""

    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)
    version: int = 0
    """Edits, undos and redos so far: two windows that say the same number see the same."""

    def take(self, record: dict[str, Any]) -> None:
        """Take in a record; raises `KeyError`, `IndexError` or `TypeError` for one that is none."""
        match record["op"]:
            case "edit":
                self.done.append(Step(dict(record["edit"])))
                self.undone.clear()
            case "undo":
                self.undone.append(self.done.pop())
            case "redo":
                self.done.append(self.undone.pop())
            case "answer":
                self.done[record["of"]].answer = dict(record["answer"])
                return
            case other:
                raise KeyError(other)
        self.version += 1


class Journal:
    """The history of one scenario in its file. `key` tells what it was made of: it is of no use for other inputs."""

    def __init__(self, file: Path, key: str) -> None:
        self.file, self.key = file, key
        self.history = History()
        whole = self._read() if file.exists() else 0
        file.parent.mkdir(parents=True, exist_ok=True)
        self._out = file.open("r+b" if file.exists() else "w+b")
        self._out.truncate(whole)  # a line that a crash cut short
        self._out.seek(whole)
        if not whole:
            self._write({"op": "head", "key": key})

    def add(self, record: dict[str, Any]) -> None:
        """Take in a record, and keep it even if the machine stops now."""
        self.history.take(record)
        self._write(record)

    def copied(self, file: Path) -> "Journal":
        """Return the journal under another name, with all it holds."""
        if file.exists():
            raise EditError(Text(f"已有情景“{file.stem}”，请换个名称", f'there is a scenario "{file.stem}": choose another name'))  # fmt: skip
        part = file.with_suffix(".part")
        part.write_bytes(self.file.read_bytes())
        part.replace(file)
        return Journal(file, self.key)

    def close(self) -> None:
        """Close the file."""
        self._out.close()

    def _write(self, record: dict[str, Any]) -> None:
        self._out.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        self._out.flush()
        os.fsync(self._out.fileno())

    def _read(self) -> int:
        """Take in what the file holds, and return how many bytes of it are whole records."""
        whole = 0
        for raw in self._lines():
            try:
                record = json.loads(raw)
                if not whole:
                    self._check(record)
                else:
                    self.history.take(record)
            except (ValueError, KeyError, IndexError, TypeError, AttributeError):
                break
            whole += len(raw)
        return whole

    def _lines(self) -> Iterator[bytes]:
        with self.file.open("rb") as found:
            yield from (line for line in found if line.endswith(b"\n"))

    def _check(self, head: dict[str, Any]) -> None:
        if head["op"] == "head" and head["key"] != self.key:
            raise EditError(Text(
                f"{self.file} 是用别的情景或输入做的，不能接着用；请用 --out 另选文件夹，或改名保存它",
                f"{self.file} was made with another scenario or other inputs and cannot be gone on with: choose another folder with --out, or rename it",
            ))  # fmt: skip


def path(folder: Path, name: str) -> Path:
    """Return the file of a named scenario; raises `EditError` for a name that may not be."""
    if not NAME.fullmatch(name) or name != name.strip():
        raise EditError(Text(f"情景名称只能用汉字、字母、数字、空格、- _ 和括号，最多 60 个字符：{name[:80]!r}", f"a scenario's name has letters, digits, blanks, - _ and brackets, 60 at most: {name[:80]!r}"))  # fmt: skip
    return folder / f"{name}{_SUFFIX}"


def names(folder: Path) -> list[str]:
    """Return the scenarios there are, by name."""
    return sorted(file.stem for file in folder.glob(f"*{_SUFFIX}"))

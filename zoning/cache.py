"""Arrays kept on disk between runs, so that what was computed once need not be again.

They lie in the user's cache folder; `ZONING_CACHE` names another folder, or is `off`. A file that is damaged,
or not ours, counts as absent. Nothing here is needed for a result: the folder may be deleted at any time.
"""

import io
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MOST_BYTES = 2 * 1024**3
_MARK = b"zoning cache 1\n"
_DIGEST = 16
_ABANDONED_S = 3600.0


@dataclass
class Cache:
    """A folder of arrays, each in a file of its own named by its key. Programs may share it."""

    folder: Path
    most_bytes: int = field(default_factory=lambda: MOST_BYTES)
    """Beyond this the files used least recently are removed."""
    _written: bool = field(default=False, init=False)

    def get(self, key: str) -> npt.NDArray[Any] | None:
        """Return the array kept under `key`, or None where there is none that can be trusted."""
        file = self._file(key)
        try:
            raw = file.read_bytes()
            value = _unpacked(raw)
        except (OSError, ValueError):
            return None
        with suppress(OSError):
            os.utime(file)  # used now: among the last to be removed
        return value

    def put(self, key: str, value: npt.NDArray[Any]) -> None:
        """Keep an array under `key`; where the folder cannot be written, nothing happens."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            # beside its place and then into it: a reader sees all of it or nothing
            with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as part:
                try:
                    part.write(_packed(value))
                    part.close()
                    Path(part.name).replace(self._file(key))
                except BaseException:
                    part.close()
                    Path(part.name).unlink(missing_ok=True)
                    raise
            self._written = True

    def trim(self) -> None:
        """Remove the files used least recently until the folder is within its size, and what a crash left behind."""
        files = sorted(_files(self.folder), key=lambda found: found[1], reverse=True)
        total = 0
        for file, used_s, size in files:
            total += size
            abandoned = file.suffix == ".part" and time.time() - used_s > _ABANDONED_S
            if total > self.most_bytes or abandoned:
                with suppress(OSError):
                    file.unlink()

    @property
    def size(self) -> int:
        """Bytes in the folder."""
        return sum(size for _, _, size in _files(self.folder))

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.zc"


@contextmanager
def of_user() -> Iterator[Cache | None]:
    """Give the user's cache, None where it is off; afterwards the folder is brought within its size."""
    folder = user_folder()
    cache = None if folder is None else Cache(folder)
    try:
        yield cache
    finally:
        if cache is not None and cache._written:
            cache.trim()


def user_folder() -> Path | None:
    """Return the folder that `ZONING_CACHE` names, None if that is "off", else the system's place for such files."""
    named = os.environ.get("ZONING_CACHE", "").strip()
    if named:
        return None if named.lower() == "off" else Path(named).expanduser()
    with suppress(RuntimeError):  # nobody's home is known
        if sys.platform == "win32":
            return (
                Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "zoning" / "Cache"
            )
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "zoning"
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zoning"
    return None


def _packed(value: npt.NDArray[Any]) -> bytes:
    held = io.BytesIO()
    np.save(held, value, allow_pickle=False)
    body = held.getvalue()
    return _MARK + blake2b(body, digest_size=_DIGEST).digest() + body


def _unpacked(raw: bytes) -> npt.NDArray[Any]:
    """Return the array in a file's bytes; ValueError where they are not whole or not ours."""
    head = len(_MARK) + _DIGEST
    body = raw[head:]
    if raw[:head] != _MARK + blake2b(body, digest_size=_DIGEST).digest():
        raise ValueError("not a whole file of this cache")
    return np.asarray(np.load(io.BytesIO(body), allow_pickle=False))


def _files(folder: Path) -> Iterator[tuple[Path, float, int]]:
    """Every file of ours with the time of its last use and its bytes."""
    with suppress(OSError):
        for file in folder.iterdir():
            with suppress(OSError):
                if file.suffix in (".zc", ".part"):
                    seen = file.stat()
                    yield file, seen.st_mtime, seen.st_size

"""A results folder that changes as a whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from zoning.errors import ExportError
from zoning.scenario import Scenario
from zoning.words import Text, listed


def require_writable(folder: Path, scenario: Scenario, *others: Path | None) -> None:
    """Raise `ExportError` where a results folder cannot be written, or holds what the run reads: its inputs, and `others`, files or results folders of earlier runs."""
    require_place(folder)
    kept = [path for path in scenario.reads if path.resolve().parent == folder.resolve()]
    kept += [path for path in others if path and folder.resolve() == (path if path.is_dir() else path.parent).resolve()]  # fmt: skip
    if kept:
        names = sorted({path.name for path in kept})
        raise ExportError(Text(f"{folder.resolve()} 里有本次要读的文件（{listed(names, 'zh')}），结果会覆盖它们。请另选结果文件夹", f"{folder.resolve()} holds files this run reads ({listed(names, 'en')}) that results could overwrite. Choose another results folder"))  # fmt: skip


def require_place(folder: Path) -> None:
    """Raise `ExportError` where a results folder cannot be written."""
    _require_no_file(folder)
    there = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    try:
        Path(tempfile.mkdtemp(prefix=".zoning-", suffix=".part", dir=there)).rmdir()
    except OSError as error:
        raise _unwritable(there, error) from error


def _require_no_file(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise ExportError(Text(f"{folder} 是一个文件，不是文件夹。请另选结果文件夹", f"{folder} is a file, not a folder. Choose another results folder"))  # fmt: skip


def replaced(folder: Path, fill: Callable[[Path], None]) -> list[Path]:
    """Return the files of `folder` that `fill` wrote.

    `fill` is given an empty folder in it, or beside it while it is not there. Only when it has finished are its files moved to
    `folder`, one by one, each over the one of its name: at no moment is one missing or half written. If
    one cannot be moved (another program holds it open) all are moved back. A kill between two moves leaves files of
    two runs, each whole.
    """
    _require_no_file(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        place = folder if folder.is_dir() else folder.parent  # on the same disk, where one may write
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", suffix=".part", dir=place))
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        return _moved(folder, beside, fill)
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _moved(folder: Path, beside: Path, fill: Callable[[Path], None]) -> list[Path]:
    new, old = beside / "new", beside / "old"
    new.mkdir()
    old.mkdir()
    fill(new)
    names = sorted(path.name for path in new.iterdir())
    if not folder.exists():
        new.replace(folder)  # a first run is there whole or not at all
        return [folder / name for name in names]
    try:
        for name in names:
            _keep(folder / name, old / name)
            (new / name).replace(folder / name)
    except BaseException:  # an interrupt must not leave half of each run
        _put_back(folder, new, old, names)
        raise
    return [folder / name for name in names]


def _put_back(folder: Path, new: Path, old: Path, names: list[str]) -> None:
    """Undo what was moved: old files home over the new ones, and new ones away that had no old one."""
    for name in names:
        moved, kept = not (new / name).exists(), (old / name).exists()
        if moved and ((folder / name).is_dir() or not kept):
            (folder / name).replace(new / name)
        if kept and (moved or not (folder / name).exists()):
            (old / name).replace(folder / name)


def _keep(file: Path, aside: Path) -> None:
    """Keep a file under a second name, without taking it from where it is."""
    if file.is_dir():
        file.replace(aside)  # nothing can be moved over a folder
    elif file.exists():
        try:
            os.link(file, aside)
        except OSError:  # file systems without links, such as memory sticks
            shutil.copy2(file, aside)


def _unwritable(folder: Path, error: OSError) -> ExportError:
    place = error.filename or folder
    return ExportError(Text(
        f"无法写入 {folder}：{place}（{error.strerror}）。请关闭正在打开该文件的程序（Excel、QGIS 等），检查权限和磁盘空间后重试；原有结果未改动",
        f"cannot write {folder}: {place} ({error.strerror}). Close the programs that have it open (Excel, QGIS, …), "
        "check permissions and free space, and try again; the results there before are unchanged",
    ))  # fmt: skip

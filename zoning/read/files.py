"""Which kind of file an input really is, told from its first bytes before anything is read."""

import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from zoning.errors import InputError, Problem
from zoning.model import Source
from zoning.words import Text

FileKind = Literal["geojson", "geopackage", "shapefile", "csv", "xlsx"]
HEAD_BYTES = 65_536
MEBIBYTE = 1_048_576

_KINDS: dict[str, FileKind] = {
    ".geojson": "geojson",
    ".json": "geojson",
    ".gpkg": "geopackage",
    ".shp": "shapefile",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
}
_MOST_MEBIBYTES: dict[FileKind, int] = {"geojson": 2048, "csv": 500, "xlsx": 100}
_PARTS = (".shx", ".dbf")
SIDECARS = (".shx", ".dbf", ".prj", ".cpg")


@dataclass(frozen=True)
class _Refused:
    """Why a kind of file is not read, and what to do instead."""

    suffixes: tuple[str, ...]
    magic: tuple[bytes, ...]
    text: Text


_EXPORT = Text(
    "请在制图软件中另存为 GeoPackage（.gpkg）或 GeoJSON", "export it as GeoPackage (.gpkg) or GeoJSON"
)
_REFUSED = (
    _Refused(
        (".zip", ".rar", ".7z", ".gz", ".tar"),
        (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"),
        Text(
            "这是压缩包，请先解压，再在 path 中写里面的文件",
            "this is an archive: unpack first, then name the file inside it",
        ),
    ),
    _Refused(
        (".xls", ".et", ".ods", ".xlsb"),
        (b"\xd0\xcf\x11\xe0",),
        Text(
            "这是旧版、WPS 或加密的表格，请打开后另存为 .xlsx（不设密码）",
            "this is an old, WPS or encrypted workbook: open it and save as .xlsx without a password",
        ),
    ),
    _Refused(
        (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx"),
        (),
        Text(
            "这是 Shapefile 的附属文件，path 应写同名的 .shp",
            "this is a part of a shapefile: name the .shp beside it",
        ),
    ),
    _Refused(
        (".kml", ".kmz", ".dxf", ".dwg", ".mif", ".tab", ".udb", ".udbx", ".gml", ".mdb"), (b"AC10",), _EXPORT
    ),
    _Refused((".pdf",), (b"%PDF",), Text("这是 PDF，不是数据表", "this is a PDF, not a table of data")),
    _Refused(
        (".doc", ".docx"),
        (),
        Text("这是文字文档，请把表格另存为 .xlsx", "this is a text document: save its table as .xlsx"),
    ),
    _Refused(
        (".exe", ".dll", ".png", ".jpg", ".jpeg", ".tif", ".tiff"),
        (b"MZ", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*"),
        Text("这是程序或图片，不是数据表", "this is a program or a picture, not a table of data"),
    ),
)


def kind_of(path: Path, table: str) -> FileKind:
    """Return what kind of table the file is; raise `InputError` saying what to do where it is none."""
    require_file(path, table)
    kind = _KINDS.get(path.suffix.lower())
    head = head_of(path, table)
    if not head:
        raise refusal(table, path, Text("文件是空的（0 字节）", "the file is empty (0 bytes)"))
    if kind is None or not _looks_like(kind, head):
        raise refusal(table, path, _why_not(path, head))
    megabytes = path.stat().st_size / MEBIBYTE
    most = _MOST_MEBIBYTES.get(kind)
    if most is not None and megabytes > most:
        raise refusal(
            table,
            path,
            Text(
                f"文件有 {megabytes:.0f} MB，超过 {most} MB；只留需要的行和列，或另存为 GeoPackage",
                f"the file has {megabytes:.0f} MB, more than {most} MB: keep the rows and columns needed, "
                "or save it as GeoPackage",
            ),
        )
    return kind


def head_of(path: Path, table: str) -> bytes:
    """Return the first bytes of the file."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError as error:
        raise refusal(
            table, path, Text(f"无法打开：{error.strerror}", f"cannot be opened: {error.strerror}")
        ) from None


def source_of(path: Path, rows: int) -> Source:
    """Return path, SHA-256 and rows of an input; a shapefile is hashed with its .shx, .dbf, .prj and .cpg."""
    digest = hashlib.sha256()
    parts = [path]
    if path.suffix.lower() == ".shp":
        parts += [part for suffix in SIDECARS if (part := sidecar(path, suffix)) is not None]
    for part in parts:
        for chunk in _chunks(part):
            digest.update(chunk)
    return Source(path.as_posix(), digest.hexdigest(), rows)


def sidecar(path: Path, suffix: str) -> Path | None:
    """Return the file beside a shapefile with this suffix, in small or capital letters."""
    for name in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if name.is_file():
            return name
    return None


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(MEBIBYTE):
            yield chunk


def require_file(path: Path, table: str) -> None:
    """Raise `InputError` unless the file, with all parts of a shapefile, is there."""
    if path.is_dir():
        raise refusal(
            table,
            path,
            Text(f"这是文件夹，不是文件；{_EXPORT.zh}", f"this is a folder, not a file; {_EXPORT.en}"),
        )
    if not path.is_file():
        raise refusal(table, path, _near(path))
    if path.suffix.lower() == ".shp":
        lacking = [path.with_suffix(part).name for part in _PARTS if sidecar(path, part) is None]
        if lacking:
            raise refusal(
                table,
                path,
                Text(
                    f"Shapefile 不完整，旁边缺少 {'、'.join(lacking)}；请把同名文件一起复制过来",
                    f"the shapefile is not complete: {', '.join(lacking)} is missing beside it; copy all "
                    "files of that name",
                ),
            )


def _near(path: Path) -> Text:
    """No such file; and the name in that folder that is most like it."""
    if not path.parent.is_dir():
        return Text(f"文件夹 {path.parent.as_posix()} 不存在", f"there is no folder {path.parent.as_posix()}")
    close = difflib.get_close_matches(path.name, [p.name for p in path.parent.iterdir()], n=1)
    if close:
        return Text(f"文件不存在；是不是 {close[0]}？", f"there is no such file; did you mean {close[0]}?")
    return Text(
        "文件不存在；路径从情景文件所在的文件夹算起",
        "there is no such file; paths start at the folder of the scenario file",
    )


def _looks_like(kind: FileKind, head: bytes) -> bool:
    if kind == "geojson":
        return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"
    if kind == "geopackage":
        return head.startswith(b"SQLite format 3\x00")
    if kind == "shapefile":
        return head.startswith(b"\x00\x00\x27\x0a")
    if kind == "xlsx":
        return head.startswith(b"PK\x03\x04")
    return _is_text(head)


def _is_text(head: bytes) -> bool:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    magics = [magic for refused in _REFUSED for magic in refused.magic if len(magic) > 2]
    control = bytes(set(range(32)) - set(b"\t\r\n\f"))
    return not head.startswith(tuple(magics)) and len(head.translate(None, control)) == len(head)


def _why_not(path: Path, head: bytes) -> Text:
    suffix = path.suffix.lower()
    for refused in _REFUSED:
        if suffix in refused.suffixes:
            return refused.text
    for refused in _REFUSED:
        if refused.magic and head.startswith(refused.magic):
            return refused.text
    if suffix in _KINDS:
        return Text(
            f"内容不是 {suffix} 文件，可能只是改了扩展名，或文件已损坏",
            f"what is inside is no {suffix} file: renamed, or damaged",
        )
    return Text(
        f"不认识“{suffix or path.name}”文件；可用 GeoJSON、GeoPackage（.gpkg）、Shapefile（.shp）、CSV、XLSX",
        f"{suffix or path.name} files are not known; use GeoJSON, GeoPackage (.gpkg), Shapefile (.shp), CSV "
        "or XLSX",
    )


def refusal(table: str, path: Path, text: Text) -> InputError:
    """Return the error that one file cannot be read, naming it."""
    name = path.as_posix()
    return InputError([Problem(table, Text(f"{name}：{text.zh}", f"{name}: {text.en}"))])

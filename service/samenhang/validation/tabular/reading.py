"""Reads a dataset from a CSV file, a folder or archive of them, or a workbook, with the cell of every statement."""

from __future__ import annotations

from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from samenhang.model import Text
from samenhang.validation.documents import Document
from samenhang.validation.limits import Limits, RefusedError, TooLargeError
from samenhang.validation.tabular.archive import Archive, opened
from samenhang.validation.tabular.csv_input import read_csv
from samenhang.validation.tabular.dataset import Dataset
from samenhang.validation.tabular.rowids import PREFIXES
from samenhang.validation.tabular.xlsx_input import read_xlsx

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from samenhang.validation.tabular.plan import Plan

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP: Final = "application/zip"
METADATA: Final = "-metadata.json"
COMMON_METADATA: Final = "csv-metadata.json"
_OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED: Final = b"PK\x03\x04"
_EMPTY_PACKED: Final = b"PK\x05\x06"
_TABLES: Final = (".csv", ".tsv", ".tab", ".txt")
_CHUNK: Final = 1 << 20


def read_table_file(
    path: Path, *, name: str, media_type: str | None, plan: Plan, limits: Limits | None = None
) -> Document:
    """Read the dataset in a CSV file, a folder or archive of CSV files, or a workbook.

    `name` is what the file is called in places; `media_type` what it is said to be, of which the content decides.
    Raises RefusedError when it is not one of these, damaged, protected or beyond the limits. What is wrong inside it is
    in the problems of the document.
    """
    bounds = limits or Limits()
    digest, size, start = _looked_over(path, bounds)
    dataset = Dataset(plan, bounds)
    if path.is_dir():
        _read_folder(dataset, path)
        found = ZIP
    elif start.startswith((_PACKED, _EMPTY_PACKED)):
        with opened(path, bounds, dataset.deadline) as archive:
            found = _read_archive(dataset, archive, name)
    else:
        _refuse_old(path, start, name)
        with path.open("rb") as stream:
            read_csv(dataset, stream, name, _beside(path))
        found = media_type if media_type and media_type.startswith("text/") else CSV
    dataset.finish()
    return Document(
        name=name,
        media_type=found,
        sha256=digest,
        size=size,
        table=dataset.triples.table(),
        locator=dataset.locator,
        problems=dataset.problems.all(name),
        prefixes=PREFIXES,
    )


def _looked_over(path: Path, limits: Limits) -> tuple[str, int, bytes]:
    """Return hash, size and first bytes of a file, or of all files of a folder together."""
    digest, size, start = sha256(), 0, b""
    for file in sorted(_files(path)) if path.is_dir() else [path]:
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                start = start or chunk[:512]
                digest.update(chunk)
                size += len(chunk)
                if size > limits.bytes:
                    raise _too_many_bytes(limits)
    return digest.hexdigest(), size, start


def _files(folder: Path) -> Iterable[Path]:
    return (file for file in folder.iterdir() if file.is_file() and not file.name.startswith("."))


def _read_folder(dataset: Dataset, folder: Path) -> None:
    tables = sorted(file for file in _files(folder) if file.suffix.lower() in _TABLES)
    if not tables:
        raise _no_tables(folder.name)
    for file in tables:
        with file.open("rb") as stream:
            read_csv(dataset, stream, file.name, _beside(file))


def _beside(path: Path) -> bytes | None:
    """Return the CSVW metadata beside a file."""
    for name in (f"{path.name}{METADATA}", f"{path.stem}{METADATA}", COMMON_METADATA):
        file = path.with_name(name)
        if file.is_file() and file.stat().st_size <= _CHUNK:
            return file.read_bytes()
    return None


def _read_archive(dataset: Dataset, archive: Archive, name: str) -> str:
    if archive.find("[Content_Types].xml") is not None or archive.find("xl/workbook.xml") is not None:
        read_xlsx(dataset, archive, name)
        return XLSX
    if archive.find("mimetype") is not None:
        raise RefusedError(
            Text(
                f"'{name}' is een OpenDocument-bestand. Bewaar het als XLSX of CSV.",
                f"'{name}' is an OpenDocument file. Save it as XLSX or CSV.",
            )
        )
    tables = sorted(part for part in archive.names if _is_table(part))
    if not tables:
        raise _no_tables(name)
    for part in tables:
        with archive.open(part) as stream:
            read_csv(dataset, stream, part, _beside_in(archive, part))  # type: ignore[arg-type]
    return ZIP


def _is_table(part: str) -> bool:
    path = PurePosixPath(part)
    return path.suffix.lower() in _TABLES and not any(p.startswith((".", "__MACOSX")) for p in path.parts)


def _beside_in(archive: Archive, part: str) -> bytes | None:
    path = PurePosixPath(part)
    for name in (f"{path.name}{METADATA}", f"{path.stem}{METADATA}", COMMON_METADATA):
        found = archive.find(str(path.with_name(name)))
        if found is not None:
            return archive.read(found, _CHUNK)
    return None


def _refuse_old(path: Path, start: bytes, name: str) -> None:
    if not start.startswith(_OLD):
        return
    with path.open("rb") as stream:
        locked = "EncryptedPackage".encode("utf-16-le") in stream.read(_CHUNK)
    if locked:
        text = Text(
            f"'{name}' is met een wachtwoord beveiligd. Bewaar het zonder wachtwoord.",
            f"'{name}' is protected by a password. Save it without a password.",
        )
    else:
        text = Text(
            f"'{name}' is een oude Excel-werkmap (.xls) of een ander oud Office-bestand. Bewaar haar als XLSX.",
            f"'{name}' is an old Excel workbook (.xls) or another old Office file. Save it as XLSX.",
        )
    raise RefusedError(text)


def _no_tables(name: str) -> RefusedError:
    return RefusedError(
        Text(
            f"In '{name}' zit geen CSV-bestand en het is geen werkmap. Geef een XLSX, een CSV of een zip met CSV's.",
            f"'{name}' holds no CSV file and is no workbook. Give an XLSX, a CSV or a zip of CSV files.",
        )
    )


def _too_many_bytes(limits: Limits) -> TooLargeError:
    size = f"{limits.bytes // 1_000_000} MB"
    return TooLargeError(
        Text(
            f"Het bestand is groter dan {size}. Splits het, of haal weg wat er niet bij hoort.",
            f"The file is larger than {size}. Split it, or take out what does not belong in it.",
        )
    )

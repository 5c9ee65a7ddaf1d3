"""Reads one CSV file: finds its dialect by trying which one makes the column names known."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

from samenhang.model import Text
from samenhang.validation.limits import too_large
from samenhang.validation.tabular.csv_text import Dialect, Records, sample_records, text_sample
from samenhang.validation.tabular.csvw import Metadata, dialect_of, read_metadata, unreadable
from samenhang.validation.tabular.encodings import encoding_of, no_text
from samenhang.validation.tabular.headers import LOOKED_AT
from samenhang.validation.tabular.places import Grid
from samenhang.validation.tabular.unread import nothing_found
from samenhang.validation.tabular.words import squash

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from samenhang.validation.tabular.cells import Complaint
    from samenhang.validation.tabular.dataset import Dataset
    from samenhang.validation.tabular.headers import Row
    from samenhang.validation.tabular.plan import Plan, Sheet

_SEPARATORS: Final = (",", ";", "\t", "|")
_QUOTES: Final = ('"', "'")
_WIDE: Final = 50


def read_csv(dataset: Dataset, stream: BinaryIO, name: str, metadata: bytes | None = None) -> None:
    """Read one CSV file into a dataset; `metadata` are the CSVW metadata beside it."""
    told = _metadata(dataset, metadata, name)
    dialect = dialect_of(told, Dialect(encoding=str(told.dialect.get("encoding") or encoding_of(stream))))
    try:
        sample = text_sample(stream, dialect.encoding)
    except LookupError:
        dialect = dialect_of(Metadata(), Dialect(encoding=encoding_of(stream)))
        sample = text_sample(stream, dialect.encoding)
    _refuse_binary(sample)
    if "delimiter" not in told.dialect:
        dialect = find_dialect(dataset.plan, sample, dialect)
    grid = Grid(name, None)
    sheets = dataset.sheets

    def tell(line: int, complaint: Complaint) -> None:
        dataset.problems.add(grid.place(line), complaint, None, (sheets, line, -1))

    sheet = _by_name(dataset.plan, name, told)
    with closing(Records(stream, dialect, dataset.limits.literal, tell)) as records:
        rows = _bounded(dataset, iter(records))
        found = dataset.read_sheet(grid, rows, sheet, renamed=told.renamed, points=told.points)
    if found is None and sheet is None:
        dataset.problems.add(grid.whole(), nothing_found(s.label.nl for s in dataset.plan.sheets))


def _metadata(dataset: Dataset, data: bytes | None, name: str) -> Metadata:
    if data is None:
        return Metadata()
    try:
        return read_metadata(data, name.rpartition("/")[2], dataset.plan)
    except (ValueError, TypeError, RecursionError):
        dataset.problems.add(Grid(name, None).whole(), unreadable(name))
        return Metadata()


def _by_name(plan: Plan, name: str, told: Metadata) -> Sheet | None:
    """Return the sheet that metadata or the name of the file tells; None leaves it to the columns."""
    if told.sheet is not None:
        return plan.by_id[told.sheet]
    stem = squash(name.rpartition("/")[2].rpartition(".")[0])
    return next((sheet for sheet in plan.sheets if stem in sheet.names), None)


def find_dialect(plan: Plan, sample: str, known: Dialect) -> Dialect:
    """Return the dialect that makes most column names known in the first lines of a text."""
    first, _, _ = sample.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:  # noqa: PLR2004 -- sep= and one sign
        return Dialect(first.strip()[4], known.quote, known.encoding, skip=1)
    best, found = (0, 0, 0), known
    for quote in _QUOTES:
        for separator in _SEPARATORS:
            dialect = Dialect(separator, quote, known.encoding, known.skip, known.comment)
            records = sample_records(sample, dialect, LOOKED_AT)
            score = max((_known(plan, record) for record in records), default=(0, 0))
            width = 0 if score[0] else min(max((len(record) for record in records), default=0), _WIDE)
            if (*score, width) > best:
                best, found = (*score, width), dialect
    return found


def _known(plan: Plan, record: list[str]) -> tuple[int, int]:
    """Return how many column names of one sheet a record holds, and how many of these are ids as they stand."""
    names = [name for name in record if name.strip() and len(name) <= 200]  # noqa: PLR2004 -- longer than any heading
    found = []
    for sheet in plan.sheets:
        columns = [(name, column) for name in names if (column := plan.heading(sheet, name)) is not None]
        found.append((len(columns), sum(name == column.id for name, column in columns)))
    return max(found)


def _bounded(dataset: Dataset, rows: Iterator[Row]) -> Iterator[Row]:
    limits = dataset.limits
    for count, (line, cells) in enumerate(rows):
        if cells and max(cells) >= limits.columns:
            raise too_large(Text(f"Regel {line}", f"Line {line}"), limits.columns, Text("kolommen", "columns"))
        if count >= limits.rows:
            raise too_large(Text("Het bestand", "The file"), limits.rows, Text("regels", "lines"))
        if cells:
            yield line, cells


def _refuse_binary(sample: str) -> None:
    odd = sum(char < " " and char not in "\t\r\n\f" for char in sample[:4000])
    if odd > 0.3 * len(sample[:4000]):
        raise no_text()

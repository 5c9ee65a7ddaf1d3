"""The parts of a workbook around its cells: which sheets there are, the shared texts, and which styles make a date."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

from samenhang.model import Text
from samenhang.validation.limits import RefusedError, too_large
from samenhang.validation.tabular import cells
from samenhang.validation.tabular.cells import HUGE, Raw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from samenhang.validation.limits import Limits
    from samenhang.validation.tabular.archive import Archive

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_DATE: Final = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|_.|\*.', re.IGNORECASE)
_DATE_FORMATS: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENT_FORMATS: Final = frozenset({9, 10})
_TRUE: Final = frozenset({"1", "true", "on"})
_MOST_SHEETS: Final = 500

Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet of a workbook: its title, its part in the archive, and whether it is hidden."""

    title: str
    part: str
    hidden: bool


@dataclass
class Workbook:
    """What a workbook holds, and what else was found in it (`extras`: links, macros, embedded files)."""

    sheets: list[SheetPart] = field(default_factory=list)
    texts: list[Raw] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    from_1904: bool = False
    extras: frozenset[str] = frozenset()


def parse(
    chunks: Iterable[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    data: Callable[[str], None] | None = None,
) -> None:
    """Parse XML piece by piece; RefusedError when it is not well-formed or declares a document type."""
    parser = make_parser(start, end, data)
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 -- expat's signature
        parser.Parse(b"", True)  # noqa: FBT003 -- expat's signature
    except expat.ExpatError as error:
        raise not_well_formed(error) from None


def make_parser(
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    data: Callable[[str], None] | None = None,
) -> Any:  # noqa: ANN401 -- expat publishes no type for its parser
    """Return a parser that refuses document types, and with them every entity."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if data is not None:
        parser.CharacterDataHandler = data
    return parser


def not_well_formed(error: expat.ExpatError) -> RefusedError:
    """Return the refusal for a part that is not XML."""
    return RefusedError(
        Text(
            f"Een deel van de werkmap is geen geldige XML ({error}). Open haar in een rekenprogramma en bewaar haar "
            f"opnieuw.",
            f"A part of the workbook is not valid XML ({error}). Open it in a spreadsheet program and save it again.",
        )
    )


def _refuse_doctype(*_: object) -> None:
    raise RefusedError(
        Text(
            "De werkmap bevat een XML-documenttype of entiteiten. Die worden niet gelezen; bewaar haar opnieuw.",
            "The workbook holds an XML document type or entities. These are not read; save it again.",
        )
    )


def local(name: str) -> str:
    """Return the name of an element without its prefix."""
    return name.rpartition(":")[2]


def unescaped(text: str) -> str:
    """Return a text with the signs that XML cannot hold, which a workbook writes as `_x000D_`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def read_workbook(archive: Archive, limits: Limits) -> Workbook:
    """Return what a workbook holds, its cells aside; RefusedError when it is no workbook."""
    main = next((t for kind, t in _relations(archive, "").values() if kind == "officeDocument"), "xl/workbook.xml")
    part = archive.find(main)
    if part is None or part.endswith(".bin"):
        raise RefusedError(
            Text(
                "Dit is geen werkmap in de vorm XLSX. Bewaar haar als 'Excel-werkmap (*.xlsx)'.",
                "This is not a workbook in the form XLSX. Save it as 'Excel workbook (*.xlsx)'.",
            )
        )
    book = Workbook()
    relations = _relations(archive, part)
    for title, state, reference in _listed(archive, part, book):
        kind, target = relations.get(reference, ("", ""))
        found = archive.find(target)
        if kind == "worksheet" and found is not None:
            book.sheets.append(SheetPart(title, found, state in {"hidden", "veryHidden"}))
    for kind, target in relations.values():
        found = archive.find(target)
        if found is not None and kind == "sharedStrings":
            book.texts = _shared_texts(archive, found, limits)
        elif found is not None and kind == "styles":
            book.styles = _styles(archive, found, from_1904=book.from_1904)
    book.extras = frozenset(_extras(archive))
    return book


def _listed(archive: Archive, part: str, book: Workbook) -> list[tuple[str, str, str]]:
    """Return title, state and reference of every sheet, in order, and note how the workbook counts days."""
    found: list[tuple[str, str, str]] = []

    def start(name: str, attributes: Attributes) -> None:
        tag = local(name)
        if tag == "workbookPr":
            book.from_1904 = attributes.get("date1904", "") in _TRUE
        elif tag == "sheet":
            reference = next((value for key, value in attributes.items() if local(key) == "id"), "")
            found.append((attributes.get("name", ""), attributes.get("state", "visible"), reference))

    parse(archive.chunks(part), start)
    if len(found) > _MOST_SHEETS:
        raise too_large(Text("De werkmap", "The workbook"), _MOST_SHEETS, Text("bladen", "sheets"))
    return found


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Return kind and target of every relation of a part, by its id; links to outside are left out."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}
    where = archive.find(posixpath.join(folder, "_rels", f"{name}.rels"))
    if where is None:
        return found

    def start(tag: str, attributes: Attributes) -> None:
        if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", str(len(found)))] = kind, target

    parse(archive.chunks(where), start)
    return found


def _extras(archive: Archive) -> Iterable[str]:
    for name in map(str.lower, archive.names):
        if name.endswith("vbaproject.bin"):
            yield "macros"
        elif "/externallinks/" in name:
            yield "koppelingen"
        elif "/embeddings/" in name or name.endswith((".zip", ".xlsx", ".docx")):
            yield "ingesloten"


def _styles(archive: Archive, part: str, *, from_1904: bool) -> list[str]:
    """Return for every style of a cell what it makes of a number: a date, a percentage, or nothing special."""
    formats: dict[int, str] = {}
    found: list[str] = []
    inside = [False]

    def start(name: str, attributes: Attributes) -> None:
        tag = local(name)
        if tag == "numFmt":
            formats[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:500]
        elif tag == "cellXfs":
            inside[0] = True
        elif tag == "xf" and inside[0]:
            number = _number(attributes.get("numFmtId"))
            found.append(_meaning(number, formats.get(number), from_1904=from_1904))

    def end(name: str) -> None:
        if local(name) == "cellXfs":
            inside[0] = False

    parse(archive.chunks(part), start, end)
    return found


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _meaning(number: int, code: str | None, *, from_1904: bool) -> str:
    days = cells.DAYS_1904 if from_1904 else cells.DAYS
    if code is None:
        return days if number in _DATE_FORMATS else cells.PERCENT if number in _PERCENT_FORMATS else cells.NUMBER
    plain = _NO_DATE.sub("", code.partition(";")[0]).lower()
    if "%" in plain:
        return cells.PERCENT
    return days if plain != "general" and any(sign in plain for sign in "dy") else cells.NUMBER


def _shared_texts(archive: Archive, part: str, limits: Limits) -> list[Raw]:
    """Return the shared texts in order, without what is only there to pronounce them."""
    reader = _Texts(limits)
    parse(archive.chunks(part), reader.start, reader.end, reader.data)
    return reader.found


class _Texts:
    def __init__(self, limits: Limits) -> None:
        self.found: list[Raw] = []
        self._limits = limits
        self._total = 0
        self._pieces: list[str] = []
        self._size = 0
        self._reading = False
        self._aside = False

    def start(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002 -- expat's signature
        tag = local(name)
        if tag == "t":
            self._reading = not self._aside
        elif tag == "rPh":
            self._aside = True
        elif tag == "si":
            self._pieces, self._size = [], 0

    def end(self, name: str) -> None:
        tag = local(name)
        if tag == "t":
            self._reading = False
        elif tag == "rPh":
            self._aside = False
        elif tag == "si":
            self.found.append(joined(self._pieces, self._size, self._limits.literal))
            self._total += min(self._size, self._limits.literal)
            if self._total > self._limits.text:
                raise too_large(Text("De werkmap", "The workbook"), self._limits.text, Text("tekens", "characters"))

    def data(self, text: str) -> None:
        if self._reading:
            self._size += len(text)
            if self._size <= self._limits.literal:
                self._pieces.append(text)


def joined(pieces: list[str], size: int, limit: int) -> Raw:
    """Return the text of a cell, or that it is too large."""
    text = "".join(pieces)
    return (HUGE, text[:100]) if size > limit else unescaped(text)

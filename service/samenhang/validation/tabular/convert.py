"""Conversion between the workbook, CSV and RDF forms of a dataset, without loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from samenhang.model import Text
from samenhang.validation.limits import Limits, RefusedError
from samenhang.validation.tabular.csv_output import write_csv, write_csv_folder, write_csv_zip
from samenhang.validation.tabular.rdf_forms import FORMS, fits_a_table, has_graphs, quads_of, rdf_bytes, read_form
from samenhang.validation.tabular.reading import read_table_file
from samenhang.validation.tabular.tables import fill_sheets
from samenhang.validation.tabular.whole_files import write_whole
from samenhang.validation.tabular.xlsx_output import write_xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from samenhang.validation.documents import Document, Problem, Table
    from samenhang.validation.tabular.plan import Plan

FOLDER: Final = "map"
TABLES: Final = ("csv", "zip", "xlsx", FOLDER)
ALL_FORMS: Final = (*FORMS, *TABLES)
_SUFFIXES: Final = {
    "turtle": "ttl",
    "n3": "ttl",
    "ntriples": "nt",
    "nquads": "nq",
    "xml": "rdf",
    "owl": "rdf",
    "json": "jsonld",
    "tsv": "csv",
    "tab": "csv",
    "txt": "csv",
    "xlsm": "xlsx",
}
MANY_GRAPHS: Final = "grafenSamengenomen"
"""The code by which a reader of RDF tells that a file has named graphs."""
_NO_GRAPHS: Final = Text(
    "De bron heeft grafen met een naam; die namen passen niet in deze vorm en zijn weggelaten. Met trig of nq blijven "
    "zij bewaard.",
    "The source has graphs with a name; these names do not fit this form and were left out. With trig or nq they are "
    "kept.",
)


@dataclass(frozen=True, slots=True)
class Converted:
    """The outcome of a conversion: what of the source could not be read, and what is good to know of the result."""

    problems: tuple[Problem, ...] = ()
    notes: tuple[Text, ...] = ()
    lost: bool = False
    """Whether the form that was asked for could not hold something, as a note tells."""


def form_of(path: Path, given: str | None) -> str:
    """Return the form of a file: the one given, else by its suffix; RefusedError lists the forms when neither tells."""
    if given is not None:
        return given
    if path.is_dir() or not path.suffix:
        return FOLDER
    suffix = path.suffix[1:].lower()
    form = _SUFFIXES.get(suffix, suffix)
    if form not in ALL_FORMS:
        known = ", ".join(f".{name}" for name in ALL_FORMS if name != FOLDER)
        raise RefusedError(
            Text(
                f"Van '{path.name}' is de vorm niet bekend. Gebruik een van {known}, of een map.",
                f"The form of '{path.name}' is not known. Use one of {known}, or a folder.",
            )
        )
    return form


def convert(  # noqa: PLR0913 -- two files, each with its form, and how to look at them
    source: Path,
    target: Path,
    plan: Plan,
    *,
    source_form: str | None = None,
    target_form: str | None = None,
    language: str = "nl",
    limits: Limits | None = None,
) -> Converted:
    """Write the dataset in `source` as `target`; what cannot be read or held is told, never left out in silence."""
    bounds = limits or Limits()
    read_as, write_as = form_of(source, source_form), form_of(target, target_form)
    if read_as in FORMS:
        document = read_form(source, read_as, plan.catalogue, bounds)
        quads = quads_of(source, read_as) if write_as in FORMS and has_graphs(write_as) and _named(document) else None
    else:
        document = read_table_file(source, name=source.name, media_type=None, plan=plan, limits=bounds)
        quads = None
    if write_as in FORMS:
        write_whole(target, rdf_bytes(document.table if quads is None else quads, write_as, document.prefixes))
        notes: tuple[Text, ...] = ()
    else:
        notes = _write_tables(document.table, target, plan, write_as, language)
    problems = tuple(problem for problem in document.problems if problem.code != MANY_GRAPHS)
    if _named(document) and quads is None:
        return Converted(problems, (*notes, _NO_GRAPHS), lost=True)
    return Converted(problems, notes)


def _named(document: Document) -> bool:
    return any(problem.code == MANY_GRAPHS for problem in document.problems)


def _write_tables(table: Table, target: Path, plan: Plan, form: str, language: str) -> tuple[Text, ...]:
    fits_a_table(table)
    sheets = fill_sheets(table, plan, single=form == "csv")
    if form == "csv":
        write_csv(sheets[0], plan, target)
        rest = sum("onderwerp" in row for row in sheets[0].rows)
        return (_aside(rest),) if rest else ()
    if form == "xlsx":
        write_xlsx(sheets, plan, target, language)
    elif form == "zip":
        write_csv_zip(sheets, plan, target)
    else:
        write_csv_folder(sheets, plan, target)
    return ()


def _aside(count: int) -> Text:
    return Text(
        f"{count} uitspraken passen in geen kolom van het blad met inrichtingen; zij staan onderaan, in de kolommen "
        f"onderwerp, eigenschap en waarde. Een zip, map of xlsx heeft er eigen bladen voor.",
        f"{count} statements fit no column of the sheet with arrangements; they stand at the bottom, in the columns "
        f"onderwerp, eigenschap and waarde. A zip, folder or xlsx has sheets of their own for them.",
    )

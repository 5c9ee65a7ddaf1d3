"""Validation from file to report: reading, guards, inheritance, engines and words put together."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from samenhang.validation.engines import Engines, ShapeGraph, product_background, product_shapes
from samenhang.validation.engines.plan import Joined
from samenhang.validation.guards import masked_name, personal_problems, with_masked_names
from samenhang.validation.inheritance import with_inherited
from samenhang.validation.limits import Limits
from samenhang.validation.readers import read_rdf
from samenhang.validation.readers.context import json_ld_context
from samenhang.validation.readers.forms import known_media_type, media_type_of_name
from samenhang.validation.records import Records
from samenhang.validation.reporting import explain
from samenhang.validation.reporting.words import Words
from samenhang.validation.results import Report
from samenhang.validation.tabular.plan import load_plan
from samenhang.validation.tabular.reading import read_table_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from samenhang.coherence import View
    from samenhang.model import Anchor
    from samenhang.queries import QueryLibrary
    from samenhang.store import Store
    from samenhang.validation.documents import Document
    from samenhang.validation.engines import Background

STEPS: Final = ("lezen", "controleren")
"""The steps of a validation, in their order, as they are told to `progress`."""

Progress = "Callable[[str], None]"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A file as it was read, and what was found in it."""

    document: Document
    report: Report


class Validator:
    """Validates files against every shape of the product, and against shapes of a user's own.

    Made once for a store: shapes, background and the plan of columns are read from it. Safe to share between threads;
    close it when done.
    """

    def __init__(self, store: Store, queries: QueryLibrary, view: View, engines: Engines | None = None) -> None:
        self._engines = engines or Engines()
        self._engines.sets.start()  # the process gets ready while this one reads
        catalogue = view.catalogue
        self.dimensions = catalogue.dimensions
        self.shapes: ShapeGraph = product_shapes(store, queries)
        self.background: Background = product_background(store, queries)
        self._plan = load_plan(store, queries, catalogue)
        self._columns = {
            column.property: column.id for sheet in reversed(self._plan.sheets) for column in reversed(sheet.columns)
        }
        self._context = json_ld_context(catalogue.dimensions)["@context"]
        self._anchors: dict[str, Anchor] = {a.iri: a for d in catalogue.documents.values() for a in d.anchors}

    def close(self) -> None:
        """End the processes of the engines."""
        self._engines.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def validate(  # noqa: PLR0913 -- each says something else about the file
        self,
        path: Path,
        view: View,
        *,
        name: str,
        media_type: str | None = None,
        lens: tuple[str, ...] = (),
        shapes: ShapeGraph | None = None,
        limits: Limits | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> Outcome:
        """Return a file as it was read, with the report on it under a view (`lens` is what it is called in the report).

        `shapes` are a user's own, run beside those of the product. Raises RefusedError when the file is not read, and
        ShapesError, ValidationTimeoutError or ValidationFailedError when a user's shapes cannot be run.
        """
        begun, tell = time.perf_counter(), progress or (lambda _: None)
        tell(STEPS[0])
        document = self.read(path, name=name, media_type=media_type, limits=limits)
        tell(STEPS[1])
        report = self.check(document, view, lens=lens, shapes=shapes, begun=begun)
        return Outcome(document, report)

    def check(
        self,
        document: Document,
        view: View,
        *,
        lens: tuple[str, ...] = (),
        shapes: ShapeGraph | None = None,
        begun: float | None = None,
    ) -> Report:
        """Return the report on what was read, as `validate` does; `begun` is when that began (perf_counter)."""
        started = time.perf_counter() if begun is None else begun
        table = with_inherited(document.table, self.dimensions.values())
        checked = self._engines.run(table, self.background, self.shapes, trusted=True)
        results, engines, known = checked.results, dict(checked.engines), self.shapes
        if shapes is not None:
            own = self._engines.run(table, self.background, shapes, trusted=False)
            results, known = Joined([results, own.results]), self.shapes | shapes
            for engine, count in own.engines.items():
                engines[engine] = engines.get(engine, 0) + count
        records = Records(table, self.dimensions)
        words = Words(view, known, self._anchors, records, document.locator, columns=self._columns)
        return Report(
            name=document.name,
            sha256=document.sha256,
            media_type=document.media_type,
            size=document.size,
            triples=len(document.table),
            records=records.counts(),
            findings=explain(results, document.problems, words),
            problems=document.problems,
            results=results,
            ruleset_sha256=view.sha256,
            lens=lens,
            engines=engines,
            seconds=time.perf_counter() - started,
        )

    def read(self, path: Path, *, name: str, media_type: str | None = None, limits: Limits | None = None) -> Document:
        """Return a file as a document, with a problem for every piece of personal data in it; RefusedError as above."""
        bounds, told = limits or Limits(), masked_name(name)  # places and errors repeat what a file is called
        if not path.is_dir() and (known_media_type(media_type) or self._looks_like_rdf(path, name, media_type)):
            found = read_rdf(path, name=told, media_type=media_type, limits=bounds, context=self._context)
        else:
            found = read_table_file(path, name=told, media_type=media_type, plan=self._plan, limits=bounds)
        seen = replace(found, name=name)
        return with_masked_names(replace(found, problems=(*found.problems, *personal_problems(seen))))

    @staticmethod
    def _looks_like_rdf(path: Path, name: str, media_type: str | None) -> bool:
        if media_type is not None and media_type.startswith(
            ("text/csv", "text/tab", "application/vnd.", "application/zip")
        ):
            return False
        if name.lower().endswith((".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".zip", ".ods")):
            return False
        if media_type_of_name(name) is not None:
            return True
        with path.open("rb") as stream:
            return stream.read(2) != b"PK" and not name.lower().endswith(".txt")

"""The Python face of Samenhang: one object that knows the graph and answers questions about selections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from samenhang import coherence
from samenhang.assets import assets_root
from samenhang.coherence import Rulebook, View
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Answer, CheckResult, Text
from samenhang.queries import QueryLibrary
from samenhang.rules import Catalogue, load_catalogue, parse_lens, parse_selection
from samenhang.store import EmbeddedStore, Store, load_assets

_T = TypeVar("_T")


class Samenhang:
    """The rules and the graph, ready to be asked.

    `store` keeps the graph; without one it is kept in memory. `assets` is the folder with `ontology/`, `shapes/` and
    `queries/`; without one those of the installation are taken. Safe to share between threads.
    """

    def __init__(self, store: Store | None = None, assets: Path | None = None) -> None:
        root = assets or assets_root()
        self.store: Store = store if store is not None else EmbeddedStore()
        self.version = load_assets(self.store, root)
        self.queries = QueryLibrary(root / "queries")
        self.catalogue: Catalogue = load_catalogue(self.store, self.queries, self.version.sha256)
        self.rulebook = Rulebook(self.catalogue)

    def check(
        self, choices: Mapping[str, Any], lens: Iterable[str] = (), day: str | date | None = None
    ) -> CheckResult:
        """Return verdict and findings for a selection.

        `choices` maps dimension ids to an option id, a list of option ids or a number; `lens` holds document ids or kinds
        of rules, none meaning all; `day` is the date on which rules must be valid, today when left out.
        Raises InvalidInputError that lists every fault in `choices`, `lens` and `day`.
        """
        view, selection = self.prepare(choices, lens, day)
        return coherence.check(view, selection)

    def prepare(
        self, choices: Mapping[str, Any], lens: Iterable[str] = (), day: str | date | None = None, **options: bool
    ) -> tuple[View, dict[str, Answer]]:
        """Return the view and the parsed selection for the arguments of a question; InvalidInputError lists all faults."""
        faults: list[Fault] = []
        selection = _collect(faults, lambda: parse_selection(choices, self.catalogue.dimensions, **options))
        chosen = _collect(faults, lambda: parse_lens(lens, self.catalogue.documents))
        when = _collect(faults, lambda: _day(day))
        if faults or selection is None or chosen is None or when is None:
            raise InvalidInputError(faults)
        return self.rulebook.view(chosen, when), selection


def _day(day: str | date | None) -> date:
    if day is None:
        return datetime.now(UTC).date()
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except (ValueError, TypeError):
        text = Text(
            f"'{str(day)[:40]}' is geen datum. Schrijf jaar-maand-dag, zoals 2026-01-01.",
            f"'{str(day)[:40]}' is not a date. Write year-month-day, such as 2026-01-01.",
        )
        raise InvalidInputError([Fault("/peildatum", "ongeldigeDatum", text)]) from None


def _collect(faults: list[Fault], parse: Callable[[], _T]) -> _T | None:
    try:
        return parse()
    except InvalidInputError as error:
        faults.extend(error.faults)
        return None

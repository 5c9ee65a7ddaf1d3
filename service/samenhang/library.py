"""The Python face of Samenhang: one object that knows the graph and answers questions about selections."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import finalize

from samenhang import coherence
from samenhang.assets import assets_root
from samenhang.coherence import (
    Clash,
    Combination,
    Combinations,
    Comparison,
    DimensionState,
    Pair,
    Repairs,
    Rulebook,
    Spaces,
    View,
)
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Answer, CheckResult, Severity, Text
from samenhang.queries import QueryLibrary
from samenhang.reference import load_reference
from samenhang.rules import Catalogue, Lens, load_catalogue, parse_lens, parse_selection, unknown_dimension
from samenhang.store import EmbeddedStore, Store, load_assets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from samenhang.validation.results import Report
    from samenhang.validation.service import Validator

_T = TypeVar("_T")


class Samenhang:
    """The rules and the graph, ready to be asked.

    `store` keeps the graph; without one it is kept in memory. `assets` is the folder with `ontology/`, `shapes/`,
    `queries/` and `data/`; without one those of the installation are taken. `spaces` are the compiled rules of an
    earlier one: what an edit of the assets leaves as it was is not compiled again. Safe to share between threads.
    """

    def __init__(self, store: Store | None = None, assets: Path | None = None, spaces: Spaces | None = None) -> None:
        root = assets or assets_root()
        self.store: Store = store if store is not None else EmbeddedStore()
        self.version = load_assets(self.store, root)
        self.queries = QueryLibrary(root / "queries")
        self.catalogue: Catalogue = load_catalogue(self.store, self.queries, self.version.sha256)
        self.rulebook = Rulebook(self.catalogue, spaces)
        load_reference(self.store, root, self.queries, self.rulebook.view(Lens(), _day(None)))
        self._lock = Lock()
        self._validator: Validator | None = None

    def check(self, choices: Mapping[str, Any], lens: Iterable[str] = (), day: str | date | None = None) -> CheckResult:
        """Return verdict and findings for a selection.

        `choices` maps dimension ids to an option id, a list of option ids or a number; `lens` holds document ids or
        kinds of rules, none meaning all; `day` is the date on which rules must be valid, today when left out.
        Raises InvalidInputError that lists every fault in `choices`, `lens` and `day`.
        """
        view, selection = self.prepare(choices, lens, day)
        return coherence.check(view, selection)

    def options(  # noqa: PLR0913 -- a question's parts, each with its own name
        self,
        choices: Mapping[str, Any],
        lens: Iterable[str] = (),
        day: str | date | None = None,
        *,
        dimensions: Iterable[str] | None = None,
        changes: bool = True,
        risk: bool = True,
    ) -> tuple[DimensionState, ...]:
        """Return, for every option of every dimension (or of those asked for), what it is given the choices made.

        With `changes`, an excluded option says how many other dimensions would have to change; with `risk`, a possible
        one says how many warnings it adds at the least.
        """
        view, selection = self.prepare(choices, lens, day)
        names = None if dimensions is None else self.known(dimensions, "/dimensies")
        return tuple(coherence.Options(view, selection).of(names, changes=changes, risk=risk))

    def combinations(
        self,
        choices: Mapping[str, Any],
        over: Iterable[str],
        lens: Iterable[str] = (),
        day: str | date | None = None,
        *,
        threshold: Severity = Severity.VIOLATION,
    ) -> Combinations:
        """Return the coherent combinations over some dimensions, given choices: counted, ordered, reachable by rank.

        With `threshold` warning, those against which a warning counts are left out too.
        """
        view, selection = self.prepare(choices, lens, day)
        return coherence.Combinations(view, selection, self.known(over, "/over"), threshold)

    def sample(  # noqa: PLR0913 -- a question's parts, each with its own name
        self,
        choices: Mapping[str, Any],
        over: Iterable[str],
        size: int = 10,
        *,
        seed: int | None = None,
        lens: Iterable[str] = (),
        day: str | date | None = None,
    ) -> list[Combination]:
        """Return `size` coherent combinations over some dimensions, drawn uniformly; `seed` makes it repeatable."""
        return self.combinations(choices, over, lens, day).sample(size, seed)

    def explain(
        self, choices: Mapping[str, Any], lens: Iterable[str] = (), day: str | date | None = None
    ) -> tuple[Clash, ...]:
        """Return all minimal sets of choices that cannot go together, each with its rules."""
        return coherence.explain(*self.prepare(choices, lens, day))

    def repair(
        self,
        choices: Mapping[str, Any],
        locked: Iterable[str] = (),
        amount: int = 5,
        lens: Iterable[str] = (),
        day: str | date | None = None,
    ) -> Repairs:
        """Return the smallest changes that restore coherence without touching the locked dimensions."""
        view, selection = self.prepare(choices, lens, day)
        return coherence.repair(view, selection, self.known(locked, "/vast"), amount)

    def path(
        self,
        start: Mapping[str, Any],
        goal: Mapping[str, Any],
        bundles: Iterable[Iterable[str]] = (),
        lens: Iterable[str] = (),
        day: str | date | None = None,
    ) -> coherence.Path:
        """Return the shortest sequence of coherent steps from one selection to another, or the proof there is none."""
        view, first, second = self.prepare_two(start, goal, lens, day, ("/van", "/naar"))
        declared = [self.known(bundle, f"/bundels/{index}") for index, bundle in enumerate(bundles)]
        return coherence.find_path(view, first, second, declared)

    def compare(
        self,
        first: Mapping[str, Any],
        second: Mapping[str, Any],
        lens: Iterable[str] = (),
        day: str | date | None = None,
    ) -> Comparison:
        """Return how two selections differ and which findings the second gains and loses."""
        return coherence.compare(*self.prepare_two(first, second, lens, day, ("/a", "/b")))

    def matrix(
        self,
        choices: Mapping[str, Any] | None = None,
        dimensions: Iterable[str] | None = None,
        lens: Iterable[str] = (),
        day: str | date | None = None,
    ) -> Iterator[Pair]:
        """Yield every pair of options (of the dimensions asked for): coherent, a risk or a contradiction, and why."""
        view, selection = self.prepare(choices or {}, lens, day)
        names = None if dimensions is None else self.known(dimensions, "/dimensies")
        return coherence.matrix(view, selection, names)

    def validate(
        self,
        path: Path | str,
        lens: Iterable[str] = (),
        day: str | date | None = None,
        *,
        media_type: str | None = None,
        shapes: Path | str | None = None,
    ) -> Report:
        """Return the report on a file with arrangements, contracts and statements: RDF, CSV or XLSX.

        `media_type` says what it is where its name does not; `shapes` is a file with shapes of one's own, checked
        beside those of the product. What is wrong inside the file is in the report. Raises RefusedError when it is not
        read at all, ShapesError when the shapes cannot be used, and InvalidInputError as `check` does.
        """
        # Only here: most questions need none of it, and it takes long to import.
        from samenhang.validation.engines import ShapeGraph  # noqa: PLC0415

        chosen, file = tuple(lens), Path(path)
        view, _ = self.prepare({}, chosen, day)
        own = None if shapes is None else ShapeGraph.from_files([Path(shapes)])
        done = self.validator().validate(file, view, name=file.name, media_type=media_type, lens=chosen, shapes=own)
        return done.report

    def validator(self) -> Validator:
        """Return what validates files, made the first time it is asked; its processes end with this object."""
        from samenhang.validation.service import Validator  # noqa: PLC0415 -- as above

        with self._lock:
            if self._validator is None:
                self._validator = Validator(self.store, self.queries, self.prepare({})[0])
                finalize(self, self._validator.close)
            return self._validator

    def known(self, names: Iterable[str], pointer: str) -> tuple[str, ...]:
        """Return the dimension ids, each once; InvalidInputError lists the unknown ones with the nearest valid ids."""
        unique = tuple(dict.fromkeys(names))
        faults = [
            unknown_dimension(name, self.catalogue.dimensions, f"{pointer}/{index}")
            for index, name in enumerate(unique)
            if name not in self.catalogue.dimensions
        ]
        if faults:
            raise InvalidInputError(faults)
        return unique

    def prepare_two(
        self,
        first: Mapping[str, Any],
        second: Mapping[str, Any],
        lens: Iterable[str],
        day: str | date | None,
        pointers: tuple[str, str],
    ) -> tuple[View, dict[str, Answer], dict[str, Answer]]:
        """Return the view and two parsed selections; InvalidInputError lists the faults of both."""
        faults: list[Fault] = []
        view = _collect(faults, lambda: self.prepare({}, lens, day)[0])
        one = _collect(faults, lambda: parse_selection(first, self.catalogue.dimensions, pointers[0]))
        two = _collect(faults, lambda: parse_selection(second, self.catalogue.dimensions, pointers[1]))
        if faults or view is None or one is None or two is None:
            raise InvalidInputError(faults)
        return view, one, two

    def prepare(
        self,
        choices: Mapping[str, Any],
        lens: Iterable[str] = (),
        day: str | date | None = None,
        *,
        numbers_as_text: bool = False,
    ) -> tuple[View, dict[str, Answer]]:
        """Return the view and the parsed selection that a question is about; InvalidInputError lists all faults."""
        faults: list[Fault] = []
        dimensions = self.catalogue.dimensions
        selection = _collect(faults, lambda: parse_selection(choices, dimensions, numbers_as_text=numbers_as_text))
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

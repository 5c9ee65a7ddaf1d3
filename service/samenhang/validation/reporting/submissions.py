"""What changed between two submissions of a dataset: statements, records and the values of their properties."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyoxigraph as ox

from samenhang.model import Text
from samenhang.namespaces import local_name
from samenhang.validation.guards.personal import masked
from samenhang.validation.records import Records
from samenhang.validation.reporting.plain_data import place_data
from samenhang.validation.reporting.words import readable, record_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

    from samenhang.validation.documents import Document, Place, Table, Term

_ROUNDS: Final = 6
"""How deep nameless nodes within nameless nodes are told apart."""


@dataclass(frozen=True, slots=True)
class Change:
    """One property of a record whose values changed; `place` is where it stands now, else where it stood."""

    record: str
    label: Text | None
    dimension: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    place: Place | None


@dataclass(frozen=True, slots=True)
class SubmissionDifference:
    """Two submissions side by side: how many statements came and went, which records, and which values changed."""

    added: int
    removed: int
    new_records: tuple[str, ...]
    gone_records: tuple[str, ...]
    changes: tuple[Change, ...]

    def data(self) -> dict[str, Any]:
        """Return the difference as JSON has it."""
        return {
            "uitsprakenToegevoegd": self.added,
            "uitsprakenVerwijderd": self.removed,
            "recordsToegevoegd": list(self.new_records),
            "recordsVerwijderd": list(self.gone_records),
            "gewijzigd": [
                {
                    "record": change.record,
                    "label": None if change.label is None else {"nl": change.label.nl, "en": change.label.en},
                    "dimensie": change.dimension,
                    "was": list(change.before),
                    "wordt": list(change.after),
                    "plaats": None if change.place is None else place_data(change.place),
                }
                for change in self.changes
            ],
        }


def compare_submissions(a: Document, b: Document) -> SubmissionDifference:
    """Return what changed from document `a` to `b`; nameless nodes that say the same are the same."""
    numbers: dict[Term, int] = {}
    rows_a, rows_b = _rows(a.table, numbers), _rows(b.table, numbers)
    terms = list(numbers)
    removed, added = _without(rows_a, rows_b), _without(rows_b, rows_a)
    had, has = set(rows_a[:, 0].tolist()), set(rows_b[:, 0].tolist())
    return SubmissionDifference(
        len(added),
        len(removed),
        _names(terms, has - had),
        _names(terms, had - has),
        tuple(_changes(a, b, terms, (removed, added), had & has)),
    )


def _names(terms: list[Term], numbers: Iterable[int]) -> tuple[str, ...]:
    named = (terms[number] for number in numbers)
    return tuple(sorted(record_name(term) for term in named if isinstance(term, ox.NamedNode)))


def _rows(table: Table, numbers: dict[Term, int]) -> npt.NDArray[np.int64]:
    """Return the triples of a table, each once, as rows of numbers that two tables share."""
    nameless = _nameless(table)
    own = [numbers.setdefault(nameless.get(term, term), len(numbers)) for term in table.terms]
    shared = np.array(own, np.int64)
    rows = np.column_stack([shared[column] for column in (table.subjects, table.predicates, table.objects)])
    return np.unique(rows.reshape(-1, 3), axis=0)


def _nameless(table: Table) -> dict[Term, Term]:
    """Return a name for each nameless node that depends only on what is said of it."""
    said: dict[ox.BlankNode, list[tuple[str, object]]] = {}
    for triple in table if any(isinstance(term, ox.BlankNode) for term in table.terms) else ():
        if isinstance(triple.subject, ox.BlankNode):
            said.setdefault(triple.subject, []).append((triple.predicate.value, triple.object))
    names: dict[Term, Term] = {}
    for _ in range(_ROUNDS if said else 0):
        names = {node: ox.BlankNode(_digest(own, names)) for node, own in said.items()}
    return names


def _digest(said: list[tuple[str, object]], names: dict[Term, Term]) -> str:
    nothing = ox.BlankNode("leeg")
    parts = sorted(f"{p} {names.get(o, nothing) if isinstance(o, ox.BlankNode) else o}" for p, o in said)
    return sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _without(rows: npt.NDArray[np.int64], others: npt.NDArray[np.int64]) -> list[list[int]]:
    """Return the rows of one table that the other does not have."""
    both = np.concatenate([rows, others])
    _, inverse = np.unique(both, axis=0, return_inverse=True)
    codes = inverse.reshape(-1)
    found: list[list[int]] = rows[~np.isin(codes[: len(rows)], codes[len(rows) :])].tolist()
    return found


def _changes(
    a: Document, b: Document, terms: list[Term], lines: tuple[list[list[int]], list[list[int]]], kept: set[int]
) -> Iterator[Change]:
    """Yield the changed properties of the records that both have; `lines` are the rows that went and that came."""
    values: dict[tuple[str, str, Term], tuple[list[Term], list[Term]]] = {}
    for side, rows in enumerate(lines):
        for subject, predicate, value in rows:
            record = terms[subject]
            if subject in kept and isinstance(record, ox.NamedNode):
                key = record.value, str(terms[predicate].value), record
                values.setdefault(key, ([], []))[side].append(terms[value])
    records = Records(b.table, {})
    for (iri, name, record), (before, after) in sorted(values.items(), key=lambda item: item[0][:2]):
        document, first = (b, after[0]) if after else (a, before[0])
        yield Change(
            iri,
            _shown(records.label(record)),
            local_name(name),
            _readable(before, name),
            _readable(after, name),
            document.locator.place(record, name, first),
        )


def _shown(label: Text | None) -> Text | None:
    return None if label is None else Text(masked(label.nl), masked(label.en))


def _readable(values: list[Term], predicate: str) -> tuple[str, ...]:
    return tuple(sorted("…" if isinstance(value, ox.BlankNode) else readable(value, predicate) for value in values))

"""Runs the hygiene queries: each selects the terms with one fault and says how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox
import yaml

from samenhang.errors import SamenhangError
from samenhang.model import Text
from samenhang.validation.ontology.graph import file_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class HygieneQuery:
    """One kind of fault: what it is called, what is wrong, how to mend it, and the query that finds it."""

    id: str
    title: Text
    problem: Text
    solution: Text
    text: str


@dataclass(frozen=True, slots=True)
class HygieneFinding:
    """One term with a fault; `detail` says which part, language or other term, when the query does."""

    query: HygieneQuery
    term: str
    detail: str
    file: str


def read_hygiene_queries(folder: Path) -> tuple[HygieneQuery, ...]:
    """Return the queries in `folder`, in the order of their files.

    Raises SamenhangError naming the file when a header is missing or incomplete.
    """
    return tuple(_read(path) for path in sorted(folder.glob("*.rq")))


def hygiene_findings(store: ox.Store, queries: tuple[HygieneQuery, ...]) -> tuple[HygieneFinding, ...]:
    """Return what the queries find in all graphs of `store` together, by query and then by term."""
    return tuple(finding for query in queries for finding in _run(store, query))


def _read(path: Path) -> HygieneQuery:
    text = path.read_text(encoding="utf-8")
    header = "\n".join(line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+"))
    try:
        data = yaml.safe_load(header)
        title, problem, solution = (
            Text(data[key]["nl"], data[key]["en"]) for key in ("titel", "probleem", "oplossing")
        )
        return HygieneQuery(data["id"], title, problem, solution, text)
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise SamenhangError(
            Text(f"De kop van {path.name} klopt niet: {error}", f"The header of {path.name} is not valid: {error}")
        ) from error


def _run(store: ox.Store, query: HygieneQuery) -> Iterator[HygieneFinding]:
    solutions = store.query(query.text, use_default_graph_as_union=True)
    if not isinstance(solutions, ox.QuerySolutions):
        raise SamenhangError(
            Text(f"De query {query.id} is geen vraag naar termen.", f"The query {query.id} does not select terms.")
        )
    detailed = any(variable.value == "detail" for variable in solutions.variables)
    for solution in solutions:
        term = solution["term"]
        detail = solution["detail"] if detailed else None
        file = file_of(store, term) if isinstance(term, ox.NamedNode | ox.BlankNode) else ""
        yield HygieneFinding(query, _value(term), _value(detail), file)


def _value(term: object) -> str:
    return str(term.value) if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal) else ""

"""Saved SPARQL queries: a file, its YAML header in `#+` lines, and a run with values bound by substitution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import yaml

from samenhang.errors import Fault, InvalidInputError, NotFoundError, SamenhangError
from samenhang.model import Text
from samenhang.namespaces import XSD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from samenhang.store import Row, Store, Term

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Eight times as fast where PyYAML was built with its C library, which counts: some two hundred headers at a start."""

_TYPES = {
    "iri": None,
    "tekst": f"{XSD}string",
    "getal": f"{XSD}decimal",
    "geheel": f"{XSD}integer",
    "waar": f"{XSD}boolean",
    "keuzes": f"{XSD}string",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query: the variable it binds, its type, and a default when it may be left out."""

    name: str
    type: str
    label: Text
    default: str | None = None


@dataclass(frozen=True, slots=True)
class QuerySpec:
    """One saved query with the question it answers."""

    id: str
    question: Text
    text: str
    parameters: tuple[Parameter, ...] = ()
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def read_query(path: Path) -> QuerySpec:
    """Read one `.rq` file; SamenhangError names the file when its header is missing or wrong."""
    return _spec(path.read_text(encoding="utf-8"), path.name)


def query_from_text(text: str, name: str) -> QuerySpec:
    """Return a query of a user's own: with a header as saved ones have, or bare and then without parameters.

    SamenhangError names it when there is a header that is wrong.
    """
    if any(line.startswith("#+") for line in text.splitlines()):
        return _spec(text, name)
    return QuerySpec(id=name, question=Text(name, name), text=text)


def _spec(text: str, name: str) -> QuerySpec:
    header = "\n".join(line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+"))
    try:
        data = yaml.load(header, Loader=_LOADER)  # noqa: S506 -- either loader is a safe one
        return QuerySpec(
            id=data["id"],
            question=Text(data["vraag"]["nl"], data["vraag"]["en"]),
            text=text,
            parameters=tuple(_parameter(p) for p in data.get("parameters", ())),
            sources=tuple(data.get("bronnen", ())),
            tags=tuple(data.get("tags", ())),
        )
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise SamenhangError(
            Text(f"De kop van {name} klopt niet: {error}", f"The header of {name} is not valid: {error}")
        ) from error


def _parameter(data: Mapping[str, Any]) -> Parameter:
    if data["type"] not in _TYPES:
        raise KeyError(data["type"])
    label = data.get("label", {})
    name = data["naam"]
    default = data.get("standaard")
    return Parameter(
        name,
        data["type"],
        Text(label.get("nl", name), label.get("en", name)),
        None if default is None else str(default),
    )


class QueryLibrary:
    """The saved queries below a folder, by id."""

    def __init__(self, folder: Path) -> None:
        self._specs = {spec.id: spec for spec in map(read_query, sorted(folder.rglob("*.rq")))}

    def __iter__(self) -> Iterator[QuerySpec]:
        """Iterate over the queries in the order of their files."""
        return iter(self._specs.values())

    def __getitem__(self, query_id: str) -> QuerySpec:
        """Return a query; NotFoundError when there is none with this id."""
        try:
            return self._specs[query_id]
        except KeyError:
            raise NotFoundError(
                Text(f"Er is geen query '{query_id}'.", f"There is no query '{query_id}'."), sorted(self._specs)
            ) from None

    def rows(self, store: Store, query_id: str) -> Iterator[Row]:
        """Yield the solutions of a SELECT query without parameters."""
        return store.select(self[query_id].text)


def bind(spec: QuerySpec, values: Mapping[str, str]) -> dict[str, Term]:
    """Return the terms to substitute for a query's parameters; InvalidInputError lists every wrong or missing one."""
    faults = [
        Fault(f"/{name}", "onbekendeParameter", Text(f"Onbekende parameter '{name}'.", f"Unknown parameter '{name}'."))
        for name in values
        if name not in {p.name for p in spec.parameters}
    ]
    bound: dict[str, Term] = {}
    for parameter in spec.parameters:
        value = values.get(parameter.name, parameter.default)
        if value is None:
            text = Text(f"Parameter '{parameter.name}' ontbreekt.", f"Parameter '{parameter.name}' is missing.")
            faults.append(Fault(f"/{parameter.name}", "ontbrekendeParameter", text))
            continue
        try:
            bound[parameter.name] = _term(parameter, value)
        except ValueError as error:
            text = Text(f"Parameter '{parameter.name}': {error}", f"Parameter '{parameter.name}': {error}")
            faults.append(Fault(f"/{parameter.name}", "ongeldigeParameter", text))
    if faults:
        raise InvalidInputError(faults)
    return bound


def _term(parameter: Parameter, value: str) -> Term:
    datatype = _TYPES[parameter.type]
    if datatype is None:
        return ox.NamedNode(value)
    if parameter.type == "keuzes":
        value = " ".join(_choices(value))
    return ox.Literal(value, datatype=ox.NamedNode(datatype))


def _choices(value: str) -> Iterator[str]:
    """Yield every choice as `dimension=option`; of a set each option apart, and `dimension=` when it holds none."""
    for word in value.split():
        dimension, equals, options = word.partition("=")
        if not dimension or not equals:
            raise ValueError(f"{word[:60]} ≠ dimensie=optie")
        for option in options.split(","):
            yield f"{dimension}={option}"

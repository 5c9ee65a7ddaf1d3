"""The dimensions, rules and sources as the graph describes them, read once per version through the saved queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from samenhang.errors import NotFoundError
from samenhang.model import (
    Anchor,
    AnswerKind,
    Concept,
    Dimension,
    Document,
    Group,
    Option,
    Rule,
    Severity,
    Text,
)
from samenhang.namespaces import SH, local_name
from samenhang.rules.shapes import RuleCondition, Shapes, read_shapes
from samenhang.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from samenhang.queries import QueryLibrary
    from samenhang.rules.logic import Condition
    from samenhang.store import Row, Store

_SEVERITIES = {
    f"{SH}Violation": Severity.VIOLATION,
    f"{SH}Warning": Severity.WARNING,
    f"{SH}Info": Severity.INFO,
}
Citations = dict[str, tuple[Anchor, ...]]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A topic on which documents differ, with each position as (document, text)."""

    id: str
    topic: Text
    resolution: Text
    positions: tuple[tuple[str, Text], ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """When a dimension does not apply, and what is said to somebody who answers it all the same."""

    iri: str
    condition: Condition
    message: Text


@dataclass(frozen=True)
class Catalogue:
    """Everything that stays the same between two versions of the graph.

    `conditions` and `consequences` are by rule code, `not_applicable` by dimension id, `measures` by the measure's IRI.
    """

    groups: tuple[Group, ...]
    dimensions: dict[str, Dimension]
    rules: dict[str, Rule]
    documents: dict[str, Document]
    citations: Citations
    disagreements: tuple[Disagreement, ...]
    not_applicable: dict[str, NotApplicable]
    measures: dict[str, Condition]
    conditions: dict[str, RuleCondition]
    consequences: dict[str, tuple[Condition, ...]]
    sha256: str

    @cached_property
    def core(self) -> tuple[tuple[str, Condition | None], ...]:
        """The core dimensions, each with the condition under which it does not apply, if there is one."""
        return tuple(
            (d.id, self.not_applicable[d.id].condition if d.id in self.not_applicable else None)
            for d in self.dimensions.values()
            if d.core
        )

    def dimension(self, dimension_id: str) -> Dimension:
        """Return a dimension; NotFoundError when there is none with this id."""
        return _get(self.dimensions, dimension_id, Text("dimensie", "dimension"))

    def rule(self, code: str) -> Rule:
        """Return a rule; NotFoundError when there is none with this code."""
        return _get(self.rules, code, Text("regel", "rule"))

    def document(self, document_id: str) -> Document:
        """Return a document; NotFoundError when there is none with this id."""
        return _get(self.documents, document_id, Text("bron", "source"))


def _get(items: Mapping[str, _T], key: str, noun: Text) -> _T:
    try:
        return items[key]
    except KeyError:
        near = nearest(key, items)
        raise NotFoundError(
            Text(
                f"Er is geen {noun.nl} '{key}'." + (f" Bedoelt u {', '.join(near)}?" if near else ""),
                f"There is no {noun.en} '{key}'." + (f" Did you mean {', '.join(near)}?" if near else ""),
            ),
            near,
        ) from None


def load_catalogue(store: Store, queries: QueryLibrary, sha256: str) -> Catalogue:
    """Read the catalogue from the store; UnsupportedShapeError names a rule that cannot be read."""
    reader = _Reader(store, queries)
    documents = {d.id: d for d in reader.documents()}
    citations = reader.citations(documents.values())
    dimensions = {d.id: d for d in reader.dimensions(citations)}
    shapes = read_shapes(store.construct(queries["vormen"].text), dimensions.values())
    return Catalogue(
        groups=tuple(reader.groups()),
        dimensions=dimensions,
        rules={r.code: r for r in reader.rules(citations)},
        documents=documents,
        citations=citations,
        disagreements=tuple(reader.disagreements()),
        not_applicable=reader.not_applicable(shapes),
        measures=shapes.measures,
        conditions={local_name(iri): condition for iri, condition in shapes.rules.items()},
        consequences={local_name(iri): conditions for iri, conditions in shapes.consequences.items()},
        sha256=sha256,
    )


class _Reader:
    """Runs the catalogue queries and puts their rows together."""

    def __init__(self, store: Store, queries: QueryLibrary) -> None:
        self._store = store
        self._queries = queries

    def _rows(self, query_id: str) -> Iterator[dict[str, str]]:
        for row in self._queries.rows(self._store, query_id):
            yield _plain(row)

    def _grouped(self, query_id: str, key: str, value: str) -> dict[str, tuple[str, ...]]:
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for row in self._rows(query_id):
            groups[row[key]].append(row[value])
        return {k: tuple(v) for k, v in groups.items()}

    def documents(self) -> Iterator[Document]:
        anchors: defaultdict[str, list[Anchor]] = defaultdict(list)
        for row in self._rows("ankers"):
            document = local_name(row["bron"])
            anchors[row["bron"]].append(Anchor(row["anker"], document, row["notatie"], _text(row)))
        for row in self._rows("documenten"):
            yield Document(
                id=row["id"],
                iri=row["bron"],
                title=_text(row),
                description=_text(row, "definitie"),
                publisher=_text(row, "uitgever"),
                year=int(row["peiljaar"]),
                dating=_text(row, "datering"),
                anchors=tuple(anchors[row["bron"]]),
            )

    def citations(self, documents: Iterable[Document]) -> Citations:
        anchors = {a.iri: a for d in documents for a in d.anchors}
        cited = self._grouped("citaten", "term", "anker")
        return {term: tuple(anchors[iri] for iri in iris) for term, iris in cited.items()}

    def groups(self) -> Iterator[Group]:
        for row in self._rows("groepen"):
            yield Group(local_name(row["groep"]), row["groep"], _text(row), _text(row, "definitie"))

    def dimensions(self, citations: Citations) -> Iterator[Dimension]:
        synonyms = self._grouped("synoniemen", "optie", "woord")
        options: defaultdict[str, list[Option]] = defaultdict(list)
        for row in self._rows("opties"):
            iri = row["optie"]
            options[row["dimensie"]].append(
                Option(
                    local_name(iri),
                    iri,
                    _text(row),
                    _text(row, "definitie"),
                    synonyms.get(iri, ()),
                    citations.get(iri, ()),
                )
            )
        for row in self._rows("dimensies"):
            iri = row["dimensie"]
            own = tuple(options[iri])
            yield Dimension(
                id=local_name(iri),
                iri=iri,
                label=_text(row),
                definition=_text(row, "definitie"),
                group=local_name(row["groep"]),
                level=local_name(row["niveau"]),
                kind=AnswerKind(local_name(row["antwoordsoort"])),
                core=row["kern"] == "true",
                order=int(row["volgorde"]),
                unit=row.get("eenheid"),
                options=own,
                sources=citations.get(iri, ()),
                option_index={option.id: index for index, option in enumerate(own)},
            )

    def rules(self, citations: Citations) -> Iterator[Rule]:
        concepts = {
            row["begrip"]: Concept(local_name(row["begrip"]), row["begrip"], _text(row), _text(row, "definitie"))
            for row in self._rows("risicos-en-maatregelen")
        }
        references: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in self._rows("regel-verwijzingen"):
            references[row["regel"]][local_name(row["eigenschap"])].append(row["waarde"])
        for row in self._rows("regels"):
            yield _rule(row, references[row["regel"]], concepts, citations.get(row["regel"], ()))

    def not_applicable(self, shapes: Shapes) -> dict[str, NotApplicable]:
        found = {}
        for row in self._rows("toepasselijkheid"):
            iri, condition = shapes.not_applicable[local_name(row["dimensie"])]
            found[local_name(row["dimensie"])] = NotApplicable(iri, condition, _text(row))
        return found

    def disagreements(self) -> Iterator[Disagreement]:
        rows: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        for row in self._rows("meningsverschillen"):
            rows[row["id"]].append(row)
        for key, group in rows.items():
            positions = {(local_name(r["document"]), _text(r, "standpunt")): None for r in group}
            codes = {local_name(r["regel"]): None for r in group if "regel" in r}
            yield Disagreement(key, _text(group[0]), _text(group[0], "oplossing"), tuple(positions), tuple(codes))


def _rule(
    row: dict[str, str],
    references: Mapping[str, Sequence[str]],
    concepts: Mapping[str, Concept],
    sources: tuple[Anchor, ...],
) -> Rule:
    def names(key: str) -> tuple[str, ...]:
        return tuple(local_name(iri) for iri in references.get(key, ()))

    kind = local_name(row["soort"])
    return Rule(
        code=row["code"],
        iri=row["regel"],
        title=_text(row),
        message=_text(row, "boodschap"),
        explanation=_text(row, "toelichting"),
        kind=kind,
        severity=_SEVERITIES[row["ernst"]],
        strength=local_name(row["sterkte"]),
        level=local_name(row["niveau"]),
        scope=local_name(row["bereik"]),
        tier=int(row["trap"]),
        lens=names("lens"),
        contested_by=names("betwistDoor"),
        consequences=names("gevolg"),
        derivation=local_name(row["afleiding"]),
        needs_figures=row.get("vraagtCijfers") == "true",
        theme=local_name(row["groep"]),
        law_years=tuple(sorted(int(year) for year in references.get("peiljaar", ()))) if kind == "juridisch" else (),
        valid_from=row.get("geldigVanaf"),
        valid_until=row.get("geldigTot"),
        risk=concepts.get(row.get("risico", "")),
        removes_risk=concepts.get(row.get("neemtRisicoWeg", "")),
        measures=tuple(concepts[iri] for iri in references.get("maatregel", ())),
        sources=sources,
    )


def _plain(row: Row) -> dict[str, str]:
    return {name: term.value for name, term in row.items() if hasattr(term, "value")}


def _text(row: Mapping[str, str], prefix: str = "") -> Text:
    return Text(row[f"{prefix}Nl"], row[f"{prefix}En"]) if prefix else Text(row["nl"], row["en"])

"""Which questions there are: the wording and the sources from the graph, the query from its file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from samenhang.errors import NotFoundError
from samenhang.model import Anchor, Text
from samenhang.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from samenhang import Samenhang
    from samenhang.queries import Parameter, QuerySpec

TAG: Final = "vragen"
"""Tag of the saved queries that answer a competency question."""

_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Question:
    """One competency question with the query that answers it and the places in the documents it is about."""

    iri: str
    spec: QuerySpec
    rubric: Text
    anchors: tuple[Anchor, ...]

    @property
    def id(self) -> str:
        """Return the id, such as CQ03."""
        return self.spec.id

    @property
    def wording(self) -> Text:
        """Return the question as it is put."""
        return self.spec.question

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Return the parameters; each has a default, so that a question can be asked without any."""
        return self.spec.parameters


class Questions:
    """The competency questions in their order, by id; upper and lower case are the same."""

    def __init__(self, core: Samenhang) -> None:
        self.core = core
        self.anchors: Mapping[str, Anchor] = {a.iri: a for d in core.catalogue.documents.values() for a in d.anchors}
        self._by_id = {question.id: question for question in self._read()}

    def __iter__(self) -> Iterator[Question]:
        """Iterate over the questions in their order."""
        return iter(self._by_id.values())

    def __len__(self) -> int:
        """Return the number of questions."""
        return len(self._by_id)

    def __getitem__(self, question_id: str) -> Question:
        """Return a question; NotFoundError, with the nearest ids, when there is none with this id."""
        question = self._by_id.get(question_id.upper())
        if question is None:
            shown = question_id[:_SHOWN]
            text = Text(f"Er is geen vraag '{shown}'.", f"There is no question '{shown}'.")
            raise NotFoundError(text, nearest(question_id.upper(), self._by_id))
        return question

    @cached_property
    def things(self) -> frozenset[str]:
        """The IRIs of what can be a parameter: the named things of the ontology and the sources."""
        rows = self.core.queries.rows(self.core.store, "dingen")
        return frozenset(str(row["ding"].value) for row in rows)  # type: ignore[union-attr]

    def _read(self) -> Iterator[Question]:
        saved = {spec.id: spec for spec in self.core.queries if TAG in spec.tags}
        rows: dict[str, list[Mapping[str, str]]] = {}
        for row in self.core.queries.rows(self.core.store, "vragen"):
            values = {name: str(term.value) for name, term in row.items()}  # type: ignore[union-attr]
            rows.setdefault(values["id"], []).append(values)
        for question_id, found in rows.items():
            if question_id in saved:
                rubric = Text(found[0]["rubriekNl"], found[0]["rubriekEn"])
                anchors = tuple(self.anchors[values["anker"]] for values in found)
                yield Question(found[0]["vraag"], saved[question_id], rubric, anchors)

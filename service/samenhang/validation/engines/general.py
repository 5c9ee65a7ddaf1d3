"""General engines, which run any shapes of SHACL Core and SHACL-SPARQL, in a process that can be killed."""

from __future__ import annotations

import re
from hashlib import sha256
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from samenhang.model import Text
from samenhang.namespaces import SH
from samenhang.validation.engines.child_wire import Wire, unwired
from samenhang.validation.engines.columns import Columns
from samenhang.validation.engines.paths import UnsupportedError, path_text
from samenhang.validation.engines.shape_graph import Node, ShapeGraph, ShapesError
from samenhang.validation.engines.shape_guard import refuse_hostile
from samenhang.validation.engines.targets import read_targets
from samenhang.validation.engines.worker import Worker
from samenhang.validation.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from samenhang.validation.documents import Table, Term
    from samenhang.validation.engines.columns import Background
    from samenhang.validation.engines.worker import Limits

LARGEST_LITERAL: Final = 100_000
_DIGEST: Final = 64
_PIECE: Final = 50_000
"""So many statements are written at a time: all of them as text would take more memory than the data."""
_PLACEHOLDER: Final = re.compile(r"\\\{\\[?$]\w+\\\}")
_VARIABLE: Final = re.compile(r"\{[?$](\w+)\}")
_TARGET: Final = "urn:samenhang:doel:"


class GeneralEngine:
    """What the general engines share: a warm process, targets of our own, and results in our own form."""

    name = ""
    _largest_literal: int | None = None

    def __init__(self, limits: Limits | None = None) -> None:
        self._worker = Worker(limits)

    def close(self) -> None:
        """End the process."""
        self._worker.close()

    def supports(self, shapes: ShapeGraph, root: Node) -> str | None:  # noqa: ARG002 -- the face of every engine
        """Return None: these engines run any shapes, or raise ShapesError when they are asked to."""
        return None

    def _is_left_out(self, triple: ox.Triple) -> bool:  # noqa: ARG002 -- engines may leave something out
        """Tell whether the engine does not get a statement about shapes, because it would misread it."""
        return False

    def run(
        self, table: Table, background: Background | None, shapes: ShapeGraph, roots: Iterable[Node] | None = None
    ) -> Sequence[Result]:
        """Return what a dataset breaks of some shapes, or of all.

        Raises ShapesError for shapes that cannot or may not be run, ValidationTimeoutError and ValidationFailedError
        when they take more than the limits.
        """
        wanted = shapes.roots if roots is None else tuple(roots)
        part = shapes.part(wanted)
        refuse_hostile(part)
        kept = ShapeGraph(t for t in part.triples if not self._is_left_out(t))
        extra: list[ox.Triple] = []
        if background is not None:
            kept, extra = _own_targets(kept, wanted, Columns(table, background))
        data = Data(table, background, extra, self._largest_literal)
        lines = _lines(kept.triples, "s_")
        task = {"engine": self.name, "shapes": sha256(lines).hexdigest(), "blank": data.blank}
        rows = self._worker.ask(task, lines, data.lines)
        return _in_order(_Reader(part, data.shortened).result(row) for row in rows)


class PyShaclEngine(GeneralEngine):
    """pySHACL: the reference."""

    name = "pyshacl"


class TurboEngine(GeneralEngine):
    """pyshacl-turbo where it is installed, and pySHACL where it is not or when it gives up.

    It is quadratic in the size of a literal, so it gets none of more than 100 000 characters; it fails on
    `sh:resultAnnotation`, which says nothing that is reported here; and it takes `"1"^^xsd:boolean` for true, which
    `sh:uniqueLang` does not.
    """

    name = "turbo"
    _largest_literal = LARGEST_LITERAL

    def __init__(self, limits: Limits | None = None) -> None:
        super().__init__(limits)
        self._reference = PyShaclEngine(limits)
        if find_spec("pyshacl_turbo") is None:
            self.name = self._reference.name

    def _is_left_out(self, triple: ox.Triple) -> bool:
        predicate, value = triple.predicate.value, triple.object
        one = predicate == f"{SH}uniqueLang" and isinstance(value, ox.Literal) and value.value == "1"
        return one or predicate == f"{SH}resultAnnotation"

    def close(self) -> None:
        """End the processes."""
        super().close()
        self._reference.close()

    def run(
        self, table: Table, background: Background | None, shapes: ShapeGraph, roots: Iterable[Node] | None = None
    ) -> Sequence[Result]:
        """Return what a dataset breaks of some shapes, or of all; as `GeneralEngine.run`."""
        wanted = shapes.roots if roots is None else tuple(roots)
        if self.name == self._reference.name:
            return self._reference.run(table, background, shapes, wanted)
        try:
            return super().run(table, background, shapes, wanted)
        except ShapesError:
            return self._reference.run(table, background, shapes, wanted)


class Data:
    """The data as N-Triples; long literals may be shortened, each to another text."""

    def __init__(
        self, table: Table, background: Background | None, extra: Sequence[ox.Triple], largest: int | None
    ) -> None:
        self.blank = False
        self.shortened: dict[str, str] = {}
        self._largest = largest
        parts = [self._table(table)]
        if background is not None:
            parts.append(self._table(background.table))
        parts.append(_lines(extra, "d_"))
        self.lines = b"".join(parts)

    def _table(self, table: Table) -> bytes:
        terms = [self._written(term) for term in table.terms]
        parts = []
        for start in range(0, len(table), _PIECE):
            piece = slice(start, start + _PIECE)
            columns = (column[piece].tolist() for column in (table.subjects, table.predicates, table.objects))
            lines = (f"{terms[s]} {terms[p]} {terms[o]} .\n" for s, p, o in zip(*columns, strict=True))
            parts.append("".join(lines).encode())
        return b"".join(parts)

    def _written(self, term: Term) -> str:
        if isinstance(term, ox.BlankNode):
            self.blank = True
            return f"_:d_{term.value}"
        if isinstance(term, ox.Literal) and self._largest is not None and len(term.value) > self._largest:
            digest = sha256(term.value.encode()).hexdigest()[:_DIGEST]
            short = term.value[: self._largest - _DIGEST] + digest
            self.shortened[short] = term.value
            return str(_literal(short, term.language, term.datatype.value))
        return str(term)


def _lines(triples: Iterable[ox.Triple], label: str) -> bytes:
    def written(term: object) -> str:
        return f"_:{label}{term.value}" if isinstance(term, ox.BlankNode) else str(term)

    return "".join(f"{written(t.subject)} {t.predicate} {written(t.object)} .\n" for t in triples).encode()


def _own_targets(shapes: ShapeGraph, roots: Iterable[Node], columns: Columns) -> tuple[ShapeGraph, list[ox.Triple]]:
    """Return the shapes with the nodes of the dataset for targets, so that the background is looked up and not checked.

    A blank node cannot be named from another graph: it becomes the object of a property that nothing else has.
    """
    targets: dict[Node, list[ox.Triple]] = {}
    extra: list[ox.Triple] = []
    for number, root in enumerate(roots):
        if isinstance(root, ox.Literal):
            continue
        try:
            nodes = [columns.term(int(node)) for node in read_targets(shapes, root).nodes(columns)]
        except UnsupportedError as error:
            raise ShapesError(
                Text(
                    f"Het doel van {root} kan niet worden gelezen: {error}. Herstel de shape.",
                    f"The target of {root} cannot be read: {error}. Mend the shape.",
                )
            ) from error
        blank = [node for node in nodes if isinstance(node, ox.BlankNode)]
        property_ = ox.NamedNode(f"{_TARGET}{number}")
        extra += [ox.Triple(ox.NamedNode(_TARGET), property_, node) for node in blank]
        own = [ox.Triple(root, ox.NamedNode(f"{SH}targetObjectsOf"), property_)] if blank else []
        named = ox.NamedNode(f"{SH}targetNode")
        targets[root] = own + [ox.Triple(root, named, node) for node in nodes if not isinstance(node, ox.BlankNode)]
    return shapes.targeting(targets), extra


class _Reader:
    """Turns what a process answers into results, with what only the graph of the shapes knows."""

    def __init__(self, shapes: ShapeGraph, shortened: Mapping[str, str]) -> None:
        self._shapes, self._shortened = shapes, shortened

    def result(self, row: Mapping[str, Any]) -> Result:
        """Return one result."""
        shape, constraint = self._of_shapes(row["sourceShape"]), self._of_shapes(row["sourceConstraint"])
        path, value, component = row["resultPath"], row["value"], row["sourceConstraintComponent"]
        texts = [text for _, text, *_ in row["messages"]]
        return Result(
            focus=self._of_data(row["focusNode"]),
            shape=self._shapes.owner(shape),
            component=component[1],
            severity=self._shapes.severity(shape),
            path=None if path is None else path_text(self._shapes, self._of_shapes(path)),
            value=None if value is None else self._of_data(value),
            messages=self._messages(shape, constraint, texts),
        )

    def _messages(self, shape: Node, constraint: Node, texts: Sequence[str]) -> dict[str, str]:
        """Return the messages by language; those of a SPARQL constraint have values filled in and lost theirs."""
        templates = self._shapes.own_messages(constraint)
        if not templates:
            templates = self._shapes.messages(shape)
        found: dict[str, str] = {}
        for language, template in templates.items():
            pattern = re.compile(_PLACEHOLDER.sub("(?s:.*)", re.escape(template)))
            found[language] = next((text for text in texts if pattern.fullmatch(text)), template)
        return found

    def _of_shapes(self, wire: Wire | None) -> Node:
        return ox.NamedNode("urn:samenhang:geen") if wire is None else unwired(wire, "s_")

    def _of_data(self, wire: Wire) -> Term:
        term = unwired(wire, "d_")
        if isinstance(term, ox.Literal) and term.value in self._shortened:
            return _literal(self._shortened[term.value], term.language, term.datatype.value)
        return term


def filled_in(messages: Mapping[str, str], values: Mapping[str, Term]) -> Mapping[str, str]:
    """Return messages with the values of variables in the place of `{?name}` and `{$name}`."""
    if not any("{" in text for text in messages.values()):
        return messages
    texts = {name: str(getattr(value, "value", value)) for name, value in values.items()}
    return {
        language: _VARIABLE.sub(lambda found: texts.get(found[1], found[0]), text)
        for language, text in messages.items()
    }


def _literal(text: str, language: str | None, datatype: str | None) -> ox.Literal:
    if language:
        return ox.Literal(text, language=language)
    return ox.Literal(text, datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(text)


def _in_order(results: Iterator[Result]) -> list[Result]:
    """Return results in an order that does not change from run to run."""
    return sorted(results, key=lambda r: (r.shape, str(r.focus), r.component, r.path or "", str(r.value)))

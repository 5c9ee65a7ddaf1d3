"""Reads JSON-LD; a context that stands elsewhere is never fetched."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urljoin

import pyoxigraph as ox

from samenhang.model import Text
from samenhang.namespaces import BASE, RDF
from samenhang.validation.documents import Problem, TableBuilder
from samenhang.validation.readers.gathering import Gathering
from samenhang.validation.readers.json_places import Node, read_places
from samenhang.validation.readers.problems import end_problem, meaningless_key, shorten
from samenhang.validation.readers.text import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from samenhang.validation.documents import Place, Table, Term
    from samenhang.validation.limits import Limits

CONTEXT_IRI: Final = f"{BASE}context.jsonld"
"""The IRI of our own context: a document may name it, and it is put in its place without being fetched."""

Context: TypeAlias = dict[str, str]
"""What terms and prefixes stand for; `@vocab` and `@base` among them."""


def read_jsonld(text: str, name: str, base: str, limits: Limits, context: Mapping[str, object]) -> Gathering:
    """Return the triples of a text; `context` takes the place of our own context where the text names it."""
    gathering, root, lines = Gathering(name, limits), read_places(text), Lines(text)
    remote = [] if root is None else [node for node in _contexts(root) if node.scalar != CONTEXT_IRI]
    for node in remote:
        gathering.tell(_remote(str(node.scalar), lines.place(name, node.start)))
    if remote:
        return gathering
    source = text if root is None else _with_context(text, root, context)
    try:
        gathering.take(ox.parse(source.encode(errors="surrogatepass"), ox.RdfFormat.JSON_LD, base_iri=base))
    except SyntaxError as error:
        place = lines.place(name, len(text) if error.lineno is None else _offset(text, error))
        gathering.tell(end_problem(str(error.msg), place))
    for key, place in JsonLocator(text, name, base, TableBuilder().table(), context).meaningless:
        gathering.tell(meaningless_key(key, place))
    return gathering


def _offset(text: str, error: SyntaxError) -> int:
    before = text.split("\n")[: (error.lineno or 1) - 1]
    return min(len(text), sum(len(line) + 1 for line in before) + max(0, (error.offset or 1) - 1))


def _contexts(root: Node) -> Iterator[Node]:
    """Yield every context, and every import in one, that is named instead of written out."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        for member in node.members or ():
            if member.key == "@context":
                listed = [member.value] if member.value.items is None else member.value.items
                yield from (one for one in listed if isinstance(one.scalar, str))
            if member.key == "@import":
                yield member.value
            waiting.append(member.value)
        waiting.extend(node.items or ())


def _with_context(text: str, root: Node, context: Mapping[str, object]) -> str:
    """Return a text with our own context written out where it is named, on the same line."""
    parts, done = [], 0
    for node in sorted(_contexts(root), key=lambda found: found.start):
        parts += [text[done : node.start], json.dumps(context, ensure_ascii=False)]
        done = node.end
    return "".join([*parts, text[done:]])


def _remote(iri: str, place: Place) -> Problem:
    return Problem(
        "contextElders",
        Text(
            f"De context '{shorten(iri)}' staat elders en wordt niet opgehaald. Neem haar inhoud op in het bestand, of "
            f"gebruik {CONTEXT_IRI}. Dit bestand is niet gecontroleerd.",
            f"The context '{shorten(iri)}' stands elsewhere and is not fetched. Put its content in the file, or use "
            f"{CONTEXT_IRI}. This file was not checked.",
        ),
        place,
        shorten(iri),
    )


class JsonLocator:
    """Knows where things stand in JSON-LD: the node of a subject, its keys, and the values of these."""

    def __init__(self, text: str, name: str, base: str, table: Table, context: Mapping[str, object]) -> None:
        self._lines, self._name, self._base, self._table = Lines(text), name, base, table
        self._subjects: dict[str, int] = {}
        self._keys: dict[tuple[str, str], list[tuple[int, Node]]] = {}
        self._own = context
        self._scoped = False
        self.meaningless: list[tuple[str, Place]] = []
        """The keys that stand for nothing; none are named where contexts depend on types or properties."""
        root = read_places(text)
        if root is not None:
            self._walk(root, {"@base": base})
        if self._scoped:
            self.meaningless.clear()

    def place(self, subject: Term, predicate: str | None = None, value: Term | None = None) -> Place | None:
        """Return where a statement stands: the value, else the property of the subject, else the subject itself."""
        if isinstance(subject, ox.BlankNode) and subject.value not in self._subjects:
            return self._inside(subject)
        name = str(subject.value) if not isinstance(subject, ox.Literal) else ""
        found = self._keys.get((name, predicate or ""), [])
        for start, node in found:
            for one in [node] if node.items is None else node.items:
                if value is not None and self._is(one, value):
                    return self._lines.place(self._name, one.start)
            if len(found) == 1 or value is None:
                return self._lines.place(self._name, start)
        if found:
            return self._lines.place(self._name, found[0][0])
        start_of = self._subjects.get(name)
        return None if start_of is None else self._lines.place(self._name, start_of)

    def _inside(self, node: ox.BlankNode) -> Place | None:
        """Return where an object without an id stands: at the key that holds it."""
        number = self._table.number(node)
        rows = [] if number is None else (self._table.objects == number).nonzero()[0]
        if not len(rows):
            return None
        row, terms = int(rows[0]), self._table.terms
        predicate = terms[int(self._table.predicates[row])]
        return self.place(terms[int(self._table.subjects[row])], str(predicate.value))

    def _is(self, node: Node, value: Term) -> bool:
        scalar = node.scalar if node.members is None else (node.get("@value", "@id") or Node(0)).scalar
        if isinstance(value, ox.Literal):
            written = str(scalar).lower() if isinstance(scalar, bool) else str(scalar)
            return written == value.value or _same_number(written, value.value)
        return str(scalar) == str(value.value) or str(value.value).endswith(f"/{scalar}")

    def _walk(self, root: Node, context: Context) -> None:
        waiting: list[tuple[Node, Context]] = [(root, context)]
        while waiting:
            node, known = waiting.pop()
            if node.members is None:
                waiting.extend((item, known) for item in node.items or ())
                continue
            given = node.get("@context")
            known = known if given is None else self._extended(known, given)
            self._note(node, known)
            waiting.extend((m.value, known) for m in node.members if m.key != "@context")

    def _note(self, node: Node, known: Context) -> None:
        for member in node.members or ():
            if not member.key.startswith("@") and ":" not in self._expand(member.key, known, vocabulary=True):
                self.meaningless.append((member.key, self._lines.place(self._name, member.start)))
        given = node.get("@id", *(term for term, iri in known.items() if iri == "@id"))
        if given is None or not isinstance(given.scalar, str):
            return
        name = (
            given.scalar.removeprefix("_:")
            if given.scalar.startswith("_:")
            else self._expand(given.scalar, known, vocabulary=False)
        )
        self._subjects.setdefault(name, node.start)
        for member in node.members or ():
            key = known.get(member.key, member.key)
            predicate = f"{RDF}type" if key == "@type" else self._expand(member.key, known, vocabulary=True)
            self._keys.setdefault((name, predicate), []).append((member.start, member.value))

    def _extended(self, known: Context, given: Node) -> Context:
        extended = dict(known)
        for node in [given] if given.items is None else given.items:
            if node.scalar == CONTEXT_IRI:
                extended |= {term: iri for term, value in self._own.items() if (iri := _iri(value)) is not None}
            for member in node.members or ():
                self._scoped = self._scoped or member.value.get("@context") is not None
                target = member.value if member.value.members is None else member.value.get("@id")
                if target is not None and isinstance(target.scalar, str):
                    extended[member.key] = target.scalar
        return extended

    def _expand(self, term: str, known: Context, *, vocabulary: bool) -> str:
        for _ in range(10):  # a term may be given by a compact IRI, whose prefix is a term again
            if vocabulary and term in known and known[term] != term:
                term = known[term]
                continue
            prefix, colon, local = term.partition(":")
            if not colon or local.startswith("//") or prefix not in known:
                break
            term = f"{known[prefix]}{local}"
        if ":" in term or term.startswith("@"):
            return term
        return known.get("@vocab", "") + term if vocabulary else urljoin(known.get("@base", self._base), term)


def _iri(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id")
    return value if isinstance(value, str) else None


def _same_number(one: str, other: str) -> bool:
    try:
        return float(one) == float(other)
    except ValueError:
        return False

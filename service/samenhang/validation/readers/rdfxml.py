"""Reads RDF/XML; a document type, and with it every entity and external reference, is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin
from xml.parsers import expat

import pyoxigraph as ox

from samenhang.model import Text
from samenhang.namespaces import RDF
from samenhang.validation.documents import Place, Problem
from samenhang.validation.readers.gathering import Gathering
from samenhang.validation.readers.problems import end_problem

if TYPE_CHECKING:
    from samenhang.validation.documents import Table, Term
    from samenhang.validation.limits import Limits

_XML: Final = "http://www.w3.org/XML/1998/namespace"
_SEPARATOR: Final = "\x1f"
_ROOT: Final = f"{RDF}RDF"
_NAMES: Final = (f"{RDF}about", f"{RDF}ID", f"{RDF}nodeID")


class _DocumentType(Exception):  # noqa: N818 -- ends the parsing, and never leaves this module
    """There is a document type."""


class _Depth(Exception):  # noqa: N818 -- as above
    """Elements are nested too deep."""


def read_rdfxml(text: str, name: str, base: str, limits: Limits) -> tuple[Gathering, XmlPlaces]:
    """Return the triples of a text, up to where it is no longer valid, and where they stand."""
    gathering, places = Gathering(name, limits), XmlPlaces(name, base, limits.depth)
    problem = places.read(text)
    if problem is not None and problem.code != "syntaxis":
        gathering.tell(problem)
        return gathering, places
    try:
        gathering.take(ox.parse(text.encode(errors="surrogatepass"), ox.RdfFormat.RDF_XML, base_iri=base))
    except SyntaxError as error:
        gathering.tell(problem or end_problem(str(error.msg), places.last))
    return gathering, places


class XmlPlaces:
    """Where elements stand: those that describe a subject, and below them those that are properties."""

    def __init__(self, name: str, base: str, deepest: int) -> None:
        self._name, self._base, self._deepest = name, base, deepest
        self.last = Place(name, 1, 1)
        self._subjects: dict[str, Place] = {}
        self._properties: dict[tuple[str, str], list[tuple[Place, str]]] = {}
        self._open: list[tuple[str, str]] = []  # of each open element: subject or property, and its name
        self._bases: list[str] = []
        self._words: list[str] = []
        self._table: Table | None = None

    def read(self, text: str) -> Problem | None:
        """Take in a text; return what is wrong with it as XML, None when nothing is."""
        parser = expat.ParserCreate("utf-8", namespace_separator=_SEPARATOR)
        parser.StartDoctypeDeclHandler = self._document_type
        parser.StartElementHandler = lambda name, attributes: self._start(parser, name, attributes)
        parser.EndElementHandler = lambda _: self._end()
        parser.CharacterDataHandler = self._words.append
        try:
            parser.Parse(text.encode(errors="surrogatepass"), True)  # noqa: FBT003 -- the signature of expat
        except expat.ExpatError as error:
            place = Place(self._name, error.lineno, error.offset + 1)
            return end_problem(expat.ErrorString(error.code), place)
        except _DocumentType:
            return _no_document_type(Place(self._name, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))
        except _Depth:
            return _too_deep(Place(self._name, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1), self._deepest)
        return None

    def about(self, table: Table) -> XmlPlaces:
        """Return this, able to find a blank node without a name through what points to it."""
        self._table = table
        return self

    def place(self, subject: Term, predicate: str | None = None, value: Term | None = None) -> Place | None:
        """Return where a statement stands: the value, else the property of the subject, else the subject itself."""
        name = f"_:{subject.value}" if isinstance(subject, ox.BlankNode) else str(subject.value)
        if name not in self._subjects and isinstance(subject, ox.BlankNode):
            return self._inside(subject)
        found = self._properties.get((name, predicate or ""), [])
        for place, said in found:
            if value is not None and said == str(value.value):
                return place
        return found[0][0] if found else self._subjects.get(name)

    def _inside(self, node: ox.BlankNode) -> Place | None:
        number = None if self._table is None else self._table.number(node)
        if self._table is None or number is None:
            return None
        rows = (self._table.objects == number).nonzero()[0]
        if not len(rows):
            return None
        row, terms = int(rows[0]), self._table.terms
        predicate = terms[int(self._table.predicates[row])]
        return self.place(terms[int(self._table.subjects[row])], str(predicate.value))

    def _document_type(self, *_: object) -> None:
        raise _DocumentType

    def _start(self, parser: expat.XMLParserType, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= self._deepest:
            raise _Depth
        iri = name.replace(_SEPARATOR, "")
        given = {key.replace(_SEPARATOR, ""): value for key, value in attributes.items()}
        place = self.last = Place(self._name, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        base = given.get(f"{_XML}base")
        self._bases.append(urljoin(self._current_base, base) if base else self._current_base)
        self._words.clear()
        if not self._open and iri == _ROOT:
            self._open.append(("root", iri))
        elif self._open and self._open[-1][0] == "subject":
            self._property(iri, given, place)
        else:
            self._subject(given, place)

    @property
    def _current_base(self) -> str:
        return self._bases[-1] if self._bases else self._base

    def _subject(self, given: dict[str, str], place: Place) -> None:
        about, fragment, node = (given.get(key) for key in _NAMES)
        name = urljoin(self._current_base, about) if about is not None else ""
        name = urljoin(self._current_base, f"#{fragment}") if fragment is not None else name
        name = f"_:{node}" if node is not None else name
        if name:
            self._subjects.setdefault(name, place)
        for key, written in given.items():
            if not key.startswith((RDF, _XML)):
                self._properties.setdefault((name, key), []).append((place, written))
        self._open.append(("subject", name))

    def _property(self, iri: str, given: dict[str, str], place: Place) -> None:
        about = self._open[-1][1]
        resource = given.get(f"{RDF}resource")
        said = urljoin(self._current_base, resource) if resource is not None else ""
        self._properties.setdefault((about, iri), []).append((place, said))
        resource_inside = given.get(f"{RDF}parseType") == "Resource"
        self._open.append(("subject", "") if resource_inside else ("property", iri))

    def _end(self) -> None:
        kind, name = self._open.pop()
        self._bases.pop()
        if kind == "property" and self._open:
            listed = self._properties.get((self._open[-1][1], name), [])
            if listed and not listed[-1][1]:
                listed[-1] = (listed[-1][0], "".join(self._words))
        self._words.clear()


def _no_document_type(place: Place) -> Problem:
    return Problem(
        "documenttype",
        Text(
            "Een DOCTYPE met entiteiten wordt niet gelezen. Schrijf de waarden voluit en laat de DOCTYPE weg. Dit "
            "bestand is niet gecontroleerd.",
            "A DOCTYPE with entities is not read. Write the values out and leave the DOCTYPE out. This file was not "
            "checked.",
        ),
        place,
    )


def _too_deep(place: Place, deepest: int) -> Problem:
    return Problem(
        "teDiep",
        Text(
            f"De elementen zijn dieper genest dan {deepest} niveaus. Dit bestand is niet gecontroleerd.",
            f"The elements are nested deeper than {deepest} levels. This file was not checked.",
        ),
        place,
    )

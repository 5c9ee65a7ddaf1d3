"""Every triple stands where the locator says, in documents that are made at random."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from samenhang.validation.readers import read_rdf
from samenhang.validation.readers.turtle_places import offsets

if TYPE_CHECKING:
    from pathlib import Path

    from samenhang.validation.documents import Document, Place

NIL = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
HEAD = '@prefix : <http://x/> .\nPREFIX p: <http://p/>\n# a comment . "\n'


class Writer:
    """Writes random Turtle in which every literal and IRI of an object occurs once."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 -- repeatable, not secret
        self.number = 0

    def document(self) -> str:
        """Return a whole document."""
        lines = (f"{self.subject()} {self.pairs(0)} ." for _ in range(self.random.randint(1, 4)))
        return HEAD + "\n".join(lines)

    def subject(self) -> str:
        """Return a subject."""
        kind = self.random.random()
        if kind < 0.6:
            return f":s{self.random.randint(0, 99)}"
        if kind < 0.85:
            return "[]" if kind < 0.7 else f"[ {self.pairs(1)} ]"
        return self.items(1)

    def pairs(self, depth: int) -> str:
        """Return predicates with their objects."""

        def pair() -> str:
            values = " , ".join(self.value(depth) for _ in range(self.random.randint(1, 3)))
            return f"{self.random.choice(['a', 'p:x', ':y', '<http://p/z>'])} {values}"

        return " ;\n ".join(pair() for _ in range(self.random.randint(1, 3)))

    def value(self, depth: int) -> str:
        """Return an object."""
        kind = self.random.random()
        if depth > 3 or kind < 0.55:
            return self.leaf()
        if kind < 0.8:
            return "[]" if kind < 0.65 else f"[ {self.pairs(depth + 1)} ]"
        return self.items(depth)

    def items(self, depth: int) -> str:
        """Return a list."""
        return f"( {' '.join(self.value(depth + 1) for _ in range(self.random.randint(0, 4)))} )"

    def leaf(self) -> str:
        """Return an object without parts."""
        self.number += 1
        n = self.number
        forms = (f"{n}", f'"v{n} . ; [ ("@en', f'"""v{n} \n"q" . """', f":o{n}", f"<http://o/{n}>", f'"{n}"^^:dt')
        return self.random.choice((*forms, f"_:b{n}", f'"v{n} #"'))


@pytest.mark.parametrize("seed", range(300))
def test_the_nth_place_is_that_of_the_nth_triple(seed: int) -> None:
    text = Writer(seed).document()
    quads = list(ox.parse(text.encode(), ox.RdfFormat.TURTLE))
    found = offsets(text)
    assert found is not None
    assert len(found) == len(quads), text
    for quad, subject, predicate, value in zip(quads, found.subjects, found.predicates, found.objects, strict=True):
        assert stands(quad.object, text[value:]), (str(quad), text)
        if not quad.predicate.value.startswith(RDF) or quad.predicate.value.endswith("type"):
            assert text[predicate] == "a" or quad.predicate.value[-1] in text[predicate : predicate + 13]
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value != NIL:
            assert text[subject:].startswith(f":{quad.subject.value.rsplit('/', 1)[1]}")


def stands(term: object, rest: str) -> bool:
    if isinstance(term, ox.Literal):
        return rest.strip("\"'").startswith(term.value[:5])
    if isinstance(term, ox.NamedNode):
        name = term.value.rsplit("/", 1)[1]
        return rest.startswith((f":{name}", f"<http://o/{name}>")) or (term.value == NIL and rest[0] in "()")
    return rest.startswith(("[", "(", "_:")) or rest[0] not in "]).;,"  # a cell of a list stands at its element


def read(folder: Path, name: str, text: str | bytes) -> Document:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_rdf(path, name=name)


def at(document: Document, triple: ox.Triple) -> Place | None:
    return document.locator.place(triple.subject, triple.predicate.value, triple.object)  # type: ignore[arg-type]


TURTLE = """@prefix : <http://x/> .
:a :p "one" , 2 ; :q [ :r "in" ; :s [ :t "deep" ] ] .
:b a :C ;
    :p <rel> .
[ :w "nameless" ; :v [ :u "nested" ] ] .
:e\\-f :p "escaped" .
_:x :y "label" .
:a :p "again" .
"""


def test_values_are_found_in_turtle_in_nested_and_nameless_nodes_too(tmp_path: Path) -> None:
    document = read(tmp_path, "a.ttl", TURTLE)
    lines = TURTLE.split("\n")
    literals = {t.object.value: at(document, t) for t in document.table if isinstance(t.object, ox.Literal)}
    assert len(literals) == 9
    for value, place in literals.items():
        assert place is not None, value
        assert lines[place.line - 1][place.column - 1 :].lstrip('"').startswith(value)  # type: ignore[operator]


def test_a_property_and_a_subject_are_found_without_a_value(tmp_path: Path) -> None:
    locator = read(tmp_path, "a.ttl", TURTLE).locator
    place = locator.place(ox.NamedNode("http://x/b"), "http://x/p")
    assert place is not None
    assert (place.line, place.column) == (4, 5)
    place = locator.place(ox.NamedNode("http://x/b"), "http://x/unknown")
    assert place is not None
    assert (place.line, place.column) == (3, 1)
    assert locator.place(ox.NamedNode("http://x/unknown")) is None


def test_blank_nodes_beside_each_other_are_told_apart(tmp_path: Path) -> None:
    document = read(tmp_path, "a.ttl", "@prefix : <http://x/> .\n:a :p [ :n 1 ] ,\n  [ :n 2 ] ,\n  [ :n 3 ] .\n")
    nodes = [t for t in document.table if isinstance(t.object, ox.BlankNode)]
    assert [at(document, t).line for t in nodes] == [2, 3, 4]  # type: ignore[union-attr]


def test_prefixes_that_change_along_the_way_keep_their_meaning(tmp_path: Path) -> None:
    text = "@prefix : <http://x/> .\n:a :p 1 .\n@prefix : <http://y/> .\n:a :p 2 .\n"
    locator = read(tmp_path, "a.ttl", text).locator
    place = locator.place(ox.NamedNode("http://y/a"), "http://y/p")
    assert place is not None
    assert place.line == 4


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.nt", '<http://a> <http://p> "x" .\n\n# c\n<http://a> <http://p> "y"@nl .\n', {"x": (1, 23), "y": (4, 23)}),
        ("a.nq", '<http://a> <http://p> "x" <http://g> .\n_:b <http://p> "y" .\n', {"x": (1, 23), "y": (2, 16)}),
        (
            "a.trig",
            '@prefix : <http://x/> .\nGRAPH :g {\n :a :p "x" }\n:h { :b :p "y" . }\n',
            {"x": (3, 8), "y": (4, 12)},
        ),
        (
            "a.jsonld",
            (
                '{"@context": {"@vocab": "http://v/", "n": {"@id": "http://n/name"}},\n "@graph": [\n'
                '  {"@id": "http://a", "p": ["x", "y"],\n   "n": "z"}]}'
            ),
            {"x": (3, 29), "y": (3, 34), "z": (4, 9)},
        ),
        (
            "a.rdf",
            (
                '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">\n'
                '<e:C r:about="http://a"><e:p>x</e:p>\n  <e:p>y</e:p></e:C></r:RDF>'
            ),
            {"x": (2, 25), "y": (3, 3)},
        ),
    ],
)
def test_values_are_found_in_every_form(
    tmp_path: Path, name: str, text: str, expected: dict[str, tuple[int, int]]
) -> None:
    document = read(tmp_path, name, text)
    found = {t.object.value: at(document, t) for t in document.table if isinstance(t.object, ox.Literal)}
    assert {value: (place.line, place.column) for value, place in found.items() if place} == expected


def test_a_windows_file_and_one_with_a_byte_order_mark_count_the_same_lines(tmp_path: Path) -> None:
    text = '@prefix : <http://x/> .\r\n:a :p 1 ;\r\n   :q "é" , "f" .\r\n'
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le"):
        data = text.encode(encoding)
        document = read(tmp_path, "a.ttl", b"\xff\xfe" + data if encoding == "utf-16-le" else data)
        place = document.locator.place(ox.NamedNode("http://x/a"), "http://x/q", ox.Literal("f"))
        assert place is not None
        assert (place.line, place.column) == (3, 13)

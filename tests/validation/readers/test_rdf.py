"""What is wrong in a file is told where it stands, and the rest is read."""

from __future__ import annotations

import gzip
import random
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from samenhang.errors import SamenhangError
from samenhang.validation.limits import Limits, RefusedError, TooLargeError
from samenhang.validation.readers import read_rdf
from samenhang.validation.readers.context import json_ld_context
from samenhang.validation.readers.jsonld import CONTEXT_IRI

if TYPE_CHECKING:
    from pathlib import Path

    from samenhang import Samenhang
    from samenhang.validation.documents import Document


def read(folder: Path, name: str, text: str | bytes, **options: object) -> Document:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_rdf(path, name=name, **options)  # type: ignore[arg-type]


def values(document: Document) -> set[str]:
    return {str(t.object.value) for t in document.table if not isinstance(t.object, ox.Triple)}


def test_terms_are_kept_as_they_are_written(tmp_path: Path) -> None:
    text = '<http://a> <http://p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> , 1.50 , "P12M" , "EN"@EN-gb .'
    assert values(read(tmp_path, "a.ttl", text)) == {"01", "1.50", "P12M", "EN"}


@pytest.mark.parametrize(
    ("name", "text", "kept", "places"),
    [
        (
            "a.ttl",
            '@prefix : <http://x/>.\n:a :p 1 .\n:b :p oops .\n:c :p "not closed .\n:d :p 2 .\n:e :p [ :q 5.\n:f :p 3 .',
            {"1", "2", "3"},
            [(3, 7), (4, 7), (6, 13)],
        ),
        (
            "a.trig",
            "@prefix : <http://x/> .\n:g { :a :p 1 . :b :p , 2 . }\n:h { :c :p 3 }\n",
            {"1", "3"},
            [(2, 22)],
        ),
        ("a.nt", '<http://a> <http://p> "1" .\nnonsense\n<http://a> <http://p> "2" .\n', {"1", "2"}, [(2, 1)]),
        ("a.nq", '<http://a> <http://p> "1" <http://g> .\n<a> <b> .\n_:x <http://p> "2" .\n', {"1", "2"}, [(2, 1)]),
        ("a.ttl", "@prefix x: nope .\n<http://a> <http://p> 1 .\nx:a <http://p> 2 .\n", {"1"}, [(1, 12), (3, 1)]),
    ],
)
def test_a_fault_has_its_place_and_spoils_no_other_statement(
    tmp_path: Path, name: str, text: str, kept: set[str], places: list[tuple[int, int]]
) -> None:
    document = read(tmp_path, name, text)
    assert kept <= values(document)
    found = [(p.place.line, p.place.column) for p in document.problems if p.code == "syntaxis"]
    assert found == places


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.jsonld", '[{"@context": {"@vocab": "http://v/"}, "@id": "http://a", "p": "kept"},\n{"p": }]', 2),
        (
            "a.rdf",
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">\n<e:C>\n</e:D>',
            3,
        ),
    ],
)
def test_where_nothing_after_a_fault_can_be_read_this_is_said(tmp_path: Path, name: str, text: str, line: int) -> None:
    (problem,) = read(tmp_path, name, text).problems
    assert problem.place.line == line
    assert "niet gecontroleerd" in problem.text.nl


@pytest.mark.parametrize(
    "context",
    ['"https://elsewhere.example/c"', '["/c", {"p": "http://p"}]', '{"@import": "https://elsewhere.example/c"}'],
)
def test_a_context_that_stands_elsewhere_is_not_fetched(tmp_path: Path, context: str) -> None:
    document = read(tmp_path, "a.jsonld", f'{{"@context": {context},\n "@id": "http://a", "p": 1}}')
    assert [p.code for p in document.problems] == ["contextElders"]
    assert len(document.table) == 0


def test_a_key_that_means_nothing_is_named_instead_of_left_out_in_silence(tmp_path: Path) -> None:
    text = '{"@context": {"p": "http://p"},\n "@id": "http://a", "p": 1,\n "q": 2, "http://r": {"s": 3}}'
    problems = read(tmp_path, "a.jsonld", text).problems
    assert [(p.value, p.place.line) for p in problems] == [("q", 3), ("s", 3)]


def test_a_file_that_says_nothing_is_told_so(tmp_path: Path) -> None:
    for name in ("a.ttl", "a.nt", "a.jsonld"):
        (problem,) = read(tmp_path, name, "{}" if name == "a.jsonld" else "").problems
        assert problem.code == "geenUitspraken"


def test_our_own_context_may_be_named(tmp_path: Path, samenhang: Samenhang) -> None:
    text = (
        f'{{"@context": "{CONTEXT_IRI}",\n'
        '"@id": "https://w3id.org/samenhang/id/inrichting/x", "@type": "Inrichting", "identifier": "x",\n'
        '"bekostigingsvorm": "productiebekostiging", "contractduurJaren": 4, "niveau": "stelsel", "label": {"nl": "X"}}'
    )
    context = json_ld_context(samenhang.catalogue.dimensions)["@context"]
    document = read(tmp_path, "a.jsonld", text, context=context)
    assert document.problems == ()
    graph = {(t.predicate.value, str(t.object)) for t in document.table}
    define = "https://w3id.org/samenhang/def/"
    assert (f"{define}bekostigingsvorm", f"<{define}bekostigingsvorm/productiebekostiging>") in graph
    assert (f"{define}niveau", "<https://w3id.org/samenhang/id/niveau/stelsel>") in graph
    assert (f"{define}contractduurJaren", '"4"^^<http://www.w3.org/2001/XMLSchema#decimal>') in graph
    place = document.locator.place(
        ox.NamedNode("https://w3id.org/samenhang/id/inrichting/x"), f"{define}bekostigingsvorm"
    )
    assert place is not None
    assert place.line == 3


def test_a_document_type_is_refused_with_its_entities(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not to be read", encoding="utf-8")
    text = (
        f'<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY e SYSTEM "{secret.as_uri()}">]>\n'
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"><e:C><e:p>&e;</e:p></e:C></r:RDF>'
    )
    document = read(tmp_path, "a.rdf", text)
    assert [p.code for p in document.problems] == ["documenttype"]
    assert len(document.table) == 0


def test_bytes_that_are_no_text_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    document = read(tmp_path, "a.ttl", b'<http://a> <http://p> "caf\xe9" .\n<http://b> <http://p> "kept" .')
    assert [(p.code, p.place.line, p.place.column) for p in document.problems] == [("tekenset", 1, 27)]
    assert "kept" in values(document)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x", "@prefix : <http://x/> . :a :p :b ."),
        ("x", "# comment\nPREFIX : <http://x/>\n:g { :a :p :b }"),
        ("x", "<http://a> <http://p> <http://b> ."),
        ("x", "<http://a> <http://p> <http://b> <http://g> ."),
        ("x", '{"@id": "http://a", "http://p": 1}'),
        ("x", '[{"@id": "http://a", "http://p": 1}]'),
        ("x", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Bag/></rdf:RDF>'),
    ],
)
def test_the_form_is_known_from_the_text_when_nothing_else_tells_it(tmp_path: Path, name: str, text: str) -> None:
    assert len(read(tmp_path, name, text).table) == 1


def test_the_media_type_goes_before_the_name(tmp_path: Path) -> None:
    document = read(tmp_path, "a.json", "<http://a> <http://p> 1 .", media_type="text/turtle; charset=utf-8")
    assert (document.media_type, len(document.table)) == ("text/turtle", 1)


def test_what_is_no_rdf_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as caught:
        read(tmp_path, "letter.docx", b"\x00\x01\x02")
    assert "letter.docx" in caught.value.text.nl


def test_limits_end_in_a_refusal(tmp_path: Path) -> None:
    text = "\n".join(f"<http://a> <http://p> {n} ." for n in range(100))
    for limits in (Limits(bytes=100), Limits(triples=10)):
        with pytest.raises(TooLargeError):
            read(tmp_path, "a.ttl", text, limits=limits)
    bomb = gzip.compress(b" " * 50_000_000)
    with pytest.raises(TooLargeError):
        read(tmp_path, "a.ttl.gz", bomb)
    with pytest.raises(RefusedError):
        read(tmp_path, "a.ttl.gz", gzip.compress(text.encode())[:-20])


def test_a_literal_that_is_too_long_is_left_out_and_told(tmp_path: Path) -> None:
    document = read(tmp_path, "a.nt", f'<http://a> <http://p> "{"x" * 200}" .\n', limits=Limits(literal=100))
    assert [p.code for p in document.problems] == ["waardeTeLang"]
    assert len(document.table) == 0


def test_more_faults_than_anybody_reads_are_counted_not_listed(tmp_path: Path) -> None:
    document = read(tmp_path, "a.nt", "nonsense\n" * 50, limits=Limits(problems=10))
    assert [p.code for p in document.problems[-2:]] == ["syntaxis", "teVeelFouten"]
    assert len(document.problems) == 11


@pytest.mark.parametrize("text", ["[" * 50_000, "<http://a> <http://p> " + "[ <http://p> " * 20_000, '{"a":' * 20_000])
def test_deep_nesting_ends(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, "a.jsonld" if "{" in text else "a.ttl", text)
    assert document.problems


def test_many_unclosed_brackets_cost_no_more_than_their_length_asks(tmp_path: Path) -> None:
    text = "@prefix : <http://x/> .\n" + ":a :p [ :q 1 .\n" * 5_000
    assert len(read(tmp_path, "a.ttl", text).problems) > 100


SEEDS = {
    "a.ttl": '@prefix : <http://x/> .\n:a :p "one"@nl , 2.5 ; :q [ :r ( 1 "x"^^:t ) ] . # c\n:b a :C .\n',
    "a.trig": "@prefix : <http://x/> .\nGRAPH :g { :a :p :b , 1 . :c :d :e }\n",
    "a.nt": '<http://a> <http://p> "x"@nl .\n_:b <http://p> "\\u00e9\\n" .\n',
    "a.nq": '<http://a> <http://p> "x" <http://g> .\n',
    "a.jsonld": '{"@context": {"@vocab": "http://v/"}, "@id":"http://a", "p": [1, {"@value": "x", "@language": "nl"}]}',
    "a.rdf": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
    '<e:C r:about="http://a"><e:p r:parseType="Resource"><e:q>x</e:q></e:p></e:C></r:RDF>',
}
PIECES = (
    '"',
    "'''",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    ".",
    ";",
    "<",
    ">",
    "\\",
    "@",
    "^^",
    "\x00",
    "\ud7ff",
    "<!--",
    "&",
    "é",
    "]]>",
    " a ",
)


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_file_gives_a_document_or_a_refusal_and_every_place_can_be_asked(
    tmp_path: Path, name: str, seed: int
) -> None:
    chance = random.Random(f"{name}{seed}")  # noqa: S311 -- repeatable, not secret
    text = list(SEEDS[name] * chance.randint(1, 3))
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(text))
        text[place : place + chance.choice((0, 0, 1, 5))] = chance.choice(PIECES)
    try:
        document = read(tmp_path, name, "".join(text))
    except SamenhangError:
        return
    for triple in document.table:
        document.locator.place(triple.subject, triple.predicate.value, triple.object)  # type: ignore[arg-type]
    assert len(document.table) or document.problems

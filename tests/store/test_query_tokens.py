from __future__ import annotations

import time

import pytest

from samenhang.store.query_tokens import Kind, names_graphs, tokens


def kinds(text: str) -> list[tuple[Kind, str]]:
    return [tuple(token) for token in tokens(text)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('"SERVICE"', Kind.STRING),
        (r'"a \" SERVICE"', Kind.STRING),
        ("'SERVICE'", Kind.STRING),
        ('"""a " b "" SERVICE\n"""', Kind.STRING),
        ("'''a ' b '' SERVICE\n'''", Kind.STRING),
        ("<http://example.org/SERVICE#a?b=c>", Kind.IRI),
        ("ex:service", Kind.NAME),
        ("service:ex", Kind.NAME),
        (":SERVICE", Kind.NAME),
        ("ex:a.b.service", Kind.NAME),
        (r"ex:a\.service%20b", Kind.NAME),
        ("?service", Kind.VARIABLE),
        ("$service", Kind.VARIABLE),
        ("_:service", Kind.VARIABLE),
        ("@service", Kind.TAG),
        ("1.5e-3", Kind.NUMBER),
        ("SERVICE", Kind.WORD),
    ],
)
def test_each_kind_of_token_is_one_token(text: str, kind: Kind) -> None:
    assert kinds(text) == [(kind, text)]


def test_comments_and_whitespace_are_left_out() -> None:
    assert kinds("ASK # SERVICE 'it\n{}") == [(Kind.WORD, "ASK"), (Kind.MARK, "{"), (Kind.MARK, "}")]


def test_a_number_sign_inside_an_iri_starts_no_comment() -> None:
    assert kinds("<http://example.org/a#b> LOAD")[1] == (Kind.WORD, "LOAD")


def test_the_dot_that_ends_a_triple_is_no_part_of_the_name() -> None:
    assert kinds("ex:a.") == [(Kind.NAME, "ex:a"), (Kind.MARK, ".")]


def test_less_than_is_told_from_an_iri() -> None:
    assert [kind for kind, _ in kinds("?a < ?b && ?c > ?d")] == [
        Kind.VARIABLE,
        Kind.MARK,
        Kind.VARIABLE,
        Kind.MARK,
        Kind.VARIABLE,
        Kind.MARK,
        Kind.VARIABLE,
    ]


def test_a_string_that_is_not_closed_does_not_hide_the_lines_below() -> None:
    assert (Kind.WORD, "SERVICE") in kinds('"open\nSERVICE')


@pytest.mark.parametrize("text", ["a." * 49_000, '"\\' * 49_000, "<a" * 49_000, "a:" + "." * 99_000, "'''\\" * 24_000])
def test_hostile_text_is_cut_in_linear_time(text: str) -> None:
    start = time.process_time()
    assert sum(1 for _ in tokens(text)) > 0
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * FROM <http://example.org/g> {}", True),
        ("SELECT * from named <http://example.org/g> {}", True),
        ('SELECT * { ?s ?p "FROM" }', False),
        ("SELECT * { ?from ex:from <http://from/> } # FROM", False),
    ],
)
def test_only_the_keyword_from_names_graphs(query: str, *, expected: bool) -> None:
    assert names_graphs(query) is expected

"""The Turtle style: each rule has a text that keeps it and one that breaks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turtle_style import check, fix, main, prefix_rank

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
# Two things, to show the canonical form.

@prefix sam: <https://w3id.org/samenhang/def/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix D2: <https://w3id.org/samenhang/bron/D2/> .

# --- Things ---

sam:een
    a sam:Ding ;
    skos:prefLabel
        "één; met . en # erin"@nl ,
        "one"@en ;
    skos:note \"\"\"lange tekst \twith blanks<blanks>
  and a second line\"\"\"@en ;
    sam:bron D2:5.4 , D2:bijlage-1 .

sam:twee
    sam:deel [ skos:prefLabel "deel"@nl , "part"@en ; sam:lijst ( 1 2.5 true ) ] ;

    # a second group of statements
    sam:anders [ a sam:Ding ] .

[] a sam:Alle ; sam:leden (
    sam:een sam:twee
) .
""".replace("<blanks>", "  ")


def sentences(text: str) -> list[str]:
    return [finding.sentence for finding in check(text)]


def test_canonical_text_has_no_findings() -> None:
    assert check(GOOD) == []


def test_canonical_text_is_left_alone_by_fix() -> None:
    assert fix(GOOD) == GOOD


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("# Two things, to", "@base <https://w3id.org/> .\n# Two", 1, "The file starts with a comment"),
        ("    a sam:Ding ;", "\ta sam:Ding ;", 10, "A tab"),
        ("    a sam:Ding ;", "    a sam:Ding ; ", 10, "Blanks at the end"),
        (") .\n", ") .", 26, "exactly one newline"),
        (") .\n", ") .\n\n", 28, "exactly one newline"),
        ("[ a sam:Ding ]", "_:ding", 22, "The blank node label _:ding"),
        ("D2:5.4 , D2:bijlage-1", "sam:bron", 5, "The prefix D2: is declared and not used"),
        ("@prefix skos:", "@prefix sam: <https://w3id.org/samenhang/def/> .\n@prefix skos:", 4, "declared twice"),
        ("@prefix D2: ", "@prefix rdf: <urn:r> .\n@prefix D2: ", 4, "The prefix skos: stands where"),
        ("@prefix D2: ", "@prefix  D2: ", 5, "on one line"),
        ("\n# --- Things", "\n@prefix : <urn:x> .\n\n# --- Things", 5, "The prefix D2: stands where"),
        ("@prefix D2: ", "\n@prefix D2: ", 6, "without a line between"),
        ("\n\nsam:twee", "\nsam:twee", 17, "A blank line separates"),
        (" .\n\nsam:twee", " . sam:twee", 16, "Two statements on one line"),
        ("\n\nsam:twee", "\n\n\nsam:twee", 18, "A second blank line"),
        ("    a sam:Ding ;", "  a sam:Ding ;", 10, "Indented by 2"),
        ("    a sam:Ding ;", "a sam:Ding ;", 10, "Indented by 0"),
        ("sam:twee\n", " sam:twee\n", 18, "at the margin"),
        ("sam:twee\n", "sam:een\n", 18, "sam:een is described a second time; it began on line 9"),
        ('"één; met . en # erin"@nl ,\n', "", 11, "here: @en"),
        ('"one"@en', '"one"', 11, "here: @nl, no tag"),
        ('"deel"@nl , "part"@en', '"part"@en , "deel"@nl', 19, "skos:prefLabel gives @nl before @en"),
        ("[] a sam:Alle", '[] skos:prefLabel "alle"@nl ; a sam:Alle', 24, "here: @nl"),
    ],
)
def test_departure_from_the_form_is_found_where_it_stands(old: str, new: str, line: int, sentence: str) -> None:
    assert old in GOOD
    findings = check(GOOD.replace(old, new, 1))
    assert any(sentence in finding.sentence and finding.line == line for finding in findings), findings


def test_text_that_is_not_turtle_gets_the_finding_of_the_parser_only() -> None:
    [finding] = check("# A thing.\n\n@prefix sam: <urn:x> .\n\nsam:een sam:twee .\n")
    assert finding.line == 5
    assert finding.sentence.startswith("This is not Turtle")


def test_used_prefix_must_be_declared() -> None:
    assert sentences("# A thing.\n\n<urn:x> a sam:Ding .\n")[0].startswith("This is not Turtle")


UNTIDY = """\
# Two things.
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .

@prefix sam: <https://w3id.org/samenhang/def/> .
sam:een
\ta sam:Ding ;  \r
    skos:prefLabel
        "one"@en ,
        "één"@nl ;
    sam:deel [ sam:waarde "met\ttab" ] .
sam:twee
    a sam:Ding .


# --- More ---

sam:drie
    a sam:Ding .

"""

TIDY = """\
# Two things.
@prefix sam: <https://w3id.org/samenhang/def/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

sam:een
    a sam:Ding ;
    skos:prefLabel
        "één"@nl ,
        "one"@en ;
    sam:deel [ sam:waarde "met\ttab" ] .

sam:twee
    a sam:Ding .

# --- More ---

sam:drie
    a sam:Ding .
"""


def test_fix_mends_what_is_mechanical() -> None:
    assert fix(UNTIDY) == TIDY


def test_fix_leaves_text_that_is_not_turtle() -> None:
    assert fix("sam:een  \n") == "sam:een  \n"


@given(st.lists(st.sampled_from([" ", "\t", "\n", "\n\n", "    "]), min_size=8, max_size=8))
def test_fix_is_done_after_one_round(blanks: list[str]) -> None:
    text = "# A thing.\n" + "".join(
        part + blank
        for part, blank in zip(
            [
                "@prefix sam:",
                "<urn:x/> .",
                "sam:een",
                "a",
                "sam:Ding ;",
                "sam:deel",
                '"""een\n \n"""',
                ". sam:b a sam:Ding .",
            ],
            blanks,
            strict=True,
        )
    )
    assert fix(fix(text)) == fix(text)


def test_fixed_prefixes_come_first() -> None:
    assert sorted(["afleiding", "D2", "sh", "sam", "cv"], key=prefix_rank) == ["sam", "sh", "cv", "D2", "afleiding"]


def test_command_names_file_line_and_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "een.ttl"
    file.write_text(GOOD.replace("    a sam:Ding ;", "   a sam:Ding ;", 1), encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    assert capsys.readouterr().out == f"{file}:10: Indented by 3; inside a statement indents are multiples of 4.\n"


def test_command_mends_and_then_finds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "een.ttl"
    file.write_bytes(UNTIDY.encode())
    assert main(["--fix", str(file)]) == 0
    assert file.read_bytes().decode() == TIDY
    assert capsys.readouterr().out == ""


def test_command_says_which_path_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "weg")]) == 2
    assert "There is no" in capsys.readouterr().err

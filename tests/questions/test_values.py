from __future__ import annotations

import pytest

from samenhang.errors import InvalidInputError
from samenhang.questions import Questions, ask


def _faults(questions: Questions, question: str, **given: str | list[str]) -> list[tuple[str, str]]:
    lists = {name: [value] if isinstance(value, str) else value for name, value in given.items()}
    with pytest.raises(InvalidInputError) as caught:
        ask(questions, questions[question], lists)
    assert all(fault.text.nl != fault.text.en for fault in caught.value.faults)
    return [(fault.pointer, fault.code) for fault in caught.value.faults]


def test_what_is_not_given_has_its_default(questions: Questions) -> None:
    asked = ask(questions, questions["CQ07"], {"vast": ["schaal"]})
    assert asked.values["vast"] == "schaal"
    assert asked.values["keuzes"] == questions["CQ07"].parameters[0].default


def test_the_values_stand_in_the_query(questions: Questions) -> None:
    text = ask(questions, questions["CQ66"], {"knop": ["domein"]}).text
    assert '"domein"' in text
    assert "?knop =" not in text


@pytest.mark.parametrize(
    "written",
    [
        "https://w3id.org/samenhang/def/contractafbakening/gebied",
        "contractafbakening/gebied",
        "gebied",
    ],
)
def test_an_iri_may_be_written_without_what_it_shares_with_the_default(written: str, questions: Questions) -> None:
    asked = ask(questions, questions["CQ33"], {"optie": [written]})
    assert asked.values["optie"] == "https://w3id.org/samenhang/def/contractafbakening/gebied"


def test_choices_are_written_as_one_answer_per_dimension(questions: Questions) -> None:
    given = (
        "  monitoringFocus=kosten budgetplafond=geen\nmonitoringFocus=kwaliteit contractwaardeEuro=750000 leerarena="
    )
    asked = ask(questions, questions["CQ03"], {"keuzes": [given]})
    assert asked.values["keuzes"].split() == [
        "monitoringFocus=kosten,kwaliteit",
        "budgetplafond=geen",
        "contractwaardeEuro=750000",
        "leerarena=",
    ]
    assert " monitoringFocus=kosten monitoringFocus=kwaliteit" in f" {asked.text}".replace('"', " ")


def test_no_choices_at_all_are_choices(questions: Questions) -> None:
    assert ask(questions, questions["CQ03"], {"keuzes": [""]}).values["keuzes"] == ""


def test_every_fault_is_listed_with_the_nearest_valid_values(questions: Questions) -> None:
    given = {"keuzes": ["budgetplafond=gen schal=lokaal"], "risco": ["x"], "risico": ["wachtlijst"]}
    with pytest.raises(InvalidInputError) as caught:
        ask(questions, questions["CQ04"], given)
    found = {fault.pointer: fault.suggestions[:1] for fault in caught.value.faults}
    assert found == {
        "/risco": ("risico",),
        "/risico": ("https://w3id.org/samenhang/id/risico/wachtlijsten",),
        "/keuzes/budgetplafond": ("geen",),
        "/keuzes/schal": ("schaal",),
    }


@pytest.mark.parametrize(
    ("question", "given", "expected"),
    [
        ("CQ03", {"keuzes": "budgetplafond"}, [("/keuzes", "geenKeuze")]),
        ("CQ03", {"keuzes": "=geen"}, [("/keuzes", "geenKeuze")]),
        ("CQ03", {"keuzes": ["a=b", "c=d"]}, [("/keuzes", "herhaaldeParameter")]),
        ("CQ03", {"keuzes": "x" * 20_001}, [("/keuzes", "teLang")]),
        ("CQ25", {"bedrag": "7,5 ton"}, [("/bedrag", "verkeerdType")]),
        ("CQ25", {"bedrag": ""}, [("/bedrag", "verkeerdType")]),
        ("CQ25", {"bedrag": "NaN"}, [("/bedrag", "verkeerdType")]),
        ("CQ33", {"optie": ""}, [("/optie", "onbekendeWaarde")]),
        ("CQ33", {"optie": "javascript:alert(1)"}, [("/optie", "onbekendeWaarde")]),
        ("CQ33", {"optie": "https://x/> . } #"}, [("/optie", "onbekendeWaarde")]),
        ("CQ33", {"optie": "/".join("x" * 30)}, [("/optie", "onbekendeWaarde")]),
        ("CQ33", {"optie": "risico/wachtlijsten"}, [("/optie", "onbekendeWaarde")]),
        ("CQ66", {"knop": "a\0b"}, [("/knop", "ongeldigeTekens")]),
        ("CQ66", {"knop": "\ud800"}, [("/knop", "ongeldigeTekens")]),
        ("CQ08", {"keuzes": "a=b"}, [("/keuzes", "onbekendeParameter")]),
    ],
)
def test_a_value_that_cannot_be_is_refused(
    question: str, given: dict[str, str | list[str]], expected: list[tuple[str, str]], questions: Questions
) -> None:
    assert _faults(questions, question, **given) == expected


@pytest.mark.parametrize("nasty", ['"', '\\"', '" } #', "'''", "\\", "$&", "?knop", "\u2028", "{", "}} UNION {{"])
def test_text_stays_text_whatever_is_in_it(nasty: str, questions: Questions) -> None:
    asked = ask(questions, questions["CQ66"], {"knop": [nasty]})
    assert list(questions.core.store.select(asked.text)) == []

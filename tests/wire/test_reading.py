from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samenhang.errors import Fault, InvalidInputError
from samenhang.wire import Question, read_question

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def read(body: bytes) -> Question | tuple[Fault, ...]:
    """Return the question, or the faults for which it is refused."""
    try:
        return read_question(body)
    except InvalidInputError as error:
        return error.faults


@given(st.fixed_dictionaries({}, optional={"keuzes": VALUES, "lens": VALUES, "peildatum": VALUES, "iets": VALUES}))
def test_any_json_object_is_read_with_its_faults(data: dict[str, object]) -> None:
    question = read(json.dumps(data).encode())
    assert isinstance(question, Question)
    assert all(isinstance(part, str) for part in question.lens)
    assert not any(isinstance(value, dict) for value in question.choices.values())
    assert ("iets" in data) is any(fault.pointer == "/iets" for fault in question.faults)


@given(st.binary())
def test_any_bytes_are_read_or_refused_with_faults(body: bytes) -> None:
    assert read(body)


def test_every_key_that_occurs_twice_is_named_once() -> None:
    question = read_question(b'{"keuzes": {"a": 1, "b": 2, "a": 3, "a": 4, "b": 5}, "keuzes": {"c": 1, "c": 1}}')
    assert [(f.pointer, f.code) for f in question.faults] == [
        ("/keuzes", "tweedeWaarde"),
        ("/keuzes/c", "tweedeWaarde"),
    ]


def test_values_are_read_as_they_were_written() -> None:
    question = read_question(
        b'{"keuzes": {"a": 1, "b": 0.1, "c": ["x"], "d": []}, "lens": ["D4"], "peildatum": "2026-01-01"}'
    )
    assert question.choices == {"a": 1, "b": 0.1, "c": ["x"], "d": []}
    assert (question.lens, question.day, question.faults) == (["D4"], "2026-01-01", ())


@pytest.mark.parametrize("digits", [18, 31, 5000])
def test_an_integer_of_any_length_is_read_in_no_time(digits: int) -> None:
    question = read_question(b'{"keuzes": {"a": ' + b"9" * digits + b"}}")
    assert question.choices["a"] >= 10**18 - 1

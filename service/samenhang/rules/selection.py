"""Reads a selection as it arrives on the wire, from the command line or from Python, and lists every fault at once."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Answer, AnswerKind, Dimension, Text
from samenhang.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EMPTY = "geen"
_SHOWN = 60
_MOST_FAULTS = 200
_LARGEST = 10**18


def parse_selection(
    raw: Mapping[str, Any],
    dimensions: Mapping[str, Dimension],
    pointer: str = "/keuzes",
    *,
    numbers_as_text: bool = False,
) -> dict[str, Answer]:
    """Return the answers by dimension id.

    A single or ordinal dimension takes an option id; a set takes a list of option ids, or one id, and `[]` or `geen`
    answers it with none; a number takes a number (with `numbers_as_text` also its decimal notation).
    InvalidInputError lists every unknown dimension or option, wrong type and second value, with the nearest valid ids.
    """
    faults: list[Fault] = []
    answers: dict[str, Answer] = {}
    for key, value in raw.items():
        if len(faults) >= _MOST_FAULTS:
            break
        where = f"{pointer}/{_escape(str(key))}"
        dimension = dimensions.get(key)
        if dimension is None:
            faults.append(unknown_dimension(str(key), dimensions, where))
            continue
        answer = _answer(dimension, value, where, faults, numbers_as_text=numbers_as_text)
        if answer is not None:
            answers[key] = answer
    if faults:
        raise InvalidInputError(faults)
    return answers


def _answer(
    dimension: Dimension, value: object, where: str, faults: list[Fault], *, numbers_as_text: bool
) -> Answer | None:
    if dimension.kind is AnswerKind.NUMBER:
        return _number(dimension, value, where, faults, numbers_as_text=numbers_as_text)
    if dimension.kind is AnswerKind.SET:
        return _set(dimension, value, where, faults)
    if isinstance(value, list | tuple | set | frozenset):
        if len(value) == 1:
            return _option(dimension, next(iter(value)), where, faults)
        faults.append(_not_one(dimension, value, where))
        return None
    return _option(dimension, value, where, faults)


def _option(dimension: Dimension, value: object, where: str, faults: list[Fault]) -> str | None:
    if not isinstance(value, str):
        faults.append(
            Fault(
                where,
                "verkeerdType",
                Text(
                    f"'{dimension.id}' vraagt een optie als tekst, niet {_show(value)}.",
                    f"'{dimension.id}' takes an option as text, not {_show(value)}.",
                ),
                tuple(dimension.option_index),
            )
        )
        return None
    if value in dimension.option_index:
        return value
    near = nearest(value, dimension.option_index) or tuple(dimension.option_index)
    faults.append(
        Fault(
            where,
            "onbekendeOptie",
            Text(
                f"'{_cut(value)}' is geen optie van '{dimension.id}'. Kies bijvoorbeeld {', '.join(near)}.",
                f"'{_cut(value)}' is not an option of '{dimension.id}'. Choose for example {', '.join(near)}.",
            ),
            near,
        )
    )
    return None


def _set(dimension: Dimension, value: object, where: str, faults: list[Fault]) -> frozenset[str] | None:
    if isinstance(value, str):
        value = [] if value == EMPTY and EMPTY not in dimension.option_index else [value]
    if not isinstance(value, list | tuple | set | frozenset):
        text = Text(
            f"'{dimension.id}' vraagt een lijst van opties, niet {_show(value)}.",
            f"'{dimension.id}' takes a list of options, not {_show(value)}.",
        )
        faults.append(Fault(where, "verkeerdType", text, tuple(dimension.option_index)))
        return None
    before = len(faults)
    members = set()
    for index, member in enumerate(value):
        if len(faults) >= _MOST_FAULTS:
            break
        members.add(_option(dimension, member, f"{where}/{index}", faults))
    return frozenset(m for m in members if m is not None) if len(faults) == before else None


def _number(
    dimension: Dimension, value: object, where: str, faults: list[Fault], *, numbers_as_text: bool
) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str) or _is_odd(value, numbers_as_text):
        unit = dimension.unit or ""
        text = Text(
            f"'{dimension.id}' vraagt een getal ({unit}), niet {_show(value)}.",
            f"'{dimension.id}' takes a number ({unit}), not {_show(value)}.",
        )
        faults.append(Fault(where, "verkeerdType", text))
        return None
    return Decimal(str(value))


def _is_odd(value: float | Decimal | str, numbers_as_text: bool) -> bool:  # noqa: FBT001 -- a plain predicate
    if isinstance(value, str):
        if not numbers_as_text or len(value) > _SHOWN:
            return True
        try:
            return not Decimal(value).is_finite()
        except InvalidOperation:
            return True
    number = Decimal(value)
    return not number.is_finite() or abs(number) >= _LARGEST


def unknown_dimension(key: str, dimensions: Iterable[str], where: str) -> Fault:
    """Return the fault of an id that is no dimension, with the nearest that are."""
    near = nearest(key, dimensions)
    return Fault(
        where,
        "onbekendeDimensie",
        Text(
            f"Onbekende dimensie '{_cut(key)}'." + (f" Bedoelt u {', '.join(near)}?" if near else ""),
            f"Unknown dimension '{_cut(key)}'." + (f" Did you mean {', '.join(near)}?" if near else ""),
        ),
        near,
    )


def _not_one(dimension: Dimension, value: Iterable[object], where: str) -> Fault:
    return Fault(
        where,
        "nietPreciesEenWaarde",
        Text(
            f"'{dimension.id}' heeft precies een antwoord, niet {_show(value)}. Laat de dimensie weg als er geen is.",
            f"'{dimension.id}' has exactly one answer, not {_show(value)}. Leave the dimension out when there is none.",
        ),
        tuple(dimension.option_index),
    )


def _show(value: object) -> str:
    if isinstance(value, int) and abs(value) >= _LARGEST:
        return "…"
    return _cut(repr(value)) if isinstance(value, str | int | float | list | tuple | bool) else type(value).__name__


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _escape(key: str) -> str:
    return _cut(key).replace("~", "~0").replace("/", "~1")

"""Reads what a caller sends: strict JSON, and a question about a selection, with every fault listed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text
from samenhang.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MOST_VALUES = 1000
_MOST_LENSES = 50
MOST_FAULTS = 200
_LONGEST_INTEGER = 30
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a selection as it was sent; the ids in it are not yet checked.

    `faults` are those of its form; whoever goes on to read the ids adds them to what is found there.
    """

    choices: Mapping[str, Any]
    lens: Sequence[str]
    day: str | None
    faults: tuple[Fault, ...]


class _Doubled(dict[str, Any]):
    """An object in which keys occur more than once."""

    __slots__ = ("keys_again",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.keys_again = tuple(dict.fromkeys(k for k, _ in pairs if k in seen or seen.add(k)))  # type: ignore[func-returns-value]


def read_object(body: bytes) -> tuple[dict[str, Any], list[Fault]]:
    """Return the JSON object in `body`, with a fault for each of its keys, and of its `keuzes`, that occurs twice.

    InvalidInputError when it is no UTF-8, no JSON or no object.
    """
    data = _parse(body)
    if not isinstance(data, dict):
        text = Text("Stuur een JSON-object met `keuzes`.", "Send a JSON object with `keuzes`.")
        raise InvalidInputError([Fault("", "geenObject", text)])
    faults = _doubles(data, "")
    for key, value in data.items():
        faults += _doubles(value, pointer("", key))
    return data, faults[:MOST_FAULTS]


def read_question(body: bytes) -> Question:
    """Return the question in `body`; InvalidInputError when not even its outer form can be read."""
    data, faults = read_object(body)
    unknown_keys(data, ("keuzes", "lens", "peildatum"), faults)
    choices = flat_answers(data, faults, "keuzes")
    lens = lens_parts(data.get("lens", []), faults)
    day = data.get("peildatum")
    if day is not None and not isinstance(day, str):
        text = Text("`peildatum` is een tekst zoals 2026-01-01.", "`peildatum` is a text such as 2026-01-01.")
        faults.append(Fault("/peildatum", "verkeerdType", text))
        day = None
    return Question(choices, lens, day, tuple(faults))


def pointer(parent: str, key: str | int) -> str:
    """Return the JSON Pointer to a member; a very long key is cut."""
    part = str(key)
    part = part if len(part) <= _SHOWN else f"{part[:_SHOWN]}…"
    return f"{parent}/{part.replace('~', '~0').replace('/', '~1')}"


def _parse(body: bytes) -> Any:  # noqa: ANN401 -- whatever was sent
    try:
        source = body.decode("utf-8")
    except UnicodeDecodeError as error:
        nl = f"De tekst is geen UTF-8: byte {error.start + 1} kan niet worden gelezen."
        en = f"The text is not UTF-8: byte {error.start + 1} cannot be read."
        raise InvalidInputError([Fault("", "geenUtf8", Text(nl, en))]) from None
    try:
        return json.loads(source, object_pairs_hook=_object, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise InvalidInputError([_not_json(error)]) from None
    except RecursionError:
        text = Text("De JSON is te diep genest.", "The JSON is nested too deeply.")
        raise InvalidInputError([Fault("", "teDiep", text)]) from None


def _not_json(error: json.JSONDecodeError) -> Fault:
    if not error.doc.strip():
        text = Text("Er is niets gestuurd. Stuur een JSON-object.", "Nothing was sent. Send a JSON object.")
        return Fault("", "leeg", text)
    where = Text(f"regel {error.lineno}, teken {error.colno}", f"line {error.lineno}, character {error.colno}")
    text = Text(f"Dit is geen geldige JSON (bij {where.nl}).", f"This is not valid JSON (at {where.en}): {error.msg}.")
    return Fault("", "geenJson", text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    return data if len(data) == len(pairs) else _Doubled(pairs)


def _integer(digits: str) -> int | float:
    """Read an integer; one with more digits than any dimension has becomes a float, and infinite if need be.

    Python refuses to read integers of thousands of digits, which costs time quadratic in their length.
    """
    return int(digits) if len(digits) <= _LONGEST_INTEGER else float(digits)


def _doubles(value: object, parent: str) -> list[Fault]:
    if not isinstance(value, _Doubled):
        return []
    return [
        Fault(
            pointer(parent, key),
            "tweedeWaarde",
            Text(
                f"'{_cut(key)}' staat er meer dan eens. Geef één waarde.",
                f"'{_cut(key)}' occurs more than once. Give one value.",
            ),
        )
        for key in value.keys_again[:MOST_FAULTS]
    ]


def unknown_keys(data: Mapping[str, Any], known: Sequence[str], faults: list[Fault]) -> None:
    """Add a fault for every key of a request that does not belong there, with the nearest that do."""
    for key in list(data)[:MOST_FAULTS]:
        if key not in known:
            near = nearest(key, known)
            names = ", ".join(known)
            text = Text(
                f"'{_cut(key)}' hoort hier niet. Mogelijk zijn: {names}.",
                f"'{_cut(key)}' does not belong here. Possible are: {names}.",
            )
            faults.append(Fault(pointer("", key), "onbekendeSleutel", text, near))


def flat_answers(data: Mapping[str, Any], faults: list[Fault], key: str) -> dict[str, Any]:
    """Return the answers under `key` that have the form of an answer; add a fault for the others."""
    where = pointer("", key)
    if key not in data:
        text = Text(f"`{key}` ontbreekt.", f"`{key}` is missing.")
        faults.append(Fault(where, "ontbreekt", text))
        return {}
    choices = data[key]
    if not isinstance(choices, dict):
        text = Text(
            f"`{key}` is een object met een antwoord per dimensie.",
            f"`{key}` is an object with one answer per dimension.",
        )
        faults.append(Fault(where, "verkeerdType", text))
        return {}
    return {name: value for name, value in choices.items() if _is_flat(pointer(where, name), value, faults)}


def _is_flat(where: str, value: object, faults: list[Fault]) -> bool:
    """Tell whether an answer is a scalar or a list of scalars of a sane length; otherwise add a fault."""
    if isinstance(value, list) and len(value) > _MOST_VALUES:
        text = Text(f"Meer dan {_MOST_VALUES} waarden.", f"More than {_MOST_VALUES} values.")
        faults.append(Fault(where, "teVeelWaarden", text))
        return False
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(v, list | dict) for v in value)):
        text = Text(
            "Een antwoord is een optie, een lijst van opties of een getal.",
            "An answer is an option, a list of options or a number.",
        )
        faults.append(Fault(where, "verkeerdType", text))
        return False
    return True


def lens_parts(value: object, faults: list[Fault]) -> list[str]:
    """Return the parts of a lens, long ones cut; add a fault when it is no list of texts."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value) and len(value) <= _MOST_LENSES:
        return [part if len(part) <= _SHOWN else f"{part[:_SHOWN]}…" for part in value]
    text = Text('`lens` is een lijst zoals ["D4"].', '`lens` is a list such as ["D4"].')
    faults.append(Fault("/lens", "verkeerdType", text))
    return []


def _cut(key: str) -> str:
    return key if len(key) <= _SHOWN else f"{key[:_SHOWN]}…"

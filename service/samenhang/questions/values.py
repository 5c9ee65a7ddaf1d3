"""The values a question is asked with: read, held to what there is, and put in its query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text
from samenhang.namespaces import DEF
from samenhang.queries import bind
from samenhang.rules import parse_selection
from samenhang.store.substitution import substitute
from samenhang.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from samenhang.model import Answer
    from samenhang.queries import Parameter
    from samenhang.questions.catalogue import Question, Questions

    Reader = Callable[[Parameter, str, Questions], str]

_LONGEST: Final = 20_000
_SHOWN: Final = 60
_OPTION: Final = DEF.rstrip("/").split("/")
_HEADER: Final = re.compile(r"^#\+.*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the values it is asked with, by name, and the query that holds them."""

    question: Question
    values: Mapping[str, str]
    text: str


def ask(questions: Questions, question: Question, given: Mapping[str, Sequence[str]]) -> Asked:
    """Return the question as it is asked; InvalidInputError lists every unknown, repeated or wrong value.

    A parameter that is not given has its default. The value of an IRI may be written without what it shares with the
    default: `kort` for another option of the same dimension, `contractduur/kort` for an option of another.
    """
    faults = list(_unknown(question, given))
    values: dict[str, str] = {}
    for parameter in question.parameters:
        try:
            values[parameter.name] = _value(questions, parameter, given.get(parameter.name, ()))
        except InvalidInputError as error:
            faults += error.faults
    if faults:
        raise InvalidInputError(faults)
    return Asked(question, values, _filled(question, values))


def _filled(question: Question, values: Mapping[str, str]) -> str:
    return _HEADER.sub("", substitute(question.spec.text, bind(question.spec, values)))


def _unknown(question: Question, given: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    known = [parameter.name for parameter in question.parameters]
    for name in given:
        if name not in known:
            shown = name[:_SHOWN]
            listed = ", ".join(known)
            nl = f"Mogelijk: {listed}." if known else "Deze vraag heeft geen parameters."
            en = f"Possible: {listed}." if known else "This question has no parameters."
            text = Text(f"Onbekende parameter '{shown}'. {nl}", f"Unknown parameter '{shown}'. {en}")
            yield Fault(f"/{shown}", "onbekendeParameter", text, nearest(name, known))


def _value(questions: Questions, parameter: Parameter, given: Sequence[str]) -> str:
    if len(given) > 1:
        raise _wrong(parameter, "herhaaldeParameter", Text("Geef één waarde.", "Give one value."))
    value = given[0] if given else parameter.default or ""
    if len(value) > _LONGEST:
        text = Text(f"Geef hoogstens {_LONGEST} tekens.", f"Give at most {_LONGEST} characters.")
        raise _wrong(parameter, "teLang", text)
    if "\0" in value or not _unicode(value):
        raise _wrong(parameter, "ongeldigeTekens", Text("Geef leesbare tekst.", "Give readable text."))
    return _READERS[parameter.type](parameter, value, questions)


def _unicode(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _wrong(parameter: Parameter, code: str, text: Text, near: tuple[str, ...] = ()) -> InvalidInputError:
    return InvalidInputError(
        [Fault(f"/{parameter.name}", code, Text(f"{parameter.name}: {text.nl}", f"{parameter.name}: {text.en}"), near)]
    )


def _thing(parameter: Parameter, value: str, questions: Questions) -> str:
    """Return the IRI that a value stands for, when it is that of something of the same kind as the default."""
    default = (parameter.default or "").split("/")
    parts = value.split("/")
    iri = value if ":" in value else "/".join([*default[: -len(parts)], *parts])
    if iri in questions.things:
        return iri
    kin = [thing for thing in questions.things if _alike(thing.split("/"), default)]
    near = nearest(iri, kin)
    shown = value[:_SHOWN]
    example = near[0] if near else parameter.default
    text = Text(
        f"'{shown}' is er niet. Kies bijvoorbeeld {example}.",
        f"'{shown}' does not exist. Choose for example {example}.",
    )
    raise _wrong(parameter, "onbekendeWaarde", text, near)


def _alike(parts: list[str], default: list[str]) -> bool:
    """Tell whether two IRIs have the same shape: options of any dimension are alike, as are risks."""
    return len(parts) == len(default) and (parts[:-1] == default[:-1] or parts[:5] == default[:5] == _OPTION)


def _choices(parameter: Parameter, value: str, questions: Questions) -> str:
    """Return choices as `dimension=option`, in the order given; InvalidInputError lists what is not a choice."""
    given: dict[str, list[str]] = {}
    for word in value.split():
        dimension, equals, options = word.partition("=")
        if not dimension or not equals:
            shown = word[:_SHOWN]
            text = Text(
                f"Schrijf '{shown}' als dimensie=optie, zoals budgetplafond=geen.",
                f"Write '{shown}' as dimension=option, such as budgetplafond=geen.",
            )
            raise _wrong(parameter, "geenKeuze", text)
        given.setdefault(dimension, []).extend(option for option in options.split(",") if option)
    raw = {name: options[0] if len(options) == 1 else options for name, options in given.items()}
    answers = parse_selection(raw, questions.core.catalogue.dimensions, f"/{parameter.name}", numbers_as_text=True)
    return " ".join(f"{name}={_written(answer)}" for name, answer in answers.items())


def _written(answer: Answer) -> str:
    return ",".join(sorted(answer)) if isinstance(answer, frozenset) else f"{answer}"


def _pattern(pattern: str, text: Text) -> Reader:
    """Return a reader of values that look like this; `text` says what to give."""
    expression = re.compile(pattern)

    def read(parameter: Parameter, value: str, _: Questions) -> str:
        if not expression.fullmatch(value):
            raise _wrong(parameter, "verkeerdType", text)
        return value

    return read


_READERS: Final[Mapping[str, Reader]] = {
    "iri": _thing,
    "keuzes": _choices,
    "tekst": _pattern(r"(?s).*", Text("Geef tekst.", "Give text.")),
    "getal": _pattern(
        r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?", Text("Geef een getal, zoals 750000.", "Give a number, such as 750000.")
    ),
    "geheel": _pattern(r"[+-]?[0-9]{1,30}", Text("Geef een geheel getal.", "Give a whole number.")),
    "waar": _pattern(r"true|false", Text("Geef true of false.", "Give true or false.")),
}

"""Turns `--set` options or a file into a question for the library, and lists every fault of them at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samenhang.cli.documents import read_selection
from samenhang.cli.framework import UsageFault
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Answer, AnswerKind, Dimension, Text
from samenhang.wire import Question as Content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samenhang import Samenhang
    from samenhang.coherence import View


@dataclass(frozen=True, slots=True)
class Question:
    """A selection as it was typed: words of `--set`, or a file, and how to look at it."""

    settings: tuple[str, ...] = ()
    file: str | None = None
    lens: tuple[str, ...] = ()
    day: str | None = None

    def __post_init__(self) -> None:
        """Refuse a question without a selection, and one with two."""
        if self.file is not None and self.settings:
            raise UsageFault(Text("Geef een bestand of --set, niet beide.", "Give a file or --set, not both."))
        if self.file is None and not self.settings:
            raise UsageFault(
                Text(
                    "Geef keuzes met --set dimensie=optie of een bestand.",
                    "Give choices with --set dimension=option or a file.",
                )
            )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A selection that was understood, with the view to look at it and what the user asked for."""

    view: View
    selection: dict[str, Answer]
    lens: tuple[str, ...]
    day: str | None


def prepare(samenhang: Samenhang, question: Question) -> Prepared:
    """Return the view and the selection of a question; InvalidInputError lists every fault."""
    faults: list[Fault] = []
    if question.file is not None:
        content = read_selection(question.file)
        faults += content.faults
    else:
        choices = parse_settings(question.settings, samenhang.catalogue.dimensions, faults)
        content = Content(choices, (), None, ())
    lens = tuple(part for word in question.lens for part in word.split(",")) or tuple(content.lens)
    day = question.day if question.day is not None else content.day
    try:
        view, selection = samenhang.prepare(content.choices, lens, day, numbers_as_text=question.file is None)
    except InvalidInputError as error:
        raise InvalidInputError([*faults, *error.faults]) from error
    if faults:
        raise InvalidInputError(faults)
    return Prepared(view, selection, lens, day)


def parse_settings(settings: Sequence[str], dimensions: dict[str, Dimension], faults: list[Fault]) -> dict[str, Any]:
    """Return the answers in `dim=opt` words as a selection has them on the wire; adds what it cannot read to `faults`.

    A set takes `a,b`, several words, or nothing for none. Two words for another dimension become a list of two, which
    the selection then refuses.
    """
    words: defaultdict[str, list[str]] = defaultdict(list)
    for setting in settings:
        name, equals, value = setting.partition("=")
        if equals and name.strip():
            words[name.strip()].append(value.strip())
        else:
            faults.append(_no_setting(setting))
    return {name: _answer(dimensions.get(name), values) for name, values in words.items()}


def _answer(dimension: Dimension | None, values: list[str]) -> str | list[str]:
    if dimension is not None and dimension.kind is AnswerKind.SET:
        if values == [""]:
            return []
        members = [member.strip() for value in values for member in value.split(",")]
        return members if len(members) > 1 else members[0]
    if dimension is not None and dimension.kind is not AnswerKind.NUMBER:
        values = [part.strip() for value in values for part in value.split(",")]
    return values[0] if len(values) == 1 else values


def _no_setting(setting: str) -> Fault:
    word = setting[:60]
    return Fault(
        "/keuzes",
        "ongeldigeKeuze",
        Text(f"Schrijf --set dimensie=optie, niet '{word}'.", f"Write --set dimension=option, not '{word}'."),
    )

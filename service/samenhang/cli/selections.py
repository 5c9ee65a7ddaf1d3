"""Turns `--set` options or a file into a question for the library, and lists every fault of them at once."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from samenhang.cli.documents import STDIN, read_selection
from samenhang.cli.framework import UsageFault
from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Answer, AnswerKind, Dimension, Text
from samenhang.wire import Question as Content

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from samenhang import Samenhang
    from samenhang.coherence import View

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Side:
    """One selection as it was typed: the words of `--set`, or a file, or neither when no choice need be made."""

    settings: tuple[str, ...] = ()
    file: str | None = None

    def __post_init__(self) -> None:
        """Refuse a selection that is given twice."""
        if self.file is not None and self.settings:
            raise UsageFault(Text("Geef een bestand of --set, niet beide.", "Give a file or --set, not both."))

    def required(self) -> Side:
        """Return the selection; UsageFault when there is none."""
        if self.file is None and not self.settings:
            raise UsageFault(
                Text(
                    "Geef keuzes met --set dimensie=optie of een bestand.",
                    "Give choices with --set dimension=option or a file.",
                )
            )
        return self


@dataclass(frozen=True, slots=True)
class Question:
    """One selection or two, how to look at them, and lists of dimensions that go with the question."""

    sides: tuple[Side, ...]
    lens: tuple[str, ...] = ()
    day: str | None = None
    named: tuple[Sequence[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question that was understood, with the view to look at its selections and what the user asked for."""

    view: View
    selections: tuple[dict[str, Answer], ...]
    named: tuple[tuple[str, ...], ...]
    lens: tuple[str, ...]
    day: str | None

    @property
    def selection(self) -> dict[str, Answer]:
        """The selection, or the first of two."""
        return self.selections[0]


def two_sides(
    files: tuple[str | None, ...], settings: tuple[tuple[str, ...], tuple[str, ...]], flags: Text
) -> tuple[Side, ...]:
    """Return two selections; a file stands for whichever side has no words, in their order. UsageFault otherwise."""
    given = [file for file in files if file is not None]
    left = iter(given)
    sides = tuple(Side(words, None if words else next(left, None)) for words in settings)
    unused = next(left, None) is not None
    if unused or any(not side.settings and side.file is None for side in sides) or given.count(STDIN) > 1:
        raise UsageFault(
            Text(
                f"Geef twee keer keuzes: elk als bestand of met {flags.nl}.",
                f"Give choices twice: each as a file or with {flags.en}.",
            )
        )
    return sides


def names_in(words: Sequence[str]) -> tuple[str, ...]:
    """Return the ids in words that may hold several, with a comma between them."""
    return tuple(part.strip() for word in words for part in word.split(",") if part.strip())


def prepare(samenhang: Samenhang, question: Question) -> Prepared:
    """Return the view and the selections of a question; InvalidInputError lists every fault."""
    faults = Faults()
    contents = [_content(samenhang, side, faults) for side in question.sides]
    lens = names_in(question.lens) or _agreed([tuple(c.lens) for c in contents], "lens", faults) or ()
    day = question.day if question.day is not None else _agreed([c.day for c in contents], "peildatum", faults)
    views, selections = [], []
    for side, content in zip(question.sides, contents, strict=True):
        numbers = side.file is None
        with faults.gathered():
            view, selection = samenhang.prepare(content.choices, lens, day, numbers_as_text=numbers)
            views.append(view)
            selections.append(selection)
    named = []
    for words in question.named:
        with faults.gathered():
            named.append(samenhang.known(names_in(words), ""))
    faults.settle()
    return Prepared(views[0], tuple(selections), tuple(named), lens, day)


class Faults:
    """Gathers the faults of several pieces of input, so that all are told at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Keep the faults of what is read inside, and go on."""
        try:
            yield
        except InvalidInputError as error:
            self.found.extend(error.faults)

    def settle(self) -> None:
        """Raise InvalidInputError when there were any."""
        if self.found:
            raise InvalidInputError(self.found)


def _content(samenhang: Samenhang, side: Side, faults: Faults) -> Content:
    if side.file is None:
        return Content(parse_settings(side.settings, samenhang.catalogue.dimensions, faults.found), (), None, ())
    content = Content({}, (), None, ())
    with faults.gathered():
        content = read_selection(side.file)
    faults.found.extend(content.faults)
    return content


def _agreed(given: Sequence[_T], key: str, faults: Faults) -> _T | None:
    """Return what the selections that say something say; a fault when they say different things."""
    said = list(dict.fromkeys(value for value in given if value))
    if len(said) > 1:
        text = Text(
            f"De bestanden noemen een verschillende '{key}'. Kies met --{'lens' if key == 'lens' else 'date'}.",
            f"The files name a different '{key}'. Choose with --{'lens' if key == 'lens' else 'date'}.",
        )
        faults.found.append(Fault(f"/{key}", "nietEenduidig", text))
    return said[0] if said else None


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

"""Cells with options: an id or a label, of any spelling; several of them where the dimension takes a set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.model import Severity, Text
from samenhang.namespaces import EMPTY_ANSWER
from samenhang.rules.selection import EMPTY
from samenhang.validation.tabular import cells
from samenhang.validation.tabular.cells import CellError, Complaint, Decoded, Raw, as_text
from samenhang.validation.tabular.plan import Column, Kind
from samenhang.validation.tabular.words import cut, near, squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from samenhang.validation.tabular.plan import Choice

_BETWEEN: Final = re.compile(r"\s*[;\n|]\s*")
_COMMA: Final = re.compile(r"\s*,\s*")
_MOST_PARTS: Final = 60
_SAME: Final = {
    "ja": ("ja", "j", "yes", "y", "waar", "true", "1", "x"),
    "nee": ("nee", "n", "no", "onwaar", "false", "0"),
}
_NONE: Final = frozenset({EMPTY, "none", "geenenkele", "noneatall"})


class OptionReader:
    """Reads the cells of one column that has options."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._by_id = {choice.id: choice for choice in column.choices}
        self._exact = _unambiguous([(text, c) for c in column.choices for text in (*c.label, c.iri)])
        self._loose = _unambiguous(
            [(squash(text), choice) for choice in column.choices for text in (choice.id, *choice.label)]
        )
        self._synonyms = _unambiguous([(squash(text), c) for c in column.choices for text in c.synonyms])
        self._yes_no = {word: self._by_id[option] for option, words in self._known_words() for word in words}
        self._has_none = squash(EMPTY) in self._loose

    def _known_words(self) -> Iterator[tuple[str, Sequence[str]]]:
        if set(_SAME) <= set(self._by_id):
            yield from _SAME.items()

    def read(self, raw: Raw) -> Decoded:
        """Return the options in a cell; what is no option becomes a complaint, the others still count."""
        if isinstance(raw, tuple) and raw[0] == cells.BOOLEAN and self._yes_no:
            return self._decoded([self._yes_no[raw[1]]], [])
        text = as_text(raw).strip()
        whole = self._one(text)
        if whole is not None:
            return self._decoded([whole], self._said(text, whole))
        if self._column.many:
            return self._set(text)
        found = [choice for part in _split(text) if (choice := self._one(part)) is not None]
        if len(found) > 1:
            raise self._not_one(text)
        raise self._unknown(text)

    def _one(self, text: str) -> Choice | None:
        known = self._by_id.get(text) or self._exact.get(text)
        if known is not None:
            return known
        key = squash(text)
        return self._loose.get(key) or self._yes_no.get(key) or self._synonyms.get(key)

    def _said(self, text: str, choice: Choice) -> list[Complaint]:
        """Return what is worth knowing of a cell that was understood: that a synonym was read as an option."""
        key = squash(text)
        if key in self._loose or key in self._yes_no or text in self._exact:
            return []
        return [
            Complaint(
                "synoniem",
                Text(
                    f"'{cut(text)}' is gelezen als '{choice.id}'. Schrijf liever de optie zelf.",
                    f"'{cut(text)}' was read as '{choice.id}'. Better write the option itself.",
                ),
                Severity.INFO,
            )
        ]

    def _set(self, text: str) -> Decoded:
        if self._column.kind is Kind.OPTIONS and (squash(text) in _NONE or text == "[]"):
            return Decoded((ox.NamedNode(EMPTY_ANSWER),))
        found: list[Choice] = []
        complaints: list[Complaint] = []
        for part in _split(text, self._is_option):
            choice = self._one(part)
            if choice is not None:
                found.append(choice)
                complaints += self._said(part, choice)
            elif squash(part) in _NONE:
                complaints.append(_none_and_more(text))
            else:
                complaints.append(self._unknown(part).complaint)
        return self._decoded(found, complaints)

    def _is_option(self, text: str) -> bool:
        return self._one(text) is not None

    @staticmethod
    def _decoded(found: Sequence[Choice], complaints: Sequence[Complaint]) -> Decoded:
        return Decoded(tuple(ox.NamedNode(iri) for iri in dict.fromkeys(c.iri for c in found)), tuple(complaints))

    def _not_one(self, text: str) -> CellError:
        return CellError(
            "nietPreciesEenWaarde",
            Text(
                f"'{self._column.id}' heeft precies een antwoord, niet '{cut(text)}'. Kies er een.",
                f"'{self._column.id}' has exactly one answer, not '{cut(text)}'. Choose one.",
            ),
        )

    def _unknown(self, text: str) -> CellError:
        words = [word for c in self._column.choices for word in (c.id, *c.label)]
        close = dict.fromkeys(self._loose[squash(word)].id for word in near(text, words) if squash(word) in self._loose)
        shown = ", ".join(close or list(self._by_id)[:6])
        return CellError(
            "onbekendeOptie",
            Text(
                f"'{cut(text)}' is geen optie van '{self._column.id}'. Kies bijvoorbeeld {shown}.",
                f"'{cut(text)}' is not an option of '{self._column.id}'. Choose for example {shown}.",
            ),
        )


def _none_and_more(text: str) -> Complaint:
    return Complaint(
        "geenEnMeer",
        Text(
            f"'{cut(text)}' zegt geen en noemt toch iets. Schrijf alleen 'geen', of laat 'geen' weg.",
            f"'{cut(text)}' says none and yet names something. Write only 'geen', or leave 'geen' out.",
        ),
    )


def _unambiguous(pairs: Sequence[tuple[str, Choice]]) -> dict[str, Choice]:
    """Return the choices by text, without the texts that more than one choice has."""
    found: dict[str, Choice] = {}
    shared = set()
    for text, choice in pairs:
        if found.setdefault(text, choice) is not choice:
            shared.add(text)
    return {text: choice for text, choice in found.items() if text and text not in shared}


def _split(text: str, is_option: object = None) -> Iterator[str]:
    """Yield the parts between semicolons, lines and commas; a comma within a label does not part it."""
    for piece in _BETWEEN.split(text)[:_MOST_PARTS]:
        words = [word for word in _COMMA.split(piece)[:_MOST_PARTS] if word]
        while words:
            taken = next((n for n in range(len(words), 1, -1) if _known(", ".join(words[:n]), is_option)), 1)
            yield ", ".join(words[:taken])
            words = words[taken:]


def _known(text: str, is_option: object) -> bool:
    return callable(is_option) and bool(is_option(text))

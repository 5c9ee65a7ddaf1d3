"""Reads N-Triples and N-Quads: in one go when nothing is wrong, else line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from samenhang.validation.documents import Place
from samenhang.validation.readers.gathering import Gathering
from samenhang.validation.readers.problems import syntax_problem

if TYPE_CHECKING:
    from samenhang.validation.limits import Limits

_TOGETHER: Final = 500


def read_lines(text: str, format_: ox.RdfFormat, name: str, limits: Limits) -> Gathering:
    """Return the triples of a text, with a problem for every line that is wrong."""
    gathering = Gathering(name, limits)
    try:
        gathering.take(ox.parse(text.encode(errors="surrogatepass"), format_))
    except SyntaxError:
        return _by_line(text, format_, name, limits)
    return gathering


def _by_line(text: str, format_: ox.RdfFormat, name: str, limits: Limits) -> Gathering:
    gathering = Gathering(name, limits)
    lines = text.splitlines()
    for first in range(0, len(lines), _TOGETHER):
        group = lines[first : first + _TOGETHER]
        try:
            quads = list(ox.parse("\n".join(group).encode(errors="surrogatepass"), format_))
        except SyntaxError:
            for number, line in enumerate(group, start=first + 1):
                _one(gathering, number, line, format_)
        else:
            gathering.take(quads, lambda at=first: Place(name, at + 1))  # type: ignore[misc] # a default, not an argument
    return gathering


def _one(gathering: Gathering, number: int, line: str, format_: ox.RdfFormat) -> None:
    try:
        quads = list(ox.parse(line.encode(errors="surrogatepass"), format_))
    except SyntaxError as error:
        gathering.tell(syntax_problem(str(error.msg), Place(gathering.name, number, error.offset or 1), line))
    else:
        gathering.take(quads, lambda: Place(gathering.name, number, 1))

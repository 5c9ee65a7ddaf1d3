"""The media types of query answers, and which of them fits an Accept header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from samenhang.errors import NotAcceptableError
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

SOLUTION_TYPES: Final = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
    "application/json",
    "application/xml",
)
"""Media types for SELECT and ASK, the default first; the last two are aliases many clients ask for."""

GRAPH_TYPES: Final = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
    "application/json",
    "application/xml",
    "text/plain",
)
"""Media types for CONSTRUCT and DESCRIBE, the default first; the last three are aliases."""


class _Range(NamedTuple):
    main: str
    sub: str
    quality: float

    def specificity(self, offer: str) -> int:
        """Return how precisely this range names `offer`: 0 not at all, 1 `*/*`, 2 `type/*`, 3 exactly."""
        main, _, sub = offer.partition("/")
        if (self.main, self.sub) == (main, sub):
            return 3
        if (self.main, self.sub) == (main, "*"):
            return 2
        return 1 if (self.main, self.sub) == ("*", "*") else 0


def negotiate(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the offer an Accept header likes best, the earliest of equals; None when none is acceptable.

    No header, or one without a readable range, accepts anything. As RFC 9110 says, the most precise range that matches
    an offer decides its quality, and quality 0 excludes.
    """
    ranges = _ranges(accept or "")
    if not ranges:
        return offers[0]
    best, best_quality = None, 0.0
    for offer in offers:
        precision, quality = max((r.specificity(offer), r.quality) for r in ranges)
        if precision and quality > best_quality:
            best, best_quality = offer, quality
    return best


def answer_types(accept: str | None) -> tuple[str | None, str | None]:
    """Return the media types for solutions and for graphs under an Accept header; None where nothing fits.

    Raises NotAcceptableError when nothing fits either kind of answer.
    """
    solutions, graph = negotiate(accept, SOLUTION_TYPES), negotiate(accept, GRAPH_TYPES)
    if solutions is None and graph is None:
        raise not_acceptable()
    return solutions, graph


def not_acceptable() -> NotAcceptableError:
    """Return the error that lists what can be asked for."""
    tables, graphs = ", ".join(SOLUTION_TYPES[:4]), ", ".join(GRAPH_TYPES[:6])
    return NotAcceptableError(
        Text(
            f"Geen van de gevraagde formaten past bij het antwoord. SELECT en ASK: {tables}. "
            f"CONSTRUCT en DESCRIBE: {graphs}.",
            f"None of the requested formats fits the answer. SELECT and ASK: {tables}. "
            f"CONSTRUCT and DESCRIBE: {graphs}.",
        )
    )


def _ranges(accept: str) -> list[_Range]:
    found = []
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        main, slash, sub = name.partition("/")
        quality = _quality(parameters)
        if slash and main and sub and quality is not None:
            found.append(_Range(main, sub, quality))
    return found


def _quality(parameters: Sequence[str]) -> float | None:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return None
            return quality if 0 <= quality <= 1 else None
    return 1.0

"""The errors a user can meet: each has a stable code, an HTTP status and a detail that is safe to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Sequence


class SamenhangError(Exception):
    """Base of every error that is meant for a user.

    `code` is stable and names the problem type, `status` is the HTTP status, `text` says in both languages what is
    wrong and how to mend it.
    """

    code = "fout"
    status = 500
    title = Text("Er ging iets mis", "Something went wrong")

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in the input: where (a JSON pointer), what, and the nearest valid ids."""

    pointer: str
    code: str
    text: Text
    suggestions: tuple[str, ...] = ()


class InvalidInputError(SamenhangError):
    """The input has one or more faults; all of them are listed."""

    code = "ongeldige-invoer"
    status = 400
    title = Text("De invoer klopt niet", "The input is not valid")

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(Text(" ".join(f.text.nl for f in faults), " ".join(f.text.en for f in faults)))


class NotFoundError(SamenhangError):
    """What was asked for does not exist."""

    code = "niet-gevonden"
    status = 404
    title = Text("Niet gevonden", "Not found")

    def __init__(self, text: Text, suggestions: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.suggestions = tuple(suggestions)


class UnsupportedShapeError(SamenhangError):
    """A rule shape says something the compiled rule set cannot evaluate; the message names the shape."""

    code = "shape-niet-ondersteund"
    title = Text("Een regel kan niet worden gelezen", "A rule cannot be read")

    def __init__(self, shape: str, problem: str) -> None:
        super().__init__(
            Text(
                f"De shape {shape} valt buiten het ondersteunde profiel: {problem}. Zie docs/rules.md.",
                f"The shape {shape} is outside the supported profile: {problem}. See docs/rules.md.",
            )
        )
        self.shape = shape


class QueryError(SamenhangError):
    """A SPARQL query cannot be parsed or is refused before it runs."""

    code = "ongeldige-query"
    status = 400
    title = Text("De query kan niet worden uitgevoerd", "The query cannot be run")


class QueryTimeoutError(SamenhangError):
    """A query ran out of time and was stopped."""

    code = "query-te-lang"
    status = 503
    title = Text("De query duurde te lang", "The query took too long")


class QueryFailedError(SamenhangError):
    """A query was given up: it asked for too much memory or the process that ran it broke down."""

    code = "query-afgebroken"
    status = 503
    title = Text("De query is afgebroken", "The query was given up")


class TooManyQueriesError(SamenhangError):
    """More queries are waiting than the service takes on; try again after `retry_after` seconds."""

    code = "te-druk"
    status = 503
    title = Text("De dienst is bezet", "The service is busy")

    def __init__(self, text: Text, retry_after: int = 1) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class StoreUnavailableError(SamenhangError):
    """The engine that keeps the graph elsewhere does not answer or refuses; try again after `retry_after` seconds."""

    code = "opslag-onbereikbaar"
    status = 503
    title = Text("De database is niet bereikbaar", "The database cannot be reached")

    def __init__(self, text: Text, retry_after: int = 5) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class NotAcceptableError(SamenhangError):
    """None of the formats in the Accept header can be given; the text lists those that can."""

    code = "niet-leverbaar"
    status = 406
    title = Text("Geen passend formaat", "No format fits")


class MissingExtraError(SamenhangError):
    """A part of the product needs an optional dependency that is not installed."""

    code = "onderdeel-ontbreekt"
    status = 501
    title = Text("Een onderdeel is niet geïnstalleerd", "A part is not installed")

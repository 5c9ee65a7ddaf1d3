"""What can be wrong with a request about a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samenhang.errors import NotFoundError, SamenhangError
from samenhang.model import Text

if TYPE_CHECKING:
    from collections.abc import Sequence


class DatasetRefusedError(SamenhangError):
    """What was sent is not published: `report` says why, and where in the file."""

    code = "gegevensset-geweigerd"
    status = 400
    title = Text("De gegevensset is geweigerd", "The dataset is refused")

    def __init__(self, report: dict[str, Any], count: int) -> None:
        nl = "1 bevinding staat" if count == 1 else f"{count} bevindingen staan"
        en = "1 finding stands" if count == 1 else f"{count} findings stand"
        super().__init__(
            Text(
                f"De gegevensset is niet gepubliceerd: {nl} dat in de weg. Er is niets gewijzigd. Het rapport noemt "
                "elke bevinding met haar plaats; herstel dat en stuur het bestand opnieuw.",
                f"The dataset was not published: {en} in the way. Nothing has changed. The report names each finding "
                "with its place; mend that and send the file again.",
            )
        )
        self.report = report


class PreconditionError(SamenhangError):
    """The dataset is not in the state that `If-Match` or `If-None-Match` asks for; `etag` is what it is at."""

    code = "voorwaarde-niet-vervuld"
    status = 412
    title = Text("De gegevensset is intussen anders", "The dataset has changed meanwhile")

    def __init__(self, etag: str | None) -> None:
        now = (
            Text(f"Zij staat nu op {etag}.", f"It is now at {etag}.") if etag else Text("Zij is er niet.", "Not there.")
        )
        super().__init__(
            Text(
                f"De gegevensset is niet in de staat die If-Match of If-None-Match vraagt. {now.nl} Er is niets "
                "gewijzigd. Lees haar opnieuw en voeg uw wijziging daaraan toe.",
                f"The dataset is not in the state that If-Match or If-None-Match asks for. {now.en} Nothing has "
                "changed. Read it again and add your change to that.",
            )
        )
        self.etag = etag


class WithdrawnError(SamenhangError):
    """The dataset was withdrawn; its versions can still be read."""

    code = "ingetrokken"
    status = 410
    title = Text("De gegevensset is ingetrokken", "The dataset was withdrawn")

    def __init__(self, name: str, when: str, reason: str) -> None:
        why = f" {reason}" if reason else ""
        super().__init__(
            Text(
                f"Gegevensset '{name}' is op {when} ingetrokken.{why} De versies staan nog onder …/versies.",
                f"Dataset '{name}' was withdrawn on {when}.{why} Its versions are still below …/versies.",
            )
        )


def no_dataset(name: str, near: Sequence[str] = ()) -> NotFoundError:
    """Return the error for a dataset that is not there, or never was public."""
    shown = name[:64]
    text = Text(f"Er is geen gegevensset '{shown}'.", f"There is no dataset '{shown}'.")
    return NotFoundError(text, near)


def no_version(name: str, number: str, last: int) -> NotFoundError:
    """Return the error for a version that is not there."""
    shown = number[:20]
    text = Text(
        f"Gegevensset '{name}' heeft geen versie '{shown}'; de laatste is {last}.",
        f"Dataset '{name}' has no version '{shown}'; the last is {last}.",
    )
    return NotFoundError(text)


def nothing_here(what: Text) -> NotFoundError:
    """Return the error for a draft or shapes that are not there."""
    return NotFoundError(Text(f"Er is hier geen {what.nl}.", f"There is no {what.en} here."))

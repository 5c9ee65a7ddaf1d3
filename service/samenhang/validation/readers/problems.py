"""What goes wrong when RDF is read, in words; the same for every form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from samenhang.model import Severity, Text
from samenhang.validation.documents import Place, Problem

if TYPE_CHECKING:
    from samenhang.validation.limits import Limits

_POSITION: Final = re.compile(
    r"^(?:Parser error )?(?:at line \d+ (?:between )?columns? \d+(?: and \d+)?"
    r"|between line \d+ column \d+ and line \d+ column \d+): "
)
_SHOWN: Final = 80


def syntax_problem(message: str, place: Place, value: str | None = None) -> Problem:
    """Return the problem that a statement cannot be read, from what the parser says of it."""
    why = _POSITION.sub("", message).removeprefix("Parser error ").rstrip(".")
    shown = None if value is None else shorten(value)
    return Problem(
        "syntaxis",
        Text(
            f"Dit is niet te lezen: {why}. Verbeter het; de rest van het bestand is wel gecontroleerd.",
            f"This cannot be read: {why}. Mend it; the rest of the file was checked.",
        ),
        place,
        shown,
    )


def end_problem(message: str, place: Place) -> Problem:
    """Return the problem that reading stopped here, for a form in which nothing after a fault can be read."""
    why = _POSITION.sub("", message).removeprefix("Parser error ").rstrip(".")
    return Problem(
        "syntaxis",
        Text(
            f"Dit is niet te lezen: {why}. Wat hierna komt is niet gecontroleerd.",
            f"This cannot be read: {why}. What comes after it was not checked.",
        ),
        place,
    )


def long_literal(place: Place, size: int, limits: Limits) -> Problem:
    """Return the problem that a value is too long to be kept."""
    return Problem(
        "waardeTeLang",
        Text(
            f"Deze waarde heeft {size} tekens; meer dan {limits.literal} wordt niet gelezen. Kort haar in.",
            f"This value has {size} characters; more than {limits.literal} is not read. Shorten it.",
        ),
        place,
    )


def many_graphs(count: int, name: str) -> Problem:
    """Return the advice that the named graphs of a file are read as one."""
    return Problem(
        "grafenSamengenomen",
        Text(
            f"De {count} grafen in dit bestand zijn samengenomen; de namen ervan doen bij de controle niet mee.",
            f"The {count} graphs in this file are taken together; their names play no part in the check.",
        ),
        Place(name),
        severity=Severity.INFO,
    )


def nothing_read(place: Place) -> Problem:
    """Return the warning that a file holds nothing."""
    return Problem(
        "geenUitspraken",
        Text(
            "In dit bestand staat geen enkele uitspraak. Kijk of het het goede bestand is; bij JSON-LD: of de context "
            "de sleutels noemt.",
            "There is not a single statement in this file. See whether it is the right one; with JSON-LD: whether the "
            "context names the keys.",
        ),
        place,
        severity=Severity.WARNING,
    )


def meaningless_key(key: str, place: Place) -> Problem:
    """Return the warning that a key of JSON-LD stands for nothing, so that what it holds is left out."""
    shown = shorten(key)
    return Problem(
        "sleutelZonderBetekenis",
        Text(
            f"De sleutel '{shown}' heeft geen betekenis in de context; wat eronder staat is niet gelezen. Neem haar op "
            "in de context.",
            f"The key '{shown}' has no meaning in the context; what it holds was not read. Put it in the context.",
        ),
        place,
        shown,
        Severity.WARNING,
    )


def too_many(place: Place, limits: Limits) -> Problem:
    """Return the problem that there are more faults than are told one by one."""
    return Problem(
        "teVeelFouten",
        Text(
            f"Er zijn meer dan {limits.problems} leesfouten; vanaf hier zijn zij niet meer genoemd.",
            f"There are more than {limits.problems} faults in reading; from here on they are not named.",
        ),
        place,
    )


def shorten(value: str) -> str:
    """Return a value as it is shown: on one line, and not too long."""
    flat = " ".join(value.split())
    return flat if len(flat) <= _SHOWN else f"{flat[: _SHOWN - 1]}…"

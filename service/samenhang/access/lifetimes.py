"""How long a token lives, as people write it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NoReturn

from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Text

_FORM: Final = re.compile(r"(?P<number>[0-9]{1,6})(?P<unit>[mhdw])")
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def read_lifetime(text: str, most_days: int, now: datetime | None = None) -> timedelta:
    """Return the lifetime that a text asks for: `90d`, `12h`, `4w`, `30m`, or a date until the end of which it lasts.

    InvalidInputError when it is no such text, is over already, or is longer than `most_days`.
    """
    moment = now or datetime.now(UTC)
    lifetime = _lifetime(text.strip(), moment)
    if lifetime is None:
        _refuse(
            f"'{text[:40]}' is geen termijn. Schrijf bijvoorbeeld 90d, 12h, 4w of 2027-01-31.",
            f"'{text[:40]}' is not a period. Write for example 90d, 12h, 4w or 2027-01-31.",
        )
    if lifetime <= timedelta():
        _refuse("Een token moet in de toekomst verlopen.", "A token must expire in the future.")
    if lifetime > timedelta(days=most_days):
        _refuse(
            f"Een token geldt hier hoogstens {most_days} dagen. Kies een kortere termijn.",
            f"A token lives at most {most_days} days here. Choose a shorter period.",
        )
    return lifetime


def _lifetime(text: str, now: datetime) -> timedelta | None:
    if found := _FORM.fullmatch(text):
        return timedelta(**{_UNITS[found["unit"]]: int(found["number"])})
    try:
        last = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime.combine(last, time(23, 59, 59), UTC) - now


def _refuse(dutch: str, english: str) -> NoReturn:
    raise InvalidInputError([Fault("/geldigheid", "ongeldigeTermijn", Text(dutch, english))])

"""Dates as people type them, in Dutch and English: a day, a month or a year, as `2026-01-31`, `2026-01` or `2026`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = {
    **dict.fromkeys(("jan", "januari", "january"), 1),
    **dict.fromkeys(("feb", "febr", "februari", "february"), 2),
    **dict.fromkeys(("mrt", "mar", "maart", "march"), 3),
    **dict.fromkeys(("apr", "april"), 4),
    **dict.fromkeys(("mei", "may"), 5),
    **dict.fromkeys(("jun", "juni", "june"), 6),
    **dict.fromkeys(("jul", "juli", "july"), 7),
    **dict.fromkeys(("aug", "augustus", "august"), 8),
    **dict.fromkeys(("sep", "sept", "september"), 9),
    **dict.fromkeys(("okt", "oct", "oktober", "october"), 10),
    **dict.fromkeys(("nov", "november"), 11),
    **dict.fromkeys(("dec", "december"), 12),
}
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?")
_COMPACT: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_MONTH_NUMBER: Final = re.compile(r"(\d{4})[-/.](\d{1,2})")
_NUMBER_MONTH: Final = re.compile(r"(\d{1,2})[-/.](\d{4})")
_YEAR: Final = re.compile(r"\d{4}")
_WORDS: Final = re.compile(r"(?:(\d{1,2})(?:e|st|nd|rd|th)?[-. ]*)?([a-z]+)\.?[-. ,']*(\d{4})")
_WORD_DAY: Final = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_EARLIEST, _LATEST = 1900, 2100
_CENTURY: Final = 2000
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_SERIALS: Final = range(20_000, 75_000)
_LONGEST: Final = 40


def read_date(text: str) -> str:
    """Return a day, month or year in ISO notation; ValueError when the text is none. Days come before months."""
    plain = " ".join(text.casefold().split())
    if not plain or len(plain) > _LONGEST:
        raise ValueError
    if _YEAR.fullmatch(plain):
        return _checked(int(plain))
    if found := _ISO.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _checked(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(plain):
        year = int(found[3])
        return _checked(year if len(found[3]) > 2 else _CENTURY + year, int(found[2]), int(found[1]))  # noqa: PLR2004
    if found := _MONTH_NUMBER.fullmatch(plain):
        return _checked(int(found[1]), int(found[2]))
    if found := _NUMBER_MONTH.fullmatch(plain):
        return _checked(int(found[2]), int(found[1]))
    return _with_words(plain)


def read_serial(text: str, *, from_1904: bool = False) -> str:
    """Return the day that a spreadsheet keeps as a number of days; ValueError when it is not a likely day."""
    days = float(text)
    if not _SERIALS.start <= days < _SERIALS.stop:
        raise ValueError
    start = _EPOCH_1904 if from_1904 else _EPOCH
    return (start + timedelta(days=int(days))).isoformat()


def _with_words(plain: str) -> str:
    if found := _WORDS.fullmatch(plain):
        day, word, year = found.groups()
    elif found := _WORD_DAY.fullmatch(plain):
        word, day, year = found.groups()
    else:
        raise ValueError
    if word not in _MONTHS:
        raise ValueError
    return _checked(int(year), _MONTHS[word], int(day) if day else None)


def _checked(year: int, month: int | None = None, day: int | None = None) -> str:
    if not _EARLIEST <= year <= _LATEST:
        raise ValueError
    if month is None:
        return f"{year:04}"
    whole = date(year, month, 1 if day is None else day)
    return whole.isoformat() if day is not None else whole.isoformat()[:7]

"""Numbers as people type them: `1.234,50`, `1,234.50`, `€ 1 250`, `12,5`; and those that can be read in two ways."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2009'’]+(?=\d{3}(?:\D|$))")
_MONEY: Final = re.compile(r"^(?:€|eur(?:o)?\.?)\s*|\s*(?:€|eur(?:o)?)$|,-+$|,--$", re.IGNORECASE)
_PLAIN: Final = re.compile(r"[+-]?\d+(?:[eE][+-]?\d{1,3})?")
_GROUPED: Final = re.compile(r"[+-]?(?!0)\d{1,3}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})+")
_EITHER: Final = re.compile(r"[+-]?(?!0)\d{1,3}[.,]\d{3}")
_BOTH: Final = re.compile(r"[+-]?\d{1,3}(?:(?P<mark>[.,])\d{3})+(?!(?P=mark))(?P<point>[.,])\d+")
_ONE: Final = re.compile(r"[+-]?\d*(?P<point>[.,])\d+(?:[eE][+-]?\d{1,3})?")
_LARGEST: Final = 10**18
_LONGEST: Final = 60


class AmbiguousNumberError(ValueError):
    """A number can be read in two ways; `readings` are both, smallest first."""

    def __init__(self, readings: tuple[Decimal, Decimal]) -> None:
        super().__init__()
        self.readings = readings


def read_number(text: str, point: str | None = None) -> Decimal:
    """Return the number that a text writes.

    `point` is the decimal sign, where it is known (`.` or `,`). Raises AmbiguousNumberError for a number such as
    `1.234` when it is not, and ValueError for what is no number.
    """
    plain = _MONEY.sub("", text.strip().replace("−", "-")) if len(text) <= _LONGEST else ""
    if any(char.isdigit() and not char.isascii() for char in plain):
        raise ValueError
    plain = _SPACES.sub("", plain)
    if _PLAIN.fullmatch(plain):
        return _bounded(plain)
    if point is not None:
        return _with_point(plain, point)
    if _EITHER.fullmatch(plain):
        small, large = _bounded(plain.replace(",", ".")), _bounded(re.sub("[.,]", "", plain))
        raise AmbiguousNumberError((small, large))
    if _GROUPED.fullmatch(plain):
        return _bounded(re.sub("[.,]", "", plain))
    found = _BOTH.fullmatch(plain) or _ONE.fullmatch(plain)
    if found is None:
        raise ValueError
    return _with_point(plain, found["point"])


def number_text(number: Decimal) -> str:
    """Return the shortest decimal notation of a number, as `xsd:decimal` writes it."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def unmistakable(text: str) -> str:
    """Return a decimal notation that cannot be taken for one with thousands: `1.234` becomes `1.2340`."""
    return f"{text}0" if _EITHER.fullmatch(text) else text


def decimal_sign(text: str) -> str | None:
    """Return the decimal sign that a number shows its writer uses; None when it shows none."""
    plain = _SPACES.sub("", _MONEY.sub("", text.strip())) if len(text) <= _LONGEST else ""
    if _EITHER.fullmatch(plain):
        return None
    if grouped := _GROUPED.fullmatch(plain):
        return "," if grouped["mark"] == "." else "."
    found = _BOTH.fullmatch(plain) or _ONE.fullmatch(plain)
    return found["point"] if found else None


def _with_point(plain: str, point: str) -> Decimal:
    other = "." if point == "," else ","
    pattern = rf"[+-]?(?:\d{{1,3}}(?:{re.escape(other)}\d{{3}})+|\d*)(?:{re.escape(point)}\d+)?(?:[eE][+-]?\d{{1,3}})?"
    if not plain or not re.fullmatch(pattern, plain):
        raise ValueError
    return _bounded(plain.replace(other, "").replace(point, "."))


def _bounded(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except ArithmeticError:
        raise ValueError from None
    if abs(number) >= _LARGEST:
        raise ValueError
    return number

"""Comparing what people type with what a column knows, whatever its case, spaces and punctuation."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from samenhang.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN: Final = 60


def squash(text: str) -> str:
    """Return letters and digits only, in lower case and without accents, so that two spellings of a word are equal."""
    if text.isascii():
        return "".join(filter(str.isalnum, text)).lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in plain if char.isalnum())


def cut(text: str) -> str:
    """Return a text on one line, short enough to quote in a sentence."""
    line = " ".join(text[: 4 * _SHOWN].split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def near(typed: str, valid: Iterable[str]) -> tuple[str, ...]:
    """Return the nearest valid words, at most three; the first few when none looks alike and there are few."""
    words = tuple(valid)
    return nearest(typed, words) or (words if len(words) <= 6 else ())  # noqa: PLR2004 -- what a sentence can list

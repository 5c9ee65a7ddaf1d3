"""The nearest valid ids to something a user typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Iterable

_CUTOFF = 50.0
_LONGEST = 100
_WHOLE, _PART = 0.7, 0.3


def nearest(typed: str, valid: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Return at most `limit` of the valid ids, nearest first; empty when none looks alike.

    What is typed is cut at 100 characters, so that nonsense of any size costs the same.
    """
    query = typed[:_LONGEST].casefold()
    scored = sorted((-_alike(query, candidate.casefold()), candidate) for candidate in valid)
    return tuple(candidate for score, candidate in scored[:limit] if -score >= _CUTOFF)


def _alike(query: str, candidate: str) -> float:
    return _WHOLE * fuzz.ratio(query, candidate) + _PART * fuzz.partial_ratio(query, candidate)

"""Chooses a form and a language by the Accept headers (RFC 9110, section 12.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Range = tuple[str, float]


def media_type(header: str | None, available: Sequence[str]) -> str | None:
    """Return the available media type that a caller likes best; None when none is acceptable.

    The most specific range decides the weight of a type; at equal weight the first available one wins. No header, or an
    empty one, accepts everything.
    """
    if header is None or not header.strip() or header.strip() == "*/*":
        return available[0]
    ranges = _ranges(header)
    weights = [_weight(kind, ranges) for kind in available]
    best = max(weights)
    return available[weights.index(best)] if best > 0 else None


def language(header: str | None) -> str:
    """Return `nl` or `en`, whichever a caller likes best; `nl` when it does not say."""
    if not header:
        return "nl"
    ranges = [(tag.split("-", 1)[0], q) for tag, q in _ranges(header)]
    weights = {name: max((q for tag, q in ranges if tag == name), default=None) for name in ("nl", "en")}
    rest = max((q for tag, q in ranges if tag == "*"), default=0.0)
    nl, en = (rest if weight is None else weight for weight in weights.values())
    return "en" if en > nl else "nl"


def _ranges(header: str) -> list[Range]:
    found = []
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if name:
            found.append((name, _quality(parameters)))
    return found


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return min(max(float(parameter[2:]), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _weight(kind: str, ranges: Sequence[Range]) -> float:
    for pattern in (kind, f"{kind.split('/', 1)[0]}/*", "*/*"):
        weights = [q for name, q in ranges if name == pattern]
        if weights:
            return max(weights)
    return 0.0

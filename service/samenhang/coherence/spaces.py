"""Compiled spaces by the content they follow from, so that the same rules are compiled once, whoever asks."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

from samenhang.coherence.space import Space
from samenhang.rules.logic import Compare, CompareTo, leaves

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenhang.rules import Catalogue

_KEPT = 64


class Spaces:
    """A cache of spaces by content hash. Safe to share between threads and between versions of a catalogue.

    What is not part of the hash does not lead to compiling again: texts, sources, rules that are not forbidden.
    """

    def __init__(self) -> None:
        self._spaces: OrderedDict[str, Space] = OrderedDict()
        self._lock = Lock()

    def of(self, catalogue: Catalogue, codes: Iterable[str]) -> Space:
        """Return the space that the rules with these codes leave, compiled now or before."""
        chosen = tuple(codes)
        key = content_hash(catalogue, chosen)
        with self._lock:
            space = self._spaces.get(key)
            if space is None:
                space = self._spaces[key] = Space.of(catalogue, chosen)
                if len(self._spaces) > _KEPT:
                    self._spaces.popitem(last=False)
            self._spaces.move_to_end(key)
        return space


def content_hash(catalogue: Catalogue, codes: Iterable[str]) -> str:
    """Return the sha256 over all that a space follows from.

    These are the dimensions with their options, when each does not apply, the conditions of the forbidden rules, and
    the comparisons of all rules, which decide the regions of numbers.
    """
    digest = sha256()
    for dimension in catalogue.dimensions.values():
        options = tuple(dimension.option_index)
        digest.update(repr((dimension.id, dimension.kind, dimension.core, dimension.order, options)).encode())
    for name, rule in catalogue.not_applicable.items():
        digest.update(repr((name, rule.condition)).encode())
    for code in codes:
        condition = catalogue.conditions[code]
        digest.update(repr((code, condition.condition, condition.unless)).encode())
    digest.update(repr(_comparisons(catalogue)).encode())
    return digest.hexdigest()


def _comparisons(catalogue: Catalogue) -> list[str]:
    parts = (p for rule in catalogue.conditions.values() for p in (rule.condition, rule.unless) if p is not None)
    return sorted({repr(leaf) for part in parts for leaf in leaves(part) if isinstance(leaf, Compare | CompareTo)})

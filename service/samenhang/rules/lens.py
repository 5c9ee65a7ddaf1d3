"""A lens: whose view counts (documents) and which kinds of rules are asked after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samenhang.errors import Fault, InvalidInputError
from samenhang.model import Rule, Severity, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = ("definitie", "juridisch", "onverenigbaar", "risico", "maatregel", "past", "advies")


@dataclass(frozen=True, slots=True)
class Lens:
    """Which rules are evaluated and how heavily a contested one counts.

    Empty `documents` means all of them, empty `kinds` all kinds. With both, a rule must pass both.
    """

    documents: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def admits(self, rule: Rule) -> bool:
        """Tell whether a rule is evaluated under this lens."""
        if self.documents and self.documents.isdisjoint(rule.lens):
            return False
        return not self.kinds or rule.kind in self.kinds

    def severity(self, rule: Rule) -> Severity:
        """Return the severity as it counts: a contested rule is advice while a contesting document is in view."""
        if rule.contested_by and (not self.documents or not self.documents.isdisjoint(rule.contested_by)):
            return Severity.INFO
        return rule.severity

    def __str__(self) -> str:
        """Return the lens as its parts in a stable order; `alle` when nothing is left out."""
        return ",".join([*sorted(self.documents), *sorted(self.kinds)]) or "alle"


def parse_lens(parts: Iterable[str], documents: Iterable[str], pointer: str = "/lens") -> Lens:
    """Return the lens for document ids and kinds of rules; InvalidInputError lists the unknown ones."""
    known = tuple(documents)
    chosen = list(parts)
    faults = [
        Fault(
            f"{pointer}/{index}",
            "onbekendeLens",
            Text(
                f"Onbekende lens '{part}'. Kies uit {', '.join([*known, *KINDS])}.",
                f"Unknown lens '{part}'. Choose from {', '.join([*known, *KINDS])}.",
            ),
            (*known, *KINDS),
        )
        for index, part in enumerate(chosen)
        if part not in known and part not in KINDS
    ]
    if faults:
        raise InvalidInputError(faults)
    return Lens(frozenset(p for p in chosen if p in known), frozenset(p for p in chosen if p in KINDS))

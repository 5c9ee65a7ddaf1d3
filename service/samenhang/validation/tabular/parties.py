"""Who a cell names: municipalities, regions and co-operation bodies by IRI, code or name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from samenhang.model import Text
from samenhang.validation.tabular.words import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MUNICIPALITY: Final = re.compile(r"(?:gm)?(\d{1,4})")
_OF: Final = ("", "van", "of")


@dataclass(frozen=True, slots=True)
class Party:
    """One party of the reference data; `ended` tells that it no longer exists."""

    iri: str
    code: str
    kind: Text
    names: tuple[str, ...]
    ended: bool

    @property
    def described(self) -> Text:
        """What it is called in a list of candidates: code, kind and name."""
        name = self.names[0]
        return Text(f"{self.code} ({self.kind.nl} {name})", f"{self.code} ({self.kind.en} {name})")


@dataclass(frozen=True)
class Parties:
    """The parties that the reference data know."""

    by_iri: Mapping[str, Party]

    @cached_property
    def by_code(self) -> Mapping[str, Party]:
        """The parties by code, squashed; a code without a digit is a name, as it may also be that of another."""
        return {squash(p.code): p for p in self.by_iri.values() if any(map(str.isdigit, p.code))}

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Party, ...]]:
        found: dict[str, dict[str, Party]] = {}
        for party in self.by_iri.values():
            names = map(squash, (*party.names, party.code))
            for spelling in {spelling for name in names for spelling in _spellings(name, party.kind)}:
                found.setdefault(spelling, {})[party.iri] = party
        return {name: _still_there(tuple(parties.values())) for name, parties in found.items()}

    def find(self, text: str) -> tuple[Party, ...]:
        """Return the parties that a text names: one, none, or several when a name is not enough to tell.

        A party that no longer exists is meant only when none that exists has its name.
        """
        key = squash(text)
        if text in self.by_iri:
            return (self.by_iri[text],)
        digits = _MUNICIPALITY.fullmatch(key)
        code = f"gm{digits[1]:0>4}" if digits else key
        if code in self.by_code:
            return (self.by_code[code],)
        return self._by_name.get(key, ())

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names and codes of all that still exist, for a suggestion."""
        here = [party for party in self.by_iri.values() if not party.ended]
        return tuple(dict.fromkeys(name for party in here for name in (party.names[0], party.code)))


def _spellings(name: str, kind: Text) -> Iterable[str]:
    """Return a squashed name alone and with its kind before or after it: `Utrecht`, `gemeente Utrecht`."""
    yield name
    for word in map(squash, kind):
        yield from (f"{word}{of}{name}" for of in _OF)
        yield f"{name}{word}"


def _still_there(parties: tuple[Party, ...]) -> tuple[Party, ...]:
    return tuple(party for party in parties if not party.ended) or parties


def load_parties(rows: Iterable[Mapping[str, str]]) -> Parties:
    """Return the parties in the rows of the query `partijnamen`: one row per party, kind and name."""
    found: dict[str, Party] = {}
    for row in rows:
        iri, known = row["partij"], found.get(row["partij"])
        names = dict.fromkeys((*(known.names if known else ()), row["naam"]))
        kind = Text(row["soortNl"], row["soortEn"])
        found[iri] = Party(iri, row["code"], kind, tuple(names), "einde" in row)
    return Parties(found)

"""Generated datasets of arrangements: the same seed gives the same file on every machine.

The frame of a record, which dimensions it answers and how, follow what the arrangements in `data/inrichtingen` show; a
share of the answers is drawn evenly from all dimensions, so that most rules have something to say somewhere.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from bench.instances import Draws

from samenhang.assets import assets_root
from samenhang.namespaces import ARRANGEMENT, BASE, DEF, RDF, XSD, dimension_iri, option_iri

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from samenhang import Samenhang
    from samenhang.model import Answer

RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_DCT, _PROV, _SCHEMA = "http://purl.org/dc/terms/", "http://www.w3.org/ns/prov#", "https://schema.org/"
_PARTY: Final = "https://identifier.overheid.nl/tooi/id/gemeente/"
_SYSTEMS: Final = 5
"""One in so many arrangements is that of a system; the others lie within the one before them."""
_EVENLY: Final = 0.3
_ANSWERS: Final = (6, 10)


class Records:
    """Writes arrangements as N-Triples."""

    def __init__(self, samenhang: Samenhang, seed: int) -> None:
        self._random = random.Random(seed)
        self._draws = Draws(samenhang.catalogue, seed)
        self._dimensions = samenhang.catalogue.dimensions
        self._seen = self._observed(assets_root() / "data")
        self._names = sorted(self._seen)
        self._weights = [sum(self._seen[name].values()) for name in self._names]
        self._parties = [
            row["code"] for row in _rows(assets_root() / "data/gemeenten/gemeenten.csv") if not row["einde"]
        ]

    def _observed(self, folder: Path) -> dict[str, Counter[str]]:
        """Return how often each value stands in the shipped examples and in the readings of facts."""
        found: dict[str, Counter[str]] = {}
        for quad in ox.parse(path=folder / "inrichtingen/voorbeelden.ttl"):
            name = quad.predicate.value.removeprefix(DEF)
            if name in self._dimensions:
                found.setdefault(name, Counter())[str(quad.object)] += 1
        for row in _rows(folder / "inrichtingen/mapping.csv"):
            dimension = self._dimensions.get(row["dimensie"])
            if dimension is not None and row["optie"] in dimension.option_index:
                found.setdefault(dimension.id, Counter())[f"<{option_iri(dimension.id, row['optie'])}>"] += 1
        return found

    def lines(self, amount: int) -> Iterator[str]:
        """Yield the statements of so many arrangements, each on a line."""
        system = 0
        for number in range(amount):
            if number % _SYSTEMS == 0:
                system = number
            subject = f"<{BASE}id/inrichting/proef-{number}>"
            frame = self._frame(number, system)
            for predicate, value in [*frame, *self._answers(number == system)]:
                yield f"{subject} <{predicate}> {value} .\n"

    def _frame(self, number: int, system: int) -> list[tuple[str, str]]:
        whole = number == system
        party = f"<{_PARTY}{self._parties[system // _SYSTEMS % len(self._parties)].lower()}>"
        # Each round along all parties is of another year, so that few records stand for the same.
        year = 2026 - system // _SYSTEMS // len(self._parties) % 100
        found = [
            (f"{RDF}type", f"<{ARRANGEMENT}>"),
            (f"{RDFS}label", f'"Inrichting {number}"@nl'),
            (f"{RDFS}label", f'"Arrangement {number}"@en'),
            (f"{_DCT}identifier", f'"proef-{number}"'),
            (f"{DEF}niveau", f"<{BASE}id/niveau/{'stelsel' if whole else 'segment'}>"),
            (f"{DEF}stand", f"<{BASE}id/stand/vastgesteld>"),
            (f"{DEF}gekozenDoor", party),
            (f"{_DCT}spatial", party),
            (f"{_SCHEMA}startDate", f'"{year}"'),
            (f"{_SCHEMA}endDate", f'"{year}"'),
            (f"{_DCT}source", f"<https://voorbeeld.example/bron/{number % 1000}>"),
        ]
        if not whole:
            found.append((f"{DEF}binnenStelsel", f"<{BASE}id/inrichting/proef-{system}>"))
            found.append((f"{DEF}zorgtypeTekst", f'"zorg {number - system}"@nl'))
        return found

    def _answers(self, whole: bool) -> Iterator[tuple[str, str]]:  # noqa: FBT001 -- a record is of a system or not
        level = "stelsel" if whole else "segment"
        chosen = {"domein"}
        wanted = self._random.randint(*_ANSWERS)
        while len(chosen) < wanted:
            if self._random.random() < _EVENLY:
                (name,) = self._draws.names(1)
            else:
                (name,) = self._random.choices(self._names, self._weights)
            if self._dimensions[name].level == level:
                chosen.add(name)
        for name in sorted(chosen):
            seen = self._seen.get(name)
            if seen and self._random.random() > _EVENLY:
                yield dimension_iri(name), self._random.choices(list(seen), list(seen.values()))[0]
            else:
                yield from ((dimension_iri(name), value) for value in _written(name, self._draws.answer(name)))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _written(name: str, answer: Answer) -> list[str]:
    if isinstance(answer, Decimal):
        return [f'"{answer:f}"^^<{XSD}decimal>']
    options = [answer] if isinstance(answer, str) else sorted(answer)
    return [f"<{option_iri(name, option)}>" for option in options]

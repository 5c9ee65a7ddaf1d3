"""Facts on commissioning and how they are read: which arrangement each is about, and which answers it gives.

`inrichtingen/feiten.csv` holds what a source says, `inrichtingen/mapping.csv` our reading: one line per fact and
answer, or one line without an answer and with the reason. Facts on the same party, domain, care type, state and period
make one arrangement. Facts without a year are only taken together when they come from the same page.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from samenhang.model import AnswerKind, Dimension, Text
from samenhang.reference.turtle import iri

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from samenhang.reference.tables import Row, Tables

FACTS = "inrichtingen/feiten.csv"
READINGS = "inrichtingen/mapping.csv"
TOPICS = "inrichtingen/onderwerpen.csv"
DESCRIBING = ("domein", "zorgtype")
"""The dimensions that say what an arrangement is about; each is a column of the readings."""

ALL_DOMAINS = "alle"
SYSTEM = "stelsel"
INTENTION = "voornemen"
ESTABLISHED = "vastgesteld"
PARTIES = ("gemeente", "jeugdregio", "samenwerkingsverband", "land")
_FACT_COLUMNS = (
    *("feit", "soort", "code", "naam", "domein", "eigenschap", "waarde", "jaar_van", "jaar_tot"),
    *("bron_titel", "bron_url", "opmerking"),
)
_READING_COLUMNS = (
    *("feit", "niveau", "domein", "zorgtype_nl", "zorgtype_en", "zorgtype", "dimensie", "optie", "stand", "onzeker"),
    *("reden_nl", "reden_en"),
)


class Key(NamedTuple):
    """What makes an arrangement one: party, domain, level, care type, state and period.

    Without a year the page stands in for the period.
    """

    kind: str
    party: str
    domain: str
    level: str
    care: str
    state: str
    start: str
    end: str
    page: str


@dataclass(slots=True)
class Group:
    """The readings that make one arrangement."""

    key: Key
    fact: Row
    care: Text
    readings: list[Row] = field(default_factory=list)

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it rests on, in order."""
        return tuple(dict.fromkeys(row["feit"] for row in self.readings))


@dataclass(frozen=True, slots=True)
class Readings:
    """Facts by id, the name of each topic, the readings of each fact, and the arrangements they make together."""

    facts: dict[str, Row]
    topics: dict[str, Text]
    readings: dict[str, list[Row]]
    groups: dict[Key, Group]

    def groups_of(self, fact: str) -> Iterator[Group]:
        """Yield the arrangements that a fact says something about."""
        return (group for group in self.groups.values() if fact in group.facts)

    def system_of(self, group: Group) -> Group | None:
        """Return the system that a segment is part of: same party, state and period, and its domain or all domains."""
        if group.key.level == SYSTEM:
            return None
        for domain in (group.key.domain, ALL_DOMAINS):
            found = self.groups.get(group.key._replace(level=SYSTEM, care="", domain=domain))
            if found:
                return found
        return None


def read_facts(tables: Tables, parties: Mapping[str, Collection[str]], dimensions: Mapping[str, Dimension]) -> Readings:
    """Return the facts with their readings; every reading that says what cannot be becomes a fault.

    `parties` holds the known codes by kind of party.
    """
    facts = tables.read(FACTS, _FACT_COLUMNS)
    readings = tables.read(READINGS, _READING_COLUMNS)
    topics = {r["eigenschap"]: Text(r["nl"], r["en"]) for r in tables.read(TOPICS, ("eigenschap", "nl", "en"))}
    tables.unique(facts, "feit")
    tables.unique(readings, "feit", "niveau", "zorgtype_nl", "dimensie", "stand")
    for row in facts:
        _check_fact(tables, row, parties)
        tables.known(row, "eigenschap", topics)
    by_id = {row["feit"]: row for row in facts}
    sound = [row for row in readings if _check_reading(tables, row, by_id, dimensions)]
    by_fact: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sound:
        by_fact[row["feit"]].append(row)
    for row in facts:
        if row["feit"] not in by_fact:
            tables.fault(row, f"Er is geen lezing van {row['feit']}.", f"There is no reading of {row['feit']}.")
    groups = _group(sound, by_id)
    for group in groups.values():
        _check_group(tables, group, dimensions)
    return Readings(by_id, topics, by_fact, groups)


def _check_fact(tables: Tables, row: Row, parties: Mapping[str, Collection[str]]) -> None:
    tables.require(row, "feit", "soort", "naam", "domein", "eigenschap", "waarde", "bron_titel", "bron_url")
    tables.years(row, "jaar_van", "jaar_tot")
    try:
        iri(row["bron_url"])
    except ValueError:
        tables.fault(row, "De bron is geen adres.", "The source is not an address.")
    if tables.known(row, "soort", PARTIES) and row["soort"] in parties:
        tables.require(row, "code")
        tables.known(row, "code", parties[row["soort"]])


def _check_reading(tables: Tables, row: Row, facts: Mapping[str, Row], dimensions: Mapping[str, Dimension]) -> bool:
    before = len(tables.faults)
    tables.require(row, "feit", "niveau", "reden_nl", "reden_en")
    tables.known(row, "feit", facts)
    tables.known(row, "stand", (INTENTION,))
    tables.known(row, "onzeker", ("ja",))
    for column in DESCRIBING:
        tables.known(row, column, dimensions[column].option_index)
    if bool(row["zorgtype_nl"]) != bool(row["zorgtype_en"]):
        tables.fault(row, "Het zorgtype staat in een taal.", "The care type is given in one language.")
    if bool(row["dimensie"]) != bool(row["optie"]):
        tables.fault(row, "Een dimensie heeft een optie nodig.", "A dimension needs an option.")
    elif tables.known(row, "dimensie", dimensions):
        _check_answer(tables, row, dimensions[row["dimensie"]])
    return len(tables.faults) == before


def _check_answer(tables: Tables, row: Row, dimension: Dimension) -> None:
    if dimension.level != row["niveau"]:
        nl = f"'{dimension.id}' is een dimensie van het {dimension.level}, niet van het {row['niveau']}."
        tables.fault(row, nl, f"'{dimension.id}' is a dimension of level {dimension.level}, not {row['niveau']}.")
    if dimension.kind is AnswerKind.NUMBER:
        if number(row["optie"]) is None:
            tables.fault(row, f"'{row['optie']}' is geen getal.", f"'{row['optie']}' is not a number.")
    else:
        tables.known(row, "optie", dimension.option_index)


def number(text: str) -> Decimal | None:
    """Return a number in decimal notation, or None when it is not one."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _group(readings: list[Row], facts: Mapping[str, Row]) -> dict[Key, Group]:
    groups: dict[Key, Group] = {}
    for row in readings:
        fact = facts[row["feit"]]
        period = (fact["jaar_van"], fact["jaar_tot"])
        key = Key(
            kind=fact["soort"],
            party=fact["code"] or fact["naam"],
            domain=row["domein"] or fact["domein"],
            level=row["niveau"],
            care=row["zorgtype_nl"],
            state=row["stand"] or ESTABLISHED,
            start=period[0],
            end=period[1],
            page="" if any(period) else fact["bron_url"],
        )
        care = Text(row["zorgtype_nl"], row["zorgtype_en"])
        groups.setdefault(key, Group(key, fact, care)).readings.append(row)
    return groups


def _check_group(tables: Tables, group: Group, dimensions: Mapping[str, Dimension]) -> None:
    """Note a second answer to a dimension that has one, in the same arrangement."""
    given: dict[str, Row] = {}
    for row in group.readings:
        for name, answer in answers(row):
            first = given.setdefault(name, row)
            if dimensions[name].kind is not AnswerKind.SET and dict(answers(first))[name] != answer:
                nl = f"Regel {first.line} geeft dezelfde inrichting een ander antwoord op '{name}'."
                en = f"Line {first.line} gives the same arrangement another answer to '{name}'."
                tables.fault(row, nl, en)


def answers(row: Row) -> Iterator[tuple[str, str]]:
    """Yield the dimensions that a reading answers, each with its option or number."""
    for column in DESCRIBING:
        if row[column]:
            yield column, row[column]
    if row["dimensie"]:
        yield row["dimensie"], row["optie"]

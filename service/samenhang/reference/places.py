"""Municipalities, provinces and the changes that made municipalities out of others, as triples."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from samenhang.model import Text
from samenhang.reference.turtle import Turtle, both, iri, literal, optional, same, thing

if TYPE_CHECKING:
    from samenhang.reference.tables import Row, Tables

TOOI = "https://identifier.overheid.nl/tooi/id"
_KINDS = {
    "Samenvoeging": Text("Samenvoeging", "Merger"),
    "Uitbreiding": Text("Uitbreiding", "Extension"),
    "Herschikking": Text("Herschikking", "Reorganisation"),
}
_YEAR = "2026"


def municipality(code: str) -> str:
    """Return the IRI, as Turtle writes it, of a municipality by its GM code."""
    return iri(f"{TOOI}/gemeente/{code.lower()}")


def province(code: str) -> str:
    """Return the IRI, as Turtle writes it, of a province by its PV code."""
    return iri(f"{TOOI}/provincie/{code.lower()}")


def write_places(tables: Tables, out: Turtle) -> dict[str, str]:
    """Write provinces, municipalities and changes; return the name of every municipality by its code."""
    provinces = tables.read("gemeenten/provincies.csv", ("code", "naam"))
    columns = ("code", "naam", "andere_namen", "begin", "einde", "provincie", "inwoners_2026", "owms")
    rows = tables.read("gemeenten/gemeenten.csv", columns)
    changes = tables.read("gemeenten/herindelingen.csv", ("gebeurtenis", "soort", "datum", "oud", "nieuw"))
    names = {row["code"]: row["naam"] for row in rows}
    tables.unique(provinces, "code")
    tables.unique(rows, "code")
    for row in provinces:
        out.describe(
            province(row["code"]),
            ("a", ("sam:Provincie", "tooi:Provincie")),
            ("rdfs:label", same(row["naam"])),
            ("dct:identifier", literal(row["code"])),
        )
    known = {row["code"] for row in provinces}
    for row in rows:
        _municipality(tables, out, row, known)
    _changes(tables, out, changes, names)
    return names


def _municipality(tables: Tables, out: Turtle, row: Row, provinces: set[str]) -> None:
    tables.require(row, "code", "naam", "provincie")
    tables.known(row, "provincie", provinces)
    tables.days(row, "begin", "einde")
    people = row["inwoners_2026"]
    if people and not people.isdecimal():
        tables.fault(row, f"'{people}' is geen aantal inwoners.", f"'{people}' is not a number of inhabitants.")
    others = filter(None, row["andere_namen"].split(";"))
    out.describe(
        municipality(row["code"]),
        ("a", ("sam:Gemeente", "tooi:Gemeente", "org:FormalOrganization")),
        ("rdfs:label", same(row["naam"])),
        ("skos:altLabel", [literal(name, language="nl") for name in others]),
        ("dct:identifier", literal(row["code"])),
        ("schema:startDate", optional(row["begin"])),
        ("schema:endDate", optional(row["einde"])),
        ("dct:isPartOf", province(row["provincie"])),
        ("sam:inwonertal", optional(people, datatype="xsd:integer")),
        ("sam:inwonertalJaar", literal(_YEAR, datatype="xsd:integer") if people else None),
        ("skos:exactMatch", iri(row["owms"]) if row["owms"] else None),
        ("dct:source", (thing("gegevensset", "tooi-gemeenten"), thing("gegevensset", "cbs-gebieden-2026"))),
    )


def _changes(tables: Tables, out: Turtle, rows: list[Row], names: dict[str, str]) -> None:
    events: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        tables.require(row, "gebeurtenis", "datum", "oud", "nieuw")
        tables.days(row, "datum", "datum")
        tables.known(row, "soort", _KINDS)
        both_known = [tables.known(row, column, names) for column in ("oud", "nieuw")]
        if all(both_known):
            events[row["gebeurtenis"]].append(row)
            out.describe(municipality(row["oud"]), ("dct:isReplacedBy", municipality(row["nieuw"])))
    for event, parts in events.items():
        first = parts[0]
        if {(row["soort"], row["datum"]) for row in parts} != {(first["soort"], first["datum"])}:
            tables.fault(first, "De gebeurtenis heeft twee soorten of data.", "The event has two kinds or dates.")
        _event(out, event, parts, names)


def _event(out: Turtle, event: str, parts: list[Row], names: dict[str, str]) -> None:
    first = parts[0]
    kind = _KINDS.get(first["soort"], Text(first["soort"], first["soort"]))
    old, new = (tuple(dict.fromkeys(row[column] for row in parts)) for column in ("oud", "nieuw"))
    change = f"{', '.join(names[c] for c in old)} → {', '.join(names[c] for c in new)} ({first['datum']})"
    out.describe(
        iri(f"{TOOI}/gemeente/{event}"),
        ("a", "org:ChangeEvent"),
        ("rdfs:label", both(Text(f"{kind.nl}: {change}", f"{kind.en}: {change}"))),
        ("dct:type", both(kind)),
        ("schema:startDate", literal(first["datum"])),
        ("org:originalOrganization", [municipality(code) for code in old]),
        ("org:resultingOrganization", [municipality(code) for code in new]),
        ("dct:source", thing("gegevensset", "tooi-gemeenten")),
    )

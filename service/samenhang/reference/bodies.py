"""Regions with their members over time, and co-operation bodies, as triples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenhang.model import Text
from samenhang.namespaces import DEF
from samenhang.reference.places import TOOI, municipality
from samenhang.reference.turtle import Turtle, both, iri, literal, optional, same, thing

if TYPE_CHECKING:
    from collections.abc import Collection

    from samenhang.reference.tables import Row, Tables

REGION_KINDS = {
    "jeugdregio": "sam:Jeugdregio",
    "arbeidsmarktregio": "sam:Arbeidsmarktregio",
    "ggd-regio": "sam:Ggdregio",
    "veiligheidsregio": "sam:Veiligheidsregio",
}
_DOMAINS = ("jeugd", "wmo", "participatie")


def write_regions(
    tables: Tables, out: Turtle, municipalities: Collection[str], datasets: Collection[str]
) -> dict[str, str]:
    """Write regions and memberships; return the name of every youth region by its code."""
    regions = tables.read("regios/regios.csv", ("soort", "code", "naam", "inwoners_2026"))
    members = tables.read("regios/lidmaatschappen.csv", ("soort", "regio", "gemeente", "begin", "einde", "bron"))
    tables.unique(regions, "soort", "code")
    tables.unique(members, "soort", "regio", "gemeente", "begin")
    for row in regions:
        tables.require(row, "soort", "code", "naam")
        if tables.known(row, "soort", REGION_KINDS):
            _region(out, row)
    known = {f"{row['soort']}/{row['code']}" for row in regions}
    for row in members:
        _membership(tables, out, row, (known, municipalities, datasets))
    return {row["code"]: row["naam"] for row in regions if row["soort"] == "jeugdregio"}


def _region(out: Turtle, row: Row) -> None:
    people = row["inwoners_2026"]
    out.describe(
        thing(row["soort"], row["code"]),
        ("a", (REGION_KINDS[row["soort"]], "sam:Regio", "org:OrganizationalCollaboration")),
        ("rdfs:label", same(row["naam"])),
        ("dct:identifier", literal(row["code"])),
        ("sam:inwonertal", optional(people, datatype="xsd:integer")),
        ("sam:inwonertalJaar", literal("2026", datatype="xsd:integer") if people else None),
    )


def _membership(tables: Tables, out: Turtle, row: Row, known: tuple[Collection[str], ...]) -> None:
    regions, municipalities, datasets = known
    tables.require(row, "soort", "regio", "gemeente", "begin", "bron")
    tables.days(row, "begin", "einde")
    if f"{row['soort']}/{row['regio']}" not in regions:
        nl = f"De {row['soort']} '{row['regio']}' bestaat niet."
        tables.fault(row, nl, f"There is no {row['soort']} '{row['regio']}'.")
        return
    if not all([tables.known(row, "gemeente", municipalities), tables.known(row, "bron", datasets)]):
        return
    out.describe(
        thing("lidmaatschap", row["soort"], row["regio"], row["gemeente"], row["begin"]),
        ("a", "org:Membership"),
        ("org:member", municipality(row["gemeente"])),
        ("org:organization", thing(row["soort"], row["regio"])),
        ("schema:startDate", literal(row["begin"])),
        ("schema:endDate", optional(row["einde"])),
        ("dct:source", thing("gegevensset", row["bron"])),
    )


def write_bodies(tables: Tables, out: Turtle, youth_regions: Collection[str]) -> None:
    """Write the co-operation bodies of the register, and for those in the social domain what their name tells."""
    columns = ("id", "code", "naam", "afkorting", "andere_naam", "begin", "einde", "owms")
    bodies = tables.read("samenwerking/organisaties.csv", columns)
    social = tables.read("samenwerking/sociaal-domein.csv", ("id", "domeinen", "jeugdregio", "grond_nl", "grond_en"))
    tables.unique(bodies, "id")
    tables.unique(social, "id")
    known = {row["id"] for row in bodies}
    for row in bodies:
        tables.require(row, "id", "code", "naam")
        tables.days(row, "begin", "einde")
        _body(out, row, known)
    for row in social:
        tables.require(row, "domeinen", "grond_nl", "grond_en")
        if tables.known(row, "id", known):
            _social(tables, out, row, youth_regions)


def _body(out: Turtle, row: Row, known: Collection[str]) -> None:
    names = dict.fromkeys(name for name in (row["afkorting"], row["andere_naam"]) if name and name != row["naam"])
    earlier = row["id"] != row["code"] and row["code"] in known
    out.describe(
        iri(f"{TOOI}/so/{row['id']}"),
        ("a", ("sam:Samenwerkingsorganisatie", "tooi:Samenwerkingsorganisatie", "org:FormalOrganization")),
        ("rdfs:label", same(row["naam"])),
        ("skos:altLabel", [literal(name, language="nl") for name in names]),
        ("dct:identifier", literal(row["code"])),
        ("schema:startDate", optional(row["begin"])),
        ("schema:endDate", optional(row["einde"])),
        ("skos:exactMatch", iri(row["owms"]) if row["owms"] else None),
        ("dct:isVersionOf", iri(f"{TOOI}/so/{row['code']}") if earlier else None),
        ("dct:source", thing("gegevensset", "tooi-samenwerkingsorganisaties")),
    )


def _social(tables: Tables, out: Turtle, row: Row, youth_regions: Collection[str]) -> None:
    domains = _DOMAINS if row["domeinen"] == "alle" else row["domeinen"].split()
    if wrong := [domain for domain in domains if domain not in _DOMAINS]:
        tables.fault(row, f"Onbekend domein '{wrong[0]}'.", f"Unknown domain '{wrong[0]}'.")
        return
    in_region = tables.known(row, "jeugdregio", youth_regions)
    out.describe(
        iri(f"{TOOI}/so/{row['id']}"),
        ("dct:subject", [iri(f"{DEF}domein/{domain}") for domain in domains]),
        ("dct:spatial", thing("jeugdregio", row["jeugdregio"]) if in_region else None),
        (
            "skos:editorialNote",
            both(Text(f"Domein en regio: {row['grond_nl']}.", f"Domain and region: {row['grond_en']}.")),
        ),
        ("dct:source", thing("gegevensset", "samenwerking-sociaal-domein")),
    )

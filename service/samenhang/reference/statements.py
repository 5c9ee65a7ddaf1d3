"""Facts as triples: a statement with its source for each, and the arrangements they make."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from samenhang.model import AnswerKind, Dimension, Text
from samenhang.namespaces import DEF
from samenhang.reference.facts import ALL_DOMAINS, INTENTION, SYSTEM, Group, Readings, answers
from samenhang.reference.places import municipality
from samenhang.reference.turtle import Turtle, both, iri, literal, optional, same, thing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from samenhang.reference.tables import Row, Tables

_PARTY = {
    "gemeente": Text("gemeente {}", "municipality of {}"),
    "jeugdregio": Text("jeugdregio {}", "youth region {}"),
}
_DATASET = thing("gegevensset", "inkoopfeiten")
_UNKNOWN = Text("jaar onbekend", "year unknown")


def write_statements(tables: Tables, out: Turtle, found: Readings, dimensions: Mapping[str, Dimension]) -> None:
    """Write pages, statements, the parties of their own and arrangements; facts and readings must be without fault."""
    for fact in found.facts.values():
        page = iri(fact["bron_url"])
        out.describe(page, ("a", "foaf:Document"), ("dct:title", literal(fact["bron_titel"], language="nl")))
        out.describe(page, ("rdfs:label", literal(fact["bron_titel"], language="nl")))
        _party(out, fact)
        _statement(out, fact, found, dimensions)
    seen: dict[str, Group] = {}
    for group in found.groups.values():
        if seen.setdefault(arrangement_id(group), group) is not group:
            name, row = arrangement_id(group), group.readings[0]
            tables.fault(row, f"Twee inrichtingen heten '{name}'.", f"Two arrangements are called '{name}'.")
        _arrangement(out, group, found, dimensions)


def slug(text: str) -> str:
    """Return a text as it stands in an IRI: lower case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def party_iri(fact: Row) -> str:
    """Return the IRI, as Turtle writes it, of the party or area that a fact is about."""
    if fact["soort"] == "gemeente":
        return municipality(fact["code"])
    return thing(fact["soort"], fact["code"] or slug(fact["naam"]))


def arrangement_id(group: Group) -> str:
    """Return the id of an arrangement, made of what makes it one."""
    key = group.key
    period = "-".join(filter(None, (key.start, key.end and f"tot-{key.end}"))) or f"onbekend-{group.facts[0]}"
    parts = (key.party, key.domain, SYSTEM if key.level == SYSTEM else key.care, period)
    return slug("-".join((*filter(None, parts), *([INTENTION] if key.state == INTENTION else []))))


def arrangement_iri(group: Group) -> str:
    """Return the IRI, as Turtle writes it, of an arrangement."""
    return thing("inrichting", arrangement_id(group))


def _party(out: Turtle, fact: Row) -> None:
    """Write the parties that no register names, and call every one that chooses a party."""
    kind = fact["soort"]
    if kind == "land":
        kinds: tuple[str, ...] = ("dct:Location",)
    else:
        kinds = ("sam:Partij", "org:OrganizationalCollaboration") if kind == "samenwerkingsverband" else ("sam:Partij",)
    named = kind in {"land", "samenwerkingsverband"}
    out.describe(party_iri(fact), ("a", kinds), ("rdfs:label", same(fact["naam"]) if named else None))


def _statement(out: Turtle, fact: Row, found: Readings, dimensions: Mapping[str, Dimension]) -> None:
    rows = found.readings.get(fact["feit"], [])
    topic = found.topics.get(fact["eigenschap"], Text(fact["eigenschap"], fact["eigenschap"]))
    given = {row["dimensie"]: row["optie"] for row in rows if row["dimensie"]}
    numbers = [name for name in given if dimensions[name].kind is AnswerKind.NUMBER]
    uncertain = any(row["onzeker"] for row in rows)
    state = INTENTION if rows and all(row["stand"] == INTENTION for row in rows) else "vastgesteld"
    reasons = dict.fromkeys(Text(row["reden_nl"], row["reden_en"]) for row in rows)
    out.describe(
        thing("vaststelling", fact["feit"]),
        ("a", ("sam:Vaststelling", "prov:Entity")),
        ("rdfs:label", both(_statement_label(fact, topic))),
        ("dct:identifier", literal(fact["feit"])),
        ("dct:spatial", party_iri(fact)),
        ("sam:onderwerp", both(topic)),
        ("sam:waardeTekst", literal(fact["waarde"], language="nl")),
        ("schema:startDate", optional(fact["jaar_van"])),
        ("schema:endDate", optional(fact["jaar_tot"])),
        ("skos:note", optional(fact["opmerking"], language="nl")),
        ("skos:editorialNote", [text for reason in reasons for text in both(reason)]),
        ("sam:vertaald", "true" if given else "false"),
        ("sam:betreftDimensie", [iri(DEF + name) for name in given]),
        ("sam:steltVast", [_option(name, given[name]) for name in given if name not in numbers]),
        ("sam:steltGetalVast", [_number(given[name]) for name in numbers]),
        ("sam:stand", thing("stand", state)),
        ("sam:onzeker", "true" if uncertain else None),
        ("sam:betreftInrichting", [arrangement_iri(group) for group in found.groups_of(fact["feit"])]),
        ("prov:wasDerivedFrom", iri(fact["bron_url"])),
        ("dct:source", iri(fact["bron_url"])),
        ("dct:isPartOf", _DATASET),
    )


def _statement_label(fact: Row, topic: Text) -> Text:
    who = _who(fact)
    return Text(f"{fact['feit']}: {topic.nl}, {who.nl}", f"{fact['feit']}: {topic.en}, {who.en}")


def _arrangement(out: Turtle, group: Group, found: Readings, dimensions: Mapping[str, Dimension]) -> None:
    key, system = group.key, found.system_of(group)
    pages = dict.fromkeys(iri(found.facts[fact]["bron_url"]) for fact in group.facts)
    chooser = None if key.kind == "land" else party_iri(group.fact)
    out.describe(
        arrangement_iri(group),
        ("a", ("sam:Inrichting", "prov:Entity")),
        ("rdfs:label", both(_label(group, dimensions))),
        ("dct:identifier", literal(arrangement_id(group))),
        ("sam:niveau", thing("niveau", key.level)),
        ("sam:stand", thing("stand", key.state)),
        ("sam:gekozenDoor", chooser),
        ("dct:spatial", party_iri(group.fact)),
        ("schema:startDate", optional(key.start)),
        ("schema:endDate", optional(key.end)),
        ("sam:zorgtypeTekst", both(group.care) if group.care.nl else None),
        ("sam:binnenStelsel", arrangement_iri(system) if system else None),
        *_given(group, dimensions),
        ("prov:wasDerivedFrom", [thing("vaststelling", fact) for fact in group.facts]),
        ("dct:source", pages),
    )


def _given(group: Group, dimensions: Mapping[str, Dimension]) -> Iterator[tuple[str, str]]:
    given = dict.fromkeys(pair for row in group.readings for pair in answers(row))
    names = {name for name, _ in given}
    if "domein" not in names and group.key.domain in dimensions["domein"].option_index:
        given[("domein", group.key.domain)] = None
    for name, answer in given:
        yield f"sam:{name}", _number(answer) if dimensions[name].kind is AnswerKind.NUMBER else _option(name, answer)


def _option(dimension: str, option: str) -> str:
    return iri(f"{DEF}{dimension}/{option}")


def _number(text: str) -> str:
    return literal(f"{Decimal(text):f}", datatype="xsd:decimal")


def _who(fact: Row) -> Text:
    pattern = _PARTY.get(fact["soort"], Text("{}", "{}"))
    return Text(pattern.nl.format(fact["naam"]), pattern.en.format(fact["naam"]))


def _label(group: Group, dimensions: Mapping[str, Dimension]) -> Text:
    """Return who, domain, level or care type, period and state, in both languages."""
    key, who = group.key, _who(group.fact)
    parts = [_domain(key.domain, dimensions)]
    if key.level == SYSTEM:
        parts.append(Text("stelsel", "system"))
    elif group.care.nl:
        parts.append(group.care)
    parts.append(_period(key.start, key.end))
    if key.state == INTENTION:
        parts.append(Text("voornemen", "intended"))
    return Text(
        f"{who.nl[0].upper()}{who.nl[1:]}: {', '.join(part.nl for part in parts)}",
        f"{who.en[0].upper()}{who.en[1:]}: {', '.join(part.en for part in parts)}",
    )


def _domain(domain: str, dimensions: Mapping[str, Dimension]) -> Text:
    if domain == ALL_DOMAINS:
        return Text("alle domeinen", "all domains")
    label = dimensions["domein"].option(domain).label
    return Text(*(text[0].lower() + text[1:] for text in label))


def _period(start: str, end: str) -> Text:
    if start and end:
        return Text(start, start) if start == end else Text(f"{start} tot en met {end}", f"{start} to {end}")
    if start:
        return Text(f"vanaf {start}", f"from {start}")
    return Text(f"tot en met {end}", f"up to {end}") if end else _UNKNOWN

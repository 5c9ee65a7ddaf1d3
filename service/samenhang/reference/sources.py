"""Where the data come from: `data/bronnen.yaml` as DCAT datasets in one catalogue."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import yaml

from samenhang.errors import Fault
from samenhang.model import Text
from samenhang.reference.turtle import Turtle, both, iri, literal, same, thing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samenhang.reference.tables import Tables

FILE = "bronnen.yaml"
_CATALOGUE = Text("Referentiegegevens van Samenhang", "Reference data of Samenhang")
_MEDIA = {
    "csv": "https://www.iana.org/assignments/media-types/text/csv",
    "ttl": "https://www.iana.org/assignments/media-types/text/turtle",
    "geojson": "https://www.iana.org/assignments/media-types/application/geo+json",
}
# The parser in C, where PyYAML has it, is eight times as fast, and this is read at every start.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def write_sources(tables: Tables, out: Turtle) -> set[str]:
    """Write a dataset with its distributions for every entry, and return the ids; a wrong entry becomes a fault."""
    path = tables.folder / FILE
    try:
        entries = yaml.load(path.read_bytes(), Loader=_LOADER)  # noqa: S506 -- both loaders make plain values only
    except (OSError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        _fault(tables, mark.line + 1 if mark else 1, str(getattr(error, "problem", error)))
        return set()
    written: set[str] = set()
    for number, entry in enumerate(entries or (), start=1):
        try:
            _dataset(tables, out, entry)
            written.add(entry["id"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            _fault(tables, 1, f"entry {number}: {error!r}")
    _catalogue(out, written)
    return written


def _fault(tables: Tables, line: int, problem: str) -> None:
    text = Text(
        f"De beschrijving van de bronnen klopt niet: {problem}", f"The description of sources is not valid: {problem}"
    )
    tables.faults.append(Fault(f"{FILE}:{line}", "ongeldige-bron", text))


def _catalogue(out: Turtle, ids: set[str]) -> None:
    out.describe(
        thing("catalogus", "referentie"),
        ("a", "dcat:Catalog"),
        ("dct:title", both(_CATALOGUE)),
        ("rdfs:label", both(_CATALOGUE)),
        ("dcat:dataset", [thing("gegevensset", name) for name in sorted(ids)]),
    )


def _dataset(tables: Tables, out: Turtle, entry: Mapping[str, Any]) -> None:
    title, publisher = _text(entry["titel"]), entry["uitgever"]
    organisation = thing("organisatie", publisher["id"])
    issued = entry["uitgegeven"]
    if not isinstance(issued, date | None):
        message = f"'{issued}' is not a date"
        raise TypeError(message)
    day = literal(issued.isoformat(), datatype="xsd:date") if issued else None
    licence = iri(entry["licentie"]) if entry["licentie"] else None
    description = Text(
        *(" ".join(_text(entry[key])[i] for key in ("stand", "herkomst") if key in entry) for i in (0, 1))
    )
    files = [_distribution(tables, out, name, licence) for name in entry["bestanden"]]
    out.describe(organisation, ("a", "foaf:Agent"), ("foaf:name", same(publisher["naam"])))
    out.describe(organisation, ("rdfs:label", same(publisher["naam"])), ("foaf:homepage", iri(publisher["site"])))
    out.describe(
        thing("gegevensset", entry["id"]),
        ("a", "dcat:Dataset"),
        ("dct:identifier", literal(entry["id"])),
        ("dct:title", both(title)),
        ("rdfs:label", both(title)),
        ("dct:description", both(description)),
        ("dct:publisher", organisation),
        ("dct:license", licence),
        ("dct:rights", both(_text(entry["rechten"])) if "rechten" in entry else None),
        ("dct:issued", day),
        ("dct:modified", day),
        ("dct:provenance", both(_text(entry["herkomst"]))),
        ("skos:scopeNote", both(_text(entry["let_op"])) if "let_op" in entry else None),
        ("dcat:landingPage", iri(entry["pagina"])),
        ("dcat:distribution", files),
    )


def _distribution(tables: Tables, out: Turtle, name: str, licence: str | None) -> str:
    if not (tables.folder / name).is_file():
        message = f"'{name}' does not exist"
        raise ValueError(message)
    distribution = thing("bestand", name)
    out.describe(
        distribution,
        ("a", "dcat:Distribution"),
        ("dct:title", same(name)),
        ("rdfs:label", same(name)),
        ("dcat:mediaType", iri(_MEDIA[name.rsplit(".", 1)[-1]])),
        ("dct:license", licence),
    )
    return distribution


def _text(entry: Mapping[str, str]) -> Text:
    return Text(str(entry["nl"]).strip(), str(entry["en"]).strip())

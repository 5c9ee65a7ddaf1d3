"""The public record of a dataset: DCAT-AP-NL 3.0 with VoID counts, and who made which version of what (PROV-O)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from samenhang import namespaces as ns
from samenhang.datasets.history import moment
from samenhang.datasets.metadata import NO_LICENCE, Metadata
from samenhang.datasets.names import data_graph, dataset_iri, findings_graph, version_iri
from samenhang.model import Text
from samenhang.reference.turtle import Turtle, both, iri, literal, optional, same

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenhang.datasets.history import Entry, History, Version

_EU: Final = "http://publications.europa.eu/resource/authority"
_ADMS: Final = "http://www.w3.org/ns/adms#"
_VCARD: Final = "http://www.w3.org/2006/vcard/ns#"
_VOID: Final = "http://rdfs.org/ns/void#"
_SPDX: Final = "http://spdx.org/rdf/terms#"
_IANA: Final = "https://www.iana.org/assignments/media-types/"
_CATALOGUE: Final = f"{ns.BASE}id/catalogus/gegevenssets"
_THEME: Final = f"{_EU}/data-theme/SOCI"
_TITLE: Final = Text("Gedeelde gegevenssets van Samenhang", "Shared datasets of Samenhang")
_ABOUT: Final = Text(
    "Inrichtingen van het gemeentelijk opdrachtgeverschap zoals gemeenten en regio's ze delen, getoetst op samenhang.",
    "Arrangements of municipal commissioning as municipalities and regions share them, checked for coherence.",
)
_FORMS: Final = {
    "text/turtle": "RDF_TURTLE",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/ld+json": "JSON_LD",
    "application/rdf+xml": "RDF_XML",
    "text/csv": "CSV",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}


class Described:
    """What the record of a dataset says: what its publisher gave, and what stands in for the rest."""

    def __init__(self, name: str, metadata: Metadata, keeper: str, contact: str) -> None:
        given = metadata
        self.title = Text(given.titel or name, given.titelEn or given.titel or name)
        nl = given.omschrijving or f"Gedeelde gegevensset '{name}'; de uitgever gaf geen omschrijving."
        en = (
            given.omschrijvingEn or given.omschrijving or f"Shared dataset '{name}'; its publisher gave no description."
        )
        self.description = Text(nl, en)
        self.publisher = given.uitgever or keeper
        self.publisher_same = given.uitgeverIri
        self.contact = given.contact or contact
        self.licence = given.licentie or NO_LICENCE
        self.themes = given.thema or (_THEME,)


class Catalogue:
    """Writes records of datasets.

    `address` is where the service is found, `keeper` and `contact` stand in where a publisher names no other.
    """

    def __init__(self, address: str, keeper: str, contact: str) -> None:
        self._address = address
        self._keeper = keeper, contact

    def record(self, history: History) -> bytes:
        """Return the record of a dataset as it is now, as Turtle; it takes the place of the one before."""
        last, name, out = history.last, history.name, Turtle()
        if last is not None:
            described = Described(name, last.metadata, *self._keeper)
            _catalogue(out, history, self._keeper)
            _agents(out, name, described, self._keeper)
            _dataset(out, history, last, described)
            if history.current is not None:
                _distributions(out, (dataset_iri(name), self._where(name)), _FORMS, last, described)
        return bytes(out)

    def event(self, history: History, entry: Entry) -> bytes:
        """Return who did what, and the version that came of it, as Turtle; it is added to what there was."""
        version, name, out = entry.version, history.name, Turtle()
        if history.last is not None:
            path = f"{name}/gebeurtenis/{entry.number}"
            described = Described(name, (version or history.last).metadata, *self._keeper)
            _agents(out, path, described, self._keeper)
            _activity(out, name, entry, path)
            if version is not None:
                _version(out, history, version, described, path)
                where = f"{self._where(name)}/versies/{version.number}"
                _distributions(out, (version_iri(name, version.number), where), ("text/turtle",), version, described)
        return bytes(out)

    def _where(self, name: str) -> str:
        return f"{self._address}/v1/gegevenssets/{name}"


def _catalogue(out: Turtle, history: History, keeper: tuple[str, str]) -> None:
    agent = iri(f"{_CATALOGUE}/uitgever")
    out.describe(
        iri(_CATALOGUE),
        ("a", "dcat:Catalog"),
        ("dct:title", both(_TITLE)),
        ("rdfs:label", both(_TITLE)),
        ("dct:description", both(_ABOUT)),
        ("dct:publisher", agent),
        ("dct:creator", agent),
        ("dcat:contactPoint", iri(f"{_CATALOGUE}/contact")),
        (
            "dcat:dataset",
            [iri(dataset_iri(history.name)), *(iri(version_iri(history.name, n)) for n in history.versions)],
        ),
    )
    _agent(out, f"{_CATALOGUE}/uitgever", keeper[0])
    _contact(out, f"{_CATALOGUE}/contact", *keeper)


def _agents(out: Turtle, path: str, described: Described, keeper: tuple[str, str]) -> None:
    """Describe publisher and contact under names of their own, so that no dataset says anything of other things."""
    base = f"{ns.BASE}id/gegevensset/{path}"
    _agent(out, f"{base}/uitgever", described.publisher, described.publisher_same)
    name = described.publisher if described.contact != keeper[1] else keeper[0]
    _contact(out, f"{base}/contact", name, described.contact)


def _agent(out: Turtle, name: str, label: str, same_as: str = "") -> None:
    labels = same(label)
    out.describe(
        iri(name),
        ("a", ("foaf:Agent", "prov:Agent")),
        ("foaf:name", labels),
        ("rdfs:label", labels),
        ("owl:sameAs", iri(same_as) if same_as else None),
    )


def _contact(out: Turtle, name: str, label: str, contact: str) -> None:
    is_mail = "@" in contact and not contact.startswith("http")
    out.describe(
        iri(name),
        ("a", (f"<{_VCARD}Organization>", f"<{_VCARD}Kind>")),
        (f"<{_VCARD}fn>", literal(label)),
        (f"<{_VCARD}hasEmail>", iri(f"mailto:{contact}") if is_mail else None),
        (f"<{_VCARD}hasURL>", iri(contact) if contact and not is_mail else None),
    )


def _common(described: Described, metadata: Metadata, path: str) -> list[tuple[str, object]]:
    return [
        ("dct:title", both(described.title)),
        ("rdfs:label", both(described.title)),
        ("dct:description", both(described.description)),
        ("dct:publisher", iri(f"{ns.BASE}id/gegevensset/{path}/uitgever")),
        ("dcat:contactPoint", iri(f"{ns.BASE}id/gegevensset/{path}/contact")),
        ("dct:spatial", iri(metadata.gebied) if metadata.gebied else None),
        ("dct:temporal", iri(f"{ns.BASE}id/gegevensset/{path}/periode") if _period(metadata) else None),
    ]


def _period(metadata: Metadata) -> bool:
    return bool(metadata.periodeBegin or metadata.periodeEinde)


def _describe(out: Turtle, name: str, pairs: list[tuple[str, object]]) -> None:
    out.describe(iri(name), *pairs)  # type: ignore[arg-type]


def _times(out: Turtle, path: str, metadata: Metadata) -> None:
    if _period(metadata):
        out.describe(
            iri(f"{ns.BASE}id/gegevensset/{path}/periode"),
            ("a", "dct:PeriodOfTime"),
            ("dcat:startDate", optional(metadata.periodeBegin, datatype="xsd:date")),
            ("dcat:endDate", optional(metadata.periodeEinde, datatype="xsd:date")),
        )


def _whole(described: Described, metadata: Metadata, name: str, path: str) -> list[tuple[str, object]]:
    """Return what DCAT-AP-NL asks of every dataset, beside what all things in a catalogue have."""
    return [
        ("dct:identifier", literal(name)),
        ("dct:creator", iri(f"{ns.BASE}id/gegevensset/{path}/uitgever")),
        ("dct:accessRights", iri(f"{_EU}/access-right/PUBLIC")),
        ("dct:license", iri(described.licence)),
        ("dcat:theme", [iri(theme) for theme in described.themes]),
        ("dcat:keyword", [literal(word, language="nl") for word in metadata.trefwoorden]),
        ("dct:language", iri(f"{_EU}/language/NLD")),
        ("dct:conformsTo", iri(ns.DEF)),
    ]


def _dataset(out: Turtle, history: History, last: Version, described: Described) -> None:
    name, gone, versions = dataset_iri(history.name), history.withdrawn, history.versions
    latest = iri(version_iri(history.name, last.number))
    _describe(
        out,
        name,
        [
            ("a", ("dcat:Dataset", f"<{_VOID}Dataset>", "prov:Entity")),
            *_common(described, last.metadata, history.name),
            *_whole(described, last.metadata, name, history.name),
            ("dct:issued", _when(history.entry_of(versions[min(versions)]))),
            ("dct:modified", _when(history.entries[-1])),
            (f"<{_ADMS}status>", iri(f"{_EU}/dataset-status/{'WITHDRAWN' if gone else 'COMPLETED'}")),
            ("dcat:version", literal(str(last.number))),
            ("dcat:hasVersion", [iri(version_iri(history.name, number)) for number in versions]),
            ("dcat:hasCurrentVersion", None if gone else latest),
            ("dcat:distribution", () if gone else _distribution_names(name, _FORMS)),
            (f"<{_VOID}triples>", None if gone else literal(str(last.triples), datatype="xsd:integer")),
            (f"<{_VOID}classPartition>", () if gone else _partitions(name, last)),
            ("dct:hasPart", None if gone else (iri(data_graph(history.name)), iri(findings_graph(history.name)))),
            ("prov:wasInvalidatedBy", _activity_iri(history.name, gone) if gone else None),
        ],
    )
    _times(out, history.name, last.metadata)
    _entities(out, name, last)


def _version(out: Turtle, history: History, version: Version, described: Described, path: str) -> None:
    name = version_iri(history.name, version.number)
    entry, metadata = history.entry_of(version), version.metadata
    earlier = [number for number in history.versions if number < version.number]
    before = iri(version_iri(history.name, max(earlier))) if earlier else None
    _describe(
        out,
        name,
        [
            ("a", ("dcat:Dataset", f"<{_VOID}Dataset>", "prov:Entity")),
            *_common(described, metadata, path),
            *_whole(described, metadata, name, path),
            ("dct:issued", _when(entry)),
            ("dct:modified", _when(entry)),
            ("dcat:version", literal(str(version.number))),
            (f"<{_ADMS}versionNotes>", optional(metadata.toelichting, language="nl")),
            ("dcat:isVersionOf", iri(dataset_iri(history.name))),
            ("dcat:previousVersion", before),
            ("dcat:distribution", _distribution_names(name, ("text/turtle",))),
            (f"<{_VOID}triples>", literal(str(version.triples), datatype="xsd:integer")),
            (f"<{_VOID}classPartition>", _partitions(name, version)),
            ("prov:wasGeneratedBy", _activity_iri(history.name, entry)),
            ("prov:wasDerivedFrom", iri(f"{version_iri(history.name, version.number)}/bestand")),
            ("prov:wasRevisionOf", before),
        ],
    )
    _times(out, path, metadata)
    _entities(out, name, version)


def _partitions(name: str, version: Version) -> list[str]:
    return [iri(f"{name}/klasse/{quote(kind, safe='')}") for kind in version.records]


def _entities(out: Turtle, name: str, version: Version) -> None:
    for kind, count in version.records.items():
        out.describe(
            iri(f"{name}/klasse/{quote(kind, safe='')}"),
            (f"<{_VOID}class>", iri(f"{ns.DEF}{kind}")),
            (f"<{_VOID}entities>", literal(str(count), datatype="xsd:integer")),
        )


def _distribution_names(name: str, forms: Iterable[str]) -> list[str]:
    return [iri(f"{name}/distributie/{form}") for form in ("bestand", *map(_short, forms))]


def _short(kind: str) -> str:
    return kind.rpartition("/")[2].rpartition(".")[2]


def _distributions(
    out: Turtle, place: tuple[str, str], forms: Iterable[str], version: Version, described: Described
) -> None:
    """Describe the forms of a dataset or version: its name and address, and the file as it was sent."""
    name, where = place
    sent_as = f"{where.partition('/versies/')[0]}/versies/{version.number}/bestand"
    kinds = {"bestand": version.file.media_type} | {_short(kind): kind for kind in forms}
    for form, kind in kinds.items():
        subject, sent = f"{name}/distributie/{form}", form == "bestand"
        out.describe(
            iri(subject),
            ("a", "dcat:Distribution"),
            ("dct:title", both(described.title)),
            ("dcat:accessURL", iri(where)),
            ("dcat:downloadURL", iri(sent_as if sent else where)),
            ("dct:license", iri(described.licence)),
            ("dcat:mediaType", iri(_IANA + kind)),
            ("dct:format", iri(f"{_EU}/file-type/{_FORMS[kind]}") if kind in _FORMS else None),
            ("dcat:byteSize", literal(str(version.file.size), datatype="xsd:nonNegativeInteger") if sent else None),
            (f"<{_SPDX}checksum>", iri(f"{subject}/controlegetal") if sent else None),
            ("dct:language", iri(f"{_EU}/language/NLD")),
            ("dct:conformsTo", iri(ns.DEF)),
        )
        if sent:
            _checksum(out, f"{subject}/controlegetal", version.file.sha256)


def _checksum(out: Turtle, name: str, digest: str) -> None:
    out.describe(
        iri(name),
        ("a", f"<{_SPDX}Checksum>"),
        (f"<{_SPDX}algorithm>", f"<{_SPDX}checksumAlgorithm_sha256>"),
        (f"<{_SPDX}checksumValue>", literal(digest, datatype="xsd:hexBinary")),
    )


def _activity(out: Turtle, name: str, entry: Entry, path: str) -> None:
    version = entry.version
    file = f"{version_iri(name, version.number)}/bestand" if version is not None else ""
    source = version.restored_from if version is not None else None
    out.describe(
        _activity_iri(name, entry),
        ("a", "prov:Activity"),
        ("dct:type", literal(entry.act.value)),
        ("prov:startedAtTime", literal(moment(entry.began), datatype="xsd:dateTime")),
        ("prov:endedAtTime", _when(entry)),
        ("prov:wasAssociatedWith", iri(f"{ns.BASE}id/gegevensset/{path}/uitgever")),
        ("prov:used", [iri(file), *([iri(version_iri(name, source))] if source else [])] if version else None),
        ("sam:regelsetSha256", literal(version.ruleset) if version is not None and version.ruleset else None),
        ("rdfs:comment", optional(entry.note, language="nl")),
    )
    if version is not None:
        out.describe(
            iri(file),
            ("a", "prov:Entity"),
            ("rdfs:label", same(version.file.name)),
            ("dcat:byteSize", literal(str(version.file.size), datatype="xsd:nonNegativeInteger")),
            (f"<{_SPDX}checksum>", iri(f"{version_iri(name, version.number)}/distributie/bestand/controlegetal")),
        )


def _activity_iri(name: str, entry: Entry) -> str:
    return iri(f"{dataset_iri(name)}/gebeurtenis/{entry.number}")


def _when(entry: Entry) -> str:
    return literal(moment(entry.ended), datatype="xsd:dateTime")
